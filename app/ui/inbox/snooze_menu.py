"""When an insight shall come back: one menu for the list and the pane."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

CHOICES = {"hour": "In an hour", "tomorrow": "Tomorrow", "week": "Next week"}


class SnoozeMenu(QMenu):
    chosen = Signal(str)
    """a key of `CHOICES`"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Snooze", parent)
        self.setAccessibleName("Snooze until")
        for key, told in CHOICES.items():
            self.addAction(told).setData(key)
        self.triggered.connect(self._choose)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))
