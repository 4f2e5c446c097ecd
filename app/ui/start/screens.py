"""Whole-window screens: waiting, trouble, and the three doors of the first start."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from app.ui.lists import currencies, trades
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, restyle, row
from app.ui.widgets.lookup import Lookup

Way = tuple[str, str, Callable[[], object]]
"""Label, kind of button, and a bound method."""


class Trouble(QWidget):
    """What is wrong, and what can be done about it, instead of a traceback."""

    def __init__(self, look: Look, title: str, sentence: str, choices: Sequence[Way]) -> None:
        super().__init__()
        stack = column(look, tokens.S3, (tokens.S6, tokens.S6, tokens.S6, tokens.S6), self)
        picture = label()
        picture.setPixmap(look.pixmap("warning-circle", tokens.ICON_EMPTY, "amber"))
        heading, self.sentence = label(title, "page"), label(sentence, "muted")
        for text in (heading, self.sentence):
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            text.setFixedWidth(look.px(tokens.MESSAGE_MAX))
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = [button(name, kind) for name, kind, _act in choices]
        line = row(look, tokens.S2)
        line.addStretch(1)
        for made, (_name, _kind, act) in zip(self.buttons, choices, strict=True):
            made.clicked.connect(act)
            line.addWidget(made)
        line.addStretch(1)
        stack.addStretch(1)
        for part in (picture, heading, self.sentence):
            stack.addLayout(_centred(look, part))
        stack.addSpacing(look.px(tokens.S2))
        stack.addLayout(line)
        stack.addStretch(2)


def _centred(look: Look, part: QWidget) -> QHBoxLayout:
    """In the middle, with room for every line: a column alone would give a wrapped text the height it has at the
    whole width of the window."""
    line = row(look)
    line.addStretch(1)
    line.addWidget(part)
    line.addStretch(1)
    return line


class Waiting(QWidget):
    """A sentence and a bar, for what takes more than a moment at the start."""

    def __init__(self, look: Look, sentence: str) -> None:
        super().__init__()
        stack = column(look, tokens.S3, (tokens.S6, tokens.S6, tokens.S6, tokens.S6), self)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(look.px(tokens.DOOR[0]))
        self._bar.setAccessibleName(sentence)
        stack.addStretch(1)
        stack.addWidget(label(sentence, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(1)

    @Slot(object, object)
    def show_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)


WALK = {Qt.Key.Key_Left: False, Qt.Key.Key_Up: False, Qt.Key.Key_Right: True, Qt.Key.Key_Down: True}
"""Arrow keys go along the doors: whether to the next one."""


class Door(QPushButton):
    """A large button with an icon, a title and a sentence; flat and wide where there is little room."""

    def __init__(self, look: Look, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "door")
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._line = column(look, tokens.S3, (tokens.S4, tokens.S5, tokens.S4, tokens.S4), self)
        picture, words, texts = label(), label(sentence, "muted"), Plain(self)
        picture.setPixmap(look.pixmap(icon, tokens.S6, "accent"))
        words.setWordWrap(True)
        stack = column(look, tokens.S2, parent=texts)
        stack.addWidget(label(title, "title"))
        stack.addWidget(words)
        self._line.addWidget(picture)
        self._line.addWidget(texts, 1)
        stack.addStretch(1)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_narrow(self, narrow: bool) -> None:
        way = QBoxLayout.Direction
        self._line.setDirection(way.LeftToRight if narrow else way.TopToBottom)
        side, high = self._look.px(tokens.S4), self._look.px(tokens.S2 if narrow else tokens.S5)
        self._line.setContentsMargins(side, high, side, min(side, high))
        self.setProperty("kind", "wide-door" if narrow else "door")
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding if narrow else policy.Fixed, policy.Fixed)
        restyle(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in WALK:
            self.focusNextPrevChild(WALK[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class Welcome(QScrollArea):
    """The first start: three doors, then two questions."""

    import_wanted, sample_wanted = Signal(), Signal()
    answered = Signal(str, str, bool)
    """trade, currency, whether to import contacts next"""

    def __init__(self, look: Look, currency: str) -> None:
        super().__init__()
        self._look, self._import_next = look, False
        self.doors = (
            Door(look, "upload-simple", "Import my contacts", "From Google, Outlook, HubSpot, a phone, or any table."),
            Door(look, "storefront", "Look around", "With a sample business. Nothing of yours is touched."),
            Door(look, "plus-circle", "Start empty", "Add the first contact or deal yourself."),
        )
        self.trade, self.currency = Lookup(look, "What do you do?", trades), Lookup(look, "Your currency", currencies)
        self.go, self.back, self.trouble = button("Start", "primary"), button("Back", hint="Esc"), label("", "error")
        inner = Plain(self)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        stack = column(look, tokens.S3, (tokens.S5, tokens.S5, tokens.S5, tokens.S5), inner)
        self._first, self._questions = self._build_doors(), self._build_questions(currency)
        self._questions.hide()
        stack.addStretch(1)
        stack.addWidget(self._first)
        stack.addWidget(self._questions, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or where that does not fit one above the other."""
        super().resizeEvent(event)
        px, doors = self._look.px, len(self.doors)
        wide = doors * px(tokens.DOOR[0]) + (doors - 1) * px(tokens.S4) + 2 * px(tokens.S5)
        narrow = self.viewport().width() < wide
        way = QBoxLayout.Direction
        self._doors.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._questions.setFixedWidth(min(px(tokens.FORM), self.viewport().width() - 2 * px(tokens.S5)))
        for door in self.doors:
            door.set_narrow(narrow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._first.isHidden():
            self.doors[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._first.isHidden():
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _build_doors(self) -> QWidget:
        made = Plain(self)
        stack = column(self._look, tokens.S2, parent=made)
        hint = label("Everything stays on this computer, in one file. How do you want to begin?", "muted")
        for words in (label("Welcome to Rainmaker", "page"), hint):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setWordWrap(True)
            stack.addWidget(words)
        stack.addSpacing(self._look.px(tokens.S4))
        self._doors = row(self._look, tokens.S4)
        line = row(self._look, 0)
        for door, slot in zip(self.doors, (self._import, self.sample_wanted, self._empty), strict=True):
            door.clicked.connect(slot)
            self._doors.addWidget(door)
        line.addStretch(1)
        line.addLayout(self._doors, 1000)
        line.addStretch(1)
        stack.addLayout(line)
        return made

    def _build_questions(self, currency: str) -> QWidget:
        made = Plain(self)
        stack = column(self._look, tokens.S2, parent=made)
        self.trade.line.setPlaceholderText("Graphic design, plumbing, coaching …")
        self.trade.settle("")
        self.currency.settle(currency)
        stack.addWidget(label("Two questions", "page"))
        stack.addSpacing(self._look.px(tokens.S2))
        for question, field in (("What do you do?", self.trade), ("Which currency do you use?", self.currency)):
            words = label(question, "strong")
            words.setBuddy(field)
            stack.addWidget(words)
            stack.addWidget(field)
            stack.addSpacing(self._look.px(tokens.S2))
            field.line.returnPressed.connect(self._answer)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        stack.addWidget(self.trouble)
        line = row(self._look, tokens.S2)
        line.addWidget(self.go)
        line.addWidget(self.back)
        line.addStretch(1)
        stack.addLayout(line)
        self.go.clicked.connect(self._answer)
        self.back.clicked.connect(self._go_back)
        return made

    @Slot(str, bool, object)
    def show_trouble(self, text: str, _error: bool, _action: object) -> None:
        """An answer that was not taken."""
        self.trouble.setText(text)
        self.trouble.show()

    @Slot()
    def _import(self) -> None:
        self._ask(import_next=True)

    @Slot()
    def _empty(self) -> None:
        self._ask(import_next=False)

    def _ask(self, *, import_next: bool) -> None:
        self._import_next = import_next
        self._first.hide()
        self._questions.show()
        self.trade.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _go_back(self) -> None:
        self._questions.hide()
        self._first.show()
        self.doors[0 if self._import_next else 2].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _answer(self) -> None:
        self.answered.emit(self.trade.value, self.currency.value, self._import_next)
