"""How a found record is shown: what it is called, and what it is about or where the words stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.crm.search_index import SHIFT, SOURCES, Source
from app.crm.search_query import Query


@dataclass(frozen=True)
class Hit:
    """A found record. title: what it is called; snippet: what it is about, or where the words stand."""

    kind: str
    id: int
    title: str
    snippet: str


def _facts(*expressions: str) -> str:
    """The expressions that are not empty, with dots between them."""
    parts = " || ".join(f"CASE WHEN {e} <> '' THEN ' · ' || {e} ELSE '' END" for e in expressions)
    return f"ltrim({parts}, ' ·')"


_BUSINESS = "LEFT JOIN businesses b ON b.id = r.business_id"
_CONTACT = "LEFT JOIN contacts c ON c.id = r.contact_id"
_SHOWN: dict[str, tuple[str, str, str]] = {
    "contact": ("r.name", _facts("b.name", "r.role", "coalesce(r.email, r.phone)"), _BUSINESS),
    "business": ("r.name", _facts("r.domain", "r.city"), ""),
    "deal": (
        "r.title", _facts("s.name", "c.name", "b.name"),
        f"{_CONTACT} {_BUSINESS} LEFT JOIN stages s ON s.id = r.stage_id",
    ),
    "task": ("r.title", _facts("replace(r.status, '_', ' ')", "r.due_on", "c.name"), _CONTACT),
    "project": ("r.name", _facts("r.status", "b.name"), _BUSINESS),
    "interaction": (_facts("c.name", "r.kind", "date(r.at)"), "r.summary", _CONTACT),
    "note": ("date(r.at)", "r.body", ""),
    "event": ("r.title", _facts("date(r.starts_at)", "r.location"), ""),
    "time_entry": (_facts("p.name", "date(r.started_at)"), "r.note", "LEFT JOIN projects p ON p.id = r.project_id"),
    "attachment": ("r.filename", "r.media_type", ""),
}  # fmt: skip
"""Kind -> title, snippet, joins."""


def describe(session: Session, found: dict[int, bool], query: Query) -> list[Hit]:
    """Titles and snippets of the found rows, in their order; a row that is gone is left out."""
    connection = session.connection()
    hits: dict[int, Hit] = {}
    for source in SOURCES:
        ids = [rowid - source.first for rowid in found if rowid >> SHIFT == source.code]
        if ids:
            hits.update(_described(connection, source, ids))
    for rowid in _elsewhere(found):
        if rowid in hits:
            hits[rowid] = _with_excerpt(connection, rowid, hits[rowid], query)
    return [hits[rowid] for rowid in found if rowid in hits]


def _elsewhere(found: dict[int, bool]) -> Iterator[int]:
    """Rows whose words stand outside the title, so that the snippet has to show where."""
    return (rowid for rowid, in_title in found.items() if not in_title)


def _described(connection: Connection, source: Source, ids: list[int]) -> Iterator[tuple[int, Hit]]:
    title, snippet, joins = _SHOWN[source.kind]
    places = ",".join("?" * len(ids))
    sql = f"SELECT r.id, {title}, {snippet} FROM {source.table} r {joins} WHERE r.id IN ({places})"
    for record_id, named, about in connection.exec_driver_sql(sql, tuple(ids)):
        yield source.first + record_id, Hit(source.kind, record_id, _short(named), _short(about))


def _with_excerpt(connection: Connection, rowid: int, hit: Hit, query: Query) -> Hit:
    body: Any = connection.exec_driver_sql("SELECT body FROM search_text WHERE rowid = ?", (rowid,)).scalar()
    found = re.search("|".join(re.escape(word) for word in query.typed), body or "", re.IGNORECASE)
    if found is None or body.strip() in hit.snippet:
        return hit
    start = body.rfind(" ", 0, max(0, found.start() - 30)) + 1
    return Hit(hit.kind, hit.id, hit.title, _short(("… " if start else "") + body[start : start + 200]))


def _short(text: str | None, longest: int = 120) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
