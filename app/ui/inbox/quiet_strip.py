"""How quiet was I: toasts against what is allowed, and what stayed quiet, in two sentences and a small picture."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from app.coach.quiet import MONTH, WEEK, Quiet
from app.ui.inbox import phrases
from app.ui.inbox.day_bars import DayBars
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import column, label, row
from app.ui.widgets.segments import Segments


class QuietStrip(QFrame):
    """span_wanted: days to look at."""

    span_wanted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self.setAccessibleName("How quiet was I")
        self.bars, self.toasts, self.silence = DayBars(look), label(), label("", "meta")
        self.span = Segments(look, "How quiet was I", [("7 days", WEEK), ("30 days", MONTH)])
        self.span.show_value(WEEK)
        self.span.chosen.connect(self.span_wanted)
        for words in (self.toasts, self.silence):
            words.setWordWrap(True)
        whole = row(look, tokens.S4, (tokens.S4, tokens.S3, tokens.S4, tokens.S3), self)
        texts, head = column(look, tokens.S1), row(look, tokens.S2)
        head.addWidget(label("How quiet was I", "strong"))
        head.addStretch(1)
        head.addWidget(self.span)
        texts.addLayout(head)
        texts.addWidget(self.toasts)
        texts.addWidget(self.silence)
        texts.addStretch(1)
        whole.addLayout(texts, 1)
        whole.addWidget(self.bars)

    def show_quiet(self, quiet: Quiet) -> None:
        self.bars.show_quiet(quiet)
        self.toasts.setText(phrases.toasts(quiet))
        self.silence.setText(phrases.silence(quiet))

    def set_narrow(self, narrow: bool) -> None:
        """The words tell what the picture shows."""
        self.bars.setVisible(not narrow)
