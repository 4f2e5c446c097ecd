"""Opening, sorting and scrolling the big tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.bench.line import Line, repeated
from app.bench.stand import Stand
from app.crm import listing
from app.crm.conditions import Condition
from app.crm.lists import TABLES

PAGE = 100
SHOWN = 40
SORTS = {
    "contact": ("name", "business", "email", "phone", "status", "source", "city", "created_at", "last_contact_at"),
    "business": ("name", "people", "open_deals", "last_contact_at"),
    "deal": ("title", "value_cents", "stage", "contact", "business", "created_at"),
    "task": ("title", "due_on", "due", "status", "priority", "contact", "business", "deal", "project"),
    "project": ("name", "status", "minutes"),
}
PLURALS = {"business": "businesses"}
FILTERS: Mapping[str, tuple[Condition, ...]] = {
    "contact": (
        Condition("status", "is", "client"), Condition("tag", "is", "vip"), Condition("city", "is", "Porto"),
        Condition("business", "is", 77), Condition("last_contact_at", "not_in_last_days", 90),
        Condition("email", "contains", "north"),
    ),
    "deal": (Condition("stage", "is", 1), Condition("value_cents", "at_least", 100_000)),
    "task": (Condition("overdue"), Condition("status", "is", "completed"), Condition("project", "is", 3)),
}  # fmt: skip
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
                name = PLURALS.get(kind, f"{kind}s")
                plain = column in TABLES[kind].__table__.c
                ids = repeated(lambda name=name, column=column: _ids(stand.raw, name, column), 7) if plain else None  # type: ignore[misc]
                yield Line(
                    f"{name} by {column}", taken.p95, "ms", 100, ids.p50 if ids else None,
                    "all ids in plain SQL" if ids else "",
                )  # fmt: skip


def filtering(stand: Stand) -> Iterator[Line]:
    """The ids that fit in the table's own order, and the first rows on the screen."""
    with stand.app.db.read() as session:
        for kind, conditions in FILTERS.items():
            for one in conditions:
                taken = repeated(lambda kind=kind, one=one: _open(session, kind, None, (one,)), 7)  # type: ignore[misc]
                asked = f"{one.field} {one.op}" + ("" if one.value is None else f" {one.value}")
                yield Line(f"{PLURALS.get(kind, f'{kind}s')}, {asked}", taken.p95, "ms", 100)


def _open(session: Any, kind: str, sort: str | None, conditions: Sequence[Condition] = ()) -> None:
    ids = listing.find_ids(session, kind, sort=sort, conditions=conditions)
    listing.fetch(session, kind, ids[:SHOWN])


def _ids(raw: Any, table: str, column: str) -> list[Any]:
    found: list[Any] = raw.execute(f"SELECT id FROM {table} ORDER BY {column} NULLS LAST, id").fetchall()
    return found
