"""A chart: a picture of bars that is walked by the arrow keys and opened by Enter or a click."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.chart_marks import Drawing, Mark
from app.ui.widgets.plot import Printed, printed


class Chart(QWidget):
    """opened: the key of the mark."""

    opened = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look, self._name, self._drawing = look, name, Drawing(())
        self._printed: Printed | None = None
        self._current, self._hovered, self._pointed = -1, -1, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(look.px(tokens.CHART))
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    @property
    def current(self) -> Mark | None:
        marks = self._drawing.marks
        return marks[self._current] if 0 <= self._current < len(marks) else None

    @property
    def picture(self) -> Printed:
        """As it is painted; drawn anew when it was asked for another size."""
        ratio = self.devicePixelRatioF()
        if self._printed is None or self._printed.pixels.devicePixelRatio() != ratio:
            self._printed = printed(self._look, self._drawing, self.size(), ratio)
        return self._printed

    def draw(self, drawing: Drawing) -> None:
        """Show these marks in place of what was shown."""
        self._drawing, self._printed, self._hovered = drawing, None, -1
        self._current = min(self._current, len(drawing.marks) - 1)
        self._tell()

    def go_to(self, place: int) -> None:
        if self._drawing.marks:
            self._current = max(0, min(place, len(self._drawing.marks) - 1))
            self._tell()

    def point_out(self, *, opened: bool) -> None:
        """Keep the current mark tinted while its records are listed."""
        self._pointed = opened
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(tokens.CHART))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture = self.picture
        kept = self.hasFocus() or (self._pointed and self._hovered < 0)
        place = self._current if kept else self._hovered
        if 0 <= place < len(self._drawing.marks):
            self._paint_band(painter, picture.room_of(place), kept=kept)
        painter.drawPixmap(0, 0, picture.pixels)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._drawing.marks) - 1
        steps: dict[int, int] = {
            Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Up: self._current - 1, Qt.Key.Key_Home: 0,
            Qt.Key.Key_Right: self._current + 1, Qt.Key.Key_Down: self._current + 1, Qt.Key.Key_End: last,
        }  # fmt: skip
        if event.key() in steps:
            self.go_to(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.current)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.go_to(self._current)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event)
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.go_to(place)
            self._open(self.current)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event)
        if place != self._hovered:
            self._hovered = place
            self.update()
            if place >= 0:
                QToolTip.showText(event.globalPosition().toPoint(), self._drawing.marks[place].said, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._printed = None

    def _place_at(self, event: QMouseEvent) -> int:
        place = self.picture.place_at(event.position())
        return place if place < len(self._drawing.marks) else -1

    def _open(self, mark: Mark | None) -> None:
        if mark is not None and mark.key is not None:
            self.opened.emit(mark.key)

    def _paint_band(self, painter: QPainter, room: QRectF, *, kept: bool) -> None:
        look = self._look
        painter.setBrush(look.color("accent_soft" if kept and not self.hasFocus() else "hover"))
        ring = QPen(look.color("accent"), look.px(tokens.FOCUS_LINE))
        painter.setPen(ring if self.hasFocus() else Qt.PenStyle.NoPen)
        radius = look.px(tokens.CHIP_RADIUS)
        painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), radius, radius)

    def _tell(self) -> None:
        if self.current is not None:
            self.setAccessibleName(f"{self._name}. {self.current.said}")
        self.update()
