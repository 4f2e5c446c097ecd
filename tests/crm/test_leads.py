"""A lead is a person and a deal in one step; what belongs to a record is shown where that is."""

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import belonging, businesses, contacts, deals, interactions, leads, notes, projects, time_entries, undo
from app.crm.leads import Lead
from tests.conftest import NOW


def test_a_lead_becomes_a_person_a_business_and_a_deal_in_one_step(db: Database) -> None:
    with db.write() as session:
        lead = Lead("Ana de la Cruz", "ana@example.org", "Cruz Bikes", "New website", 540_000)
        contact_id, deal_id = leads.create(session, lead, at=NOW)
    with db.read() as session:
        person, deal = contacts.get(session, contact_id), deals.get(session, deal_id)
        assert (person.first_name, person.last_name, person.status) == ("Ana", "de la Cruz", "lead")
        assert (deal.title, deal.value_cents, deal.contact_id, deal.business_id) == (
            "New website", 540_000, contact_id, person.business_id,
        )  # fmt: skip
        assert undo.undo_label(session) == "Lead added: Ana de la Cruz"
    undo.undo(db)
    with db.read() as session, pytest.raises(CrmError):
        contacts.get(session, contact_id)


def test_a_known_e_mail_is_a_known_person_and_a_phone_is_enough(db: Database) -> None:
    with db.write() as session:
        known = contacts.create(session, at=NOW, first_name="Bo", email="bo@example.org").id
        assert leads.create(session, Lead("Bo Li", "BO@example.org"), at=NOW)[0] == known
        business = businesses.find_or_create(session, "Cruz Bikes", at=NOW)
        assert businesses.find_or_create(session, "cruz bikes", at=NOW) == business
    with db.write() as session:
        by_phone = leads.create(session, Lead(reach="+49 171 3920037"), at=NOW)
        assert contacts.get(session, by_phone[0]).name.startswith("+49")
        assert deals.get(session, by_phone[1]).title.startswith("+49")
    with db.write() as session, pytest.raises(CrmError, match="a name, an e-mail or a phone"):
        leads.create(session, Lead(wish="A website"), at=NOW)


def test_what_has_no_page_is_shown_where_it_belongs(db: Database) -> None:
    with db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana").id
        project = projects.create(session, at=NOW, name="Website").id
        call = interactions.create(session, at=NOW, contact_id=person, kind="call", direction="outbound").id
        note = notes.create(session, at=NOW, body="Likes orange", entity_type="contact", entity_id=person).id
        hours = time_entries.create(session, at=NOW, duration_minutes=30, project_id=project).id
    with db.read() as session:
        assert belonging.home(session, "contact", person) == ("contact", person)
        assert belonging.home(session, "interaction", call) == ("contact", person)
        assert belonging.home(session, "note", note) == ("contact", person)
        assert belonging.home(session, "time_entry", hours) == ("project", project)
        with pytest.raises(CrmError):
            belonging.home(session, "note", 99)
