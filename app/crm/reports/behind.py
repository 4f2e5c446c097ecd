"""The records behind a number of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from app.crm import days, preferences
from app.models import Deal, Project, Stage, TimeEntry

ANY = "any"
DAY = 86_400


@dataclass(frozen=True, slots=True)
class ClosedDeals:
    """Deals that closed on local days from `first` to before `stop`; `won_only`: those that were won.

    source: ANY, or a source with None for unknown. lasted: (first day, last day or None) from added to closed.
    """

    first: date
    stop: date
    pipeline_id: int | None = None
    won_only: bool = False
    source: str | None = ANY
    lasted: tuple[int, int | None] | None = None

    def conditions(self, _session: Session, at: datetime) -> list[ColumnElement[bool]]:
        found = [*_within(Deal.closed_at, self.first, self.stop, at), *_in_pipeline(self.pipeline_id)]
        if self.won_only:
            found.append(Deal.won.is_(True))
        if self.source != ANY:
            found.append(func.coalesce(Deal.source, "") == (self.source or ""))
        return found + (self._by_length() if self.lasted else [])

    def _by_length(self) -> list[ColumnElement[bool]]:
        least, most = self.lasted or (0, None)
        length = cast((func.unixepoch(Deal.closed_at) - func.unixepoch(Deal.created_at)) / DAY, Integer)
        found = [Deal.closed_at >= Deal.created_at, length >= least]
        return [*found, length <= most] if most is not None else found


@dataclass(frozen=True, slots=True)
class OpenDeals:
    """Open deals in the owner's currency that have a value and stand in a stage with a win rate, expected to close
    from `first` to before `stop`; without `stop` any later, without both no day ahead."""

    first: date | None
    stop: date | None
    stage_ids: tuple[int, ...]
    pipeline_id: int | None = None

    def conditions(self, session: Session, at: datetime) -> list[ColumnElement[bool]]:
        found = [Deal.closed_at.is_(None), Deal.currency == preferences.get(session, "currency")]
        found += [Deal.value_cents.is_not(None), Deal.stage_id.in_(self.stage_ids), *_in_pipeline(self.pipeline_id)]
        if self.first is None:
            return [*found, or_(Deal.expected_close_on.is_(None), Deal.expected_close_on < at.date())]
        found.append(Deal.expected_close_on >= self.first)
        return [*found, Deal.expected_close_on < self.stop] if self.stop is not None else found


@dataclass(frozen=True, slots=True)
class Entries:
    """Time entries that began on local days from `first` to before `stop`. project_id: ANY, or None for none."""

    first: date
    stop: date
    project_id: int | str | None = ANY

    def conditions(self, _session: Session, at: datetime) -> list[ColumnElement[bool]]:
        found = [*_within(TimeEntry.started_at, self.first, self.stop, at), TimeEntry.duration_minutes.is_not(None)]
        return found if self.project_id == ANY else [*found, TimeEntry.project_id == self.project_id]


Behind = ClosedDeals | OpenDeals | Entries
DEAL_SORTS: Mapping[str, Any] = {
    "title": Deal.sort_title, "value": Deal.value_cents, "day": func.coalesce(Deal.closed_at, Deal.expected_close_on),
}  # fmt: skip
ENTRY_SORTS: Mapping[str, Any] = {
    "title": func.coalesce(Project.name, TimeEntry.note), "value": TimeEntry.duration_minutes,
    "day": TimeEntry.started_at,
}  # fmt: skip


def kind(asked: Behind) -> str:
    return "time_entry" if isinstance(asked, Entries) else "deal"


def find_ids(session: Session, asked: Behind, sort: str, at: datetime, *, descending: bool = False) -> Sequence[int]:
    """Ids in order. sort: title, value or day."""
    model: Any = TimeEntry if isinstance(asked, Entries) else Deal
    order = (ENTRY_SORTS if model is TimeEntry else DEAL_SORTS)[sort]
    query = select(model.id).where(and_(*asked.conditions(session, at)))
    if model is TimeEntry:
        query = query.outerjoin(Project, Project.id == TimeEntry.project_id)
    falling = order.desc() if descending else order.asc()
    return list(session.scalars(query.order_by(falling.nulls_last(), model.id.desc())))


def fetch(session: Session, asked: Behind, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Rows by id: title, value as (minor units, currency) or minutes, day as a moment, a date or None."""
    if isinstance(asked, Entries):
        entries = select(
            TimeEntry.id, TimeEntry.note, Project.name, TimeEntry.duration_minutes, TimeEntry.started_at
        ).outerjoin(Project, Project.id == TimeEntry.project_id)
        rows = session.execute(entries.where(TimeEntry.id.in_(ids)))
        return {
            row.id: {"title": row.name or row.note, "value": row.duration_minutes, "day": row.started_at}
            for row in rows
        }
    deals = select(Deal.id, Deal.title, Deal.value_cents, Deal.currency, Deal.closed_at, Deal.expected_close_on)
    return {
        row.id: {
            "title": row.title, "value": (row.value_cents, row.currency), "day": row.closed_at or row.expected_close_on,
        }
        for row in session.execute(deals.where(Deal.id.in_(ids)))
    }  # fmt: skip


def _within(moment: Any, first: date, stop: date, at: datetime) -> list[ColumnElement[bool]]:
    start, end = (days.midnight(day, at) for day in (first, stop))
    return [moment >= start, moment < end]


def _in_pipeline(pipeline_id: int | None) -> list[ColumnElement[bool]]:
    if pipeline_id is None:
        return []
    return [Deal.stage_id.in_(select(Stage.id).where(Stage.pipeline_id == pipeline_id))]
