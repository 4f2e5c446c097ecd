"""Many records changed at once."""

from sqlalchemy import select

from app.core.db import Database
from app.core.events import ActivityRecorded, Bus
from app.crm import bulk, contacts, listing, undo
from app.crm.listing import Condition
from app.models import ActivityLog, Contact, Task
from tests import build


def test_a_bulk_edit_is_one_step_and_a_refusal_stops_no_other(db: Database) -> None:
    with db.write() as session:
        ids = [build.contact(session, f"P{n}").id for n in range(60)]
    steps: list[int] = []
    watch = bulk.Watch(progress=lambda tried, _all: steps.append(tried))
    done = bulk.edit(db, "contact", [*ids, 999], {"status": "client"}, watch)
    assert (done.changed, done.refused) == (60, {999: "There is no contact 999."})
    assert steps[-1] == 61
    with db.read() as session:
        assert listing.count(session, "contact", conditions=[Condition("status", "is", "client")]) == 60
        changes = session.scalars(select(ActivityLog).where(ActivityLog.action == "contact_status_changed")).all()
        assert len(changes) == 60
        assert undo.undo_label(session) == "61 contacts changed"
    undo.undo(db)
    with db.read() as session:
        assert listing.count(session, "contact", conditions=[Condition("status", "is", "lead")]) == 60


def test_what_one_record_refuses_leaves_no_half_change_and_no_event(db: Database, bus: Bus) -> None:
    told: list[ActivityRecorded] = []
    bus.subscribe(ActivityRecorded, told.append)
    with db.write() as session:
        ana = build.contact(session)
        contacts.edit(session, ana.id, at=session.info["at"], keep_in_touch_max_days=5)
    done = bulk.edit(db, "contact", [ana.id], {"status": "lost", "keep_in_touch_days": 9})
    assert list(done.refused) == [ana.id]
    with db.write() as session:
        task = build.task(session)
    told.clear()
    done = bulk.edit(db, "task", [task.id], {"status": "completed", "tags": ["a,b"]})
    assert list(done.refused) == [task.id]
    assert told == []
    with db.read() as session:
        assert session.get_one(Contact, ana.id).status == "lead"
        assert session.get_one(Task, task.id).status == "pending"


def test_bulk_delete_and_tags_can_be_cancelled_and_undone(db: Database) -> None:
    with db.write() as session:
        ids = [build.contact(session, f"P{n}").id for n in range(5)]
        build.tag(session, "contact", ids[0], "old")
    bulk.tag(db, "contact", ids, put=["new"], take_off=["OLD"])
    with db.read() as session:
        assert listing.count(session, "contact", conditions=[Condition("tag", "is", "new")]) == 5
        assert listing.count(session, "contact", conditions=[Condition("tag", "is", "old")]) == 0
    assert bulk.delete(db, "contact", ids, bulk.Watch(cancelled=lambda: True)).changed == 0
    assert bulk.delete(db, "contact", ids).changed == 5
    undo.undo(db)
    with db.read() as session:
        assert listing.count(session, "contact", conditions=[Condition("tag", "is", "new")]) == 5


def test_of_many_records_only_the_last_is_told_as_the_end(db: Database, bus: Bus) -> None:
    with db.write() as session:
        ids = [build.contact(session, f"P{n}").id for n in range(200)]
    told: list[ActivityRecorded] = []
    bus.subscribe(ActivityRecorded, told.append)
    bulk.edit(db, "contact", ids, {"status": "client"})
    assert [event.entity_id for event in told] == ids
    assert [event.entity_id for event in told if not event.more_follow] == ids[-1:]
