"""A long conversation goes on within the budget: older turns in short, the newest as they were."""

import logging
import time

import pytest
from sqlalchemy import select

from app.chat import conversations, summaries
from app.compose import App
from app.crm import preferences
from app.models import Conversation, Goal
from tests.chat.conftest import answer, system_of
from tests.model_server import Body, ModelServer, Reply, refuses, text


def talk(app: App, turns: int, conversation: int | None = None) -> int:
    for n in range(turns):
        conversation = app.chat.say(f"Fact {n} is about the lighthouse", conversation=conversation).conversation_id
    assert conversation is not None
    return conversation


def kept(app: App, conversation: int) -> Conversation:
    with app.db.read() as session:
        return conversations.find(session, conversation)


def script(body: Body) -> Reply:
    if "Sum up the older part" in system_of(body):
        return text("They talked about a lighthouse.")
    return answer("I see.")


def wait_for(app: App, conversation: int, words: str) -> None:
    until = time.monotonic() + 20
    while words not in (kept(app, conversation).summary or ""):
        assert time.monotonic() < until, kept(app, conversation).summary
        time.sleep(0.02)


def test_without_a_model_it_is_made_of_sentences(app: App) -> None:
    conversation = talk(app, 12)
    found = kept(app, conversation)
    assert "Owner: Fact 0 is about the lighthouse" in (found.summary or "")
    assert "Fact 11" not in (found.summary or "")
    with app.db.read() as session:
        assert len(conversations.turns(session, conversation)) == 24, "nothing is lost"


def test_a_model_puts_it_better_after_the_turn(app: App, server: ModelServer) -> None:
    server.script = script
    conversation = talk(app, 11)
    wait_for(app, conversation, "They talked about a lighthouse.")
    app.chat.say("And now?", conversation=conversation)
    sent = system_of(server.asked[-1])
    assert "| They talked about a lighthouse." in sent
    said = [one["content"] for one in server.asked[-1]["messages"][1:]]
    assert "Fact 0 is about the lighthouse" not in said
    assert "Fact 10 is about the lighthouse" in said


def test_a_summary_that_gives_away_the_private_list_is_not_kept(
    app: App, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Such as by a model that has read it somewhere else, or guesses it."""
    caplog.set_level(logging.INFO)
    conversation = talk(app, 1)
    with app.db.read() as session:
        private = session.scalars(select(Goal.goal_description)).all()[0]

    def betrays(body: Body) -> Reply:
        summing = "Sum up the older part" in system_of(body)
        return text(f"The coach wants this: {private}") if summing else answer("I see.")

    server.script = betrays
    talk(app, 10, conversation)
    until = time.monotonic() + 20
    while "a summary was held back" not in caplog.text:
        assert time.monotonic() < until
        time.sleep(0.02)
    found = kept(app, conversation).summary or ""
    assert "Owner: Fact 0" in found
    assert private not in found


def test_a_model_that_fails_leaves_the_sentences(app: App, server: ModelServer) -> None:
    def fails(body: Body) -> Reply:
        return refuses(400, "No") if "Sum up" in system_of(body) else answer("I see.")

    server.script = fails
    conversation = talk(app, 11)
    assert "Owner: Fact 0" in (kept(app, conversation).summary or "")


def test_earlier_turns_that_may_not_leave_are_not_summed_up_by_a_model(app: App, server: ModelServer) -> None:
    with app.db.write() as session:
        preferences.change(session, "model_sends_earlier", value=False, at=session.info["at"])
    server.script = script
    conversation = talk(app, 12)
    assert all("Sum up" not in system_of(body) for body in server.asked)
    assert "Owner: Fact 0" in (kept(app, conversation).summary or "")
    assert "Owner: Fact 0" not in system_of(server.asked[-1])


def test_another_wording_of_an_old_message_drops_the_summary(app: App) -> None:
    conversation = talk(app, 12)
    with app.db.read() as session:
        first = conversations.turns(session, conversation)[0]
    app.chat.resend(first.id, "Fact zero, in other words")
    assert kept(app, conversation).summary is None


def test_a_summary_keeps_the_newest_lines_and_its_length() -> None:
    older = summaries.Older(
        1, "Owner: the very first", "\n".join(f"Owner: line {n} {'x' * 90}" for n in range(200)), ()
    )
    found = summaries.by_sentences(older)
    assert "line 199" in found
    assert "the very first" not in found
    assert len(found) <= summaries.LONGEST
