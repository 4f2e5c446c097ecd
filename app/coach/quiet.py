"""How quiet was I: toasts shown against what is allowed, and what stayed quiet and why. Read-only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.coach import delivery
from app.crm import days, preferences
from app.models import LedgerEntry

WEEK, MONTH = 7, 30
"""Days that are looked at."""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    shown: int


@dataclass(frozen=True, slots=True)
class Kept:
    """decision: inboxed or withheld; reason: of the ledger."""

    decision: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """days: the oldest first, today last. cap: toasts allowed on a day at the present intensity; 0 where the coach is
    off. kept: what was not shown, the commonest reason first.
    """

    days: tuple[Day, ...]
    cap: int
    kept: tuple[Kept, ...]

    @property
    def shown(self) -> int:
        return sum(day.shown for day in self.days)

    @property
    def most(self) -> int:
        """On one day."""
        return max(day.shown for day in self.days)

    @property
    def silent_days(self) -> int:
        return sum(not day.shown for day in self.days)


def quiet(session: Session, now: datetime, span: int = WEEK) -> Quiet:
    """The last `span` local days, today among them. A day on which the coach was off has nothing in the ledger: 0."""
    first = now.date() - timedelta(days=span - 1)
    begin, end = days.midnight(first, now), days.midnight(now.date() + timedelta(days=1), now)
    lately = (LedgerEntry.at >= begin, LedgerEntry.at < end)
    shown = session.scalars(select(LedgerEntry.at).where(LedgerEntry.decision == "shown", *lately))
    by_day = Counter(days.local_day(at, now) for at in shown)
    counted = tuple(Day(on, by_day[on]) for on in (first + timedelta(days=n) for n in range(span)))
    settings = preferences.all_values(session)
    return Quiet(counted, delivery.cap(settings) if settings["coach_enabled"] else 0, _kept(session, begin, end))


def _kept(session: Session, begin: datetime, end: datetime) -> tuple[Kept, ...]:
    many = func.count().label("many")
    query = select(LedgerEntry.decision, LedgerEntry.reason, many).where(
        LedgerEntry.decision.in_(("inboxed", "withheld")), LedgerEntry.at >= begin, LedgerEntry.at < end
    )
    query = query.group_by(LedgerEntry.decision, LedgerEntry.reason).order_by(many.desc(), LedgerEntry.reason)
    return tuple(Kept(row.decision, row.reason, row.many) for row in session.execute(query))
