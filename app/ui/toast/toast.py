"""The card: who speaks and about what, up to three lines, the buttons, the time that is left."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.toast.buttons import Buttons
from app.ui.toast.content import ToastContent
from app.ui.toast.countdown import Countdown
from app.ui.toast.moment import Clock, is_out_of_sight
from app.ui.toast.words import LINES, Words, as_tooltip, in_line
from app.ui.widgets.basic import Elided, button, column, icon_button, label, row


class Toast(QFrame):
    """Made once and filled for each insight. It never takes the focus by itself: keys come in by F8 or Tab."""

    closed = Signal()
    """by its cross, Dismiss or Esc"""
    undo_wanted = Signal()
    painted = Signal()
    """once for each content, when it is first seen"""
    gone_back = Signal()
    """the focus was walked out of it by Tab"""

    def __init__(self, look: Look, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.content: ToastContent | None = None
        self._seen, self._called, self.behind = True, False, 0
        self.setProperty("part", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = Mark(look)
        self.who, self.kind, self.count = label("Coach", "strong"), Elided(kind="meta"), label(kind="meta")
        self.done = Elided()
        self.undo = button("Undo", "plain", hint="Undo (Ctrl+Z)")
        self.cross = icon_button(look, "x", "Close this suggestion", "Close (Esc)")
        for part in (self.undo, self.cross):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words, self.buttons = Words(), Buttons(look)
        self.bar = TimeBar(look, self)
        self.countdown = Countdown(self.is_held, clock, self)
        self._lay_out()
        self._connect()

    def show_content(
        self, content: ToastContent, room: QSize, left: float | None = None, *, told: bool = False
    ) -> None:
        """room: pixels there are. left: seconds, where part of its time is over. told: it was painted before."""
        self.content, self._seen = content, told
        (self.done if content.undo else self.kind).setText(in_line(content.message if content.undo else content.kind))
        self.kind.setToolTip(as_tooltip(content.kind))
        self.done.setToolTip(as_tooltip(content.message))
        usual: tuple[QWidget, ...] = (self.who, self.kind, self.words, self.buttons)
        for part in (*usual, self.done, self.undo):
            part.setVisible((part in usual) != content.undo)
        self.setAccessibleName(f"Coach: {content.kind}" if content.kind else "Coach")
        self.setAccessibleDescription(content.message)
        self.fit(room)
        self._start(content, left)

    def show_count(self, behind: int) -> None:
        """How many others wait."""
        if behind == self.behind:
            return
        self.behind = behind
        self.count.setVisible(behind > 0)
        self.count.setText(f"+{behind}")
        said = f"{behind} more {'waits' if behind == 1 else 'wait'}"
        self.count.setToolTip(said)
        self.count.setAccessibleName(said)

    def fit(self, room: QSize) -> None:
        """As wide as there is room; as high as words and buttons need, with fewer words where that is too high."""
        layout = self.layout()
        if self.content is None or layout is None:
            return
        inner = room.width() - 2 * (self._look.px(tokens.S4) + tokens.HAIRLINE)
        self.setFixedWidth(room.width())
        self.buttons.show_actions(self.content.actions, undo=self.content.undo, wide=inner)
        for lines in range(LINES, 0, -1):
            self.words.show_text(self.content.message, inner, lines)
            layout.invalidate()
            layout.activate()
            if layout.sizeHint().height() <= room.height():
                break
        self.setFixedHeight(layout.sizeHint().height())
        self._place_bar()

    def is_held(self) -> bool:
        """Whether somebody reads it, walks it, or cannot see it now."""
        return self.underMouse() or self.has_focus() or self.buttons.menu.isVisible() or is_out_of_sight(self)

    def has_focus(self) -> bool:
        """Also while another window is in front."""
        inner = self.window().focusWidget()
        return inner is not None and self.isAncestorOf(inner)

    def enter(self) -> None:
        """Give the keys to its first button; Tab past its last leads back out again."""
        self._called = True
        self.first().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def first(self) -> QAbstractButton:
        """What Enter presses."""
        return self.undo if self.content is not None and self.content.undo else self.buttons.first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            inner = self.window().focusWidget()
            (inner if isinstance(inner, QAbstractButton) else self.first()).click()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Called by F8 it is walked alone, and out again at its ends; else it is a part of the window like others."""
        if not self._called:
            return super().focusNextPrevChild(forward)
        stops = [part for part in self._stops() if part.isVisible()]
        here = next((place for place, part in enumerate(stops) if part.hasFocus()), None)
        if here is not None and 0 <= here + (1 if forward else -1) < len(stops):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[here + (1 if forward else -1)].setFocus(reason)
            return True
        self.gone_back.emit()
        return True

    def leave(self) -> None:
        """The focus is elsewhere again."""
        self._called = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def _stops(self) -> list[QAbstractButton]:
        """From the button that Enter presses; the cross, which does what Dismiss does, comes last."""
        inner = self.buttons
        return [*inner.actions_shown, inner.dismiss, inner.more, self.undo, self.cross]

    def _start(self, content: ToastContent, left: float | None) -> None:
        self.bar.setVisible(not content.stays)
        if content.stays:
            self.countdown.stop()
        else:
            self.countdown.start(content.seconds, content.seconds if left is None else left)

    def _place_bar(self) -> None:
        """Along the lower edge, between its round corners."""
        inset, high = self._look.px(tokens.TOAST_RADIUS), self._look.px(tokens.TIME_BAR)
        self.bar.setGeometry(inset, self.height() - high - tokens.HAIRLINE, self.width() - 2 * inset, high)

    def _lay_out(self) -> None:
        look, side = self._look, tokens.S4
        stack = column(look, tokens.S2, (side, tokens.S3, side, side), self)
        head: QHBoxLayout = row(look, tokens.S2)
        head.addWidget(self._mark)
        head.addWidget(self.who)
        head.addWidget(self.kind, 1)
        head.addWidget(self.done, 1)
        for part in (self.count, self.undo, self.cross):
            head.addWidget(part)
        stack.addLayout(head)
        stack.addWidget(self.words)
        stack.addSpacing(look.px(tokens.S1))
        stack.addWidget(self.buttons)
        self.count.hide()

    def _connect(self) -> None:
        self.cross.clicked.connect(self.closed)
        self.buttons.dismissed.connect(self.closed)
        self.undo.clicked.connect(self.undo_wanted)
        self.countdown.moved.connect(self.bar.show_share)


class Mark(QWidget):
    """The coach's sign: a star on its violet."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(QSize(look.px(tokens.ICON_LARGE), look.px(tokens.ICON_LARGE)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("coach"))
        painter.drawEllipse(self.rect())
        side = self._look.px(tokens.META)
        place = (self.width() - side) // 2
        painter.drawPixmap(place, place, self._look.pixmap("star-four-fill", tokens.META, "background"))


class TimeBar(QWidget):
    """How much of its time is left. Opaque, so that nothing below is painted when it moves."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._share, self._shown = look, 1.0, 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_share(self, share: float) -> None:
        """share: between 1 and 0. Painted only when that moves it by a pixel."""
        self._share = share
        if self._filled() != self._shown:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._shown = self._filled()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("coach_soft"))
        painter.fillRect(0, 0, self._shown, self.height(), self._look.color("coach"))

    def _filled(self) -> int:
        return round(self._share * self.width())
