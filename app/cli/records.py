"""list, add, show, edit, delete."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.cli import typed
from app.cli.acting import act
from app.cli.command import Answer, Call, Encoded, Handlers
from app.cli.contract import encoded
from app.cli.text import record as record_lines
from app.cli.text import table
from app.crm import fields, listing, records
from app.models import Base

PAGE = 50
"""Rows shown to a person who names no limit."""
AT_ONCE = 500
COLUMNS = {
    "contact": ("id", "name", "status", "email", "phone", "business", "source", "last_contact_at"),
    "business": ("id", "name", "kind", "domain", "phone", "city"),
    "deal": ("id", "title", "stage", "value_cents", "contact", "business", "expected_close_on", "next_step"),
    "stage": ("id", "pipeline", "position", "name", "kind", "stuck_after_days"),
    "pipeline": ("id", "name"),
    "task": ("id", "title", "status", "priority", "due_on", "contact", "deal"),
    "project": ("id", "name", "status", "budget_cents", "budget_minutes", "minutes", "due_on"),
    "time_entry": ("id", "started_at", "ended_at", "duration_minutes", "billable", "project", "task", "note"),
    "interaction": ("id", "at", "kind", "direction", "contact", "duration_minutes", "summary"),
    "note": ("id", "at", "entity_type", "entity_id", "body"),
    "event": ("id", "starts_at", "ends_at", "title", "contact", "location"),
    "followup": ("id", "scheduled_at", "kind", "status", "contact", "deal"),
    "tag": ("id", "name", "records"),
    "activity": ("id", "created_at", "action", "entity_type", "entity_id", "actor", "metadata"),
    "attachment": ("id", "filename", "media_type", "size", "entity_type", "entity_id"),
    "saved_filter": ("id", "entity_type", "name", "query"),
    "custom_field": ("id", "entity_type", "key", "label", "value_type", "choices"),
}
"""What a person sees of each kind in a list."""


def list_rows(call: Call) -> Answer:
    """{total, rows}: rows with the column names as keys. A person sees names instead of the ids of other records."""
    args, kind = call.args, call.args.kind
    limit = args.limit if args.limit is not None or call.wants_json else PAGE
    with call.open() as app, app.db.read() as session:
        now = app.clock()
        ids = listing.find_ids(
            session, kind, text=args.search or "", sort=args.sort and args.sort.replace("-", "_"),
            descending=args.desc, conditions=typed.conditions(session, kind, call.fields, now), now=now,
        )  # fmt: skip
        page = ids[args.offset :][:limit]
        if call.wants_json:
            return Answer({"total": len(ids), "rows": Encoded(_texts(session, kind, page))}, list)
        rows = _cells(session, kind, page)
    return Answer({}, lambda: _shown(kind, rows, len(ids), args.offset))


def _texts(session: Session, kind: str, ids: Sequence[int]) -> Iterator[str]:
    """Rows as JSON texts, some at a time."""
    for start in range(0, len(ids), AT_ONCE):
        for row in records.rows(session, kind, ids[start : start + AT_ONCE]):
            yield encoded(row)


def _cells(session: Session, kind: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """What a table shows of these records."""
    found: dict[int, listing.Row] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= listing.fetch(session, kind, ids[start : start + AT_ONCE])
    return [{"id": number, **found[number].cells} for number in ids if number in found]


def _shown(kind: str, rows: Sequence[dict[str, Any]], total: int, offset: int) -> Iterable[str]:
    if rows:
        yield from table(rows, COLUMNS[kind])
    if len(rows) < total or not rows:
        yield f"{len(rows)} of {total}" + (f", from {offset + 1} on" if offset and rows else "")


def add(call: Call) -> Answer:
    """The new record, and the insights that the action caused."""

    def work(session: Session, at: datetime) -> Base:
        values = typed.values(session, call.args.kind, call.fields, at)
        record: Base = records.create(session, call.args.kind, values, at)
        return record

    return act(call, work)


def show(call: Call) -> Answer:
    with call.open() as app, app.db.read() as session:
        row = records.as_row(records.get(session, call.args.kind, call.args.id))
    return Answer(row, lambda: record_lines(row))


def edit(call: Call) -> Answer:
    kind = call.args.kind

    def work(session: Session, at: datetime) -> Base:
        values = typed.values(session, kind, call.fields, at, call.args.id)
        record: Base = records.edit(session, kind, call.args.id, values, at)
        return record

    return act(call, work)


def delete(call: Call) -> Answer:
    """{deleted, kind, title}."""
    kind, record_id = call.args.kind, call.args.id
    with call.open() as app, app.db.write() as session:
        title = records.title_of(records.get(session, kind, record_id))
        records.delete(session, kind, record_id, session.info["at"])
    data = {"deleted": record_id, "kind": kind, "title": title}
    return Answer(data, lambda: [f"Deleted: {title}. `rainmaker undo` brings it back."])


def field_list(kind: str) -> str:
    """The fields that can be typed for a kind, for its help."""
    return textwrap.fill(
        ", ".join(f"--{name.replace('_', '-')}" for name in fields.taken(kind)),
        width=100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False,
    )  # fmt: skip


HANDLERS: Handlers = {"list": list_rows, "add": add, "show": show, "edit": edit, "delete": delete}
