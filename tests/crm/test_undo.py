"""Undo: any sequence of changes, taken back, leaves every table as it was."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import CrmError
from app.core.events import ActivityRecorded, Bus, RecordsChanged
from app.crm import businesses, contacts, deals, journal, pipelines, search_index, undo
from app.models import ActivityLog, CoachInsight, Contact, Deal, ImportBatch
from tests.coach.stored import insight
from tests.conftest import NOW


def dump(db: Database) -> dict[str, list[Any]]:
    """Every row the owner can see, and the search index."""
    with db.read() as session:
        tables = {table.name: session.execute(table.select()).all() for table in journal.journaled_tables()}
        run = session.connection().exec_driver_sql
        tables["search"] = run("SELECT rowid, title, body FROM search_text ORDER BY rowid").all()
        return tables


def add_contact(db: Database, **fields: Any) -> int:
    with db.write() as session:
        return contacts.create(session, at=NOW, **fields).id


def add_two(session: Session, first: dict[str, str], second: dict[str, str]) -> None:
    contacts.create(session, at=NOW, **first)
    contacts.create(session, at=NOW, **second)


def test_undoing_every_step_gives_back_the_start(db: Database) -> None:
    start = dump(db)
    ana = add_contact(db, first_name="Ana", last_name="Ruiz", email="Ana@ruiz.example", phone="+34 612 345 678")
    with db.write() as session:
        deal = deals.create(session, at=NOW, title="Website", contact_id=ana, value_cents=500_000).id
    with db.write() as session:
        deals.close(session, deal, won=True, at=NOW)
    with db.write() as session:
        contacts.edit(session, ana, at=NOW, status="client", email="a.ruiz@ruiz.example")
    with db.write() as session:
        contacts.delete(session, ana, at=NOW)
    for _ in range(5):
        undo.undo(db)
    assert dump(db) == start


def test_redo_does_again_what_was_undone_until_something_new_is_done(db: Database) -> None:
    add_contact(db, first_name="Ana")
    there = dump(db)
    undo.undo(db)
    with db.read() as session:
        assert (undo.undo_label(session), undo.redo_label(session)) == (None, "Contact added: Ana")
    assert undo.redo(db).label == "Contact added: Ana"
    assert dump(db) == there
    undo.undo(db)
    add_contact(db, first_name="Bo")
    with pytest.raises(CrmError, match="nothing to redo"):
        undo.redo(db)


def test_undo_and_redo_walk_the_whole_history_both_ways(db: Database) -> None:
    states = [dump(db)]
    for name in ("Ana", "Bo", "Cy"):
        add_contact(db, first_name=name)
        states.append(dump(db))
    for expected in reversed(states[:-1]):
        undo.undo(db)
        assert dump(db) == expected
    for expected in states[1:]:
        undo.redo(db)
        assert dump(db) == expected
    with pytest.raises(CrmError):
        undo.redo(db)
    for expected in reversed(states[:-1]):
        undo.undo(db)
        assert dump(db) == expected


def test_an_older_step_is_refused_while_later_changes_build_on_it(db: Database) -> None:
    start = dump(db)
    ana = add_contact(db, first_name="Ana")
    with db.read() as session:
        step = undo.history(session)[0].id
    with db.write() as session:
        contacts.edit(session, ana, at=NOW, role="Head of design")
    changed = dump(db)
    with pytest.raises(CrmError, match="1 later change builds on “Contact added: Ana”"):
        undo.undo(db, step)
    assert dump(db) == changed
    undo.undo(db, step, with_later=True)
    assert dump(db) == start


def test_a_record_added_to_an_older_one_builds_on_it(db: Database) -> None:
    start = dump(db)
    ana = add_contact(db, first_name="Ana")
    with db.read() as session:
        step = undo.history(session)[0].id
    with db.write() as session:
        deals.create(session, at=NOW, title="Logo", contact_id=ana)
    with pytest.raises(CrmError, match="the latest is “Deal added: Logo”"):
        undo.undo(db, step)
    undo.undo(db, step, with_later=True)
    assert dump(db) == start


def test_undo_of_an_older_step_leaves_other_records_alone(db: Database) -> None:
    add_contact(db, first_name="Ana")
    with db.read() as session:
        step = undo.history(session)[0].id
    add_contact(db, first_name="Bo")
    undo.undo(db, step)
    with db.read() as session:
        assert [row.name for row in session.query(Contact)] == ["Bo"]


def test_a_deleted_contact_returns_with_its_deal_and_points(db: Database) -> None:
    with db.write() as session:
        firm = businesses.create(session, at=NOW, name="Ruiz SL").id
    ana = add_contact(db, first_name="Ana", email="ana@ruiz.example", business_id=firm)
    with db.write() as session:
        deals.create(session, at=NOW, title="Logo", contact_id=ana)
    before = dump(db)
    with db.write() as session:
        contacts.delete(session, ana, at=NOW)
    with db.read() as session:
        assert session.query(Deal).one().contact_id is None
    undo.undo(db)
    assert dump(db) == before


def test_undo_removes_the_activity_and_tells_the_views(db: Database, bus: Bus) -> None:
    heard: list[object] = []
    bus.subscribe(ActivityRecorded, heard.append)
    bus.subscribe(RecordsChanged, heard.append)
    ana = add_contact(db, first_name="Ana")
    assert isinstance(heard[0], ActivityRecorded)
    assert (heard[0].activity_id, heard[0].action, heard[0].entity_id) == (1, "contact_created", ana)
    assert heard[1] == RecordsChanged({"contacts": frozenset({ana}), "activity_logs": frozenset({1})})
    undo.undo(db)
    with db.read() as session:
        assert session.query(ActivityLog).count() == 0
    assert isinstance(heard[-2], RecordsChanged)


def test_a_write_that_fails_leaves_no_step(db: Database) -> None:
    with pytest.raises(CrmError), db.write() as session:
        add_two(session, {"first_name": "Ana"}, {})
    with db.read() as session:
        assert undo.history(session) == []
        assert session.query(Contact).count() == 0


def test_a_large_step_is_put_back_in_several_transactions(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "AT_ONCE", 3)
    start = dump(db)
    with db.write() as session:
        for number in range(10):
            contacts.create(session, at=NOW, first_name=f"Ana {number}")
    seen: list[tuple[int, int]] = []
    assert undo.undo(db, progress=lambda done, total: seen.append((done, total))).count == 20
    assert dump(db) == start
    assert seen[-1] == (20, 20)


def test_undo_cut_short_is_finished_by_the_next_one(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "AT_ONCE", 3)
    start = dump(db)
    with db.write() as session:
        for number in range(10):
            contacts.create(session, at=NOW, first_name=f"Ana {number}")

    def stop(done: int, _total: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo.undo(db, progress=stop)
    undo.undo(db)
    assert dump(db) == start


def test_old_steps_are_forgotten(db: Database) -> None:
    add_contact(db, first_name="Ana")
    assert undo.prune(db, days=30) == 0
    db.clock = lambda: NOW.replace(month=5)
    assert undo.prune(db, days=30) == 1
    with db.read() as session:
        assert undo.undo_label(session) is None


def test_a_forgotten_import_never_means_a_later_step(db: Database) -> None:
    with db.write() as session:
        contacts.create(session, at=NOW, first_name="Ana")
        step = session.info["undo_step"]
        batch = ImportBatch(
            kind="contacts", source="csv", filename="a.csv", sha256="", status="done", undo_step_id=step, started_at=NOW
        )  # fmt: skip
        session.add(batch)
    db.clock = lambda: NOW.replace(month=5)
    undo.prune(db, days=30)
    add_contact(db, first_name="Bo")
    with db.read() as session, pytest.raises(CrmError, match="too old"):
        undo.batch_step(session, batch.id)


def test_what_the_coach_did_with_a_forgotten_step_is_not_undone_with_a_later_one(db: Database) -> None:
    with db.write() as session:
        contacts.create(session, at=NOW, first_name="Ana")
        step = session.info["undo_step"]
        done = insight(session, outcome="acted", acted_at=NOW, step_id=step)
    db.clock = lambda: NOW.replace(month=5)
    undo.prune(db, days=30)
    add_contact(db, first_name="Bo")
    assert undo.undo(db).step_id == step, "ids of steps begin anew"
    with db.read() as session:
        assert session.get_one(CoachInsight, done).outcome == "acted"


def test_the_index_follows_a_renamed_business_into_its_people(db: Database) -> None:
    with db.write() as session:
        firm = businesses.create(session, at=NOW, name="Ruiz SL").id
    add_contact(db, first_name="Ana", business_id=firm)
    with db.write() as session:
        businesses.edit(session, firm, at=NOW, name="Zephyr")
    with db.read() as session:
        run = session.connection().exec_driver_sql
        found = run("SELECT rowid >> 40 FROM search_text WHERE search_text MATCH 'zephyr' ORDER BY 1").scalars().all()
    assert found == [search_index.BY_TABLE["contacts"].code, search_index.BY_TABLE["businesses"].code]


def test_stages_added_by_a_write_go_with_its_undo(db: Database) -> None:
    start = dump(db)
    with db.write() as session:
        pipelines.create(session, at=NOW, name="Renewals")
    undo.undo(db)
    assert dump(db) == start
