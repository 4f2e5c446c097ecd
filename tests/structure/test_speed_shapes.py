"""The questions asked at every key and every page are answered from an index: a plan that scans is a bug."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.bench import seed, stand
from app.bench.stand import Stand
from app.core.db import Database, driver
from app.crm import contacts, deals, listing, projects, search
from app.crm.standing import leads, stuck, week
from app.models import Contact


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Enough rows for SQLite to choose as it does with many."""
    folder = stand.empty_folder(tmp_path_factory.mktemp("speed") / "data")
    seed.fill(folder.database, 0.02)
    found = Stand(folder.root.parent, 0.02)
    yield found
    found.close()


def plans(db: Database, action: Any, *, write: bool = False) -> list[str]:
    """What SQLite does for each statement of the action, also for those that go past SQLAlchemy."""
    asked: list[str] = []
    with db.write() if write else db.read() as session:
        driver(session).set_trace_callback(asked.append)
        action(session)
        session.flush()
        driver(session).set_trace_callback(None)
    with db.read() as session:
        return [
            row[3]
            for statement in asked
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE"))
            for row in driver(session).execute(f"EXPLAIN QUERY PLAN {statement}")
        ]


def scans(found: list[str]) -> list[str]:
    """Whole tables read. None of them: an index in its order, the search index, a list of ids, the one pipeline, and
    the rows of a subquery that were found already (anon_1)."""
    allowed = ("VIRTUAL TABLE", "USING COVERING INDEX", "USING INDEX", "json_each", "_config", "the_pipeline", "anon_1")
    return [step for step in found if step.startswith("SCAN") and not any(word in step for word in allowed)]


@pytest.mark.parametrize("column", ["name", "status", "source", "created_at", "last_contact_at"])
def test_contacts_are_sorted_by_an_index(place: Stand, column: str) -> None:
    steps = plans(place.app.db, lambda session: listing.find_ids(session, "contact", sort=column))
    assert not scans(steps), steps
    assert not [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step and "RIGHT PART" not in step], steps


@pytest.mark.parametrize("kind", ["contact", "deal", "task", "business"])
def test_a_page_reads_only_its_rows(place: Stand, kind: str) -> None:
    steps = plans(place.app.db, lambda session: listing.fetch(session, kind, range(1, 11)))
    assert not scans(steps), steps


@pytest.mark.parametrize("typed", ["a", "ann", "muller", "0176 12", "x@y", "call anna"])
def test_a_key_typed_reads_only_what_it_shows(place: Stand, typed: str) -> None:
    steps = plans(place.app.db, lambda session: search.find(session, typed))
    assert not scans(steps), steps
    assert not [step for step in steps if "TEMP B-TREE" in step], steps


def test_an_edit_reads_no_table(place: Stand) -> None:
    def edit(session: Any) -> None:
        at = session.info["at"]
        contacts.edit(session, 3, at=at, last_name="Other", email="other@x.test")
        deals.edit(session, 3, at=at, title="Other")

    steps = plans(place.app.db, edit, write=True)
    assert not scans(steps), steps


def test_the_data_of_this_test_is_large_enough_to_tell(place: Stand) -> None:
    assert place.count(Contact) == 2000


@pytest.mark.parametrize(
    "count",
    [
        lambda session: stuck.past_close(session, seed.END - timedelta(days=9000)),
        lambda session: week.contacted(session, seed.END - timedelta(days=7), seed.END),
        lambda session: projects.minutes_spent(session, 1),
    ],
    ids=["deals past their close", "people contacted", "minutes of a project"],
)
def test_what_waits_is_counted_in_indexes_alone(place: Stand, count: Any) -> None:
    read = [step for step in plans(place.app.db, count) if "SEARCH" in step or "SCAN" in step]
    assert read
    assert all("USING COVERING INDEX" in step for step in read if "user_settings" not in step), read


def test_stale_leads_are_counted_without_looking_at_each(place: Stand) -> None:
    """Those who are away are looked up one by one, and nobody else."""
    steps = plans(place.app.db, lambda session: leads.stale(session, seed.END, 7, room=1))
    assert not [step for step in steps if "MULTI-INDEX OR" in step], steps
    assert [step for step in steps if step.startswith("SEARCH contacts USING INTEGER PRIMARY KEY")], steps
