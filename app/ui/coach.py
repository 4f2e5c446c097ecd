"""The coach as the window meets it: what it has to say, heard on the UI thread, and what the owner answers."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, QUrlQuery, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.coach import actions, insights
from app.coach.actions import Done, Letter
from app.coach.insights import Insight
from app.coach.roster import describe
from app.core.errors import CrmError
from app.core.events import InsightGone, InsightReady
from app.crm import days, undo

if TYPE_CHECKING:
    from app.ui.desk import Desk

MORNING = 9
"""The hour at which what was put off for days comes back."""


class Coach(QObject):
    """Belongs to the desk, which shows what goes wrong. Build it on the UI thread."""

    ready = Signal(object)
    """InsightReady: a toast waits to be shown"""
    gone = Signal(object)
    """the id of an insight that no longer holds"""
    done = Signal(str)
    """what a button has changed, to be told with a way back"""
    toast_wanted = Signal()
    """Give the keys to the toast in the corner, or back."""
    why_wanted = Signal(object)
    """the id of an insight whose evidence the owner wants to see"""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._desk = desk
        self._step: int | None = None
        self._letter: Letter | None = None
        self._stopped: set[str] | None = None
        desk.settings_changed.connect(self._tell_stopped)
        desk.app.bus.subscribe(InsightReady, self._hear)
        desk.app.bus.subscribe(InsightGone, self._hear_gone)

    def act(self, insight_id: int, n: int = 0) -> bool:
        """Press a button of an insight; whether it was done."""
        desk = self._desk
        try:
            done = actions.perform(desk.app.db, insight_id, n, at=desk.now)
        except CrmError as error:
            desk.say(error.message, error=True)
            return False
        desk.bridge.flush()
        self._follow(done)
        return True

    def dismiss(self, insight_id: int) -> None:
        """Reject it. A rule that will speak less often from now on is said once."""
        lowered = self._write(lambda session, at: insights.dismiss(session, insight_id, at=at))
        if lowered:
            self._desk.say(f"“{lowered}” will speak less often. Settings can undo that.")

    def snooze(self, insight_id: int, choice: str) -> None:
        """choice: hour, tomorrow or week."""
        until = _until(choice, self._desk.now)
        self._write(lambda session, at: insights.snooze(session, insight_id, until, at=at))

    def fewer(self, insight_id: int) -> None:
        """Reject it, and have its rule speak less often from now on."""
        name = self._write(lambda session, at: insights.fewer(session, insight_id, at=at))
        if name:
            self._desk.say(f"“{name}” will speak less often. Settings can undo that.")

    def undo(self) -> None:
        """Take back what the last button did; later steps that build on it are named, not lost."""
        step, self._step = self._step, None
        if step is None:
            return
        try:
            self._desk.say(f"Undone: {undo.undo(self._desk.app.db, step).label}")
        except CrmError as error:
            self._desk.say(error.message, error=True)
        self._desk.bridge.flush()

    def mute(self, rule_id: str) -> None:
        self._write(lambda session, at: insights.mute(session, rule_id, at=at))
        self._desk.say("Muted. Settings can undo that.")

    def unmute(self, rule_id: str) -> None:
        self._write(lambda session, at: insights.unmute(session, rule_id, at=at))

    def why(self, insight_id: int) -> None:
        self.why_wanted.emit(insight_id)

    def find(self, insight_id: int) -> Insight | None:
        """None where its row is gone."""
        try:
            with self._desk.read() as session:
                return insights.get(session, insight_id)
        except CrmError:
            return None

    def _write(self, work: Any) -> Any:
        at = self._desk.now
        return self._desk.write(lambda session: work(session, at))

    def _follow(self, done: Done) -> None:
        if done.opens:
            self._desk.open_wanted.emit(*done.opens)
        if done.page:
            self._desk.page_wanted.emit(done.page)
        if done.asks is not None:
            self._desk.talk.take_up(done.asks)
        if done.letter:
            self.write_letter(done.letter)
        if done.said:
            self._step = done.step
            self.done.emit(done.said)

    def write_letter(self, letter: Letter) -> None:
        """In the owner's own mail program; where there is no address the words wait to be pasted.

        Most systems do not tell whether a mail program was found, so the way without one stays open.
        """
        self._letter = letter
        if letter.email and QDesktopServices.openUrl(_mail(letter)):
            copy = ("Copy it instead", self._copy_letter)
            self._desk.say(f"The message to {letter.name} opens in your mail program.", action=copy)
        else:
            self._copy_letter()

    @Slot()
    def _copy_letter(self) -> None:
        if self._letter is not None:
            QGuiApplication.clipboard().setText(self._letter.body)
            self._desk.say(f"The message to {self._letter.name} is copied: paste it where you write.")

    @Slot()
    def _tell_stopped(self) -> None:
        """Say once, while the window is open, which rules a trial has just stopped."""
        stopped, known = set(self._desk.settings["stopped_rules"]), self._stopped
        self._stopped = stopped | (known or set())
        fresh = sorted(stopped - known) if known is not None else []
        if fresh:
            names = ", ".join(f"“{describe(rule, self._desk.settings).name}”" for rule in fresh)
            self._desk.say(f"{names} stopped: reminders did not help. Settings can undo that.")

    def _hear(self, event: InsightReady) -> None:
        """On the thread that wrote."""
        self.ready.emit(event)

    def _hear_gone(self, event: InsightGone) -> None:
        self.gone.emit(event.insight_id)


def _mail(letter: Letter) -> QUrl:
    """Addressed and begun. Each part is quoted, so that no name or text can add another."""
    query = QUrlQuery()
    for part, text in (("subject", letter.subject), ("body", letter.body)):
        query.addQueryItem(part, QUrl.toPercentEncoding(text.replace("\n", "\r\n")).toStdString())
    address = QUrl(f"mailto:{QUrl.toPercentEncoding(letter.email or '', b'@').toStdString()}")
    address.setQuery(query)
    return address


def _until(choice: str, now: datetime) -> datetime:
    if choice == "hour":
        return now + timedelta(hours=1)
    day = now.date() + timedelta(days=1 if choice == "tomorrow" else 7)
    return days.midnight(day, now) + timedelta(hours=MORNING)
