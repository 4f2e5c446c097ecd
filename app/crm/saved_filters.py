"""Saved filters: a named question about one kind of record.

The query: {"text": words, "sort": column, "descending": true, "conditions": [{"field", "op", "value"}]}.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import editing, journal, listing, names
from app.models import SavedFilter

PARTS = ("text", "sort", "descending", "conditions")


def create(
    session: Session, *, at: datetime, entity_type: str, name: str, query: Mapping[str, Any] | None = None
) -> SavedFilter:
    """Keep a filter. Errors: CrmError for a name that is taken or a query that cannot be asked."""
    shown = _free_name(session, entity_type, name)
    checked = _query(session, entity_type, query or {})
    journal.name_step(session, f"Filter saved: {shown}")
    return editing.add(session, SavedFilter(entity_type=entity_type, name=shown, query=checked), at)


def edit(
    session: Session, filter_id: int, *, at: datetime, name: str | None = None, query: Mapping[str, Any] | None = None
) -> SavedFilter:  # fmt: skip
    saved = get(session, filter_id)
    shown = saved.name if name is None else _free_name(session, saved.entity_type, name, filter_id)
    checked = saved.query if query is None else _query(session, saved.entity_type, query)
    saved.name, saved.query, saved.updated_at = shown, checked, at
    journal.name_step(session, f"Filter changed: {shown}")
    return saved


def delete(session: Session, filter_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    saved = get(session, filter_id)
    journal.name_step(session, f"Filter deleted: {saved.name}")
    session.delete(saved)
    session.flush()


def get(session: Session, filter_id: int) -> SavedFilter:
    return editing.find(session, SavedFilter, filter_id)


def of(session: Session, entity_type: str) -> list[SavedFilter]:
    """The filters for one kind, by name."""
    found = session.scalars(select(SavedFilter).where(SavedFilter.entity_type == entity_type))
    return sorted(found, key=lambda saved: names.fold(saved.name))


def find_ids(session: Session, saved: SavedFilter, now: datetime) -> list[int]:
    """The records a filter finds now, in its order."""
    query = saved.query
    conditions = [listing.Condition(**condition) for condition in query.get("conditions", ())]
    return listing.find_ids(
        session, saved.entity_type, text=query.get("text", ""), sort=query.get("sort"),
        descending=query.get("descending", False), conditions=conditions, now=now,
    )  # fmt: skip


def _free_name(session: Session, entity_type: str, name: str, filter_id: int | None = None) -> str:
    shown = names.clean(name)
    if not shown or len(shown) > 100:  # noqa: PLR2004 - it stands in a menu
        raise CrmError("A filter needs a name of at most 100 characters.", where="name")
    for other in of(session, entity_type):
        if names.fold(other.name) == names.fold(shown) and other.id != filter_id:
            raise CrmError(f"There is a filter {other.name} already.", kind="conflict", where="name")
    return shown


def _query(session: Session, entity_type: str, query: Mapping[str, Any]) -> dict[str, Any]:
    unknown = query.keys() - set(PARTS)
    if unknown:
        raise CrmError(f"A filter has no part called {min(unknown)}; it has {', '.join(PARTS)}.", where="query")
    if not isinstance(query.get("text", ""), str) or not isinstance(query.get("descending", False), bool):
        raise CrmError("A filter's text is words, and descending is true or false.", where="query")
    conditions = [_condition(condition) for condition in query.get("conditions", ())]
    listing.check(session, entity_type, query.get("sort"), conditions)
    return {**query, "conditions": [{"field": c.field, "op": c.op, "value": c.value} for c in conditions]}


def _condition(given: Any) -> listing.Condition:
    try:
        return listing.Condition(**given)
    except TypeError as error:
        raise CrmError("A condition has a field, an op and a value.", where="query") from error
