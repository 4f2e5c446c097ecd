"""One toast at a time in the corner of the window, the others behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.toast.content import ToastContent
from app.ui.toast.corner import Corner
from app.ui.toast.moment import FRESH, Moment
from app.ui.toast.outside import Outside

CONFIRM_STAYS = 6
"""Seconds for which what was done can be taken back by a click; by Ctrl+Z for longer."""


@dataclass
class Waiting:
    """A toast and its turn. told: that it was shown is known. back: it had its moment; left: seconds, of its time.

    since: when it was offered, by the moment's clock.
    """

    content: ToastContent
    at_once: bool
    told: bool = False
    back: bool = False
    left: float | None = None
    since: float = 0.0

    def needs_moment(self, now: float) -> bool:
        """Whether it may come only at a breakpoint: also an answer that others kept waiting is late."""
        return not (self.back or (self.at_once and now - self.since <= FRESH))


class Overlay(QObject):
    """Lives on `parent`, the window or its frame, and stays when the look changes. ids are those of insights."""

    shown = Signal(object)
    """painted, or handed to the system"""
    acted = Signal(object, int)
    """id, which of its actions"""
    dismissed = Signal(object)
    expired = Signal(object)
    """its time ran out, which is no rejection"""
    snoozed = Signal(object, str)
    """id, one of content.SNOOZES"""
    why_wanted = Signal(object)
    """it gives way to its evidence, which has its buttons too"""
    fewer_wanted = Signal(object)
    settings_wanted = Signal()
    undo_wanted = Signal()

    def __init__(
        self, look: Look, parent: QWidget, moment: Moment, outside: Outside | None = None,
        may_show: Callable[[int], bool] = lambda _id: True,
    ) -> None:  # fmt: skip
        """may_show: asked about an id right before it is shown; what may not be is let go."""
        super().__init__(parent)
        self._over, self._moment, self._outside, self._may_show = parent, moment, outside, may_show
        self._queue: list[Waiting] = []
        self._now: Waiting | None = None
        self.corner = Corner(look, parent, moment.clock)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(tokens.TOAST_REST)
        self._rest.timeout.connect(self.step)
        self._connect()
        if outside is not None:
            self._follow(outside)

    @property
    def showing(self) -> int | None:
        """The id of the one in the corner; None also while that is the one which offers Undo."""
        return None if self._now is None or self._now.content.undo else self._now.content.id

    def waiting(self) -> tuple[int, ...]:
        """ids of those behind it, the next first."""
        return tuple(one.content.id for one in self._queue)

    def offer(self, content: ToastContent, at_once: bool) -> None:
        """Show it at the next breakpoint, or now. at_once: it follows what the owner just did.

        One that shows or waits already is not taken twice.
        """
        if content.id == self.showing or content.id in self.waiting():
            return
        if self._outside is not None and self._outside.is_wanted():
            if self._may_show(content.id):
                self._outside.send(content)
            return
        if at_once:
            self._rest.stop()
            self._make_way()
        self._add([Waiting(content, at_once, since=self._moment.clock())])

    def withdraw(self, insight_id: int) -> None:
        """Take it away without a word: what it spoke of is gone."""
        self._queue = [one for one in self._queue if one.content.id != insight_id]
        if self._outside is not None:
            self._outside.withdraw(insight_id)
        if self.showing == insight_id:
            self._leave()
        self.step()

    def confirm(self, text: str) -> None:
        """Say what an action did, with Undo. Now or never: later it would take back something else."""
        if self._now is not None and not self._now.content.undo:
            self._give_way()
        self._show(Waiting(ToastContent(0, "", text, (), False, CONFIRM_STAYS, undo=True), True, told=True))

    def clear(self) -> None:
        """Nothing shows and nothing waits."""
        self._queue = []
        self._leave()
        self._moment.wait(False)

    @Slot()
    def enter(self) -> None:
        """Give the keys to the toast, or back to where they were."""
        if self.corner.toast.has_focus():
            self.corner.return_focus()
        elif self._now is not None:
            self.corner.toast.enter()

    @Slot()
    def step(self) -> None:
        """Show the next one, if there is room for it and this is the moment."""
        self.corner.toast.show_count(len(self._queue))
        free = self._now is None and bool(self._queue)
        self._moment.wait(free)
        if free and self._may_come(self._queue[0]):
            one = self._queue.pop(0)
            if not (one.told or self._may_show(one.content.id)):
                self.step()
                return
            if one.needs_moment(self._moment.clock()):
                self._moment.spend()
            self._show(one)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange):
            self._take_back()
        return super().eventFilter(watched, event)

    def _may_come(self, one: Waiting) -> bool:
        at_once = not one.needs_moment(self._moment.clock())
        return not self._rest.isActive() and self._moment.allows(at_once=at_once)

    def _add(self, more: Sequence[Waiting]) -> None:
        """Answers to actions first, then what was shown before, then the others; each kind in the order it came."""
        self._queue = sorted([*self._queue, *more], key=_turn)
        self.step()

    def _show(self, one: Waiting) -> None:
        self._now = one
        self._moment.wait(False)
        self.corner.toast.show_count(len(self._queue))
        self.corner.show_content(one.content, one.left)

    def _leave(self) -> None:
        self._now = None
        self.corner.empty()

    def _answered(self) -> ToastContent | None:
        """The owner dealt with it, which is a breakpoint for the next, after a rest."""
        one = self._now
        self._leave()
        self._rest.start()
        self._moment.reach()
        return one.content if one is not None and not one.content.undo else None

    def _make_way(self) -> None:
        """For the answer to an action, what came by itself waits again; not under the pointer of whom reads it."""
        now = self._now
        if now is not None and not self.corner.toast.is_held() and (not now.at_once or now.content.stays):
            self._give_way()

    def _give_way(self) -> None:
        now = self._now
        if now is not None:
            now.left = None if now.content.stays else self.corner.toast.countdown.left
            now.at_once, now.back = False, True
            self._leave()
            self._queue = sorted([now, *self._queue], key=_turn)

    @Slot(int)
    def _act(self, place: int) -> None:
        if content := self._answered():
            self.acted.emit(content.id, place)

    @Slot()
    def _dismiss(self) -> None:
        if content := self._answered():
            self.dismissed.emit(content.id)

    @Slot(str)
    def _put_off(self, choice: str) -> None:
        if content := self._answered():
            self.snoozed.emit(content.id, choice)

    @Slot()
    def _want_fewer(self) -> None:
        if content := self._answered():
            self.fewer_wanted.emit(content.id)

    @Slot()
    def _want_why(self) -> None:
        if content := self._answered():
            self.why_wanted.emit(content.id)

    @Slot()
    def _undo(self) -> None:
        self._answered()
        self.undo_wanted.emit()

    @Slot()
    def _expire(self) -> None:
        gone = self.showing
        self._leave()
        if gone is not None:
            self.expired.emit(gone)
        self.step()

    @Slot()
    def _was_painted(self) -> None:
        if self._now is not None and not self._now.told:
            self._now.told = True
            self.shown.emit(self._now.content.id)

    def _connect(self) -> None:
        corner = self.corner
        self._moment.asked.connect(self.step)
        corner.acted.connect(self._act)
        corner.closed.connect(self._dismiss)
        corner.snoozed.connect(self._put_off)
        corner.why_wanted.connect(self._want_why)
        corner.fewer_wanted.connect(self._want_fewer)
        corner.settings_wanted.connect(self.settings_wanted)
        corner.undo_wanted.connect(self._undo)
        corner.painted.connect(self._was_painted)
        corner.ran_out.connect(self._expire)

    def _follow(self, outside: Outside) -> None:
        self._over.window().installEventFilter(self)
        outside.shown.connect(self.shown)
        outside.acted.connect(self.acted)
        outside.dismissed.connect(self.dismissed)
        outside.opened.connect(self._show_opened)
        outside.refused.connect(self._keep)

    def _take_back(self) -> None:
        """What the system showed and nobody answered comes into the corner, once the window is seen again."""
        if self._outside is not None and not self._outside.is_wanted():
            self._add([Waiting(content, at_once=False, told=True, back=True) for content in self._outside.take_back()])

    @Slot(object)
    def _show_opened(self, content: ToastContent) -> None:
        """Its notification was clicked: the window is in front, and here it is whole."""
        self._rest.stop()
        self._make_way()
        self._add([Waiting(content, at_once=True, told=True, since=self._moment.clock())])

    @Slot(object)
    def _keep(self, content: ToastContent) -> None:
        """Nothing outside can show it: it waits for the window."""
        self._add([Waiting(content, at_once=False)])


def _turn(one: Waiting) -> int:
    return 0 if one.at_once else 1 if one.back else 2
