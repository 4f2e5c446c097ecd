"""What the coach is working on, closed at first: its private list, and all that can be done about it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from app.crm import names
from app.ui.desk import Desk
from app.ui.settings.disclosure import Disclosure
from app.ui.settings.part import Part

if TYPE_CHECKING:
    from app.ui.goals.goals_of import GoalsOf

TITLE = "What my coach is working on"
NOTE = "Its goals for you, what it still wants to know, and what it means to bring up."


class GoalsPart(Part):
    """A line that is closed at first; what is below it is read only while it is open."""

    words = names.fold("goals what my coach is working on private checklist list gaps questions plan aims")
    tables = frozenset(("goals", "checklist_items", "businesses", "tasks", "profile_facts"))
    grown = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        for words in (self.title, self.note):
            words.hide()
        self.line.setContentsMargins(0, 0, 0, 0)
        super().set_narrow(True)
        self.fold = Disclosure(desk.look, TITLE, NOTE)
        self.body: GoalsOf | None = None
        self.line.addWidget(self.fold)
        self.fold.toggled.connect(self._toggle)

    def set_narrow(self, narrow: bool) -> None:
        """The line is above what it opens, however wide the page is."""

    def applies(self) -> bool:
        return True

    def refresh(self) -> None:
        if self.fold.open and self.body is None:
            self.body = self._made()
            self.line.addWidget(self.body)
        if self.body is not None:
            self.body.setVisible(self.fold.open)
        if self.body is not None and self.fold.open:
            self.body.refresh()

    def _made(self) -> "GoalsOf":
        from app.ui.goals.goals_of import GoalsOf  # noqa: PLC0415 - brings the rules, and most never look

        return GoalsOf(self.desk)

    @Slot()
    def _toggle(self) -> None:
        self.refresh()
        self.grown.emit()
