"""What the model came to this month, beside the limits."""

from dataclasses import dataclass

from babel.numbers import format_currency
from PySide6.QtCore import Slot

from app.crm import names
from app.ops import usage
from app.ops.usage import Limits, Usage
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.settings.part import Part
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, column, label
from app.ui.widgets.share_bar import ShareBar

CENT, ALMOST = 10_000, 0.8
"""A cent in millionths of a dollar. From this share of a limit on the bar warns."""


@dataclass(frozen=True)
class Month:
    used: Usage
    limits: Limits


class LimitBar(Plain):
    """How much of one limit is used."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.words, self.bar = label("", "meta"), ShareBar(desk.look)
        stack = column(desk.look, 0, (0, tokens.S1, 0, 0), self)
        stack.addWidget(self.bar)
        stack.addWidget(self.words)
        self.hide()

    def show_share(self, share: float, of: str) -> None:
        """share: 1 is the whole limit. of: the limit in words."""
        told = f"{_percent(share)} of {of} used"
        told = f"{told}: the model is not asked any more this month." if share >= 1 else told
        self.words.setText(told)
        tone = "red" if share >= 1 else "amber" if share >= ALMOST else "accent"
        self.bar.show_share(share, told, tone)
        self.show()


class UsageRow(Part):
    """Counted on a thread; shown a moment later."""

    words = names.fold("language model usage used month tokens cost money limit calls")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Used this month", " ")
        self.tokens, self.money = LimitBar(desk), LimitBar(desk)
        for bar in (self.tokens, self.money):
            self.texts.addWidget(bar)

    @Slot()
    def refresh(self) -> None:
        db, now = self.desk.app.db, self.desk.now

        def work(_handle: Handle) -> Month:
            with db.read() as session:
                return Month(usage.this_month(session, now), usage.limits(session))

        self.desk.quietly(work).done.connect(self._show)

    @Slot(object)
    def _show(self, month: Month) -> None:
        used, limits = month.used, month.limits
        self.say(told(used))
        for bar in (self.tokens, self.money):
            bar.hide()
        if limits.tokens:
            self.tokens.show_share(used.tokens / limits.tokens, words.many(limits.tokens, "token"))
        if limits.cents:
            self.money.show_share(used.cost_micros / CENT / limits.cents, dollars(limits.cents * CENT))


def told(used: Usage) -> str:
    """ "14 questions, 38,204 tokens, $0.31. 2 failed."."""
    if not used.calls:
        return "Nothing yet."
    parts = [words.many(used.calls, "question"), words.many(used.tokens, "token")]
    parts += [dollars(used.cost_micros)] if used.cost_micros else []
    more = f" {words.number(used.failed)} failed." if used.failed else ""
    if used.without_price and used.without_price < used.calls:
        more += f" The price of {words.number(used.without_price)} is not known."
    elif used.without_price:
        more += " Their price is not known."
    return f"{', '.join(parts)}.{more}"


def dollars(micros: int) -> str:
    """Prices of models are in dollars everywhere."""
    if 0 < micros < CENT:
        return f"less than {dollars(CENT)}"
    return format_currency(micros / 1_000_000, "USD", locale=words.locale())


def _percent(share: float) -> str:
    """Never 0 % of something, nor 100 % of what is not full."""
    if 0 < share < 0.01:  # noqa: PLR2004 - a hundredth
        return "less than 1 %"
    return f"{words.number(int(100 * share))} %"
