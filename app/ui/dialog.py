"""A window over the window: for an import, a merge, and before something is destroyed."""

from PySide6.QtWidgets import QDialog

from app.ui import tab_order


class Dialog(QDialog):
    """Tab goes in it as it does in the window."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        return tab_order.step(self, forward=forward)
