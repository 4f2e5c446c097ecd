"""Where the toast stands: slid into the corner, announced, found and left by the focus, dressed as the window is."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.toast.content import ToastContent
from app.ui.toast.moment import Clock
from app.ui.toast.shadow import Shadow
from app.ui.toast.toast import Toast

MOVED = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move)


class Corner(QObject):
    """Holds the one toast, and makes another when the look changes; who listens here does not notice."""

    acted = Signal(int)
    snoozed = Signal(str)
    closed, undo_wanted, why_wanted, fewer_wanted, settings_wanted = Signal(), Signal(), Signal(), Signal(), Signal()
    painted, ran_out = Signal(), Signal()

    def __init__(self, look: Look, over: QWidget, clock: Clock) -> None:
        super().__init__(over)
        self._look, self._over, self._clock = look, over, clock
        self._before: QWidget | None = None
        self._clear_of: tuple[QWidget, ...] = ()
        self.toast = self._build()
        over.installEventFilter(self)
        look.changed.connect(self._dress_anew)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._note_focus)

    def show_content(self, content: ToastContent, left: float | None) -> None:
        """left: seconds, where part of its time is over."""
        self.toast.show_content(content, self._room(), left)
        self._slide_in()
        self._announce(content)

    def empty(self) -> None:
        """The focus goes back to where it was before the toast had it."""
        self.toast.countdown.stop()
        if self.toast.has_focus():
            self.return_focus()
        self._slide.stop()
        self.toast.hide()

    def keep_clear_of(self, parts: tuple[QWidget, ...]) -> None:
        """Stand above these parts of the window while they are in the way, or beside one that is too high for that."""
        self._clear_of = parts
        for part in parts:
            part.installEventFilter(self)
        self._place_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVED and watched in (self._over, *self._clear_of):
            self._place_again()
        return super().eventFilter(watched, event)

    @Slot()
    def return_focus(self) -> None:
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif inner := self._over.window().focusWidget():
            inner.clearFocus()

    def _build(self) -> Toast:
        made = Toast(self._look, self._clock, self._over)
        made.hide()
        self._shadow = Shadow(self._look, made)
        self._slide = QPropertyAnimation(made, b"pos", made)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        made.painted.connect(self.painted, Qt.ConnectionType.QueuedConnection)
        made.gone_back.connect(self.return_focus)
        buttons = made.buttons
        for told, heard in (
            (made.closed, self.closed), (made.undo_wanted, self.undo_wanted), (made.countdown.ran_out, self.ran_out),
            (buttons.acted, self.acted), (buttons.snoozed, self.snoozed), (buttons.why_wanted, self.why_wanted),
            (buttons.fewer_wanted, self.fewer_wanted), (buttons.settings_wanted, self.settings_wanted),
        ):  # fmt: skip
            told.connect(heard)
        return made

    @Slot()
    def _dress_anew(self) -> None:
        """Sizes and colours are those of the day it was made: another takes its place, and goes on."""
        old, shadow, focused = self.toast, self._shadow, self.toast.has_focus()
        shown = old.content if old.isVisibleTo(self._over) else None
        self.empty()
        before, self.toast = self._before, self._build()
        if shown is not None:
            self.toast.show_content(shown, self._room(), old.countdown.left, told=True)
            self.toast.show_count(old.behind)
            self._put(self._place())
            if focused:
                self.toast.enter()
                self._before = before
        for part in (old, shadow):
            part.deleteLater()

    def _room(self) -> QSize:
        """Between the edges of the window, without the bottom line."""
        px, edges = self._look.px, 2 * self._look.px(tokens.S4)
        wide = min(px(tokens.TOAST), self._over.width() - edges)
        return QSize(max(1, wide), self._over.height() - px(tokens.BOTTOM_LINE) - tokens.HAIRLINE - edges)

    def _place(self) -> QRect:
        """Above the bottom line, and above what may stand there."""
        px, area, size = self._look.px, self._over.rect(), self.toast.size()
        left = area.width() - size.width() - px(tokens.S4)
        under = area.height() - px(tokens.BOTTOM_LINE) - tokens.HAIRLINE - px(tokens.S4)
        place = QRect(QPoint(left, under - size.height()), size)
        for part in self._clear_of:
            if isValid(part) and part.isVisible():
                self._step_aside(place, QRect(part.mapTo(self._over, QPoint()), part.size()))
        place.moveTop(max(0, place.top()))
        return place

    def _step_aside(self, place: QRect, taken: QRect) -> None:
        """taken: a part that is in the way, perhaps."""
        gap = self._look.px(tokens.S2)
        if not taken.intersects(place):
            return
        if taken.top() - gap >= place.height():
            place.moveBottom(taken.top() - gap)
        else:
            place.moveRight(max(place.width(), taken.left() - gap))

    def _slide_in(self) -> None:
        place, time, away = self._place(), self._look.duration(), QPoint(self._look.px(tokens.S6), 0)
        if not time:
            self._put(place)
            return
        self._slide.setDuration(time)
        self._slide.setStartValue(place.topLeft() + away)
        self._slide.setEndValue(place.topLeft())
        self._put(place.translated(away))
        self._slide.start()

    def _put(self, place: QRect) -> None:
        """Painted now, not after what else waits to be painted: it answers what was just done."""
        self.toast.move(place.topLeft())
        self.toast.show()
        self.toast.raise_()
        self.toast.repaint()

    def _place_again(self) -> None:
        if self.toast.isVisibleTo(self._over):
            self._slide.stop()
            self.toast.fit(self._room())
            self.toast.move(self._place().topLeft())

    def _announce(self, content: ToastContent) -> None:
        """The screen reader says it; the focus stays where it is."""
        who = f"Coach, {content.kind}" if content.kind else "Coach"
        event = QAccessibleAnnouncementEvent(self.toast, f"{who}: {content.message} (F8)")
        polite = QAccessible.AnnouncementPoliteness
        event.setPoliteness(polite.Assertive if content.critical else polite.Polite)
        QAccessible.updateAccessibility(event)

    @Slot(QWidget, QWidget)
    def _note_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and self.toast.isAncestorOf(now)
        if inside and not (old is not None and self.toast.isAncestorOf(old)):
            self._before = old
        elif now is not None and not inside:
            self.toast.leave()
