"""What the coach has on its mind: gaps in order, five minutes of memory, and a private section the guard knows."""

from datetime import timedelta

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.core.events import Bus
from app.crm import businesses, profile_facts
from app.goals import agenda, lists, section, tracking
from app.goals.agenda import Cache
from app.guard import Guard
from tests import build
from tests.conftest import NOW
from tests.goals.making import goals, item, items, made

DAY = timedelta(days=1)


def seen(db: Database, business_id: int, days: int = 0) -> agenda.Agenda:
    with db.read() as session:
        return agenda.agenda(session, business_id, NOW + days * DAY)


@pytest.fixture
def own(db: Database) -> int:
    return made(db, kind="own", focus_areas=["Finding clients", "Hiring"], current_stage="growing", team_size="3")


class TestGaps:
    def test_the_most_needed_come_first_and_each_is_a_question(self, db: Database, own: int) -> None:
        gaps = seen(db, own).gaps
        weights = [gap.weight for gap in gaps if gap.item_id]
        assert weights == sorted(weights, reverse=True)
        assert gaps[0].ask == "What is your close rate right now?"
        assert all(gap.ask.endswith("?") and "{" not in gap.ask for gap in gaps)
        assert "team_size" not in [gap.field for gap in gaps]

    def test_a_gap_closes_when_it_is_told(self, db: Database, own: int) -> None:
        with db.write() as session:
            profile_facts.learn(session, own, "close_rate", "30", source="owner", at=NOW)
        assert "close_rate" not in [gap.field for gap in seen(db, own).gaps]

    def test_one_that_was_asked_is_only_listened_for(self, db: Database, own: int) -> None:
        with db.write(actor="coach") as session:
            tracking.asked(session, [item(db, own, "lead-system", "close-rate").id], "", at=NOW)
        for days, may_ask in ((0, False), (13, False), (14, True)):
            [gap] = [gap for gap in seen(db, own, days).gaps if gap.field == "close_rate"]
            assert gap.may_ask is may_ask

    def test_a_field_asked_for_by_one_goal_is_not_due_by_another(self, db: Database, own: int) -> None:
        with db.write(actor="coach") as session:
            tracking.asked(session, [item(db, own, "lead-system", "close-rate").id], "", at=NOW)
        assert "close_rate" not in [one.field for one in seen(db, own).due]


def test_it_is_there_for_a_business_without_goals(db: Database) -> None:
    with db.write() as session:
        alone = build.business(session, "New Ltd").id
    found = seen(db, alone)
    assert (found.goals, found.due, found.gaps) == ((), (), ())
    with pytest.raises(CrmError):
        seen(db, 99)


class TestCache:
    def ask(self, db: Database, cache: Cache, business_id: int, minutes: float = 0) -> agenda.Agenda:
        with db.read() as session:
            return cache.agenda(session, business_id, NOW + timedelta(minutes=minutes))

    def test_it_holds_for_five_minutes(self, db: Database, bus: Bus, own: int) -> None:
        cache = Cache(bus)
        first = self.ask(db, cache, own)
        assert self.ask(db, cache, own, 4.9) is first
        assert self.ask(db, cache, own, 5) is not first

    def test_a_clock_set_back_does_not_keep_it(self, db: Database, bus: Bus, own: int) -> None:
        cache = Cache(bus)
        first = self.ask(db, cache, own)
        assert self.ask(db, cache, own, -10) is not first

    @pytest.mark.parametrize("what", ["goal", "business", "fact", "event", "deal", "task"])
    def test_a_write_drops_it(self, db: Database, bus: Bus, own: int, what: str) -> None:
        cache = Cache(bus)
        first = self.ask(db, cache, own)
        with db.write() as session:
            if what == "goal":
                tracking.skip(session, item(db, own, "lead-system", "close-rate").id, at=NOW)
            elif what == "business":
                businesses.edit(session, own, at=NOW, city="Ulm")
            elif what == "fact":
                profile_facts.learn(session, own, "close_rate", "3", source="owner", at=NOW)
            else:
                {"event": lambda: build.event(session, NOW), "deal": lambda: build.deal(session),
                 "task": lambda: build.task(session)}[what]()  # fmt: skip
        assert self.ask(db, cache, own) is not first

    def test_other_writes_leave_it(self, db: Database, bus: Bus, own: int) -> None:
        cache = Cache(bus)
        first = self.ask(db, cache, own)
        with db.write() as session:
            build.contact(session)
        assert self.ask(db, cache, own) is first

    def test_what_was_read_before_a_write_is_not_kept_after_it(self, db: Database, bus: Bus, own: int) -> None:
        cache = Cache(bus)
        with db.read() as session:
            businesses.get(session, own)
            with db.write() as writing:
                businesses.edit(writing, own, at=NOW, name="Renamed")
            assert cache.agenda(session, own, NOW).name == "Acme GmbH"
        assert self.ask(db, cache, own).name == "Renamed"

    def test_it_does_not_grow_without_end(self, db: Database, bus: Bus) -> None:
        with db.write() as session:
            ids = [build.business(session, f"F{n}").id for n in range(agenda.MOST + 5)]
        cache = Cache(bus)
        first = [self.ask(db, cache, one) for one in ids]
        assert self.ask(db, cache, ids[-1]) is first[-1]
        assert self.ask(db, cache, ids[0]) is not first[0]


class TestSection:
    def test_it_holds_everything_between_two_marks(self, db: Database, own: int) -> None:
        found = seen(db, own)
        told = section.section(found, "key")
        hidden = section.private(found, "key")
        assert all(mark in told for mark in hidden.marks)
        assert told.startswith(f"[{hidden.marks[0]}]")
        assert section.section(found, "other") != told
        for goal in found.goals:
            assert goal.description in told
        for one in found.due:
            assert one.ask in told
        assert f"item {found.due[0].id} (data_collection, fills close_rate)" in told

    def test_every_question_of_every_rule_may_be_said_and_its_wording_may_not(self, db: Database) -> None:
        """For each rule on its own, with the whole list of it as private."""
        stopped: list[str] = []
        passed: list[str] = []
        for kind in ("own", "client", "prospect", "partner"):
            every = [rule for rule in lists.rules() if kind in rule["for"]]
            focus = ["Finding clients", "Hiring", "referral_growth", "Costs", "Keeping clients", "Cash flow"]
            for n in range(0, len(focus), 2):
                one = made(db, name=f"{kind} {n}", kind=kind, focus_areas=focus[n : n + 2]) if kind != "own" else None
                if one is None:
                    continue
                found = seen(db, one)
                guard = Guard(section.private(found, "key"))
                asks = [said.ask for goal in goals(db, one) for said in items(db, goal.id) if said.ask]
                stopped += [ask for ask in asks if guard.judge(ask).leaks]
                private = [goal.description for goal in found.goals if "{" not in goal.description]
                passed += [text for text in (*private, *found.wording) if not guard.judge(text).leaks]
            assert every
        assert stopped == []
        assert passed == []

    def test_the_owners_questions_pass_and_the_list_does_not(self, db: Database) -> None:
        own = made(
            db, kind="own", focus_areas=["Finding clients", "Hiring"], current_stage="growing", team_size="2",
            revenue_tier="500k_1m", target_revenue_cents=500_000_000,
        )  # fmt: skip
        found = seen(db, own)
        guard = Guard(section.private(found, "key", open=("Ana Ruiz",)))
        asks = [said.ask for goal in goals(db, own) for said in items(db, goal.id) if said.ask]
        assert [ask for ask in asks if guard.judge(ask).leaks] == []
        assert not guard.judge("Got you covered on lead flow. What is your close rate right now?").leaks
        assert not guard.judge("I noted a task: Set a fixed hour for answering new enquiries.").leaks
        assert [text for text in found.wording if not guard.judge(text).leaks] == []
        assert [goal.id for goal in found.goals if not guard.judge(goal.description).leaks] == []
        assert guard.judge(section.section(found, "key")).leaks
