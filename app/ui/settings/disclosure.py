"""A row that shows what is asked for less often, and hides it again."""

from PySide6.QtCore import Signal, Slot

from app.ui.theme.look import Look
from app.ui.widgets.basic import button
from app.ui.widgets.section import Row


class Disclosure(Row):
    """Stands between the rows: while somebody searches, whatever fits is shown without it."""

    toggled = Signal()

    def __init__(self, look: Look, title: str, note: str = "") -> None:
        super().__init__(look, title, note)
        self._title, self.open = title, False
        self.title.setProperty("tone", "strong")
        self.button = button("Show", "plain")
        self.button.setObjectName(f"show {title}")
        self.button.clicked.connect(self._toggle)
        self.line.addWidget(self.button)
        self.show_open(self.open)

    def say(self, note: str) -> None:
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_open(self, open_now: bool) -> None:
        self.open = open_now
        self.button.setText("Hide" if open_now else "Show")
        self.button.setAccessibleName(f"{self.button.text()}: {self._title}")

    @Slot()
    def _toggle(self) -> None:
        self.show_open(not self.open)
        self.toggled.emit()
