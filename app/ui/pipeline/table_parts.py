"""What a table brings along, named for a screen reader."""

from PySide6.QtWidgets import QAbstractButton, QTableView


def name_parts(view: QTableView, columns: str, rows: str) -> None:
    """Its heads, and the button in the corner that no one sees."""
    view.horizontalHeader().setAccessibleName(columns)
    view.verticalHeader().setAccessibleName(rows)
    for corner in view.findChildren(QAbstractButton):
        corner.setAccessibleName("Select everything")
