"""The short message above the bottom line: what was done, what went wrong, and one button."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, QRect, QTimer, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.desk import Action
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, ground, icon_button, label, lift, row


class Message(QWidget):
    """Shows one text at a time over the lower edge of its parent; goes by itself, an error later."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._over = look, parent
        self._action: Action | None = None
        self._panel = ground("message", key="part")
        self._mark, self.text = label(), label()
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self._mark.setFixedSize(look.px(tokens.ICON), look.px(tokens.ICON))
        self._button = button("", "plain")
        self._button.setAccessibleName("What can be done")
        self._close = icon_button(look, "x", "Close this message", "Close")
        margin = tokens.S5
        row(look, 0, (margin, margin, margin, margin), self).addWidget(self._panel)
        line = row(look, tokens.S2, (tokens.S3, tokens.S2, tokens.S2, tokens.S2), self._panel)
        line.addWidget(self._mark)
        line.addWidget(self.text, 1)
        line.addWidget(self._button)
        line.addWidget(self._close)
        lift(self._panel, look)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._slide = QPropertyAnimation(self, b"geometry", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._button.clicked.connect(self._act)
        self._close.clicked.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @Slot(str, bool, object)
    def show_text(self, text: str, error: bool = False, action: Action | None = None) -> None:
        self._action = action
        self._mark.setPixmap(self._look.pixmap("warning-circle", color="red") if error else self._look.pixmap("check"))
        self.text.setText(text)
        self.text.setAccessibleName(("Error: " if error else "") + text)
        self._button.setVisible(action is not None)
        if action:
            self._button.setText(action[0])
            self._button.setAccessibleName(action[0])
        self._place()
        self.raise_()
        self._timer.start(tokens.ERROR_STAYS if error else tokens.MESSAGE_STAYS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place(still=True)
        return super().eventFilter(watched, event)

    def stay(self) -> None:
        """Until it is closed."""
        self._timer.stop()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nobody is hurried who reads with the pointer on it."""
        super().enterEvent(event)
        self.stay()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._timer.start()

    @Slot()
    def _act(self) -> None:
        self.hide()
        if self._action:
            self._action[1]()

    def _place(self, *, still: bool = False) -> None:
        px = self._look.px
        area = self._over.rect()
        room = min(px(tokens.MESSAGE_MAX), area.width())
        shown = [part for part in (self._mark, self._button, self._close) if not part.isHidden()]
        taken = sum(part.sizeHint().width() + px(tokens.S2) for part in shown) + px(tokens.S3 + tokens.S2)
        words = self.text.fontMetrics().horizontalAdvance(self.text.text()) + px(tokens.S2)
        wide = min(room, words + taken + 2 * px(tokens.S5))
        self.setFixedWidth(wide)
        inner = max(1, wide - taken - 2 * px(tokens.S5))
        high = max(px(tokens.CONTROL), self.text.heightForWidth(inner)) + 2 * px(tokens.S2) + 2 * px(tokens.S5)
        top = area.height() - high - px(tokens.BOTTOM_LINE) + px(tokens.S4)
        target = QRect((area.width() - wide) // 2, top, wide, high)
        if still or self.isVisible() or not self._look.duration():
            self.setGeometry(target)
            self.show()
            return
        self._slide.setDuration(self._look.duration())
        self._slide.setStartValue(target.translated(0, px(tokens.S4)))
        self._slide.setEndValue(target)
        self.setGeometry(target.translated(0, px(tokens.S4)))
        self.show()
        self._slide.start()
