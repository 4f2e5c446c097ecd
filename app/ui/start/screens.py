"""Whole-window screens: waiting, trouble, and the three doors of the first start."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QSizePolicy, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, row
from app.ui.widgets.choice import Choice

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "INR", "BRL", "ZAR")
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
            stack.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addSpacing(look.px(tokens.S2))
        stack.addLayout(line)
        stack.addStretch(2)


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


class Door(QPushButton):
    """A large button with an icon, a title and a sentence."""

    def __init__(self, look: Look, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("kind", "door")
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        stack = column(look, tokens.S2, (tokens.S4, tokens.S5, tokens.S4, tokens.S4), self)
        picture, words = label(), label(sentence, "muted")
        picture.setPixmap(look.pixmap(icon, tokens.S6, "accent"))
        words.setWordWrap(True)
        stack.addWidget(picture)
        stack.addSpacing(look.px(tokens.S1))
        stack.addWidget(label(title, "title"))
        stack.addWidget(words)
        stack.addStretch(1)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Welcome(QWidget):
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
        self.trade, self.currency = QLineEdit(), Choice(look, "Your currency")
        self.go, self.trouble = button("Start", "primary"), label("", "error")
        stack = column(look, tokens.S3, (tokens.S6, tokens.S6, tokens.S6, tokens.S6), self)
        self._first, self._questions = self._build_doors(), self._build_questions(currency)
        self._questions.hide()
        stack.addStretch(1)
        stack.addWidget(self._first, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addWidget(self._questions, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(2)

    def _build_doors(self) -> QWidget:
        made = Plain(self)
        stack = column(self._look, tokens.S2, parent=made)
        stack.addWidget(label("Welcome to Rainmaker", "page"), 0, Qt.AlignmentFlag.AlignHCenter)
        hint = "Everything stays on this computer, in one file. How do you want to begin?"
        stack.addWidget(label(hint, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addSpacing(self._look.px(tokens.S5))
        line = row(self._look, tokens.S4)
        for door, slot in zip(self.doors, (self._import, self.sample_wanted, self._empty), strict=True):
            door.clicked.connect(slot)
            line.addWidget(door)
        stack.addLayout(line)
        return made

    def _build_questions(self, currency: str) -> QWidget:
        made = Plain(self)
        made.setFixedWidth(self._look.px(tokens.FORM))
        stack = column(self._look, tokens.S2, parent=made)
        self.trade.setPlaceholderText("Graphic design, plumbing, coaching …")
        self.trade.setAccessibleName("What do you do?")
        self.currency.setEditable(True)
        self.currency.addItems(CURRENCIES)
        self.currency.setCurrentText(currency)
        stack.addWidget(label("Two questions", "page"))
        stack.addSpacing(self._look.px(tokens.S2))
        for question, field in (("What do you do?", self.trade), ("Which currency do you use?", self.currency)):
            stack.addWidget(label(question, "strong"))
            stack.addWidget(field)
            stack.addSpacing(self._look.px(tokens.S2))
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        stack.addWidget(self.trouble)
        stack.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self.go.clicked.connect(self._answer)
        self.trade.returnPressed.connect(self._answer)
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
    def _answer(self) -> None:
        self.answered.emit(self.trade.text().strip(), self.currency.currentText().strip().upper(), self._import_next)
