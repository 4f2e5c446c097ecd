"""The running timer in the bottom line: how long, on what, and a button to stop it."""

from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.crm import projects, tasks, time_entries
from app.ui import words
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import button, label, row

TICK = 15_000
"""Milliseconds between two looks at the clock while a timer runs; it is shown in minutes."""
LONGEST = 40


class TimerLine(QWidget):
    """Hidden while no timer runs. A click on the words opens what the timer runs on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._project_id: int | None = None
        self.mark, self.words, self.stop = label(), button("", "plain"), button("Stop", "plain", hint="Ctrl+T")
        self.mark.setPixmap(desk.look.pixmap("timer", tokens.META, "accent"))
        self.words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line = row(desk.look, tokens.S1, parent=self)
        for part in (self.mark, self.words, self.stop):
            line.addWidget(part)
        self.words.setAccessibleName("Timer")
        self.stop.setAccessibleName("Stop the timer")
        self._tick = QTimer(self)
        self._tick.setInterval(TICK)
        self._tick.timeout.connect(self.refresh)
        self.stop.clicked.connect(self.toggle)
        self.words.clicked.connect(self._open)
        self.hide()

    @Slot()
    def refresh(self) -> None:
        """Take over what the file says; a timer started elsewhere shows up, too."""
        with self._desk.read() as session:
            entry = time_entries.running(session)
            on = self._named(session, entry) if entry else ""
        self.setVisible(entry is not None)
        if entry is None:
            self._tick.stop()
            return
        self._project_id = entry.project_id
        minutes = time_entries.minutes_between(entry.started_at, max(self._desk.now, entry.started_at))
        text = f"{words.hours(minutes)}  {on[:LONGEST]}".strip()
        self.words.setText(text.replace("&", "&&"))
        self.words.setAccessibleName(f"Timer: {text}")
        self.words.setToolTip(on)
        if not self._tick.isActive():
            self._tick.start()

    @Slot()
    def toggle(self) -> None:
        """Stop the timer, or start it on the project worked on last."""
        at = self._desk.now

        def work(session: Any) -> str:
            if time_entries.running(session):
                return f"Timer stopped: {words.hours(time_entries.stop_timer(session, at=at).duration_minutes)}."
            entry = time_entries.start_timer(session, at=at, project_id=time_entries.last_project(session))
            on = self._named(session, entry)
            return f"The timer runs{f' on {on[:LONGEST]}' if on else ''}. Ctrl+T stops it."

        self._tell(work)

    @Slot(object)
    def toggle_on(self, project_id: int | None) -> None:
        """Start it on this project; stop it where it runs on it. None: as `toggle`."""
        if project_id is None:
            self.toggle()
            return
        at = self._desk.now

        def work(session: Any) -> str:
            running = time_entries.running(session)
            if running and running.project_id == project_id:
                return f"Timer stopped: {words.hours(time_entries.stop_timer(session, at=at).duration_minutes)}."
            time_entries.start_timer(session, at=at, project_id=project_id)
            return f"The timer runs on {projects.get(session, project_id).name[:LONGEST]}. Ctrl+T stops it."

        self._tell(work)

    def _tell(self, work: Any) -> None:
        said = self._desk.write(work)
        if said:
            self._desk.say(said)
        self.refresh()

    def _named(self, session: Any, entry: Any) -> str:
        """What a timer runs on: the project, else the task, else its note."""
        if entry.project_id:
            return str(projects.get(session, entry.project_id).name)
        if entry.task_id:
            return str(tasks.get(session, entry.task_id).title)
        return str(entry.note or "")

    @Slot()
    def _open(self) -> None:
        if self._project_id is not None:
            self._desk.open_wanted.emit("project", self._project_id)
        else:
            self._desk.page_wanted.emit("projects")
