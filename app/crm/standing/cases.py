"""Records behind a figure, by their names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.crm.standing.row import Row
from app.models import Business, Contact, Deal, Task, TimeEntry

NAMES: dict[str, tuple[Any, Any]] = {
    "business": (Business.id, Business.name), "contact": (Contact.id, Contact.name), "deal": (Deal.id, Deal.title),
    "task": (Task.id, Task.title),
    "time_entry": (TimeEntry.id, func.coalesce(func.nullif(TimeEntry.note, ""), "Time without a note")),
}  # fmt: skip


def named(session: Session, records: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
    """Of (kind, id) pairs those that are still there, in the same order."""
    wanted = [(str(kind), int(record_id)) for kind, record_id in records]
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, record_id in wanted:
        ids[kind].append(record_id)
    titles: dict[tuple[str, int], str] = {}
    for kind in ids.keys() & NAMES.keys():
        key, name = NAMES[kind]
        query = select(key, name).where(key.in_(ids[kind]))
        titles |= {(kind, record_id): title for record_id, title in session.execute(query)}
    return tuple(
        Row(kind, record_id, titles[kind, record_id]) for kind, record_id in wanted if (kind, record_id) in titles
    )
