"""Offers wait for a yes, follow-ups for what they follow, and questions for an answer in the owner's words."""

from typing import Any

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import tasks, undo
from app.goals import agenda, lists, section, tracking
from app.goals.shapes import Agenda, ItemNow
from app.guard import Guard
from app.models import ChecklistItem, Followup
from tests.conftest import NOW
from tests.goals.making import fresh, goal, goals, item, items, made

EVERY = [(rule, item) for rule in lists.rules() for item in [*rule["items"], *rule["more"]]]
OFFERED = [(rule["id"], item) for rule, item in EVERY if item["type"] in section.OFFERS]
OPENINGS = ("Want ", "Shall I ", "Would it ")


def texts(template: Any) -> list[str]:
    """Every text a template may become."""
    return [template] if isinstance(template, str) else [text for text in template["if"][1:] if isinstance(text, str)]


class TestRules:
    def test_every_offer_is_a_question_and_says_what_it_becomes(self) -> None:
        for rule, one in OFFERED:
            for ask in texts(one["ask"]):
                assert ask.endswith("?"), (rule, ask)
                assert ask.startswith(OPENINGS), (rule, ask)
            for task in texts(one["task"]):
                assert not task.endswith("?"), (rule, task)
                assert task not in texts(one["ask"]), (rule, task)

    def test_every_follow_up_follows_something_that_can_be_done(self) -> None:
        for rule, one in EVERY:
            if one["type"] == "follow_up":
                before = {other["key"]: other["type"] for other in [*rule["items"], *rule["more"]]}
                assert one["trigger"] == "after_action_completed"
                assert before[one["after"]] in ("recommendation", "introduction"), (rule["id"], one["key"])

    def test_what_waits_stands_behind_what_it_waits_for(self) -> None:
        for rule in lists.rules():
            keys = [one["key"] for one in [*rule["items"], *rule["more"]]]
            for one in [*rule["items"], *rule["more"]]:
                assert one.get("after") in (None, *keys[: keys.index(one["key"])]), (rule["id"], one["key"])


def seen(db: Database, business_id: int) -> Agenda:
    with db.read() as session:
        return agenda.agenda(session, business_id, NOW)


def waiting(db: Database, *ids: int) -> tuple[ItemNow, ...]:
    with db.read() as session:
        return agenda.waiting(session, ids)


def due(db: Database, business_id: int) -> list[int]:
    return [one.id for one in seen(db, business_id).due]


def carry_out(db: Database, item_id: int) -> tracking.Carried:
    with db.write(actor="coach") as session:
        return tracking.carry_out(session, item_id, reasoning="", confidence=1, excerpt="Yes.", at=NOW)


def settle_others(db: Database, business_id: int, *keys: str) -> None:
    """Leave only these open, so that what is due does not depend on the order."""
    for found in goals(db, business_id):
        for one in items(db, found.id):
            if one.key not in keys and fresh(db, one).status == "pending":
                with db.write() as session:
                    session.get_one(ChecklistItem, one.id).executed_at = NOW


@pytest.fixture
def own(db: Database) -> int:
    return made(db, kind="own", focus_areas=["Keeping clients", "Finding clients"])


class TestFollowUps:
    def test_it_comes_only_after_the_task_was_done(self, db: Database, own: int) -> None:
        call, check = item(db, own, "retention", "call-three"), item(db, own, "retention", "check-calls")
        settle_others(db, own, "check-calls", "call-three")
        assert check.id not in due(db, own)
        with db.write(actor="coach") as session:
            tracking.asked(session, [call.id], "", at=NOW)
        assert check.id not in due(db, own)
        task = carry_out(db, call.id)
        settle_others(db, own, "check-calls")
        assert due(db, own) == []
        with db.write() as session:
            tasks.complete(session, task.id, at=NOW)
        assert due(db, own) == [check.id]

    def test_none_is_due_on_the_first_day(self, db: Database) -> None:
        for kind in ("own", "client", "prospect", "partner"):
            one = made(db, name=kind, kind=kind)
            while found := seen(db, one).due:
                assert "follow_up" not in [row.item_type for row in found]
                with db.write(actor="coach") as session:
                    tracking.asked(session, [row.id for row in found], "", at=NOW)

    def test_it_is_called_like_work_and_not_like_a_question(self, db: Database, own: int) -> None:
        found = carry_out(db, item(db, own, "retention", "check-calls").id)
        assert found.text == "See what the clients who had been quiet said"
        with db.read() as session:
            assert session.get_one(Followup, found.id).context_hints == [found.text]

    def test_it_falls_with_what_was_declined_and_comes_back_with_it(self, db: Database, own: int) -> None:
        call, check = item(db, own, "retention", "call-three"), item(db, own, "retention", "check-calls")
        with db.write() as session:
            tracking.decline(session, call.id, at=NOW)
        assert (fresh(db, call).status, fresh(db, check).status) == ("skipped", "skipped")
        with db.write() as session:
            tracking.reopen(session, call.id, at=NOW)
        assert (fresh(db, call).status, fresh(db, check).status) == ("pending", "pending")

    def test_one_that_was_skipped_by_the_owner_stays_so(self, db: Database, own: int) -> None:
        call, check = item(db, own, "retention", "call-three"), item(db, own, "retention", "check-calls")
        for change in (lambda s: tracking.skip(s, check.id, at=NOW), lambda s: tracking.complete(s, call.id, at=NOW)):
            with db.write() as session:
                change(session)
        assert fresh(db, check).status == "skipped"


class TestDecline:
    def test_it_is_skipped_and_not_offered_again(self, db: Database, own: int) -> None:
        one = item(db, own, "lead-system", "answer-fast")
        with db.write(actor="coach") as session:
            tracking.decline(session, one.id, at=NOW)
            step = session.info["undo_step"]
        after = fresh(db, one)
        assert (after.status, after.completion_notes) == ("skipped", "The owner said no.")
        assert one.id not in due(db, own)
        undo.undo(db, step)
        assert fresh(db, one).status == "pending"

    def test_only_an_open_offer_can_be(self, db: Database, own: int) -> None:
        for key in ("close-rate", "answer-fast"):
            one = item(db, own, "lead-system", key)
            if key == "answer-fast":
                carry_out(db, one.id)
            with db.write() as session, pytest.raises(CrmError):
                tracking.decline(session, one.id, at=NOW)
        with db.write() as session, pytest.raises(CrmError):
            tracking.decline(session, 4711, at=NOW)


class TestAnswered:
    @pytest.fixture
    def question(self, db: Database) -> ChecklistItem:
        own = made(db, kind="own", focus_areas=["Costs"])
        one = item(db, own, "profitability", "worst-job")
        with db.write(actor="coach") as session:
            tracking.asked(session, [one.id], "Which kind of job takes more time than you get paid for?", at=NOW)
        return one

    def answer(self, db: Database, item_id: int, text: str) -> str:
        with db.write(actor="coach") as session:
            return tracking.answered(session, item_id, text, at=NOW)

    def test_the_owners_words_complete_it_in_one_step(self, db: Database, question: ChecklistItem) -> None:
        with db.write(actor="coach") as session:
            assert tracking.answered(session, question.id, " Logos for friends. ", at=NOW) == "completed"
            step = session.info["undo_step"]
        after = fresh(db, question)
        assert (after.status, after.completion_notes, after.completed_at) == ("completed", "Logos for friends.", NOW)
        assert after.execution_context == "Which kind of job takes more time than you get paid for?"
        assert goal(db, after.business_id, "profitability").current_progress > 0
        undo.undo(db, step)
        assert fresh(db, question).status == "in_progress"

    def test_a_refusal_skips_it(self, db: Database, question: ChecklistItem) -> None:
        assert self.answer(db, question.id, "I'd rather not say.") == "skipped"
        assert fresh(db, question).status == "skipped"

    @pytest.mark.parametrize("text", ["Yes.", "No", "ok", "Later.", "Thanks", "", "What do you mean?"])
    def test_what_says_nothing_leaves_it(self, db: Database, question: ChecklistItem, text: str) -> None:
        assert self.answer(db, question.id, text) == ""
        assert fresh(db, question).status == "in_progress"
        with db.read() as session:
            assert undo.undo_label(session) == "Business added: Acme GmbH"

    def test_a_very_long_answer_is_cut(self, db: Database, question: ChecklistItem) -> None:
        assert self.answer(db, question.id, "Logos for friends. " * 500) == "completed"
        assert len(fresh(db, question).completion_notes or "") == tracking.LONGEST

    def test_yes_answers_what_asks_for_it(self, db: Database) -> None:
        client = made(db, kind="client")
        with db.write() as session:
            one = session.get_one(ChecklistItem, item(db, client, "client-keep", "news").id)
            one.ask = "Is Acme still worth your time?"
        assert self.answer(db, one.id, "Yes.") == "completed"

    def test_only_an_open_question_takes_one(self, db: Database, question: ChecklistItem) -> None:
        other = item(db, question.business_id, "profitability", "margin")
        for wrong in (other.id, 4711, -1):
            with db.write() as session, pytest.raises(CrmError):
                tracking.answered(session, wrong, "Logos.", at=NOW)
        self.answer(db, question.id, "Logos.")
        with db.write() as session, pytest.raises(CrmError):
            tracking.answered(session, question.id, "Logos.", at=NOW)


class TestWaiting:
    def test_the_section_says_what_waits_for_which_answer(self, db: Database, own: int) -> None:
        offer, field = item(db, own, "retention", "call-three"), item(db, own, "lead-system", "close-rate")
        asked = waiting(db, offer.id, field.id)
        told = section.section(seen(db, own), "key", asked)
        assert f"item {offer.id} (recommendation), you said: {offer.ask} If the owner agrees, {offer.id} goes" in told
        assert f"item {field.id} (data_collection), you said: {field.ask} The answer goes into collected as" in told
        assert "Brought up just now" not in section.section(seen(db, own), "key")

    def test_each_business_has_its_own(self, db: Database, own: int) -> None:
        client = made(db, name="Bee Ltd", kind="client")
        asked = waiting(db, item(db, client, "client-keep", "touch").id)
        assert "Brought up just now" not in section.section(seen(db, own), "key", asked)
        assert "Want a task to get in touch with Bee Ltd?" in section.section(seen(db, client), "key", asked)

    def test_only_what_is_still_open(self, db: Database, own: int) -> None:
        one, other = item(db, own, "retention", "call-three"), item(db, own, "lead-system", "answer-fast")
        carry_out(db, one.id)
        assert [row.id for row in waiting(db, one.id, other.id, 4711, -4711)] == [other.id]

    def test_how_helpful_it_was_waits_until_it_is_rated(self, db: Database) -> None:
        client = made(db, kind="client")
        done = goal(db, client, "client-grow")
        assert waiting(db, -done.id) == ()
        for one in items(db, done.id):
            with db.write() as session:
                tracking.complete(session, one.id, at=NOW)
        [row] = waiting(db, -done.id)
        assert "collected as helpfulness" in section.section(seen(db, client), "key", (row,))
        with db.write() as session:
            tracking.helpful(session, done.id, 4, at=NOW)
        assert waiting(db, -done.id) == ()

    def test_the_guard_knows_the_whole_section_and_lets_the_offer_pass(self, db: Database, own: int) -> None:
        asked = waiting(db, item(db, own, "retention", "call-three").id)
        found = seen(db, own)
        guard = Guard(section.private(found, "key", waiting=asked))
        assert guard.judge(section.section(found, "key", asked)).leaks
        assert guard.judge("Brought up just now, so never again in this answer; the owner's message may answer").leaks
        assert not guard.judge(f"{asked[0].ask} I would call it: {asked[0].task}.").leaks
