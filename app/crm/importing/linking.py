"""Joins records whose link waited for its target, whichever of the two came first."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.crm import interactions, names
from app.crm.activity import ENTITY_TYPES
from app.crm.importing import bulk, history
from app.crm.importing.dates import Moment

TABLES = {kind: table for table, kind in ENTITY_TYPES.items()}
WAITING = (
    "SELECT p.entity_type, p.entity_id, p.field, min({target}) FROM pending_references p JOIN {table} GROUP BY p.id"
)
BY_SQL = (
    WAITING.format(
        target="e.entity_id",
        table="external_ids e ON p.by = 'external_id' AND e.entity_type = replace(p.field, '_id', '') "
        "AND e.source = p.source AND e.external_id = p.value",
    ),
    WAITING.format(
        target="c.contact_id",
        table="contact_points c ON p.by = 'email' AND p.field = 'contact_id' "
        "AND c.kind = 'email' AND c.value = p.value",
    ),
    WAITING.format(
        target="b.id", table="businesses b ON p.by = 'domain' AND p.field = 'business_id' AND b.domain = p.value"
    ),
    WAITING.format(
        target="b.id", table="businesses b ON p.by = 'name' AND p.field = 'business_id' AND b.sort_name = p.value"
    ),
)
SHOWN = {
    "contact_id": ("contacts", "name"),
    "deal_id": ("deals", "title"),
    "task_id": ("tasks", "title"),
    "project_id": ("projects", "name"),
}


@dataclass(frozen=True)
class Link:
    """A record of `kind` whose `field` can now be filled with `target`."""

    kind: str
    id: int
    field: str
    target: int


def find(session: Session) -> list[Link]:
    """Every waiting link whose target is there now; an id counts before an e-mail, a domain, a name."""
    connection = session.connection()
    found: dict[tuple[str, int, str], int] = {}
    for query in BY_SQL:
        for kind, record_id, field, target in connection.exec_driver_sql(query):
            found.setdefault((kind, record_id, field), target)
    for kind, record_id, field, target in _by_name(connection):
        found.setdefault((kind, record_id, field), target)
    return [Link(*key, target) for key, target in found.items()]


def join(session: Session, links: Sequence[Link]) -> None:
    """Fill the links, log what could not be logged without them, and stop waiting."""
    connection = session.connection()
    for link in links:
        if link.kind == "note":
            connection.exec_driver_sql(
                "UPDATE notes SET entity_type = 'contact', entity_id = ? WHERE id = ? AND entity_id IS NULL",
                (link.target, link.id),
            )
        else:
            connection.exec_driver_sql(
                f'UPDATE {TABLES[link.kind]} SET "{link.field}" = ? WHERE id = ? AND "{link.field}" IS NULL',
                (link.target, link.id),
            )
        connection.exec_driver_sql(
            "DELETE FROM pending_references WHERE entity_type = ? AND entity_id = ? AND field = ?",
            (link.kind, link.id, link.field),
        )
    bulk.append(session, "activity_logs", history.COLUMNS, list(_log(connection, links)))
    touched = {link.target for link in links if link.kind == "interaction" and link.field == "contact_id"}
    if touched:
        interactions.refresh_last_contact(session, sorted(touched))
    adopt(session, [link.id for link in links if link.kind == "deal" and link.field == "contact_id"])


def adopt(session: Session, deal_ids: Sequence[int]) -> None:
    """A deal takes its contact's source where it has none; one without a date of its own began with its contact."""
    connection = session.connection()
    for deal_id in deal_ids:
        connection.exec_driver_sql(
            "UPDATE deals SET source = (SELECT source FROM contacts WHERE id = contact_id) WHERE id = ? "
            "AND source IS NULL "
            "AND (SELECT source FROM contacts WHERE id = contact_id) IS NOT NULL",
            (deal_id,),
        )
        connection.exec_driver_sql(
            "UPDATE deals SET created_at = (SELECT created_at FROM contacts WHERE id = contact_id) WHERE id = ? "
            "AND created_at = closed_at AND closed_at > (SELECT created_at FROM contacts WHERE id = contact_id)",
            (deal_id,),
        )
        _log_again(connection, deal_id)


def _log_again(connection: Connection, deal_id: int) -> None:
    connection.exec_driver_sql(
        "UPDATE activity_logs SET (created_at, metadata) = (SELECT d.created_at, json_set(activity_logs.metadata, "
        "'$.contact_id', d.contact_id, '$.source', d.source) FROM deals d WHERE d.id = entity_id) "
        "WHERE entity_type = 'deal' AND entity_id = ? AND action = 'deal_created' AND actor = 'import'",
        (deal_id,),
    )
    connection.exec_driver_sql(
        "UPDATE activity_logs SET metadata = (SELECT json_set(activity_logs.metadata, '$.source', d.source, "
        "'$.days_to_close', max(0, cast(julianday(d.closed_at) - julianday(d.created_at) + 1e-9 AS INTEGER))) "
        "FROM deals d WHERE d.id = entity_id) "
        "WHERE entity_type = 'deal' AND entity_id = ? AND action = 'deal_closed' AND actor = 'import'",
        (deal_id,),
    )


def _log(connection: Connection, links: Sequence[Link]) -> Iterator[history.Entry]:
    """Interactions and notes are logged on their contact, so only now."""
    for link in links:
        if link.field != "contact_id" or link.kind not in ("interaction", "note"):
            continue
        columns = "at, kind, direction" if link.kind == "interaction" else "at, '', ''"
        row = connection.exec_driver_sql(f"SELECT {columns} FROM {TABLES[link.kind]} WHERE id = ?", (link.id,)).first()
        if row is None:
            continue
        details: dict[str, Any] = {"kind": row[1], "direction": row[2]} if link.kind == "interaction" else {}
        action = "contact_contacted" if link.kind == "interaction" else "note_added"
        yield history.entry(action, "contact", link.target, Moment(row[0], None, "", False), details)


def _by_name(connection: Connection) -> Iterator[tuple[str, int, str, int]]:
    """Names are compared folded, which SQL cannot; only one that names a single record counts."""
    waiting: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    query = "SELECT entity_type, entity_id, field, value FROM pending_references WHERE by = 'name' AND field <> 'self'"
    for kind, record_id, field, value in connection.exec_driver_sql(query):
        if field in SHOWN:
            waiting[field].append((kind, record_id, value))
    for field, entries in waiting.items():
        table, column = SHOWN[field]
        known: dict[str, list[int]] = defaultdict(list)
        wanted = {value for _kind, _id, value in entries}
        for record_id, name in connection.exec_driver_sql(f"SELECT id, {column} FROM {table}"):
            if (folded := names.fold(name)) in wanted:
                known[folded].append(record_id)
        for kind, record_id, value in entries:
            if len(known[value]) == 1:
                yield kind, record_id, field, known[value][0]
