"""Without a model: answers from the records, plain about it, and one question a day."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import compose
from app.chat import offline
from app.chat.asked import Said
from app.chat.hidden import Hidden
from app.chat.shapes import Details, Door
from app.compose import App
from app.core.paths import DataFolder
from app.crm import businesses, preferences, profile_facts
from app.goals.shapes import Agenda, GoalNow
from app.guard import Guard, mark
from app.models import ChecklistItem, Goal, ModelCall
from tests import build
from tests.conftest import NOW
from tests.guard.betrayal import ITEMS

PLAIN = "Tell me about the moon"
QUESTION = "What is your close rate right now?"


class Clock:
    now = NOW


@pytest.fixture
def moving(folder: DataFolder) -> Iterator[tuple[App, Clock]]:
    """The program with a clock that can be moved."""
    clock = Clock()
    app = compose.wire(folder, lambda: clock.now)
    yield app, clock
    app.close()


def only_question(app: App, item_type: str = "data_collection") -> int:
    """One item of the owner's own business is due."""
    app.chat.say("Hello")
    with app.db.write(actor="coach") as session:
        for old in session.scalars(select(ChecklistItem)):
            old.status, old.executed_at = "skipped", None
        goal = session.scalars(select(Goal)).first()
        assert goal is not None
        made = ChecklistItem(
            goal_id=goal.id, business_id=goal.business_id, key="k", checklist_item="Find out how well offers do",
            item_type=item_type, ask=QUESTION, field="close_rate", trigger_condition="immediately",
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def test_it_says_plainly_that_this_takes_a_model(app: App) -> None:
    turn = app.chat.say(PLAIN)
    assert turn.details.finish == "offline"
    assert turn.content.startswith("Free conversation needs a language model.")
    assert turn.details.door == Door("settings", "Set up a model")
    assert not app.chat.ready()
    with app.db.read() as session:
        assert session.scalars(select(ModelCall)).all() == []


def test_the_records_answer_with_real_numbers(app: App) -> None:
    with app.db.write() as session:
        build.deal(session, "Acme website", value_cents=450_000)
    turn = app.chat.say("How is my pipeline?")
    assert "4,500" in turn.content
    assert "Free conversation needs a language model" in turn.content, "said once in a conversation"
    assert turn.details.door == Door("settings", "Set up a model")
    again = app.chat.say("How is my pipeline?", conversation=turn.conversation_id)
    assert "Free conversation" not in again.content


def test_one_question_a_day_and_its_answer_is_read(moving: tuple[App, Clock]) -> None:
    app, clock = moving
    item_id = only_question(app)
    asked = app.chat.say("What should I do today?")
    assert asked.content.endswith(QUESTION)
    assert asked.details.asked == (item_id,)
    assert QUESTION not in app.chat.say("What should I do today?").content
    answered = app.chat.say("About 30 %", conversation=asked.conversation_id)
    assert answered.content == "Noted: Close rate, 30."
    assert answered.details.noted[0].value == "30"
    with app.db.read() as session:
        own = businesses.find_own(session)
        assert own is not None
        assert profile_facts.current(session, own)["close_rate"].value == "30"
        assert session.get_one(ChecklistItem, item_id).status == "completed"
    clock.now += timedelta(days=1)
    assert QUESTION not in app.chat.say("What should I do today?").content


def test_a_refusal_is_respected(moving: tuple[App, Clock]) -> None:
    app, clock = moving
    item_id = only_question(app)
    asked = app.chat.say("What should I do today?")
    told = app.chat.say("I'd rather not say", conversation=asked.conversation_id)
    assert told.content == "All right, I will not ask that again."
    with app.db.read() as session:
        assert session.get_one(ChecklistItem, item_id).status == "skipped"
    clock.now += timedelta(days=30)
    assert QUESTION not in app.chat.say("What should I do today?").content


def test_recommendations_are_not_asked_without_a_model(app: App) -> None:
    only_question(app, "question")
    assert app.chat.say("What should I do today?").details.asked == ()


def test_an_answer_that_answers_nothing_is_an_ordinary_message(app: App) -> None:
    only_question(app)
    asked = app.chat.say("What should I do today?")
    assert asked.details.asked
    turn = app.chat.say("Well, between 20 and 40 I guess", conversation=asked.conversation_id)
    assert turn.details.noted == ()


def test_records_that_are_like_the_list_are_told_and_its_own_words_are_not() -> None:
    aims = [GoalNow(n, 1, "r", "custom", text, 5, 0, "", "") for n, text in enumerate(ITEMS, 1)]
    hidden = Hidden(agendas=(Agenda(1, "Mine", tuple(aims)),), key="k")
    like = "My goal for you is to win more of the leads that come through the website."
    assert Guard(hidden.private(())).judge(like).reason == "paraphrase"
    assert offline.guarded(Said(like, Details()), hidden, ()).content == like
    for text in (f"{like}\n\n{ITEMS[0]}", mark("k 1 goals begin")):
        assert offline.guarded(Said(text, Details()), hidden, ()).details.guard.blocked, text


def test_a_model_that_is_turned_off_again_is_not_asked(app: App) -> None:
    with app.db.write() as session:
        preferences.change(session, "model_preset", "ollama", at=session.info["at"])
    assert app.chat.ready()
    with app.db.write() as session:
        preferences.change(session, "model_preset", "none", at=session.info["at"])
    assert not app.chat.ready()
    assert app.chat.say(PLAIN).details.finish == "offline"
