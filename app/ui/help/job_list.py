"""What runs by itself: each job in words, when it ran last, and what went wrong."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.jobs import runs
from app.jobs.runs import Run
from app.ops import usage
from app.ui import words
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, label, row
from app.ui.widgets.section import Row, Section

NOTE = "What Rainmaker does by itself. What fails stops nothing else and is tried again."
GUARD = "Stopped by the leak guard"
GUARD_NOTE = "Answers that would have recited the coach's private list. You were given another wording."
MARKS = {"done": ("check", "green"), "failed": ("warning-circle", "amber"), "running": ("hourglass", "muted")}


class JobList(QObject):
    """The section; what failed stands first."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self.section = Section(desk.look, "Background work", NOTE)
        self.none, self.guard = Row(desk.look, "Nothing has run yet."), Row(desk.look, GUARD, GUARD_NOTE)
        self.stopped = label("", "muted")
        self.guard.line.addWidget(self.stopped)
        self.section.add(self.guard)
        self.section.add(self.none)
        self.lines: list[JobLine] = []
        self._shown: list[Run] = []

    def refresh(self) -> None:
        with self._desk.read() as session:
            found = runs.latest(session, self._desk.now)
            self.stopped.setText(f"{words.many(usage.caught(session, self._desk.now), 'time')} this month")
        for line in self.lines if found != self._shown else ():
            self.section.drop(line)
        if found != self._shown:
            self.lines = [JobLine(self._desk.look, run, self._when(run)) for run in found]
            for line in self.lines:
                self.section.add(line)
        self._shown = found
        self.none.setVisible(not found)
        self.section.arrange()

    def _when(self, run: Run) -> str:
        return f"{run.state.capitalize()} · {words.stamp(run.at, self._desk.now)}"


class JobLine(Plain):
    """A mark, the job, when and how it ended; below it what it said."""

    def __init__(self, look: Look, run: Run, ended: str) -> None:
        super().__init__()
        mark = label()
        icon, color = MARKS[run.state]
        mark.setPixmap(look.pixmap(icon, color=color))
        mark.setAccessibleName(run.state.capitalize())
        self.words = Row(look, run.title, run.message)
        self.words.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ended = label(ended, "muted")
        self.words.line.addWidget(self.ended)
        line = row(look, tokens.S3, parent=self)
        line.addWidget(mark)
        line.addWidget(self.words, 1)
