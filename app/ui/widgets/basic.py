"""Labels, buttons and layouts with the tokens already in them."""

from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.ui.theme import tokens
from app.ui.theme.look import Look

NO_MARGINS = (0, 0, 0, 0)
Margins = tuple[int, int, int, int]
L = TypeVar("L", bound=QBoxLayout)


def row(look: Look, gap: int = tokens.S2, margins: Margins = NO_MARGINS, parent: QWidget | None = None) -> QHBoxLayout:
    """A horizontal layout; gap and margins (left, top, right, bottom) are tokens."""
    return _spaced(QHBoxLayout(parent) if parent else QHBoxLayout(), look, gap, margins)


def column(
    look: Look, gap: int = tokens.S2, margins: Margins = NO_MARGINS, parent: QWidget | None = None
) -> QVBoxLayout:
    """A vertical layout; gap and margins (left, top, right, bottom) are tokens."""
    return _spaced(QVBoxLayout(parent) if parent else QVBoxLayout(), look, gap, margins)


def label(text: str = "", kind: str = "", parent: QWidget | None = None) -> QLabel:
    """kind: page, title, strong, muted, meta, error or accent."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("tone", kind)
    return made


def button(text: str, kind: str = "", *, hint: str = "", parent: QWidget | None = None) -> QPushButton:
    """kind: primary, danger, coach (primary in its toast), plain, or none for the usual one."""
    filled = kind in ("primary", "danger", "coach")
    made = Filled(text.replace("&", "&&"), parent) if filled else Button(text.replace("&", "&&"), parent)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setToolTip(hint)
    made.setAccessibleName(text)
    return made


def icon_button(look: Look, icon: str, name: str, hint: str = "", parent: QWidget | None = None) -> QToolButton:
    """A button with an icon alone; name is what a screen reader says."""
    made = QToolButton(parent)
    made.setIcon(look.icon(icon))
    made.setIconSize(QSize(look.px(tokens.ICON), look.px(tokens.ICON)))
    made.setAccessibleName(name)
    made.setToolTip(hint or name)
    return made


def rule(parent: QWidget | None = None) -> QWidget:
    """A hairline across."""
    made = ground("rule", parent=parent, key="part")
    made.setFixedHeight(tokens.HAIRLINE)
    return made


def ground(name: str, parent: QWidget | None = None, key: str = "ground") -> QWidget:
    """A plain widget the style sheet fills: key `ground` (surface ...) or `part` (sidebar, popup ...)."""
    made = QFrame(parent)
    made.setProperty(key, name)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def restyle(widget: QWidget) -> None:
    """Have the style sheet look again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def lift(widget: QWidget, look: Look) -> None:
    """The one shadow: for what floats above the window."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(look.px(tokens.SHADOW_BLUR))
    shadow.setOffset(0, look.px(tokens.SHADOW_DROP))
    shadow.setColor(look.color("shadow"))
    widget.setGraphicsEffect(shadow)


def clear(layout: QBoxLayout) -> None:
    """Have Qt destroy the widgets of a layout, which leave it by that.

    Not by `takeAt`, which hands them over to Python and so to a destruction at any moment.
    """
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.widget() if item is not None else None
        if inner is not None:
            inner.hide()
            inner.deleteLater()


def scroll_down(area: QScrollArea, inner: QWidget) -> None:
    """Have an area show inner at its own width, scrolled up and down alone, without a frame or a stop of Tab."""
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def outline(painter: QPainter, look: Look, area: QRect, *, focused: bool, radius: int, edge: str = "line") -> None:
    """A rounded line just within area, on whole pixels, so that it is not blurred; stronger with the focus."""
    wide = tokens.FOCUS_LINE if focused else tokens.HAIRLINE
    painter.setPen(QPen(look.color("accent" if focused else edge), wide))
    half, round_by = wide / 2, look.px(radius)
    painter.drawRoundedRect(QRectF(area).adjusted(half, half, -half, -half), round_by, round_by)


class Button(QPushButton):
    """Pressed by Enter as by Space, when it has the focus; Qt would make it the default of its dialog for that."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class Filled(Button):
    """A button of a strong colour: no line around it would stand out from both, so the focus is a ring within."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().buttonText().color(), tokens.FOCUS_LINE))
            inside = 2 * tokens.FOCUS_LINE
            ring = self.rect().adjusted(inside, inside, -inside, -inside)
            painter.drawRoundedRect(ring, tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)


class Plain(QWidget):
    """A widget that only holds others."""


class Elided(QLabel):
    """One line of text that ends in … where it does not fit, then with the whole text as tooltip."""

    def __init__(self, text: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = QFontMetrics(self.font()).horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else self.text())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        text = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), text)


def _spaced(layout: L, look: Look, gap: int, margins: Margins) -> L:
    layout.setSpacing(look.px(gap))
    layout.setContentsMargins(*(look.px(side) for side in margins))
    return layout
