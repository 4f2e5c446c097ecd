"""Between the coach and the corner of the window: what waits is offered, what is painted is written down, and the
owner's answer goes back."""

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.clients.notifications import Notifications
from app.coach import insights
from app.coach.insights import Insight
from app.core.events import InsightReady
from app.ui.desk import Desk
from app.ui.toast.content import ToastContent
from app.ui.toast.moment import Moment
from app.ui.toast.outside import Outside
from app.ui.toast.overlay import Overlay
from app.ui.window import Window

LOOK_AGAIN = 60_000
"""Milliseconds between two looks for a toast that waits: from another program, or put back because one came before."""
SECONDS = {1: "seconds_minimal", 2: "seconds_balanced", 3: "seconds_active"}


class Toasts(QObject):
    """One for a window with an open data file."""

    def __init__(
        self, desk: Desk, window: Window, notifications: Notifications, icon: QSystemTrayIcon | None = None
    ) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.moment = Moment(window)
        self._outside = Outside(window, notifications, icon)
        self.overlay = Overlay(desk.look, window, self.moment, self._outside, may_show=desk.app.coach.may_show)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._connect()
        self._note_page()
        self.look()

    def close(self) -> None:
        self._timer.stop()
        self.overlay.clear()
        self._outside.close()

    @Slot()
    def look(self) -> None:
        """Offer every toast that waits in the data file."""
        if not self._desk.settings["coach_enabled"]:
            self.overlay.clear()
            return
        with self._desk.read() as session:
            waiting = insights.queue(session, self._desk.now)
        for insight in waiting:
            self.overlay.offer(self._content(insight), at_once=False)

    @Slot(object)
    def _offer(self, event: InsightReady) -> None:
        insight = self._desk.coach.find(event.insight_id)
        if insight is not None and self._desk.settings["coach_enabled"]:
            self.overlay.offer(self._content(insight), at_once=event.at_once)

    def _content(self, insight: Insight) -> ToastContent:
        settings = self._desk.settings
        seconds = int(settings[SECONDS[int(settings["coach_level"])]])
        labels = tuple(button.label for button in insight.buttons)
        return ToastContent(insight.id, _kind(insight), insight.message, labels, insight.critical, seconds)

    @Slot(object)
    def _shown(self, insight_id: int) -> None:
        self._desk.app.coach.note_shown(insight_id)
        if self._desk.settings["toast_sound"]:
            QApplication.beep()

    @Slot(object, int)
    def _act(self, insight_id: int, place: int) -> None:
        self._desk.coach.act(insight_id, place)

    @Slot(object)
    def _dismiss(self, insight_id: int) -> None:
        self._desk.coach.dismiss(insight_id)

    @Slot(object, str)
    def _snooze(self, insight_id: int, choice: str) -> None:
        self._desk.coach.snooze(insight_id, choice)

    @Slot(object)
    def _fewer(self, insight_id: int) -> None:
        self._desk.coach.fewer(insight_id)

    @Slot(object)
    def _why(self, insight_id: int) -> None:
        self._desk.coach.why(insight_id)

    @Slot()
    def _open_settings(self) -> None:
        self._desk.page_wanted.emit("settings")

    @Slot()
    def _note_page(self) -> None:
        self.moment.note_page()
        frame = self._window.frame
        if frame is not None:
            frame.chat.moved.connect(self._keep_clear, Qt.ConnectionType.UniqueConnection)
        self._keep_clear()

    @Slot()
    def _keep_clear(self) -> None:
        """Of the message, the bubble and the conversation; the frame that holds them is made anew with the look."""
        frame = self._window.frame
        if frame is not None:
            self.overlay.corner.keep_clear_of((frame.message, *frame.chat.parts))

    @Slot(object)
    def _changed(self, touched: dict[str, object]) -> None:
        self.moment.note_saved(touched)
        if not touched:
            self.look()

    def _connect(self) -> None:
        desk, overlay = self._desk, self.overlay
        desk.coach.ready.connect(self._offer)
        desk.coach.gone.connect(overlay.withdraw)
        desk.coach.done.connect(overlay.confirm)
        desk.bridge.changed.connect(self._changed)
        desk.page_shown.connect(self._note_page)
        desk.coach.toast_wanted.connect(overlay.enter)
        desk.settings_changed.connect(self.look)
        overlay.shown.connect(self._shown)
        overlay.acted.connect(self._act)
        overlay.dismissed.connect(self._dismiss)
        overlay.snoozed.connect(self._snooze)
        overlay.why_wanted.connect(self._why)
        overlay.fewer_wanted.connect(self._fewer)
        overlay.settings_wanted.connect(self._open_settings)
        overlay.undo_wanted.connect(desk.coach.undo)


def _kind(insight: Insight) -> str:
    """The small words beside "Coach"."""
    cases = insight.evidence.get("n") if insight.type == "pattern" else None
    return f"pattern from {cases} cases" if cases else insight.name.lower()
