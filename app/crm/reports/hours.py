"""Hours: billable and not, over time and by project."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crm.reports import periods
from app.crm.reports.periods import Bucket, Period


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes of `entries` time entries."""

    billable: int = 0
    other: int = 0
    entries: int = 0

    @property
    def all(self) -> int:
        return self.billable + self.other


OfProject = tuple[int | None, str | None, Spent]
"""Id, or None for no project; its name; the minutes."""


@dataclass(frozen=True, slots=True)
class Hours:
    """projects: the most first. A timer that runs does not count yet."""

    period: Period
    bars: tuple[tuple[Bucket, Spent], ...]
    projects: tuple[OfProject, ...]

    @property
    def total(self) -> Spent:
        parts = [spent for _bucket, spent in self.bars]
        billable, other, entries = (sum(getattr(part, key) for part in parts) for key in Spent.__slots__)
        return Spent(billable, other, entries)


def hours(session: Session, whole: Period, at: datetime) -> Hours:
    """An entry counts for the local day on which it began."""
    bars = periods.buckets(whole, at)
    found = [Spent() for _bar in bars]
    for row in session.execute(_BY_BUCKET, {"buckets": periods.bounds(bars, at)}):
        found[row.place] = Spent(row.billable, row.other, row.entries)
    projects = by_project(session, bars[0].first, bars[-1].stop, at)
    return Hours(whole, tuple(zip(bars, found, strict=True)), projects)


def by_project(session: Session, first: date, stop: date, at: datetime) -> tuple[OfProject, ...]:
    """On local days from `first` to before `stop`, the most first."""
    between = {"start": periods.moment(first, at), "stop": periods.moment(stop, at)}
    rows = session.execute(_BY_PROJECT, between)
    return tuple((row.id, row.name, Spent(row.billable, row.other, row.entries)) for row in rows)


_SUMS = """
    coalesce(sum(t.duration_minutes) FILTER (WHERE t.billable), 0) AS billable,
    coalesce(sum(t.duration_minutes) FILTER (WHERE NOT t.billable), 0) AS other, count(*) AS entries
"""
_BY_BUCKET = text(
    f"""
    SELECT b.key AS place, {_SUMS} FROM json_each(:buckets) b CROSS JOIN time_entries t
    WHERE t.started_at >= b.value ->> 0 AND t.started_at < b.value ->> 1 AND t.duration_minutes IS NOT NULL
    GROUP BY b.key
    """
)
_BY_PROJECT = text(
    f"""
    WITH spent AS (
        SELECT t.project_id AS id, {_SUMS} FROM time_entries t
        WHERE t.started_at >= :start AND t.started_at < :stop AND t.duration_minutes IS NOT NULL GROUP BY t.project_id
    )
    SELECT s.id, p.name, s.billable, s.other, s.entries FROM spent s LEFT JOIN projects p ON p.id = s.id
    ORDER BY s.billable + s.other DESC, s.id
    """
)
