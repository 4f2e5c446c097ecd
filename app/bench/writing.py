"""What the owner does one at a time: every write is synced to the disk (`synchronous=FULL`), logged and undoable."""

from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any

from app.bench.line import Line, Times, timed
from app.bench.stand import Stand
from app.core.db import Database
from app.crm import contacts, deals, interactions, tasks, undo
from app.models import Contact

TIMES = 60
CONTACT = (
    "INSERT INTO contacts (name, sort_name, first_name, last_name, status, email, do_not_contact, consent, custom, "
    "created_at, updated_at) VALUES ('Ana Ruiz', 'ruiz ana', 'Ana', 'Ruiz', 'lead', 'a@b.c', 0, '{}', '{}', 0, 0)"
)
POINT = (
    "INSERT INTO contact_points (contact_id, kind, value, original, is_primary, created_at, updated_at) "
    "VALUES (last_insert_rowid(), 'email', 'a@b.c', 'a@b.c', 1, 0, 0)"
)
DEAL = (
    "INSERT INTO deals (title, sort_title, currency, stage_id, stage_entered_at, custom, created_at, updated_at) "
    "VALUES ('New', 'new', 'EUR', 1, 0, '{}', 0, 0)"
)
EDIT = "UPDATE contacts SET city = coalesce(city, '') || 'x' WHERE id = (SELECT min(id) FROM contacts)"


def lines(stand: Stand) -> Iterator[Line]:
    db, number = stand.app.db, count(1)
    people = cycle(range(1, stand.count(Contact) + 1, 7))
    added = measure(db, lambda s, at: create_contact(s, at, next(number)))
    plain = _raw(stand.scratch, CONTACT, POINT)
    yield Line("create a contact", added.p50, "ms", 20, plain.p50, "plain INSERT and commit")
    added = measure(db, lambda s, at: deals.create(s, at=at, title=f"Deal {next(number)}", contact_id=1))
    yield Line("create a deal", added.p50, "ms", 20, _raw(stand.scratch, DEAL).p50, "plain INSERT and commit")
    added = measure(db, lambda s, at: tasks.create(s, at=at, title=f"Task {next(number)}", contact_id=1))
    yield Line("create a task", added.p50, "ms", 20)
    added = measure(db, lambda s, at: interactions.create(s, at=at, contact_id=next(people), kind="call"))
    yield Line("log a call", added.p50, "ms", 20)
    edited = measure(db, lambda s, at: contacts.edit(s, next(people), at=at, city=f"Town {next(number)}"))
    yield Line("edit a contact, p95", edited.p95, "ms", 20, _raw(stand.scratch, EDIT).p95, "plain UPDATE and commit")
    edited = measure(db, lambda s, at: contacts.edit(s, next(people), at=at, last_name=f"Name {next(number)}"))
    yield Line("rename a contact, p95", edited.p95, "ms", 20)
    undone = timed([lambda: undo.undo(db)] * 20)
    yield Line("undo an edit, p95", undone.p95, "ms", 50)


def create_contact(session: Any, at: Any, number: int) -> None:
    contacts.create(session, at=at, first_name="New", last_name=f"Person {number}", email=f"new{number}@new.test")


def measure(db: Database, action: Callable[[Any, Any], object], times: int = TIMES) -> Times:
    """One write for each run."""

    def once() -> None:
        with db.write() as session:
            action(session, session.info["at"])

    once()
    return timed([once] * times)


def _raw(connection: Any, *statements: str) -> Times:
    def once() -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")

    once()
    return timed([once] * TIMES)
