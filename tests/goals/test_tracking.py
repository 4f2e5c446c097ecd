"""What becomes of items: asked, told, refused, carried out; and that one undo brings it all back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import businesses, contacts, followups, profile_facts, tasks, undo
from app.goals import agenda, shown, tracking
from app.goals.shapes import Noted
from app.models import Business, ChecklistItem, Followup, Goal, ProfileFact, Task
from tests import build
from tests.conftest import NOW
from tests.goals.making import fresh, generate, goal, goals, item, items, made


def collect(db: Database, business_id: int, field: str, value: str, **more: object) -> Noted:
    given = {"confidence": 0.9, "excerpt": f"I said {value}.", "at": NOW} | more
    with db.write(actor="coach") as session:
        return tracking.collect(session, business_id, field, value, **given)  # type: ignore[arg-type]


def own_business(db: Database, **fields: object) -> int:
    return made(db, kind="own", focus_areas=["Finding clients"], **fields)


class TestAsked:
    def test_it_is_in_progress_with_what_was_said(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "close-rate")
        with db.write(actor="coach") as session:
            tracking.asked(session, [one.id, 4711], "x" * 2000, at=NOW)
        after = fresh(db, one)
        assert (after.status, after.executed_at, len(after.execution_context or "")) == ("in_progress", NOW, 500)
        assert goal(db, own, "lead-system").last_action_at == NOW
        assert goal(db, own, "lead-system").current_progress == 0

    def test_what_is_done_is_not_asked_again(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "close-rate")
        collect(db, own, "close_rate", "30 %")
        with db.write(actor="coach") as session:
            tracking.asked(session, [one.id], "", at=NOW)
        assert fresh(db, one).status == "completed"

    def test_it_is_no_step_of_the_owner(self, db: Database) -> None:
        own = own_business(db)
        with db.write(actor="coach") as session:
            tracking.asked(session, [item(db, own, "lead-system", "close-rate").id], "", at=NOW)
        with db.read() as session:
            assert undo.undo_label(session) == "Business added: Acme GmbH"


class TestCollect:
    def test_a_value_is_kept_with_its_source_and_completes_what_asks_for_it(self, db: Database) -> None:
        own = own_business(db)
        noted = collect(db, own, "close_rate", "about 30 %", excerpt="Our close rate is about 30 %.")
        one = item(db, own, "lead-system", "close-rate")
        assert (noted.title, noted.value, noted.item_ids) == ("Close rate", "30", (one.id,))
        with db.read() as session:
            fact = profile_facts.current(session, own)["close_rate"]
            assert (fact.value, fact.source, fact.confidence) == ("30", "conversation", 0.9)
        assert one.completion_notes == "Conversation, 90 % sure: Our close rate is about 30 %."
        after = goal(db, own, "lead-system")
        assert (after.current_progress, after.data_gaps) == (20, ["lead_sources", "leads_per_month", "ideal_client"])

    def test_one_undo_brings_everything_back(self, db: Database) -> None:
        own = made(db, kind="own")
        before = [(one.id, one.status) for found in goals(db, own) for one in items(db, found.id)]
        noted = collect(db, own, "team_size", "we are three")
        with db.read() as session:
            assert session.get_one(Business, own).team_size == "3"
        undo.undo(db, noted.step)
        with db.read() as session:
            assert session.get_one(Business, own).team_size is None
            assert session.scalar(select(func.count()).select_from(ProfileFact)) == 0
        assert [(one.id, one.status) for found in goals(db, own) for one in items(db, found.id)] == before
        assert {one.current_progress for one in goals(db, own)} == {0}

    def test_the_last_answer_finishes_the_goal_and_undo_reopens_it(self, db: Database) -> None:
        client = made(db, kind="client")
        grow = goal(db, client, "client-grow")
        for one in items(db, grow.id):
            if one.key != "next-need":
                with db.write() as session:
                    tracking.complete(session, one.id, at=NOW)
        noted = collect(db, client, "next_need", "A new website")
        assert [one.id for one in goals(db, client, "completed")] == [grow.id]
        undo.undo(db, noted.step)
        assert grow.id in [one.id for one in goals(db, client)]
        assert len(goals(db, client)) == 2

    def test_money_goes_into_the_column_in_the_currency_of_the_business(self, db: Database) -> None:
        own = own_business(db, currency="USD")
        collect(db, own, "target_revenue", "five million")
        collect(db, own, "annual_revenue", "3,2 Mio")
        with db.read() as session:
            found = session.get_one(Business, own)
            assert (found.target_revenue_cents, found.currency, found.revenue_tier) == (500_000_000, "USD", "1m_5m")

    def test_a_list_is_extended(self, db: Database) -> None:
        own = own_business(db)
        collect(db, own, "focus_areas", "greenfield_growth, Pottery")
        collect(db, own, "focus_areas", "hiring and pottery")
        with db.read() as session:
            assert session.get_one(Business, own).focus_areas == ["Finding clients", "Pottery", "Hiring"]
            assert profile_facts.current(session, own)["focus_areas"].value == "Finding clients; Pottery; Hiring"

    def test_what_the_owner_wrote_in_the_profile_wins(self, db: Database) -> None:
        own = own_business(db)
        with db.write() as session:
            profile_facts.learn(session, own, "team_size", "4", source="owner", at=NOW)
            businesses.edit(session, own, at=NOW, team_size="4")
        collect(db, own, "team_size", "9", at=NOW + timedelta(days=1))
        with db.read() as session:
            assert session.get_one(Business, own).team_size == "4"
            assert profile_facts.current(session, own)["team_size"].value == "4"

    def test_a_later_word_replaces_an_earlier_one(self, db: Database) -> None:
        own = own_business(db)
        collect(db, own, "close_rate", "30")
        collect(db, own, "close_rate", "35", at=NOW + timedelta(days=1))
        with db.read() as session:
            assert profile_facts.current(session, own)["close_rate"].value == "35"

    @pytest.mark.parametrize(
        ("field", "value", "confidence"),
        [("close_rate", "130 %", 0.9), ("close_rate", "good", 0.9), ("nonsense", "1", 0.9), ("close_rate", "", 0.9),
         ("close_rate", "30", 1.5), ("business_goals", "x" * 600, 0.9), ("helpfulness", "9", 1.0)],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_and_changes_nothing(
        self, db: Database, field: str, value: str, confidence: float
    ) -> None:
        own = own_business(db)
        with pytest.raises(CrmError):
            collect(db, own, field, value, confidence=confidence)
        with db.read() as session:
            assert session.scalar(select(func.count()).select_from(ProfileFact)) == 0
        assert item(db, own, "lead-system", "close-rate").status == "pending"

    def test_an_unknown_business_is_refused(self, db: Database) -> None:
        with pytest.raises(CrmError):
            collect(db, 99, "close_rate", "30")


class TestRefuse:
    def test_it_is_never_asked_again(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "close-rate")
        with db.write() as session:
            tracking.refuse(session, one.id, at=NOW)
        assert (fresh(db, one).status, fresh(db, one).params["refused"]) == ("skipped", True)
        later = NOW + timedelta(days=200)
        for found in goals(db, own):
            with db.write() as session:
                shown.abandon(session, found.id, at=NOW)
        generate(db, own, later)
        with db.read() as session:
            asking = session.scalars(
                select(ChecklistItem.id).where(ChecklistItem.field == "close_rate", ChecklistItem.status == "pending")
            ).all()
            assert asking == []
            assert "close_rate" not in [gap.field for gap in agenda.agenda(session, own, later).gaps]

    def test_undo_and_reopen_take_it_back(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "close-rate")
        with db.write() as session:
            tracking.refuse(session, one.id, at=NOW)
        undo.undo(db)
        assert (fresh(db, one).status, fresh(db, one).params.get("refused")) == ("pending", None)
        with db.write() as session:
            tracking.refuse(session, one.id, at=NOW)
        with db.write() as session:
            tracking.reopen(session, one.id, at=NOW)
        assert (fresh(db, one).status, fresh(db, one).params.get("refused")) == ("pending", None)

    def test_it_counts_for_the_share_that_is_left(self, db: Database) -> None:
        own = own_business(db)
        collect(db, own, "lead_sources", "Referrals")
        with db.write() as session:
            tracking.refuse(session, item(db, own, "lead-system", "close-rate").id, at=NOW)
        assert goal(db, own, "lead-system").current_progress == 25


class TestCarryOut:
    def carry(self, db: Database, one: ChecklistItem) -> tracking.Carried:
        with db.write(actor="coach") as session:
            return tracking.carry_out(
                session, one.id, reasoning="It would help.", confidence=0.8, excerpt="Yes please.", at=NOW
            )

    def test_a_recommendation_becomes_a_task_of_the_coach(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "answer-fast")
        made_of_it = self.carry(db, one)
        with db.read() as session:
            task = session.get_one(Task, made_of_it.id)
            assert (task.title, task.origin) == ("Set a fixed hour for answering new enquiries", "coach")
            assert (task.ai_reasoning, task.extraction_confidence) == ("It would help.", 0.8)
            assert (task.due_on, task.conversation_context) == (NOW.date() + timedelta(days=3), "Yes please.")
        assert (fresh(db, one).status, fresh(db, one).task_id) == ("completed", made_of_it.id)
        undo.undo(db, made_of_it.step)
        with db.read() as session:
            assert session.scalar(select(func.count()).select_from(Task)) == 0
        assert (fresh(db, one).status, fresh(db, one).task_id) == ("pending", None)

    def test_a_follow_up_becomes_one_in_the_morning(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "check-leads")
        found = self.carry(db, one)
        with db.read() as session:
            made_of_it = session.get_one(Followup, found.id)
            assert made_of_it.scheduled_at == NOW + timedelta(days=7)
            assert (made_of_it.business_id, made_of_it.status) == (own, "scheduled")
        assert fresh(db, one).followup_id == found.id

    def test_an_introduction_becomes_a_task_with_both_people(self, db: Database) -> None:
        with db.write() as session:
            partner = build.business(session, "Print Ltd", kind="partner").id
            client = build.business(session, "Acme", kind="client").id
            ana = build.contact(session, "Ana Ruiz", business_id=partner).id
            bob = build.contact(session, "Bob Stone", business_id=client, status="client").id
        generate(db, partner)
        one = item(db, partner, "partner-introductions", "introduce")
        assert one.ask == "Would it make sense to introduce Ana Ruiz and Bob Stone?"
        with db.read() as session:
            assert one.params["contacts"] == [ana, bob]
        found = self.carry(db, one)
        with db.read() as session:
            task = session.get_one(Task, found.id)
            assert (task.title, task.details) == ("Introduce Ana Ruiz and Bob Stone", "With Ana Ruiz and Bob Stone")
            assert (task.contact_id, task.action_type) == (ana, "introduction")

    def test_nobody_is_introduced_to_somebody_who_is_gone(self, db: Database) -> None:
        with db.write() as session:
            partner = build.business(session, "Print Ltd", kind="partner").id
            client = build.business(session, "Acme", kind="client").id
            ana = build.contact(session, "Ana Ruiz", business_id=partner).id
            build.contact(session, "Bob Stone", business_id=client, status="client")
        generate(db, partner)
        with db.write() as session:
            contacts.delete(session, ana, at=NOW)
        with pytest.raises(CrmError, match="no longer be introduced"):
            self.carry(db, item(db, partner, "partner-introductions", "introduce"))
        with db.read() as session:
            assert session.scalar(select(func.count()).select_from(Task)) == 0

    def test_a_question_cannot_be_carried_out(self, db: Database) -> None:
        own = own_business(db)
        for key in ("close-rate", "answer-fast"):
            one = item(db, own, "lead-system", key)
            if key == "answer-fast":
                self.carry(db, one)
            with pytest.raises(CrmError):
                self.carry(db, one)

    def test_a_deleted_task_skips_the_item_until_it_is_back(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "answer-fast")
        found = self.carry(db, one)
        with db.write() as session:
            tasks.delete(session, found.id, at=NOW)
        self.follow(db)
        assert (fresh(db, one).status, goal(db, own, "lead-system").current_progress) == ("skipped", 0)
        undo.undo(db)
        self.follow(db)
        assert (fresh(db, one).status, goal(db, own, "lead-system").current_progress) == ("completed", 20)
        self.follow(db)
        undo.undo(db, found.step)
        assert fresh(db, one).status == "pending"

    def follow(self, db: Database) -> None:
        with db.read() as session:
            strays = tracking.unfollowed(session, session.scalars(select(ChecklistItem.id)).all())
        with db.write(actor="coach") as session:
            for of_one in strays:
                tracking.follow(session, of_one, at=NOW)

    def test_a_cancelled_follow_up_still_counts(self, db: Database) -> None:
        own = own_business(db)
        one = item(db, own, "lead-system", "check-leads")
        found = self.carry(db, one)
        with db.write() as session:
            followups.settle(session, found.id, "cancelled", at=NOW)
        self.follow(db)
        assert fresh(db, one).status == "completed"


class TestHelpful:
    def finished(self, db: Database) -> tuple[int, Goal]:
        client = made(db, kind="client")
        done = goal(db, client, "client-grow")
        for one in items(db, done.id):
            with db.write() as session:
                tracking.complete(session, one.id, at=NOW)
        return client, goals(db, client, "completed")[0]

    def due(self, db: Database, client: int, at: object = NOW) -> list[int]:
        with db.read() as session:
            return [one.id for one in agenda.agenda(session, client, NOW).due]

    def test_it_is_asked_once(self, db: Database) -> None:
        client, done = self.finished(db)
        with db.write(actor="coach") as session:
            every = session.scalars(select(ChecklistItem.id).where(ChecklistItem.business_id == client)).all()
            tracking.asked(session, every, "", at=NOW)
        assert self.due(db, client) == [-done.id]
        with db.write(actor="coach") as session:
            tracking.asked(session, [-done.id, -4711], "", at=NOW)
        assert self.due(db, client) == []

    def test_an_answer_is_kept(self, db: Database) -> None:
        client, done = self.finished(db)
        collect(db, client, "helpfulness", "4 out of 5")
        assert goals(db, client, "completed")[0].helpfulness == 4
        with pytest.raises(CrmError):
            collect(db, client, "helpfulness", "3")
        with db.write() as session, pytest.raises(CrmError):
            tracking.helpful(session, done.id, 6, at=NOW)

    def test_refusing_it_closes_it(self, db: Database) -> None:
        client, done = self.finished(db)
        with db.write() as session:
            tracking.refuse(session, -done.id, at=NOW)
        assert -done.id not in self.due(db, client)


def test_a_closed_item_cannot_be_closed_again(db: Database) -> None:
    own = own_business(db)
    one = item(db, own, "lead-system", "close-rate")
    with db.write() as session:
        tracking.skip(session, one.id, at=NOW)
    for act in (tracking.complete, tracking.skip, tracking.refuse):
        with db.write() as session, pytest.raises(CrmError):
            act(session, one.id, at=NOW)
    with db.write() as session, pytest.raises(CrmError):
        tracking.reopen(session, item(db, own, "lead-system", "lead-sources").id, at=NOW)
    with db.write() as session, pytest.raises(CrmError):
        tracking.complete(session, 4711, at=NOW)


def test_goals_can_be_put_on_hold_and_taken_up(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Cash flow", "Costs"])
    cash = goal(db, own, "cash-flow")
    with db.write() as session:
        shown.block(session, cash.id, at=NOW)
    assert "cash-flow" not in {one.rule for one in goals(db, own)}
    assert len(goals(db, own)) >= 2
    with db.write() as session, pytest.raises(CrmError):
        shown.block(session, cash.id, at=NOW)
    with db.write() as session:
        shown.resume(session, cash.id, at=NOW)
    assert "cash-flow" in {one.rule for one in goals(db, own)}


def test_a_place_that_is_taken_is_not_taken_twice(db: Database) -> None:
    client = made(db, kind="client")
    given_up = goal(db, client, "client-grow")
    with db.write() as session:
        shown.abandon(session, given_up.id, at=NOW)
    assert "client-grow" in {one.rule for one in goals(db, client)}
    with db.write() as session, pytest.raises(CrmError, match="already pursued"):
        shown.resume(session, given_up.id, at=NOW)


def test_reopening_what_finished_a_goal_makes_it_active_again_only_where_there_is_room(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Cash flow", "Costs"])
    done = goal(db, own, "cash-flow")
    for one in items(db, done.id):
        with db.write() as session:
            tracking.complete(session, one.id, at=NOW)
    assert [one.id for one in goals(db, own, "completed")] == [done.id]
    with db.write() as session:
        tracking.reopen(session, items(db, done.id)[0].id, at=NOW)
    [again] = [one for one in goals(db, own) if one.rule == "cash-flow"]
    assert again.current_progress == 67


def test_the_page_shows_goals_with_their_items(db: Database) -> None:
    own, client = made(db, kind="own"), made(db, name="Bee Ltd", kind="client")
    with db.read() as session:
        first = shown.goals(session, own)[0]
        assert (first.progress, first.status, first.items[0].status) == (0, "active", "pending")
        assert shown.goals(session, client, closed=True) == []
