"""The coach of an open window: it hears what is done, watches the time, and has its corner."""

from PySide6.QtWidgets import QSystemTrayIcon

from app.clients.notifications import Notifications
from app.coach.engine import warm_up
from app.core.events import ActivityRecorded, RecordsChanged
from app.jobs.goal_keeping import GoalKeeping
from app.jobs.reacting import Reactions
from app.jobs.scheduler import Jobs, Timed
from app.jobs.timetable import coaching, look_back
from app.ui.desk import Desk
from app.ui.toasts import Toasts
from app.ui.window import Window


class Coached:
    """Build it on the UI thread, when the window has its pages. Close it before the desk."""

    def __init__(
        self, desk: Desk, window: Window, notifications: Notifications, icon: QSystemTrayIcon | None = None
    ) -> None:
        self._app = desk.app
        self.jobs = Jobs(desk.app.db, desk.app.clock)
        reactions = Reactions(desk.app.coach, self.jobs, self._look_back)
        desk.app.bus.subscribe(ActivityRecorded, reactions.hear)
        goals = GoalKeeping(desk.app.db, desk.app.clock, self.jobs)
        desk.app.bus.subscribe(RecordsChanged, goals.hear)
        desk.app.bus.subscribe(ActivityRecorded, goals.hear_import)
        self.toasts = Toasts(desk, window, notifications, icon)

    def start(self, upkeep: tuple[Timed, ...] = ()) -> None:
        """Begin with what is due. upkeep: further jobs with a rhythm."""
        self.jobs.soon("react", warm_up)
        timed = coaching(self._app.db, self._app.coach, self._app.clock, self.jobs)
        self.jobs.start((*timed, *upkeep))

    def close(self) -> None:
        self.jobs.stop()
        self.toasts.close()

    def _look_back(self) -> str | None:
        return look_back(self._app.db, self._app.clock)
