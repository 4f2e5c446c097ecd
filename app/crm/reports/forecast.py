"""What the open deals may bring over the next months, by the owner's own win rates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crm import figures, preferences
from app.crm.figures import Rate
from app.crm.reports import periods

MONTHS_AHEAD = 6
SEED = 20_260_301
WORK, MOST_DRAWS, FEWEST_DRAWS = 2_000_000, 10_000, 2_000
"""Deals times draws for one forecast; the interval is steady long before."""
LOW, HIGH = 10, 90
"""Percentiles: between them lie 80 % of the draws."""
Open = tuple[int, int, int]
"""A slot, a stage id, a value in minor units."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Deals expected to close from `first` to before `stop`; without `stop` any later, without both no day ahead.

    cents: each value times its stage's win rate. low, high: eight times in ten the sum that is won lies between.
    """

    first: date | None
    stop: date | None
    n: int = 0
    cents: int = 0
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """slots: the months, then later, then no day ahead. ahead: the months together.

    stage_ids: the stages with a rate. too_few: (stage, open deals, closed deals that stood there) of those that lack
    one and so are left out. unvalued: open deals without a value. others: (currency, open deals). open: all open deals.
    """

    currency: str
    slots: tuple[Expected, ...]
    ahead: Expected
    open: int
    stage_ids: tuple[int, ...] = ()
    too_few: tuple[tuple[str, int, int], ...] = ()
    unvalued: int = 0
    others: tuple[tuple[str, int], ...] = ()

    @property
    def until(self) -> date:
        """The day after the last of the months ahead."""
        return self.slots[MONTHS_AHEAD - 1].stop or date.max

    @property
    def counted(self) -> int:
        return sum(slot.n for slot in self.slots)


@dataclass
class _Tally:
    """What is read row by row of the grouped query."""

    too_few: dict[int, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    open: int = 0
    unvalued: int = 0


def forecast(session: Session, pipeline_id: int | None, at: datetime) -> Forecast:
    """The open deals of one pipeline or of all; a stage counts from ten closed deals on that once stood in it."""
    known = [pipeline_id] if pipeline_id is not None else [key for key, _name in figures.find_pipelines(session)]
    rates = {stage: rate for key in known for stage, rate in figures.win_rates(session, key).items()}
    today = at.date()
    edges = [today, *(periods.months_on(today.replace(day=1), step) for step in range(1, MONTHS_AHEAD + 1))]
    currency = preferences.get(session, "currency")
    given = {"pipeline": pipeline_id, "currency": currency}
    tally = _tally(session.execute(_STANDING, given), rates, currency)
    good = tuple(stage for stage, rate in rates.items() if rate.enough)
    deals = [(_slot(day, edges), stage, cents) for stage, cents, day in _open(session, given) if stage in good]
    names = figures.stage_names(session)
    return Forecast(
        currency, _expect(deals, rates, edges), _together(deals, rates, edges), tally.open, good,
        tuple((names[stage], n, rates[stage].n if stage in rates else 0) for stage, n in tally.too_few.items()),
        tally.unvalued, tuple(sorted(tally.others.items())),
    )  # fmt: skip


def draw(deals: Sequence[Open], rates: dict[int, Rate]) -> Any:
    """What is won of the deals together, in minor units, sorted: one number for each of many invented futures.

    A weighted Poisson-binomial by seeded simulation: in each future every stage has a win rate of its own, drawn from
    Beta(won + 1/2, lost + 1/2), which is what its closed deals leave open about it (Jeffreys' prior: Brown, Cai and
    DasGupta, Statistical Science 16 (2001), 101-133), and every deal is won or lost by that rate.
    """
    import numpy as np  # noqa: PLC0415 - 0.1 s to import, needed here alone

    chance = np.random.default_rng(SEED)
    draws = max(FEWEST_DRAWS, min(MOST_DRAWS, WORK // max(1, len(deals))))
    total = np.zeros(draws)
    for stage in sorted({stage for _slot, stage, _cents in deals}):
        rate = rates[stage]
        shares = chance.beta(rate.won + 0.5, rate.n - rate.won + 0.5, (draws, 1))
        values = np.array([cents for _slot, standing, cents in deals if standing == stage], dtype=float)
        total += (chance.random((draws, len(values)), dtype=np.float32) < shares) @ values
    return np.sort(total)


def _expect(deals: Sequence[Open], rates: dict[int, Rate], edges: Sequence[date]) -> tuple[Expected, ...]:
    spans: list[tuple[date | None, date | None]] = [*pairwise(edges), (edges[-1], None)]
    spans.append((None, None))
    return tuple(
        _expected([deal for deal in deals if deal[0] == place], rates, *span) for place, span in enumerate(spans)
    )


def _together(deals: Sequence[Open], rates: dict[int, Rate], edges: Sequence[date]) -> Expected:
    return _expected([deal for deal in deals if deal[0] < MONTHS_AHEAD], rates, edges[0], edges[-1])


def _expected(deals: Sequence[Open], rates: dict[int, Rate], first: date | None, stop: date | None) -> Expected:
    if not deals:
        return Expected(first, stop)
    futures = draw(deals, rates)
    low, high = (int(futures[round((len(futures) - 1) * share / 100)]) for share in (LOW, HIGH))
    return Expected(first, stop, len(deals), sum(rates[stage].of(cents) for _slot, stage, cents in deals), low, high)


def _slot(day: date | None, edges: Sequence[date]) -> int:
    """Its month, later, or no day ahead: none at all, or one that has passed."""
    if day is None or day < edges[0]:
        return MONTHS_AHEAD + 1
    return next((place for place, edge in enumerate(edges[1:]) if day < edge), MONTHS_AHEAD)


def _open(session: Session, given: dict[str, Any]) -> list[tuple[int, int, date | None]]:
    rows = session.execute(_OPEN, given).all()
    return [(row.stage_id, row.value_cents, date.fromisoformat(row.day) if row.day else None) for row in rows]


def _tally(rows: Any, rates: dict[int, Rate], currency: str) -> _Tally:
    tally = _Tally()
    for row in rows:
        tally.open += row.n
        if row.currency != currency:
            tally.others[row.currency] = tally.others.get(row.currency, 0) + row.n
        elif row.stage_id in rates and rates[row.stage_id].enough:
            tally.unvalued += row.unvalued
        else:
            tally.too_few[row.stage_id] = tally.too_few.get(row.stage_id, 0) + row.n
    return tally


_PIPELINE = "d.closed_at IS NULL AND (:pipeline IS NULL OR s.pipeline_id = :pipeline)"
_STANDING = text(
    f"""
    SELECT d.stage_id, d.currency, count(*) AS n, sum(d.value_cents IS NULL) AS unvalued
    FROM deals d JOIN stages s ON s.id = d.stage_id WHERE {_PIPELINE}
    GROUP BY d.stage_id, d.currency ORDER BY s.position, d.stage_id, d.currency
    """
)
_OPEN = text(
    f"""
    SELECT d.stage_id, d.value_cents, d.expected_close_on AS day FROM deals d JOIN stages s ON s.id = d.stage_id
    WHERE {_PIPELINE} AND d.currency = :currency AND d.value_cents IS NOT NULL ORDER BY d.id
    """
)
