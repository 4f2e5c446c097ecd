"""Merging: nothing of either record is lost, nothing points nowhere, and one undo brings both back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Integer, select

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import (
    businesses,
    contacts,
    deals,
    events,
    external,
    followups,
    interactions,
    journal,
    notes,
    search,
    search_index,
    tags,
    tasks,
)
from app.crm.merge import KINDS, merge, references
from app.crm.undo import undo
from app.models import ActivityLog, Base, Business, Contact, ContactPoint, Deal, ExternalId, Note, PendingReference
from tests.conftest import NOW


def dump(db: Database) -> dict[str, list[Any]]:
    with db.read() as session:
        assert search_index.check(session).ok
        return {table.name: session.execute(table.select()).all() for table in journal.journaled_tables()}


@pytest.fixture
def couple(db: Database) -> Database:
    """Contact 1 is the one to keep; contact 2 has something in every table that can hang on a contact."""
    with db.write() as session:
        firm = businesses.create(session, at=NOW, name="Acme").id
        other = businesses.create(session, at=NOW, name="Zeta").id
        contacts.create(
            session, at=NOW, first_name="Bob", last_name="Smith", email="bob@acme.test", status="client",
            business_id=firm, phone="+4930111111", notes="likes tea",
        )  # fmt: skip
        contacts.create(
            session, at=NOW, first_name="Robert", last_name="Smith", role="Buyer", city="Porto", business_id=other,
            emails=[("BOB@acme.test", "work"), ("bob@home.test", "home")], phones=["+4930222222"], notes="hates tea",
            external_id="x2", source_system="other crm", do_not_contact=True, do_not_contact_reason="asked",
        )  # fmt: skip
        interactions.create(session, at=NOW, contact_id=1, kind="call", happened_at=NOW - timedelta(days=9))
        interactions.create(session, at=NOW, contact_id=2, kind="email", happened_at=NOW - timedelta(days=2))
        deal = deals.create(session, at=NOW, title="Website", contact_id=2).id
        task = tasks.create(session, at=NOW, title="Call", contact_id=2).id
        notes.create(session, at=NOW, body="met in May", entity_type="contact", entity_id=2)
        for contact_id, name in ((1, "vip"), (2, "vip"), (2, "press")):
            tags.add(session, "contact", contact_id, name, at=NOW)
        events.create(session, at=NOW, title="Lunch", starts_at=NOW, contact_id=2)
        followups.create(
            session, at=NOW, contact_id=2, scheduled_at=NOW + timedelta(days=1), deal_id=deal, task_id=task
        )
        session.add(
            PendingReference(
                entity_type="contact", entity_id=2, field="business_id", by="name", value="Later", source="other crm"
            )
        )
    return db


def do_merge(db: Database, kind: str = "contact", keep: int = 1, drop: int = 2) -> None:
    with db.write() as session:
        merge(session, kind, keep, drop, at=NOW)


def test_everything_of_the_dropped_contact_belongs_to_the_kept_one(couple: Database) -> None:
    do_merge(couple)
    with couple.read() as session:
        assert session.get(Contact, 2) is None
        for table, column, kind in references("contacts"):
            of_kind = [] if kind is None else [table.c.entity_type == kind]
            assert session.execute(select(table).where(*of_kind, column == 2)).all() == [], table.name
        assert tags.of(session, "contact", [1]) == {1: ["press", "vip"]}
        assert external.find(session, "contact", "x2", "other crm") == 1
        assert [hit.id for hit in search.find(session, "bob@home.test")] == [1]
    dump(couple)


def test_empty_fields_are_filled_and_what_differs_is_kept_in_a_note(couple: Database) -> None:
    do_merge(couple)
    with couple.read() as session:
        kept = session.get_one(Contact, 1)
        assert (kept.first_name, kept.role, kept.city, kept.status) == ("Bob", "Buyer", "Porto", "client")
        assert kept.notes == "likes tea\n\nhates tea"
        assert (kept.do_not_contact, kept.do_not_contact_reason) == (True, "asked")
        body = session.scalars(select(Note.body).where(Note.entity_id == 1).order_by(Note.id.desc())).first()
    assert body is not None
    assert body.splitlines() == [
        "Merged with Robert Smith, which had:", "first name: Robert", "business: Zeta", "status: lead",
    ]  # fmt: skip


def test_e_mails_and_phones_are_joined_and_the_primary_ones_stay(couple: Database) -> None:
    do_merge(couple)
    with couple.read() as session:
        points = contacts.points(session, 1)
        kept = session.get_one(Contact, 1)
    assert [(p.value, p.is_primary, p.label) for p in points] == [
        ("bob@acme.test", True, "work"), ("bob@home.test", False, "home"),
        ("+4930111111", True, None), ("+4930222222", False, None),
    ]  # fmt: skip
    assert (kept.email, kept.phone) == ("bob@acme.test", "+4930111111")


def test_the_last_contact_is_the_newest_of_both(couple: Database) -> None:
    do_merge(couple)
    with couple.read() as session:
        assert session.get_one(Contact, 1).last_outbound_at == NOW - timedelta(days=2)


def test_one_undo_brings_both_back_exactly(couple: Database) -> None:
    before = dump(couple)
    do_merge(couple)
    assert undo(couple).label == "Merged: Robert Smith into Bob Smith"
    assert dump(couple) == before


def test_the_merge_is_logged(couple: Database) -> None:
    do_merge(couple)
    with couple.read() as session:
        row = session.scalars(select(ActivityLog).where(ActivityLog.action == "record_merged")).one()
    assert (row.entity_type, row.entity_id, row.details["dropped"]) == ("contact", 1, "Robert Smith")


def test_a_contact_without_a_name_takes_the_others_name(db: Database) -> None:
    with db.write() as session:
        contacts.create(session, at=NOW, email="ana@ruiz.test")
        contacts.create(session, at=NOW, first_name="Ana", last_name="Ruiz")
    do_merge(db)
    with db.read() as session:
        assert session.get_one(Contact, 1).name == "Ana Ruiz"
        assert session.scalars(select(Note)).all() == []


def test_businesses_join_their_people_deals_and_lists(db: Database) -> None:
    with db.write() as session:
        businesses.create(session, at=NOW, name="Acme", focus_areas=["a"], custom={})
        businesses.create(session, at=NOW, name="Acme Inc", focus_areas=["b", "a"], domain="acme.test")
        contacts.create(session, at=NOW, first_name="Ana", business_id=2)
        deals.create(session, at=NOW, title="Site", business_id=2)
    before = dump(db)
    do_merge(db, "business")
    with db.read() as session:
        kept = session.get_one(Business, 1)
        assert (kept.focus_areas, kept.domain) == (["a", "b"], "acme.test")
        assert session.get_one(Contact, 1).business_id == 1
        assert session.get_one(Deal, 1).business_id == 1
        assert search.matching_ids(session, "contact", "inc") == []
    undo(db)
    assert dump(db) == before


def test_amounts_are_never_taken_over_into_another_currency(db: Database) -> None:
    with db.write() as session:
        deals.create(session, at=NOW, title="One", value_cents=100_00, currency="EUR")
        deals.create(session, at=NOW, title="Two", value_cents=70_00, cost_cents=5, currency="JPY")
        deals.create(session, at=NOW, title="Three", currency="EUR")
    do_merge(db, "deal", 1, 2)
    with db.read() as session:
        kept = session.get_one(Deal, 1)
        assert (kept.value_cents, kept.cost_cents, kept.currency) == (100_00, None, "EUR")
        assert "value: 7000 JPY\ncost: 5 JPY\ncurrency: JPY" in session.scalars(select(Note.body)).one()
    undo(db)
    do_merge(db, "deal", 3, 2)
    with db.read() as session:
        kept = session.get_one(Deal, 3)
        assert (kept.value_cents, kept.cost_cents, kept.currency) == (70_00, 5, "JPY")


@pytest.mark.parametrize(
    ("kind", "keep", "drop", "words"),
    [
        ("contact", 1, 1, "with itself"), ("contact", 1, 99, "no contact 99"), ("contact", 99, 1, "no contact 99"),
        ("contact", 2**70, 1, "no contact"), ("invoice", 1, 2, "What can be merged"), ("stage", 1, 2, "can be merged"),
        ("business", 1, 3, "Your own business"), ("deal", 1, 2, "no deal 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_merged_is_refused_and_nothing_changes(
    couple: Database, kind: str, keep: int, drop: int, words: str
) -> None:
    with couple.write() as session:
        businesses.own(session, NOW)
    before = dump(couple)
    with pytest.raises(CrmError, match=words):
        do_merge(couple, kind, keep, drop)
    assert dump(couple) == before


def test_every_column_that_names_a_record_is_known_to_merging() -> None:
    """A number called ..._id is a foreign key, an entity_id, or one of the program's own."""
    own = {"undo_steps.undoes", "undo_rows.step_id", "undo_rows.first_id", "undo_rows.last_id"}
    own |= {"import_batches.undo_step_id", "coach_insights.step_id", "insight_ledger.insight_id"}
    own |= {"coach_insights.activity_id", "coach_messages.insight_id"}
    for table in Base.metadata.sorted_tables:
        polymorphic = {"entity_id"} if "entity_type" in table.columns else set()
        for column in table.columns:
            if (
                column.name.endswith("_id")
                and isinstance(column.type, Integer)
                and f"{table.name}.{column.name}" not in own
            ):
                assert column.foreign_keys or column.name in polymorphic, f"{table.name}.{column.name}"


def test_the_kinds_that_can_be_merged_have_their_references_found() -> None:
    tables = {table.name for table, _, _ in references("contacts")}
    assert {ContactPoint.__tablename__, ExternalId.__tablename__, "deals", "taggings", "activity_logs"} <= tables
    assert set(KINDS) >= {"contact", "business", "deal"}
