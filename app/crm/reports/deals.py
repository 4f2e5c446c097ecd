"""Deals that closed: what was won when, from which sources, and how long it took."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import shares
from app.crm import preferences
from app.crm.figures import ENOUGH, Sum
from app.crm.reports import periods
from app.crm.reports.periods import Bucket, Period

WIDTHS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365)
"""Days a bar of the cycle times may cover."""
BARS = 12


@dataclass(frozen=True, slots=True)
class Won:
    """bars: each with its deals; one currency is summed, the others are counted."""

    period: Period
    currency: str
    bars: tuple[tuple[Bucket, Sum], ...]

    @property
    def total(self) -> Sum:
        others: dict[str, int] = {}
        for _bucket, found in self.bars:
            for currency, n in found.others:
                others[currency] = others.get(currency, 0) + n
        count, cents = (sum(getattr(found, key) for _bucket, found in self.bars) for key in ("count", "cents"))
        return Sum(count, cents, tuple(sorted(others.items())))


@dataclass(frozen=True, slots=True)
class Source:
    """Of `n` deals from a source that closed, `won` were won. low, high: the 95 % interval, from 0 to 1."""

    source: str | None
    won: int
    n: int

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH

    @property
    def interval(self) -> tuple[float, float]:
        return shares.wilson(self.won, self.n)


@dataclass(frozen=True, slots=True)
class Sources:
    """Those with the most closed deals first."""

    period: Period
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Whole days from added to won. quartiles: a quarter, half and three quarters of the deals took no longer.

    bars: (first day, last day or None for any more, deals). left_out: won before they were added, so without a length.
    """

    period: Period
    n: int
    quartiles: tuple[float, float, float]
    bars: tuple[tuple[int, int | None, int], ...]
    left_out: int


def won(session: Session, whole: Period, pipeline_id: int | None, at: datetime) -> Won:
    """Deals won in each bar of the period. pipeline_id: None for all pipelines."""
    bars = periods.buckets(whole, at)
    default = preferences.get(session, "currency")
    found = [Sum() for _bar in bars]
    given = {"buckets": periods.bounds(bars, at), "pipeline": pipeline_id}
    for row in session.execute(_WON, given):
        known, own = found[row.place], row.currency == default
        others = known.others if own else (*known.others, (row.currency, row.n))
        found[row.place] = Sum(known.count + row.n, (row.cents or 0) if own else known.cents, others)
    return Won(whole, default, tuple(zip(bars, found, strict=True)))


def sources(session: Session, whole: Period, pipeline_id: int | None, at: datetime) -> Sources:
    rows = session.execute(_SOURCES, _between(whole, pipeline_id, at))
    return Sources(whole, tuple(Source(row.source, row.won, row.n) for row in rows))


def cycle(session: Session, whole: Period, pipeline_id: int | None, at: datetime) -> Cycle:
    """Quartiles by linear interpolation (type 7 of Hyndman and Fan, The American Statistician 50 (1996), 361-365)."""
    between = _between(whole, pipeline_id, at)
    row = session.execute(_CYCLE, between).one()
    if not row.n:
        return Cycle(whole, 0, (0.0, 0.0, 0.0), (), row.left_out)
    width = next((width for width in WIDTHS if row.usual < width * BARS), WIDTHS[-1])
    last = int(min(row.longest // width, BARS - 1))
    counts = session.execute(_CYCLE_BARS, between | {"width": width, "last": last})
    deals = {found.place: found.n for found in counts}
    open_end = row.longest >= (last + 1) * width
    bars = tuple(
        (place * width, None if place == last and open_end else (place + 1) * width - 1, deals.get(place, 0))
        for place in range(last + 1)
    )
    return Cycle(whole, row.n, (row.lower, row.middle, row.upper), bars, row.left_out)


def _between(whole: Period, pipeline_id: int | None, at: datetime) -> dict[str, Any]:
    start, stop = periods.moment(whole.first, at), periods.moment(whole.stop, at)
    return {"start": start, "stop": stop, "pipeline": pipeline_id}


_PIPELINE = "(:pipeline IS NULL OR d.stage_id IN (SELECT id FROM stages WHERE pipeline_id = :pipeline))"
_WON = text(
    f"""
    SELECT b.key AS place, d.currency, count(*) AS n, sum(d.value_cents) AS cents
    FROM json_each(:buckets) b CROSS JOIN deals d
    WHERE d.closed_at >= b.value ->> 0 AND d.closed_at < b.value ->> 1 AND d.won = 1 AND {_PIPELINE}
    GROUP BY b.key, d.currency ORDER BY b.key, d.currency
    """
)
_SOURCES = text(
    f"""
    SELECT nullif(d.source, '') AS source, count(*) AS n, sum(d.won) AS won FROM deals d
    WHERE d.closed_at >= :start AND d.closed_at < :stop AND {_PIPELINE}
    GROUP BY 1 ORDER BY n DESC, source
    """
)
_LENGTHS = f"""
    WITH lengths AS (
        SELECT (unixepoch(d.closed_at) - unixepoch(d.created_at)) / 86400 AS days, d.closed_at >= d.created_at AS known
        FROM deals d WHERE d.closed_at >= :start AND d.closed_at < :stop AND d.won = 1 AND {_PIPELINE}
    )
"""
# at a place p between two ranks each counts by how near it lies: 1 - |rank - p|
_AT = "sum(days * max(0.0, 1.0 - abs(rank - {} * (n - 1))))"
_CYCLE = text(
    f"""
    {_LENGTHS}, ranked AS (
        SELECT days, row_number() OVER (ORDER BY days) - 1 AS rank, count(*) OVER () AS n FROM lengths WHERE known
    )
    SELECT count(*) AS n, max(days) AS longest, {_AT.format("0.25")} AS lower, {_AT.format("0.5")} AS middle,
        {_AT.format("0.75")} AS upper, {_AT.format("0.95")} AS usual,
        (SELECT count(*) FROM lengths WHERE NOT known) AS left_out
    FROM ranked
    """
)
_CYCLE_BARS = text(
    f"{_LENGTHS} SELECT min(days / :width, :last) AS place, count(*) AS n FROM lengths WHERE known GROUP BY 1"
)
