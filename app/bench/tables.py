"""Opening, sorting and scrolling the big tables."""

from collections.abc import Iterator
from typing import Any

from app.bench.line import Line, repeated
from app.bench.stand import Stand
from app.crm import listing

PAGE = 100
SHOWN = 40
SORTS = {
    "contact": ("name", "email", "status", "source", "city", "created_at", "last_contact_at"),
    "deal": ("title", "value_cents", "created_at"),
    "task": ("title", "due_on", "status"),
}
PLAIN = "SELECT id, name, role, email, phone, status, source, city, last_contact_at FROM contacts ORDER BY sort_name"


def lines(stand: Stand) -> Iterator[Line]:
    raw = stand.raw
    first = repeated(lambda: raw.execute(f"{PLAIN} LIMIT {PAGE}").fetchall())
    with stand.app.db.read() as session:
        ids = listing.find_ids(session, "contact")
        opened = repeated(lambda: _open(session, "contact", None))
        page = repeated(lambda: listing.fetch(session, "contact", ids[:PAGE]))
        deep = repeated(lambda: listing.fetch(session, "contact", ids[-PAGE:]))
    offset = repeated(lambda: raw.execute(f"{PLAIN} LIMIT {PAGE} OFFSET ?", (max(0, len(ids) - PAGE),)).fetchall())
    yield Line("contacts, open the table", opened.p95, "ms", 100, first.p50, "first page in plain SQL")
    yield Line(f"contacts, a page of {PAGE}", page.p95, "ms", 16, first.p50, "first page in plain SQL")
    yield Line(f"contacts, the last {PAGE}", deep.p95, "ms", 16, offset.p50, "OFFSET in plain SQL")


def sorting(stand: Stand) -> Iterator[Line]:
    """Every main column: all ids in order, and the first rows on the screen."""
    with stand.app.db.read() as session:
        for kind, columns in SORTS.items():
            for column in columns:
                taken = repeated(lambda kind=kind, column=column: _open(session, kind, column), 7)  # type: ignore[misc]
                plain = repeated(lambda kind=kind, column=column: _ids(stand.raw, kind, column), 7)  # type: ignore[misc]
                yield Line(f"{kind}s by {column}", taken.p95, "ms", 100, plain.p50, "all ids in plain SQL")


def _open(session: Any, kind: str, sort: str | None) -> None:
    ids = listing.find_ids(session, kind, sort=sort)
    listing.fetch(session, kind, ids[:SHOWN])


def _ids(raw: Any, kind: str, column: str) -> list[Any]:
    found: list[Any] = raw.execute(f"SELECT id FROM {kind}s ORDER BY {column} NULLS LAST, id").fetchall()
    return found
