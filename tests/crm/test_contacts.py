"""Contacts: naming, e-mails and phones, and what is refused."""

from typing import Any

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, preferences
from app.models import ActivityLog, Contact
from tests.conftest import NOW


def add(db: Database, **fields: Any) -> int:
    with db.write() as session:
        return contacts.create(session, at=NOW, **fields).id


def shown(db: Database, contact_id: int) -> tuple[str, str, str | None, str | None]:
    with db.read() as session:
        contact = contacts.get(session, contact_id)
        return contact.name, contact.sort_name, contact.email, contact.phone


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"first_name": "Zoë", "last_name": "Ångström", "email": "z@a.example"}, "Zoë Ångström"),
        ({"email": "Z@a.example", "phone": "+46 70 123 45 67"}, "Z@a.example"),
        ({"phone": "+46 70 123 45 67", "external_id": "C-1"}, "+46 70 123 45 67"),
        ({"external_id": "C-1"}, "C-1"),
    ],
)
def test_a_contact_is_shown_by_the_first_thing_known(db: Database, fields: dict[str, Any], name: str) -> None:
    assert shown(db, add(db, **fields))[0] == name


def test_names_sort_without_accents_last_name_first(db: Database) -> None:
    assert shown(db, add(db, first_name="Zoë", last_name="Ångström"))[1] == "angstrom zoe"


def test_several_emails_and_phones_are_kept_with_labels_and_originals(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "phone_region", "DE", at=NOW)
    ana = add(
        db, emails=["Ana@Ruiz.example", ("office@ruiz.example", "Work")], phones=[("030 901820", "Work")]
    )  # fmt: skip
    assert shown(db, ana)[2:] == ("ana@ruiz.example", "+4930901820")
    with db.read() as session:
        found = [(p.kind, p.value, p.original, p.label, p.is_primary) for p in contacts.points(session, ana)]
    assert found == [
        ("email", "ana@ruiz.example", "Ana@Ruiz.example", None, True),
        ("email", "office@ruiz.example", "office@ruiz.example", "Work", False),
        ("phone", "+4930901820", "030 901820", "Work", True),
    ]


def test_a_new_primary_email_leaves_the_others(db: Database) -> None:
    ana = add(db, first_name="Ana", emails=["a@x.example", "b@x.example"], phone="+34 612 345 678")
    with db.write() as session:
        contacts.edit(session, ana, at=NOW, email="c@x.example")
    with db.read() as session:
        assert [p.value for p in contacts.points(session, ana)] == ["c@x.example", "b@x.example", "+34612345678"]


def test_a_changed_status_is_logged(db: Database) -> None:
    ana = add(db, first_name="Ana", source="referral")
    with db.write() as session:
        contacts.edit(session, ana, at=NOW, status="client")
    with db.read() as session:
        log = [(row.action, row.details, row.utc_offset_minutes) for row in session.query(ActivityLog)]
    assert log == [
        ("contact_created", {"source": "referral", "status": "lead"}, 60),
        ("contact_status_changed", {"old": "lead", "new": "client"}, 60),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"first_name": " \t "},
        {"first_name": "Ana", "email": "not an address"},
        {"first_name": "Ana", "phone": "call me"},
        {"first_name": "Ana", "status": "friend"},
        {"first_name": "Ana", "business_id": 4},
        {"first_name": "Ana", "birthday": "31.02.1980"},
        {"first_name": "Ana", "keep_in_touch_days": 30, "keep_in_touch_max_days": 7},
        {"first_name": "Ana", "sort_name": "x"},
    ],
)
def test_wrong_input_is_a_sentence_and_adds_nothing(db: Database, fields: dict[str, Any]) -> None:
    with pytest.raises(CrmError):
        add(db, **fields)
    with db.read() as session:
        assert session.query(Contact).count() == 0


def test_an_external_id_names_one_contact_of_its_source(db: Database) -> None:
    add(db, external_id="C-1", source_system="hubspot")
    add(db, external_id="C-1", source_system="pipedrive")
    with pytest.raises(CrmError, match="already has the id C-1"):
        add(db, external_id="C-1", source_system="hubspot")


def test_names_of_every_script_and_length_are_kept(db: Database) -> None:
    for name in ("נועה כהן", "👩‍🎨 Mia", "N" * 300, 'O\'Brien "Bob"; DROP TABLE'):
        assert shown(db, add(db, first_name=name))[0] == name
    assert shown(db, add(db, first_name="A\x00na\ud800"))[0] == "Ana"
