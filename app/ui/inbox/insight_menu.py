"""What can be done with an insight of the list, by a right click or the menu key."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.coach.insights import Insight
from app.ui.inbox.snooze_menu import SnoozeMenu


class InsightMenu(QMenu):
    """Filled anew each time it opens. acted: the number of the button."""

    acted, snoozed = Signal(object, int), Signal(object, str)
    opened, dismissed = Signal(object), Signal(object)
    muted = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("What can be done with this insight")
        self._insight: Insight | None = None
        self.snoozes = SnoozeMenu(self)
        self.snoozes.chosen.connect(self._snooze)
        self.triggered.connect(self._act)

    def show_insight(self, insight: Insight, *, muted: bool) -> None:
        """muted: whether its rule is."""
        self.clear()
        self._insight = insight
        self._add("Why this?", "why", "Return")
        if insight.outcome in (None, "snoozed"):
            self.addSeparator()
            for place, one in enumerate(insight.buttons):
                self._add(one.label.replace("&", "&&"), one.n, "Ctrl+Return" if place == 0 else "")
            self.addMenu(self.snoozes)
            self._add("Dismiss", "dismiss", "Del")
        self.addSeparator()
        self._add("Unmute this rule" if muted else "Mute this rule", "unmute" if muted else "mute")

    def _add(self, title: str, what: object, keys: str = "") -> None:
        """keys: shown beside it; the list itself hears them."""
        action = QAction(f"{title}\t{keys}" if keys else title, self)
        action.setData(what)
        self.addAction(action)

    @Slot(QAction)
    def _act(self, action: QAction) -> None:
        what, insight = action.data(), self._insight
        if insight is None or action.parent() is not self:
            return
        if isinstance(what, int):
            self.acted.emit(insight.id, what)
        elif what in ("mute", "unmute"):
            self.muted.emit(insight.rule, what == "mute")
        else:
            (self.opened if what == "why" else self.dismissed).emit(insight.id)

    @Slot(str)
    def _snooze(self, choice: str) -> None:
        if self._insight is not None:
            self.snoozed.emit(self._insight.id, choice)
