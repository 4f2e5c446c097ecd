"""Records by their kind's word: added, shown, changed, deleted."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import attachments, columns, custom_fields, records, undo
from app.models import Base, Record
from tests import build
from tests.conftest import NOW

SAMPLES: dict[str, dict[str, Any]] = {
    "contact": {"first_name": "Ana", "emails": ["ana@acme.example", "a@b.example"], "tags": ["vip"]},
    "business": {"name": "Acme"},
    "deal": {"title": "Website", "value_cents": 100_00},
    "stage": {"name": "Trial"},
    "task": {"title": "Call", "due_on": date(2026, 3, 4)},
    "project": {"name": "Website"},
    "time_entry": {"duration_minutes": 30},
    "interaction": {"contact_id": 1, "kind": "call", "at": NOW - timedelta(days=1)},
    "note": {"body": "x", "entity_type": "contact", "entity_id": 1},
    "event": {"title": "Lunch", "starts_at": NOW},
    "followup": {"contact_id": 1, "scheduled_at": NOW},
    "tag": {"name": "blue"},
    "custom_field": {"entity_type": "task", "label": "Room"},
    "saved_filter": {"entity_type": "contact", "name": "Leads"},
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_is_added_shown_changed_and_deleted_by_its_word(db: Database, kind: str) -> None:
    with db.write() as session:
        build.contact(session, "First")
    with db.write() as session:
        record = records.create(session, kind, SAMPLES[kind], NOW)
    with db.write() as session:
        record = records.get(session, kind, record.id)
        row = records.as_row(record)
        assert set(record.__table__.columns.keys()) <= set(row)
        json.dumps(row)
        known = records.kind_of(kind)
        changed = {
            "time_entry": {"note": "n"}, "interaction": {"summary": "s"}, "note": {"body": "y"},
            "contact": {"role": "r"}, "followup": {"status": "sent"}, "saved_filter": {"name": "Hot"},
            "custom_field": {"label": "New"},
        }.get(kind, {known.title: "Other"})  # fmt: skip
        records.edit(session, kind, record.id, changed, NOW)
        assert {name: records.as_row(record)[name] for name in changed} == changed
        assert records.title_of(record)
    with db.write() as session:
        records.delete(session, known.plural, record.id, NOW)
        with pytest.raises(CrmError, match=f"There is no {known.words} {record.id}"):
            records.get(session, kind, record.id)
    for _ in range(3):
        undo.undo(db)
    with db.read() as session, pytest.raises(CrmError):
        records.get(session, kind, record.id)


def test_a_contacts_row_has_its_addresses_tags_and_foreign_ids(db: Database) -> None:
    with db.write() as session:
        ana = records.create(
            session, "contact", {**SAMPLES["contact"], "external_id": "7", "source_system": "crm"}, NOW
        )
        row = records.as_row(ana)
    assert [(e["value"], e["is_primary"]) for e in row["emails"]] == [
        ("ana@acme.example", True),
        ("a@b.example", False),
    ]
    assert (row["phones"], row["tags"], row["external_ids"]) == ([], ["vip"], {"crm": "7"})
    assert row["created_at"] == "2026-03-02T08:00:00+00:00"


def test_rows_come_in_the_order_asked_for_and_skip_what_is_gone(db: Database) -> None:
    with db.write() as session:
        ids = [build.deal(session, f"Deal {n}", stage="Proposal").id for n in range(3)]
        rows = records.rows(session, "deals", [ids[2], 99, ids[0]])
        assert [(row["title"], row["stage"]) for row in rows] == [("Deal 2", "Proposal"), ("Deal 0", "Proposal")]
        activities = session.scalars(text("SELECT id FROM activity_logs")).all()
        assert records.rows(session, "activities", activities)[0]["details"]["stage"] == "Proposal"


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("kontakt", {}, "There is no kind of record called kontakt; there are contact, business"),
        ("task", {}, "A task needs a title."),
        ("event", {"title": "x"}, "An event needs a starts at."),
        ("interaction", {"kind": "call"}, "An interaction needs a contact."),
        ("activity", {"action": "x"}, "An activity cannot be added by hand."),
        ("attachment", {}, "An attachment cannot be added by hand."),
        ("tag", {"name": "x", "colour": "red"}, "A tag has no field called colour."),
        ("stage", {"name": "x", "positon": 3}, "A stage has no field called positon."),
        ("tag", {"name": "x", "tags": ["y"]}, "A tag has no tags."),
        ("contact", {"first_nam": "x"}, "A contact has no field called first_nam"),
    ],
)
def test_what_a_kind_does_not_take_is_refused(db: Database, kind: str, values: dict[str, Any], sentence: str) -> None:
    with db.write() as session, pytest.raises(CrmError) as caught:
        records.create(session, kind, values, NOW)
    assert sentence in caught.value.message


def test_deleting_a_contact_takes_along_all_that_hangs_on_it_and_its_interactions(db: Database, tmp_path: Any) -> None:
    (tmp_path / "a.txt").write_text("a")
    stored = attachments.store(tmp_path / "kept", tmp_path / "a.txt")
    with db.write() as session:
        ana = build.contact(session, external_id="7")
        call = build.interaction(session, ana.id)
        note = build.note(session, ana)
        for kind, record_id in (("interaction", call.id), ("note", note.id)):
            build.tag(session, kind, record_id)
            attachments.create(session, at=NOW, entity_type=kind, entity_id=record_id, stored=stored)
    with db.write() as session:
        records.delete(session, "contact", ana.id, NOW)
        for table in ("notes", "taggings", "attachments", "external_ids", "interactions"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table
    undo.undo(db)
    with db.read() as session:
        for table, count in (
            ("notes", 1),
            ("taggings", 2),
            ("attachments", 2),
            ("external_ids", 1),
            ("interactions", 1),
        ):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == count, table


_NOT_TYPED = (
    "activity_logs.", "contact_points.", "coach_insights.", "insight_ledger.", "goals.", "checklist_items.",
    "messages.", "coach_messages.",
)  # fmt: skip
"""Tables that nobody fills by hand."""


def test_the_choices_and_ranges_named_in_sentences_are_those_of_the_tables() -> None:
    checks = {
        f"{table.name}.{check.name}": str(check.sqltext)
        for table in Base.metadata.sorted_tables
        for check in table.constraints
        if hasattr(check, "sqltext")
    }
    listed = {}
    for key, sql in checks.items():
        table, column = key.split(".")[0], sql.split(" ")[0]
        listed[f"{table}.{column}"] = sql
    for key, choices in columns.CHOICES.items():
        if key != "tasks.action_type":
            assert listed.pop(key) == f"{key.split('.')[1]} IN ({', '.join(repr(choice) for choice in choices)})"
    for key, (low, high) in columns.RANGES.items():
        if key in listed:
            assert listed.pop(key) == f"{key.split('.')[1]} BETWEEN {low} AND {high}"
    own_tables = {key for key in listed if not key.startswith(_NOT_TYPED)}
    assert own_tables == set()


def test_fields_with_an_own_definition_can_be_set_by_kind(db: Database) -> None:
    with db.write() as session:
        custom_fields.create(session, at=NOW, entity_type="task", label="Room", value_type="number")
        task = records.create(session, "task", {"title": "x", "custom": {"room": 3}}, NOW)
        assert records.as_row(task)["custom"] == {"room": 3}


def test_every_table_of_records_that_can_be_listed_has_a_kind() -> None:
    known = {kind.model.__tablename__ for kind in records.KINDS.values()}
    tables = {m.class_.__tablename__ for m in Base.registry.mappers if issubclass(m.class_, Record)}
    parts = {"contact_points", "taggings", "external_ids", "pending_references", "profile_facts", "user_settings"}
    parts |= {"goals", "checklist_items", "conversations", "messages"}
    assert tables - parts == known - {"activity_logs"}


def test_editing_tags_alone_leaves_the_rest(db: Database) -> None:
    with db.write() as session:
        deal = build.deal(session)
        records.edit(session, "deal", deal.id, {"tags": ["big"]}, NOW)
        assert records.as_row(deal)["tags"] == ["big"]
        assert session.scalars(select(text("count(*)")).select_from(text("tags"))).one() == 1
