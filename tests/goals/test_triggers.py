"""What is due, in which order, and never more than two at once."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from app.core.db import Database
from app.crm import deals, events, followups, tasks
from app.goals import tracking, triggers
from app.goals.agenda import agenda
from app.goals.section import private
from app.goals.shapes import ItemNow
from app.guard import Guard
from app.models import ChecklistItem, Goal, Project
from tests import build
from tests.conftest import NOW
from tests.goals.making import fresh, goals, item, items, made

DAY = timedelta(days=1)


def due(
    db: Database, now: datetime = NOW, event: tuple[str, int] | None = None, business_id: int | None = None
) -> list[ItemNow]:
    with db.read() as session:
        return triggers.evaluate_triggers(session, now, event, business_id)


def ask(db: Database, *ids: int, at: datetime = NOW) -> None:
    with db.write(actor="coach") as session:
        tracking.asked(session, ids, "", at=at)


def only(db: Database, business_id: int, **kinds: str) -> dict[str, int]:
    """Leave one pending item with each of these triggers, and none else. Returns their ids by trigger."""
    every = [one for found in goals(db, business_id) for one in items(db, found.id)]
    plain = [one for one in every if one.item_type in ("question", "recommendation")]
    kept = dict(zip(kinds.values(), [one.id for one in plain], strict=False))
    assert len(kept) == len(kinds)
    with db.write() as session:
        session.execute(update(ChecklistItem).values(status="skipped", prerequisite_id=None))
        for trigger, item_id in kept.items():
            session.execute(
                update(ChecklistItem)
                .where(ChecklistItem.id == item_id)
                .values(status="pending", trigger_condition=trigger)
            )
    return kept


@pytest.fixture
def own(db: Database) -> int:
    return made(db, kind="own", focus_areas=["Finding clients", "Cash flow", "Costs", "Keeping clients"])


def test_they_come_in_the_order_of_their_triggers(db: Database, own: int) -> None:
    kept = only(
        db, own, a="next_conversation", b="weekly", c="post_event", d="after_action_completed", e="immediately"
    )  # fmt: skip
    with db.write() as session:
        build.event(session, NOW - timedelta(hours=2), ends_at=NOW - timedelta(hours=1))
    seen = []
    for _ in range(3):
        found = due(db)
        assert len(found) <= 2
        seen += [one.trigger for one in found]
        ask(db, *(one.id for one in found))
    assert seen == ["immediately", "after_action_completed", "post_event", "weekly", "next_conversation"]
    assert set(kept) == set(seen)


def test_nothing_is_due_where_nothing_is_known(db: Database) -> None:
    assert due(db) == []
    assert due(db, business_id=99) == []
    assert due(db, event=("deal", 99)) == []
    assert due(db, event=("nonsense", 1)) == []


def test_a_question_rests_for_fourteen_of_the_owners_days(db: Database, own: int) -> None:
    one = item(db, own, "lead-system", "close-rate")
    assert due(db)[0].id == one.id
    ask(db, one.id)
    assert one.id not in [found.id for found in due(db)]
    assert one.id not in [found.id for found in due(db, NOW + 13 * DAY)]
    assert due(db, NOW + 14 * DAY)[0].id == one.id


def test_what_comes_every_week_comes_after_seven_days(db: Database, own: int) -> None:
    kept = only(db, own, a="weekly")
    ask(db, kept["weekly"])
    assert due(db, NOW + 6 * DAY) == []
    assert [one.id for one in due(db, NOW + 7 * DAY)] == [kept["weekly"]]


def test_a_week_is_counted_in_days_of_the_clock_on_the_wall(db: Database, own: int) -> None:
    """The night summer time begins has 23 hours: asked on Saturday at 23:30, due on the Saturday after at 0:15."""
    zone = ZoneInfo("Europe/Berlin")
    kept = only(db, own, a="weekly")
    ask(db, kept["weekly"], at=datetime(2026, 3, 28, 23, 30, tzinfo=zone))
    assert due(db, datetime(2026, 4, 3, 23, 59, tzinfo=zone)) == []
    assert due(db, datetime(2026, 4, 4, 0, 15, tzinfo=zone)) != []


def test_a_clock_set_back_does_not_ask_again_and_a_wrong_one_does_not_silence(db: Database, own: int) -> None:
    kept = only(db, own, a="immediately")
    ask(db, kept["immediately"])
    assert due(db, NOW - DAY) == []
    ask(db, kept["immediately"], at=NOW + 3650 * DAY)
    assert [one.id for one in due(db)] == [kept["immediately"]]


def test_what_waits_comes_when_the_other_is_done(db: Database, own: int) -> None:
    later = item(db, own, "lead-system", "answer-fast")
    assert later.trigger_condition == "after_action_completed"
    first = item(db, own, "lead-system", "close-rate")
    assert later.id not in [one.id for one in due(db)]
    with db.write() as session:
        tracking.collect(session, own, "close_rate", "30", confidence=1, excerpt="", at=NOW)
    assert later.id in [one.id for one in due(db)]
    with db.write() as session:
        tracking.reopen(session, first.id, at=NOW)
    assert later.id not in [one.id for one in due(db)]


def carried(db: Database, own: int, key: str, rule: str) -> tuple[int, int]:
    """What it became, and the item that waits for it."""
    first = item(db, own, rule, key)
    with db.write(actor="coach") as session:
        made_of_it = tracking.carry_out(session, first.id, reasoning="", confidence=1, excerpt="", at=NOW)
        waiting = session.query(ChecklistItem).filter(ChecklistItem.prerequisite_id == first.id).first()
        assert waiting is not None
        return made_of_it.id, waiting.id


def test_the_question_how_helpful_it_was_does_not_starve(db: Database, own: int) -> None:
    reached = goals(db, own)[-1]
    for one in items(db, reached.id):
        if fresh(db, one).status == "pending":
            with db.write() as session:
                tracking.complete(session, one.id, at=NOW)
    assert [one.id for one in due(db)].index(-reached.id) == 1
    assert [one.id for one in due(db, NOW + DAY)].index(-reached.id) == 0
    with db.write(actor="coach") as session:
        tracking.asked(session, [-reached.id], "", at=NOW)
    assert [one.id for one in due(db, NOW + DAY) if one.id < 0] == []


def test_what_waits_for_a_task_comes_when_the_task_is_done(db: Database, own: int) -> None:
    task_id, waiting = carried(db, own, "call-three", "retention")
    assert waiting not in [one.id for one in due(db)]
    with db.write() as session:
        tasks.complete(session, task_id, at=NOW)
    assert waiting in [one.id for one in due(db)]


def test_what_waits_for_a_follow_up_comes_when_that_is_done(db: Database, own: int) -> None:
    with db.write() as session:
        session.execute(update(ChecklistItem).where(ChecklistItem.key == "call-three").values(item_type="follow_up"))
    followup_id, waiting = carried(db, own, "call-three", "retention")
    assert waiting not in [one.id for one in due(db)]
    with db.write() as session:
        followups.settle(session, followup_id, "completed", at=NOW)
    assert waiting in [one.id for one in due(db)]


class TestEnded:
    @pytest.fixture
    def client(self, db: Database) -> int:
        return made(db, name="Acme", kind="client")

    def waits(self, db: Database, client: int) -> int:
        return only(db, client, a="post_event")["post_event"]

    def is_due(self, db: Database, client: int, now: datetime = NOW) -> bool:
        return bool(due(db, now, business_id=client))

    def test_an_appointment_that_is_over(self, db: Database, client: int) -> None:
        self.waits(db, client)
        with db.write() as session:
            person = build.contact(session, business_id=client)
            event = build.event(session, NOW + DAY, ends_at=NOW + 2 * DAY, contact_id=person.id)
            build.event(session, NOW - DAY, title="Of another")
        assert not self.is_due(db, client)
        assert not self.is_due(db, client, NOW + DAY * 1.5)
        assert self.is_due(db, client, NOW + 2 * DAY)
        assert not self.is_due(db, client, NOW + 10 * DAY)
        with db.write() as session:
            events.delete(session, event.id, at=NOW)
        assert not self.is_due(db, client, NOW + 2 * DAY)

    def test_a_deal_of_its_people_that_was_closed(self, db: Database, client: int) -> None:
        self.waits(db, client)
        with db.write() as session:
            person = build.contact(session, business_id=client)
            deal = build.deal(session, contact_id=person.id)
        assert not self.is_due(db, client)
        with db.write() as session:
            deals.move(session, deal.id, build.stage(session, "Won").id, at=NOW)
        assert self.is_due(db, client)
        assert due(db, event=("deal", deal.id)) == due(db, business_id=client)

    def test_a_project_that_is_finished(self, db: Database, client: int) -> None:
        self.waits(db, client)
        with db.write() as session:
            project = build.project(session, business_id=client)
        assert not self.is_due(db, client)
        with db.write() as session:
            session.execute(update(Project).where(Project.id == project.id).values(status="closed", closed_at=NOW))
        assert self.is_due(db, client)

    def test_it_is_spoken_of_once(self, db: Database, client: int) -> None:
        waiting = self.waits(db, client)
        with db.write() as session:
            build.event(session, NOW - DAY, business_id=client)
        ask(db, waiting)
        assert not self.is_due(db, client, NOW + 2 * DAY)
        assert not self.is_due(db, client, NOW + 20 * DAY)

    def test_something_that_happens_right_now_counts(self, db: Database, client: int) -> None:
        self.waits(db, client)
        with db.write() as session:
            person = build.contact(session, business_id=client)
            project = build.project(session, business_id=client)
            followup = build.followup(session, NOW, contact_id=person.id)
        for event in (
            ("contact", person.id), ("project", project.id), ("business", client), ("followup", followup.id)
        ):  # fmt: skip
            assert due(db, event=event), event

    def test_whatever_ends_is_the_owners_own_affair(self, db: Database, own: int, client: int) -> None:
        only(db, own, a="post_event")
        assert due(db) == []
        with db.write() as session:
            build.event(session, NOW - DAY, business_id=client)
        assert due(db) != []


@pytest.mark.parametrize("kind", ["own", "client", "prospect", "partner"])
def test_the_question_how_helpful_it_was_says_what(db: Database, kind: str) -> None:
    business_id = made(db, kind=kind, name="Bee Ltd")
    with db.write() as session:
        for goal in session.scalars(select(Goal)):
            goal.status, goal.completed_at = "completed", NOW
    with db.read() as session:
        found = agenda(session, business_id, NOW)
        rated = list(session.scalars(select(Goal)))
        asks = [triggers.feedback(session, goal).ask for goal in rated]
        [due] = [item.ask for item in found.due if item.field == "helpfulness"]
        judged = Guard(private(found, "key")).judge(due)
    assert len(set(asks)) == len(rated) >= 2, "each says another thing"
    assert all(re.fullmatch(r"We have talked about .{8,}[.] How helpful was this, 1-5[?]", ask) for ask in asks)
    assert kind == "own" or all("Bee Ltd" in ask for ask in asks)
    assert not judged.leaks
