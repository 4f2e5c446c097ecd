"""An answer as it grows: its lines, the records it rests on, what it offers to do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.chat import deeds
from app.chat.intents import words
from app.chat.intents.reading import Found
from app.chat.intents.spans import Span
from app.chat.shapes import Card, Door, Used
from app.coach.values import Money, Total
from app.coach.wording import Phrase
from app.core import money
from app.core.errors import CrmError
from app.crm import days, preferences
from app.crm.figures import Sum
from app.crm.standing.row import Listed, Row
from app.crm.standing.week import Won

LINES, MOST_USED, CARDS = 5, 12, 2
"""Records told in a list, records linked, and offers of one answer."""
NEARBY = 14
"""Days from today that a day is told by."""
NEAR = {0: "today", 1: "tomorrow", -1: "yesterday"}
FEW = 10
"""Units of money from which on an average is told in whole ones."""


@dataclass(frozen=True, slots=True)
class Offline:
    """What the owner's own rows say to a question. text: Markdown. door: the page that shows more."""

    text: str
    used: tuple[Used, ...] = ()
    cards: tuple[Card, ...] = ()
    door: Door | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that was understood. view: (kind, id) of the records that the owner looks at."""

    session: Session
    now: datetime
    found: Found
    view: Sequence[tuple[str, int]] = ()

    @property
    def today(self) -> date:
        return self.now.date()

    def span(self, usual: Span) -> Span:
        """The stretch of time that was named, else the usual one."""
        return self.found.span(self.now) or usual

    def day(self, moment: datetime) -> date:
        return days.local_day(moment, self.now)

    def when(self, day: date) -> Phrase:
        """today, in 3 days, 2 days ago; from two weeks on the date."""
        ahead = (day - self.today).days
        key = NEAR.get(ahead) or ("ahead" if ahead > 0 else "back")
        key = key if abs(ahead) <= NEARBY else "date"
        return words.said(words.line("spans", f"when_{key}", {"n": abs(ahead), "on": day}))

    @property
    def currency(self) -> str:
        return str(preferences.get(self.session, "currency"))

    def about(self, cents: float) -> Money:
        """An average, halves up, in whole units of the currency where it is more than a few."""
        unit = 10 ** money.exponent(self.currency)
        return Money(int(cents / unit + 0.5) * unit if cents >= FEW * unit else int(cents + 0.5), self.currency)

    def total(self, found: Sum | Listed | Won) -> Total:
        return Total(found.cents, self.currency, found.others)

    def added(self, amounts: Iterable[tuple[int | None, str]]) -> Total:
        """What (minor units, currency) add up to in the owner's currency; others are counted."""
        known = list(amounts)
        others = Counter(currency for _cents, currency in known if currency != self.currency)
        cents = sum(cents or 0 for cents, currency in known if currency == self.currency)
        return Total(cents, self.currency, tuple(sorted(others.items())))


class Reply:
    """topic: the file of its sentences."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._lines: list[str] = []
        self._used: dict[tuple[str, int], Used] = {}
        self._cards: list[Card] = []

    def say(self, name: str, values: Mapping[str, Any] | None = None, /, **more: Any) -> "Reply":
        """A sentence, in a paragraph with the one before it."""
        told = words.line(self._topic, name, {**(values or {}), **more})
        if self._lines and self._lines[-1] and not self._lines[-1].startswith("- "):
            self._lines[-1] += f" {told}"
        else:
            self._lines += ["", told] if self._lines else [told]
        return self

    def item(self, name: str, record: tuple[str, int, str] | None = None, /, **values: Any) -> "Reply":
        """A line of a list, about a record (kind, id, title) that stands in it as `title`."""
        if record is not None:
            self.use(*record)
            values.setdefault("title", record[2])
        if self._lines and self._lines[-1] and not self._lines[-1].startswith("- "):
            self._lines.append("")
        self._lines.append(f"- {words.line(self._topic, name, values)}")
        return self

    def use(self, kind: str, record_id: int, title: str) -> None:
        if len(self._used) < MOST_USED:
            self._used.setdefault((kind, record_id), Used(kind, record_id, title))

    def rows(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.use(row.kind, row.id, row.title)

    def offer(self, ask: Ask, tool: str, **given: Any) -> "Reply":
        """A card of a deed; none where the records do not allow it, as where somebody must not be contacted."""
        if len(self._cards) < CARDS:
            with suppress(CrmError):
                self._cards.append(deeds.offered(ask.session, tool, given, ask.now))
        return self

    def offer_task(self, ask: Ask, name: str, links: Mapping[str, int], **values: Any) -> "Reply":
        """A card that makes a task for today. name: of its title in the file of cards. links: contact_id or deal_id."""
        return self.offer(ask, "create_task", title=words.bare("cards", name, values), due_on="today", **links)

    def done(self, door: str = "") -> Offline:
        """door: the page that shows more, a key of the file of doors."""
        opens = Door(door, words.bare("doors", door, {})) if door else None
        return Offline("\n".join(self._lines), tuple(self._used.values()), tuple(self._cards), opens)


def named(rows: Sequence[Row], count: int | None = None) -> Phrase:
    """Ana, Bo, Cy and 4 more."""
    told = [words.plain(row.title) for row in rows[:LINES]]
    more = (len(rows) if count is None else count) - len(told)
    return words.said(f"{', '.join(told)} and {more} more") if more > 0 else words.joined(list(told))


def worth(cents: int | None, currency: str) -> Money | Phrase:
    return words.said(words.bare("pipeline", "no_value", {})) if cents is None else Money(cents, currency)
