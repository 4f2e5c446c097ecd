"""Words as chips: a click or Delete takes one off, and a field at the end puts one on."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.flow import Flow
from app.ui.widgets.suggest import suggest

TAKEN = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
STEPS = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}


class Chip(QPushButton):
    """A word that a click takes off. Elided where it is long, whatever it is written in."""

    left = Signal(object)
    """itself"""

    def __init__(self, look: Look, text: str, name: str, hint: str = "") -> None:
        """name: what a screen reader says; hint: what a click does."""
        super().__init__(text.replace("&", "&&"))
        self.word = text
        self._look = look
        self.setProperty("kind", "chip")
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setToolTip(f"{text}: {hint}" if hint else text)
        self.clicked.connect(self._left)

    def sizeHint(self) -> QSize:
        px = self._look.px
        words = self.fontMetrics().horizontalAdvance(self.word)
        wide = min(words, px(tokens.CHIP_WORD)) + px(tokens.META) + px(tokens.S1) + 2 * px(tokens.S2)
        return QSize(wide + 2 * tokens.HAIRLINE, px(tokens.S5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(tokens.S6), self._look.px(tokens.S5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground by the style sheet; the words by us, so that their own direction decides where they begin."""
        look, side, edge = self._look, self._look.px(tokens.META), self._look.px(tokens.S2)
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        room = self.rect().adjusted(edge, 0, -edge - side - look.px(tokens.S1), 0)
        shown = self.fontMetrics().elidedText(self.word, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(look.color("text" if self.isEnabled() else "muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown)
        corner = QPoint(self.width() - edge - side, (self.height() - side) // 2)
        painter.drawPixmap(QRect(corner, QSize(side, side)), look.pixmap("x", tokens.META))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in TAKEN:
            self.click()
        elif event.key() in STEPS:
            self.focusNextPrevChild(STEPS[event.key()] > 0)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _left(self) -> None:
        self.left.emit(self)


class ChipField(QLineEdit):
    """Enter adds, Esc takes back what is typed, Backspace at the start goes to the last chip."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.focusNextPrevChild(False)
        else:
            super().keyPressEvent(event)


class Chips(Flow):
    """Shows words and asks for them to be changed; whoever listens changes them and calls `show_words` again.

    What is typed stays until the listener clears `field`: a refused word can be mended.
    """

    added = Signal(str)
    """as it was typed"""
    removed = Signal(str)

    def __init__(self, look: Look, name: str, hint: str = "") -> None:
        """name: what one word is, for example "tag"; hint: stands in the empty field."""
        super().__init__(look)
        self._look, self._name = look, name
        self.words: list[str] = []
        self._offered: list[str] = []
        self.field = ChipField()
        self.field.setProperty("kind", "inline")
        self.field.setPlaceholderText(hint or f"Add a {name}")
        self.field.setAccessibleName(hint or f"Add a {name}")
        self.field.setMinimumWidth(look.px(tokens.FIELD_LABEL))
        self._known = suggest(self.field)
        self.field.returnPressed.connect(self._add)
        self.end_with(self.field)

    def show_words(self, words: Sequence[str]) -> None:
        if list(words) != self.words:
            self.words = list(words)
            self.show_parts([self._chip(word) for word in self.words])
            self._offer()

    def offer(self, words: Sequence[str]) -> None:
        """The known words: those not yet there are suggested while one types."""
        self._offered = list(words)
        self._offer()

    def _offer(self) -> None:
        there = {word.casefold() for word in self.words}
        self._known.setStringList([word for word in self._offered if word.casefold() not in there])

    def _chip(self, word: str) -> QWidget:
        made = Chip(self._look, word, f"Take off the {self._name} {word}", "click to take off")
        made.left.connect(self._remove)
        return made

    @Slot()
    def _add(self) -> None:
        if self.field.text().strip():
            self.added.emit(self.field.text().strip())

    @Slot(object)
    def _remove(self, chip: Chip) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit(chip.word)
