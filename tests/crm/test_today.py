"""What the day asks for: counted right, ordered by what it costs to leave it, one row a person."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.db import Database
from app.crm import contacts, interactions, tasks, today
from app.crm.today import Line, Part
from tests import build
from tests.conftest import NOW

TODAY = NOW.date()


@dataclass(frozen=True)
class Day:
    events: Part
    due: Part
    deals: Part
    people: Part
    progress: today.Progress

    @property
    def matters(self) -> tuple[Line, ...]:
        return today.matters({"due": self.due, "deals": self.deals, "people": self.people})


def a_day(db: Database, *whole: str) -> Day:
    with db.read() as session:
        parts = {name: today.part(session, name, NOW, whole=name in whole) for name in today.PARTS}
        return Day(**parts, progress=today.progress(session, NOW))


def test_an_empty_file_asks_for_nothing(db: Database) -> None:
    day = a_day(db)
    assert (day.due, day.deals, day.people, day.matters) == (Part(), Part(), Part(), ())
    assert day.progress == today.Progress(0, 0, 0, 0, 0, 0)


def test_tasks_due_are_those_of_today_and_before(db: Database) -> None:
    with db.write() as session:
        build.task(session, "Late", due_on=TODAY - timedelta(days=3))
        build.task(session, "Low today", due_on=TODAY, priority="low")
        build.task(session, "High today", due_on=TODAY, priority="high")
        build.task(session, "An hour ago", due_at=NOW - timedelta(hours=1))
        build.task(session, "Tomorrow", due_on=TODAY + timedelta(days=1))
        build.task(session, "Whenever")
        done = build.task(session, "Done", due_on=TODAY)
        tasks.complete(session, done.id, at=NOW)
    day = a_day(db)
    assert [(line.title, line.reason) for line in day.due.lines] == [
        ("Late", "task_late"), ("High today", "task_today"), ("An hour ago", "task_late"), ("Low today", "task_today"),
    ]  # fmt: skip
    assert (day.due.count, day.due.late, day.due.lines[0].days) == (4, 2, 3)
    assert day.progress.tasks_done == 1


def test_deals_need_a_step_when_it_is_due_passed_or_missing(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session, "Ana Ruiz")
        build.deal(session, "No step", value_cents=900_00)
        build.deal(session, "Ahead", next_step="Call", next_step_on=TODAY + timedelta(days=2))
        build.deal(session, "Step due", value_cents=100_00, contact_id=ana.id, next_step="Send it", next_step_on=TODAY)
        build.deal(
            session, "Close passed", value_cents=500_00, next_step="Wait", expected_close_on=TODAY - timedelta(days=5)
        )
        build.deal(session, "Won", stage="Won")
    day = a_day(db)
    assert [(line.title, line.reason, line.days) for line in day.deals.lines] == [
        ("Send it", "step_due", 0), ("Close passed", "close_passed", 5), ("No step", "step_missing", 0),
    ]  # fmt: skip
    assert day.deals.lines[0].who == "Step due"
    assert (day.deals.count, day.progress.won) == (3, 1)


def test_people_are_promised_past_their_rhythm_or_leads_left_alone(db: Database) -> None:
    long_ago = NOW - timedelta(days=40)
    with db.write() as session:
        client = build.contact(session, "Cy Client", status="client", keep_in_touch_days=30)
        lead = build.contact(session, "Lea Lead", status="lead")
        build.contact(session, "Fresh Lead", status="lead")
        off = build.contact(session, "No Contact", status="lead")
        for person in (client, lead, off):
            build.interaction(session, person.id, at=long_ago)
        contacts.edit(session, off.id, at=NOW, do_not_contact=True)
        build.followup(session, contact_id=lead.id, scheduled_at=NOW - timedelta(days=1))
    day = a_day(db)
    assert [(line.id, line.reason, line.days) for line in day.people.lines] == [
        (lead.id, "promised", 1), (client.id, "rhythm", 40),
    ]  # fmt: skip
    assert day.people.count == 2
    with db.write() as session:
        interactions.create(session, at=NOW, contact_id=client.id, kind="call", direction="outbound")
    day = a_day(db)
    assert [line.id for line in day.people.lines] == [lead.id]
    assert day.progress.contacted == 1


def test_people_are_counted_once_also_beyond_the_first(db: Database) -> None:
    long_ago = NOW - timedelta(days=40)
    with db.write() as session:
        for number in range(today.FULL + 4):
            lead = build.contact(session, f"Lead {number}", status="lead", keep_in_touch_days=30)
            lead.created_at = long_ago
            build.followup(session, contact_id=lead.id, scheduled_at=NOW - timedelta(days=1))
    people = a_day(db).people
    assert (people.count, len(people.lines)) == (today.FULL + 4, today.FULL)


def test_a_rhythm_without_any_contact_is_not_told_as_one(db: Database) -> None:
    with db.write() as session:
        new = build.contact(session, "New", status="client", keep_in_touch_days=30)
        new.created_at = NOW - timedelta(days=40)
    (line,) = a_day(db).people.lines
    assert (line.reason, line.days) == ("rhythm_new", 40)


def test_three_things_matter_most_and_each_for_another_reason(db: Database) -> None:
    with db.write() as session:
        for day in range(1, 5):
            build.task(session, f"High {day}", due_on=TODAY - timedelta(days=day), priority="high")
        build.deal(session, "Step", value_cents=100_00, next_step="Call", next_step_on=TODAY)
        build.deal(session, "Closing", next_step="Wait", expected_close_on=TODAY - timedelta(days=1))
        build.task(session, "Some", due_on=TODAY)
    assert [line.title for line in a_day(db).matters] == ["High 4", "Call", "Closing"]


def test_a_list_is_the_top_of_all_and_all_when_asked_for(db: Database) -> None:
    with db.write() as session:
        for number in range(12):
            build.task(session, f"Task {number}", due_on=TODAY)
    assert (a_day(db).due.count, len(a_day(db).due.lines)) == (12, today.FULL)
    assert len(a_day(db, "due").due.lines) == 12


def test_won_money_is_of_one_currency_and_of_this_month(db: Database) -> None:
    with db.write() as session:
        build.deal(session, "Euro", stage="Won", value_cents=100_00)
        build.deal(session, "Dollar", stage="Won", value_cents=999_00, currency="USD")
        build.deal(session, "February", at=NOW - timedelta(days=3), stage="Won", value_cents=700_00)
    progress = a_day(db).progress
    assert (progress.won, progress.won_cents, progress.won_others) == (2, 100_00, 1)


def test_appointments_of_today_and_those_under_way(db: Database) -> None:
    with db.write() as session:
        build.event(session, NOW - timedelta(days=1), title="Yesterday")
        build.event(session, NOW - timedelta(days=1), title="Fair", ends_at=NOW + timedelta(hours=2))
        build.event(session, NOW - timedelta(days=2), title="Course", ends_at=NOW + timedelta(days=2))
        build.event(session, NOW + timedelta(hours=2), title="At eleven")
        build.event(session, NOW + timedelta(days=1), title="Tomorrow")
    assert [line.title for line in a_day(db).events.lines] == ["Course", "Fair", "At eleven"]
