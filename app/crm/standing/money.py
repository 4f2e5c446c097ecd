"""What comes in: whether the open deals are enough for what the owner usually wins, and who it depends on.

Only the owner's currency is summed up.
"""

from array import array
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crm import figures, preferences
from app.crm.figures import Lane, Rate, Sum
from app.crm.reports import periods
from app.crm.standing.row import TOP, Listed, Row
from app.models import Business, Contact
from app.models.types import stored

LATEST = 300
"""Deals closed last by which the win rates are made."""
YEAR, ENOUGH_MONTHS, MONTHS_AHEAD = 12, 6, 3
INSTANT = timedelta(microseconds=1)
ENOUGH_DEALS, ENOUGH_CLIENTS, HALF = 5, 2, 0.5


@dataclass(frozen=True, slots=True)
class Thin:
    """The open deals are worth `cents` by the own win rates; `goal` is three times `monthly`, the median of `months`.

    listed: the open deals with a value. facts: cents, and won of n by its stage's rate, stage.
    """

    cents: int
    monthly: int
    months: int
    goal: int
    listed: Listed


@dataclass(frozen=True, slots=True)
class Client:
    """Who brought `cents` with `deals` won deals: a business, or a contact without one."""

    kind: str
    id: int
    name: str
    cents: int
    deals: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """One client brought `cents` of `total` in twelve months, with `of_client` of `deals` won deals.

    listed: the client's deals, the largest first. facts: cents.
    """

    kind: str
    id: int
    name: str
    cents: int
    total: int
    deals: int
    listed: Listed

    @property
    def share(self) -> float:
        return self.cents / self.total


def thin(session: Session, now: datetime) -> Thin | None:
    """The open deals, where they are worth less than three months as the owner usually has them.

    A month counts by what was won in it, also nothing; they are the last twelve full months, or those since the first
    deal that was ever won. None too while fewer than six of them have a won deal, while a stage that holds money has no
    win rate, and where open deals have no value at all.
    """
    won = _won_by_month(session, now)
    if sum(cents > 0 for cents in won) < ENOUGH_MONTHS:
        return None
    monthly = int(median(won))
    goal = MONTHS_AHEAD * monthly
    held = _held(session)
    if held and not any(row.valued for row in held):
        return None
    rates = _rates(session, held)
    cents = figures.weighted([_lane(row) for row in held], rates)
    if cents is None or cents >= goal:
        return None
    return Thin(cents, monthly, len(won), goal, _open(session, rates, held))


def concentration(session: Session, now: datetime) -> Concentration | None:
    """The client who brought more than half of what was won in the last twelve months.

    A client is a business, or a contact without one. None with fewer than five won deals or two clients.
    """
    since = periods.moment(_year_before(now.date()), now)
    given = {"since": since, "now": stored(now), "currency": preferences.get(session, "currency")}
    clients = session.execute(_CLIENTS, given).all()
    total, deals = sum(row.cents for row in clients), sum(row.n for row in clients)
    known = [row for row in clients if row.business_id is not None or row.contact_id is not None]
    if deals < ENOUGH_DEALS or len(known) < ENOUGH_CLIENTS:
        return None
    first = max(known, key=lambda row: (row.cents, row.n))
    if first.cents <= HALF * total:
        return None
    client = session.get_one(*((Business, first.business_id) if first.business_id else (Contact, first.contact_id)))
    rows = session.execute(_OF_CLIENT, given | {"business": first.business_id, "contact": first.contact_id, "top": TOP})
    listed = Listed(tuple(_row(row) for row in rows), first.n, first.cents)
    kind = "business" if first.business_id else "contact"
    return Concentration(kind, client.id, client.name, first.cents, total, deals, listed)


def best_clients(session: Session, begin: datetime, end: datetime, room: int) -> tuple[tuple[Client, ...], int, int]:
    """Who brought most from one moment to before another; how many clients there were; what all deals brought."""
    given = {"since": stored(begin), "now": stored(end - INSTANT), "currency": preferences.get(session, "currency")}
    rows = session.execute(_CLIENTS, given).all()
    known = [row for row in rows if row.business_id is not None or row.contact_id is not None]
    first = sorted(known, key=lambda row: (-row.cents, -row.n, row.business_id or 0, row.contact_id or 0))[:room]
    return tuple(_client(session, row) for row in first), len(known), sum(row.cents for row in rows)


def _client(session: Session, row: Any) -> Client:
    client = session.get_one(*((Business, row.business_id) if row.business_id else (Contact, row.contact_id)))
    return Client("business" if row.business_id else "contact", client.id, client.name, row.cents, row.n)


def _won_by_month(session: Session, now: datetime) -> list[int]:
    """Minor units won in each of the last twelve full months, the oldest first, without months before the first win."""
    this = now.date().replace(day=1)
    bars = periods.buckets(periods.Period("last_12_months", periods.months_on(this, -YEAR), this), now)
    given = {"buckets": periods.bounds(bars, now), "currency": preferences.get(session, "currency")}
    found = {row.place: row.cents for row in session.execute(_WON, given)}
    months = [found.get(place, 0) for place in range(len(bars))]
    earlier = session.scalar(_WON_BEFORE, {"edge": periods.moment(bars[0].first, now), "currency": given["currency"]})
    return months if earlier else months[min(found, default=YEAR) :]


def _held(session: Session) -> list[Any]:
    """Stages with open deals: how many, how many have a value in the owner's currency, and what they add up to."""
    return list(session.execute(_HELD, {"currency": preferences.get(session, "currency")}).all())


def _rates(session: Session, held: list[Any]) -> dict[int, Rate]:
    found: dict[int, Rate] = {}
    for pipeline_id in sorted({row.pipeline_id for row in held if row.cents}):
        found |= figures.win_rates(session, pipeline_id, LATEST)
    return found


def _lane(row: Any) -> Lane:
    return Lane(row.id, row.name, "open", array("q"), Sum(row.n, row.cents or 0))


def _open(session: Session, rates: dict[int, Rate], held: list[Any]) -> Listed:
    currency = preferences.get(session, "currency")
    names = {row.id: row.name for row in held}
    rows = session.execute(_OPEN, {"currency": currency, "top": TOP})
    others = session.execute(_OTHERS, {"currency": currency}).all()
    return Listed(
        tuple(_weighed(row, rates[row.stage_id], names[row.stage_id]) for row in rows),
        sum(row.valued for row in held), sum(row.cents or 0 for row in held),
        tuple((row.currency, row.n) for row in others),
    )  # fmt: skip


def _weighed(row: Any, rate: Rate, stage: str) -> Row:
    return Row("deal", row.id, row.title, {"cents": row.value_cents, "won": rate.won, "n": rate.n, "stage": stage})


def _row(row: Any) -> Row:
    return Row("deal", row.id, row.title, {"cents": row.value_cents})


def _year_before(today: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


_OURS = "d.won = 1 AND d.currency = :currency AND d.value_cents > 0"
_WON = text(
    f"""
    SELECT b.key AS place, sum(d.value_cents) AS cents FROM json_each(:buckets) b CROSS JOIN deals d
    WHERE d.closed_at >= b.value ->> 0 AND d.closed_at < b.value ->> 1 AND {_OURS} GROUP BY b.key
    """
)
_WON_BEFORE = text(f"SELECT 1 FROM deals d WHERE d.closed_at < :edge AND {_OURS} ORDER BY d.closed_at DESC LIMIT 1")
_HELD = text(
    """
    SELECT s.id, s.name, s.pipeline_id, count(*) AS n,
        count(d.value_cents) FILTER (WHERE d.currency = :currency) AS valued,
        sum(d.value_cents) FILTER (WHERE d.currency = :currency) AS cents
    FROM stages s CROSS JOIN deals d ON d.stage_id = s.id AND d.closed_at IS NULL
    WHERE s.kind = 'open' GROUP BY s.id
    """
)
_OPEN = text(
    """
    SELECT d.id, d.title, d.value_cents, d.stage_id FROM deals d
    WHERE d.closed_at IS NULL AND d.currency = :currency AND d.value_cents > 0
    ORDER BY d.value_cents DESC, d.id LIMIT :top
    """
)
_OTHERS = text(
    """
    SELECT d.currency, count(*) AS n FROM deals d WHERE d.closed_at IS NULL AND d.currency != :currency
    GROUP BY d.currency ORDER BY d.currency
    """
)
_LATELY = f"d.closed_at >= :since AND d.closed_at <= :now AND {_OURS}"
_BUSINESS = "coalesce(d.business_id, (SELECT c.business_id FROM contacts c WHERE c.id = d.contact_id))"
_PERSON = f"CASE WHEN {_BUSINESS} IS NULL THEN d.contact_id END"
_CLIENTS = text(
    f"""
    SELECT {_BUSINESS} AS business_id, {_PERSON} AS contact_id, count(*) AS n, sum(d.value_cents) AS cents
    FROM deals d WHERE {_LATELY} GROUP BY 1, 2
    """
)
_OF_CLIENT = text(
    f"""
    SELECT d.id, d.title, d.value_cents FROM deals d
    WHERE {_LATELY} AND {_BUSINESS} IS :business AND {_PERSON} IS :contact
    ORDER BY d.value_cents DESC, d.id LIMIT :top
    """
)
