"""Whatever the owner does, in any order: undone, the data is what it was; exported and taken back, it is the same."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import compose
from app.compose import App
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import (
    businesses,
    contacts,
    deals,
    exporting,
    importing,
    interactions,
    merge,
    notes,
    projects,
    tags,
    tasks,
    time_entries,
    undo,
)
from app.models import Base, Business, Contact, Deal, Project, Stage, Task
from tests.conftest import NOW
from tests.crm.test_undo import dump

NAMES = st.sampled_from(("Ana Ruiz", "Bo", "Cy Müller", "נועה", "O'Neil", "=1+1", "x" * 300))
Step = tuple[str, int, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from((
            "contact", "business", "deal", "task", "project", "time", "call", "note", "tag", "rename", "move", "close",
            "reopen", "complete", "mail", "delete contact", "delete business", "delete deal", "delete project",
            "merge", "import contacts", "import deals", "undo", "redo",
        )),
        st.integers(0, 5),
        NAMES,
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip


@contextmanager
def opened(fresh: Path) -> Iterator[App]:
    """A fresh copy for every example that hypothesis tries."""
    with tempfile.TemporaryDirectory() as place:
        folder = DataFolder(Path(shutil.copytree(fresh, Path(place) / "data")))
        app = compose.wire(folder, lambda: NOW)
        try:
            yield app
        finally:
            app.close()


def pick(session: Session, model: type[Base], number: int) -> int:
    """The id of some row; without one there is nothing to do."""
    ids = session.scalars(select(model.id).order_by(model.id)).all()  # type: ignore[attr-defined]
    if not ids:
        raise CrmError("nothing there yet")
    return int(ids[number % len(ids)])


def note(session: Session, n: int, name: str) -> None:
    notes.create(session, at=NOW, entity_type="contact", entity_id=pick(session, Contact, n), body=name)


def call(session: Session, n: int, name: str) -> None:
    moment = NOW - timedelta(days=n)
    interactions.create(
        session, at=NOW, contact_id=pick(session, Contact, n), kind="call", happened_at=moment, summary=name
    )


def hours(session: Session, n: int, name: str) -> None:
    start = NOW - timedelta(hours=n + 1)
    time_entries.create(
        session, at=NOW, project_id=pick(session, Project, n), started_at=start, ended_at=NOW, note=name
    )


def combine(session: Session, n: int, _name: str) -> None:
    merge.merge(session, "contact", pick(session, Contact, n), pick(session, Contact, n + 1), at=NOW)


def some_deal(session: Session, n: int, name: str) -> None:
    try:
        person: int | None = pick(session, Contact, n)
    except CrmError:
        person = None
    deals.create(session, at=NOW, title=name, value_cents=n * 1000, contact_id=person)


EDITS: dict[str, Callable[[Session, int, str], object]] = {
    "contact": lambda s, n, name: contacts.create(s, at=NOW, first_name=name, email=f"p{n}@x.example"),
    "business": lambda s, n, name: businesses.create(s, at=NOW, name=name, domain=f"d{n}.example"),
    "deal": some_deal,
    "task": lambda s, n, name: tasks.create(s, at=NOW, title=name, repeat="FREQ=WEEKLY", due_on=date(2026, 3, n + 1)),
    "project": lambda s, n, name: projects.create(s, at=NOW, name=name, hourly_rate_cents=n * 100),
    "time": hours,
    "call": call,
    "note": note,
    "tag": lambda s, n, name: tags.add(s, "contact", pick(s, Contact, n), name[:20], at=NOW),
    "rename": lambda s, n, name: businesses.edit(s, pick(s, Business, n), at=NOW, name=name),
    "move": lambda s, n, _: deals.move(s, pick(s, Deal, n), pick(s, Stage, n), at=NOW),
    "close": lambda s, n, _: deals.close(s, pick(s, Deal, n), won=n % 2 == 0, at=NOW),
    "reopen": lambda s, n, _: deals.reopen(s, pick(s, Deal, n), at=NOW),
    "complete": lambda s, n, _: tasks.complete(s, pick(s, Task, n), at=NOW),
    "mail": lambda s, n, _: contacts.edit(s, pick(s, Contact, n), at=NOW, emails=[f"new{n}@x.example", "b@x.example"]),
    "delete contact": lambda s, n, _: contacts.delete(s, pick(s, Contact, n), at=NOW),
    "delete business": lambda s, n, _: businesses.delete(s, pick(s, Business, n), at=NOW),
    "delete deal": lambda s, n, _: deals.delete(s, pick(s, Deal, n), at=NOW),
    "delete project": lambda s, n, _: projects.delete(s, pick(s, Project, n), at=NOW),
    "merge": combine,
}


def import_file(app: App, what: str, number: int, name: str) -> None:
    """A small file of people or of their deals, which may arrive before them."""
    people = f'First Name,Email,Company,Contact ID\n"{name}",p{number}@x.example,Firm {number},C{number}\n'
    won = f"Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Associated Contact Email,Deal ID\n\
Job {number},Closed Won,Sales,12.50,2025-05-01,2025-02-01,p{number + 1}@x.example,D{number}\n"
    path = app.folder.root / f"{what}.csv"
    path.write_text(people if what == "import contacts" else won, encoding="utf-8")
    importing.run_path(app.db, path)


def do(app: App, step: Step) -> None:
    """One step; what is not possible just now is refused in a sentence and changes nothing."""
    what, number, name = step
    try:
        if what == "undo":
            undo.undo(app.db)
        elif what == "redo":
            undo.redo(app.db)
        elif what.startswith("import"):
            import_file(app, what, number, name)
        else:
            with app.db.write() as session:
                EDITS[what](session, number, name)
    except CrmError:
        return


def undo_all(app: App) -> None:
    while True:
        with app.db.read() as session:
            if undo.undo_label(session) is None:
                return
        undo.undo(app.db)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_undone_equals_the_start(fresh_folder: Path, steps: list[Step]) -> None:
    with opened(fresh_folder) as app:
        start = dump(app.db)
        for step in steps:
            do(app, step)
        undo_all(app)
        assert dump(app.db) == start


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_data_exported_and_taken_back_is_the_same(fresh_folder: Path, steps: list[Step]) -> None:
    with opened(fresh_folder) as app, opened(fresh_folder) as other:
        for step in steps:
            do(app, step)
        first, second = app.folder.root / "first", other.folder.root / "second"
        exporting.export(app.db, app.folder, first, NOW)
        importing.run_path(other.db, first, kind="rainmaker")
        exporting.export(other.db, other.folder, second, NOW)
        assert files(first) == files(second)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
