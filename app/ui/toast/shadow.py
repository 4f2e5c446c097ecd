"""The shadow of the toast: painted once and kept, so that neither the slide nor the bar of time blurs it anew."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look

FALL, DEPTH = 2.5, 0.7
"""How quickly the shadow fades, and how dark it is right at the card, of its colour."""
FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class Shadow(QWidget):
    """Lies behind its card and lets the pointer through to what is below."""

    def __init__(self, look: Look, card: QWidget) -> None:
        super().__init__(card.parentWidget())
        self._look, self._card = look, card
        self._drawn = QPixmap()
        self._drawn_for: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        card.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._card:
            if event.type() in FOLLOWED:
                self._follow()
            elif event.type() == QEvent.Type.Hide:
                self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, self._picture(self.size(), self.devicePixelRatioF()))

    def _follow(self) -> None:
        out, drop = self._look.px(tokens.SHADOW_BLUR), self._look.px(tokens.SHADOW_DROP)
        self.setGeometry(self._card.geometry().adjusted(-out, -out, out, out + drop))
        if self._card.isVisible():
            self.show()
            self.stackUnder(self._card)

    def _picture(self, size: QSize, ratio: float) -> QPixmap:
        key = (size, ratio, self._look.palette)
        if self._drawn_for != key:
            self._drawn_for, self._drawn = key, self._draw(size, ratio)
        return self._drawn

    def _draw(self, size: QSize, ratio: float) -> QPixmap:
        """Rounded rectangles over one another, each a little larger: together they fade like a blur."""
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        out, drop = self._look.px(tokens.SHADOW_BLUR), self._look.px(tokens.SHADOW_DROP)
        radius, color = self._look.px(tokens.TOAST_RADIUS), self._look.color("shadow")
        color.setAlphaF(DEPTH * color.alphaF() / out)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for step in range(out):
            grown = out * (step / out) ** FALL
            area = QRectF(out, out + drop, size.width() - 2 * out, size.height() - 2 * out - drop)
            painter.drawRoundedRect(area.adjusted(-grown, -grown, grown, grown), radius + grown, radius + grown)
        painter.end()
        return made
