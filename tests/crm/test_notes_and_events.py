"""Notes, events and follow-ups."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, events, followups, notes, undo
from app.models import ActivityLog, Note
from tests import build
from tests.conftest import NOW

HOUR = timedelta(hours=1)


def test_a_note_is_logged_on_its_record_and_goes_with_it(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session)
        build.note(session, ana, "Likes tea\nand cake")
    with db.write() as session:
        row = session.scalars(select(ActivityLog).where(ActivityLog.action == "note_added")).one()
        assert (row.entity_type, row.entity_id, row.details) == ("contact", ana.id, {})
        contacts.delete(session, ana.id, at=NOW)
        assert session.scalars(select(Note)).all() == []
    undo.undo(db)
    with db.read() as session:
        assert [note.body for note in notes.on(session, "contact", ana.id)] == ["Likes tea\nand cake"]


@pytest.mark.parametrize(
    "given", [{"body": " "}, {"body": "x" * 100_001}, {"entity_type": "tag"}, {"entity_id": 9}, {"entity_id": None}]
)
def test_a_wrong_note_is_refused(db: Database, given: dict[str, Any]) -> None:
    with db.write() as session:
        ana = build.contact(session)
        note = build.note(session, ana)
        with pytest.raises(CrmError):
            notes.create(session, at=NOW, **{"body": "x", "entity_type": "contact", "entity_id": ana.id, **given})
        with pytest.raises(CrmError):
            notes.edit(session, note.id, at=NOW, **given)


def test_an_event_that_is_moved_keeps_its_length(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session, business_id=build.business(session).id)
        event = build.event(session, NOW, ends_at=NOW + HOUR, contact_id=ana.id)
        assert event.business_id == ana.business_id
        events.edit(session, event.id, at=NOW, starts_at=NOW + 5 * HOUR)
        assert event.ends_at == NOW + 6 * HOUR
        with pytest.raises(CrmError, match="ends before it starts"):
            events.edit(session, event.id, at=NOW, ends_at=NOW)
        with pytest.raises(CrmError, match="An event needs a title"):
            events.create(session, at=NOW, title="", starts_at=NOW)


def test_a_followup_takes_the_contact_of_its_deal_and_ends_once(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session)
        deal = build.deal(session, contact_id=ana.id)
        planned = build.followup(session, NOW + HOUR, deal_id=deal.id)
        assert (planned.contact_id, planned.status, planned.kind) == (ana.id, "scheduled", "check_in")
        followups.settle(session, planned.id, "sent", at=NOW)
        followups.settle(session, planned.id, "completed", at=NOW)
        with pytest.raises(CrmError, match="already completed"):
            followups.settle(session, planned.id, "cancelled", at=NOW)
        with pytest.raises(CrmError, match="needs a contact"):
            build.followup(session, NOW)
        with pytest.raises(CrmError, match="needs a contact"):
            followups.edit(session, planned.id, at=NOW, contact_id=None, deal_id=None)
