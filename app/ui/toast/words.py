"""A message of up to three lines, in either direction of writing; what does not fit ends in …"""

import html
import unicodedata

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

LINES, LEADING = 3, 1.2
MOST = 1_000
"""Characters that are laid out at most; three lines hold some two hundred."""


class Words(QWidget):
    """Plain text, never markup: it holds names that other people chose."""

    def __init__(self) -> None:
        super().__init__()
        self._text = self._rest = ""
        self._layouts: list[QTextLayout] = []
        self._high = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, wide: int, lines: int = LINES) -> None:
        """wide: the pixels there are; the height follows. lines: at most."""
        self._text = in_line(text)
        self._lay_out(max(1, wide), lines)
        self.setToolTip(as_tooltip(self._text) if self._rest else "")
        self.setAccessibleName(self._text)
        self.setFixedHeight(self._high)
        self.update()

    @property
    def elided(self) -> bool:
        return bool(self._rest)

    def sizeHint(self) -> QSize:
        return QSize(0, self._high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        for layout in self._layouts:
            layout.draw(painter, QPointF())

    def _lay_out(self, wide: int, lines: int) -> None:
        self.ensurePolished()
        step = round(LEADING * self.fontMetrics().lineSpacing())
        text, self._layouts, self._rest = self._text[:MOST], [], ""
        for place in range(lines):
            layout = self._line(text, wide, place * step)
            used = layout.lineAt(0).textLength()
            if place == lines - 1 and used < len(text):
                self._rest = text[used:]
                elided = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, wide)
                layout = self._line(elided, wide, place * step)
            self._layouts.append(layout)
            text = text[used:].lstrip()
            if not text:
                break
        self._high = len(self._layouts) * step

    def _line(self, text: str, wide: int, top: int) -> QTextLayout:
        layout = QTextLayout(text, self.font())
        option = QTextOption()
        option.setTextDirection(direction(self._text))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(wide)
        line.setPosition(QPointF(0, top))
        layout.endLayout()
        return layout


def direction(text: str) -> Qt.LayoutDirection:
    """Of the first letter that has one: the whole text is set that way, also its later lines."""
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return Qt.LayoutDirection.LeftToRight if strong == "L" else Qt.LayoutDirection.RightToLeft


def in_line(text: str) -> str:
    """Without breaks and wide gaps."""
    return " ".join(text.split())


def as_tooltip(text: str) -> str:
    """Wrapped by Qt as rich text is, and with nothing in it taken for markup."""
    return f"<qt>{html.escape(text)}</qt>"
