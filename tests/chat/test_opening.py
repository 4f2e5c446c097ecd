"""A conversation that begins with the question of a toast: what the owner types next answers it."""

import pytest

from app.chat import conversations
from app.compose import App
from app.core.errors import CrmError
from app.crm import tasks, undo
from app.models import ChecklistItem, Goal
from tests.chat.conftest import answer, system_of
from tests.chat.test_offline import QUESTION, only_question
from tests.model_server import ModelServer


def item_of(app: App, item_id: int) -> ChecklistItem:
    with app.db.read() as session:
        return session.get_one(ChecklistItem, item_id)


def test_the_question_is_its_first_words_and_counts_as_asked(app: App) -> None:
    wanted = only_question(app)
    conversation = app.chat.take_up(wanted)
    with app.db.read() as session:
        [turn] = conversations.turns(session, conversation)
        assert (turn.role, turn.content, turn.details.asked) == ("coach", QUESTION, (wanted,))
        assert conversations.listed(session)[0].title == QUESTION
        first = turn.id
    assert app.chat.rate(first, 5).rating == 5, "it can be rated as any answer"
    found = item_of(app, wanted)
    assert (found.status, found.executed_at is not None) == ("in_progress", True)


def test_the_next_message_answers_it_and_it_is_not_asked_again(app: App) -> None:
    wanted = only_question(app)
    turn = app.chat.say("About 30 %", conversation=app.chat.take_up(wanted))
    assert [(one.field, one.value) for one in turn.details.noted] == [("close_rate", "30")]
    assert QUESTION not in turn.content
    assert item_of(app, wanted).status == "completed"


def test_a_model_is_told_what_was_asked(app: App, server: ModelServer) -> None:
    wanted = only_question(app)
    server.then(answer("Thank you."))
    app.chat.say("What for, tell me about the moon", conversation=app.chat.take_up(wanted))
    assert f"item {wanted} (data_collection), you said: {QUESTION}" in system_of(server.asked[-1])


def test_it_stands_in_the_way_of_no_undo(app: App) -> None:
    wanted = only_question(app)
    with app.db.write() as session:
        task = tasks.create(session, at=session.info["at"], title="Call Ana")
    app.chat.take_up(wanted)
    assert undo.undo(app.db).label.endswith(task.title)


def test_what_is_settled_or_gone_begins_nothing(app: App) -> None:
    wanted = only_question(app)
    app.chat.say("30 %", conversation=app.chat.take_up(wanted))
    with app.db.read() as session:
        there = len(conversations.listed(session))
        goals = session.query(Goal).count()
    for gone in (wanted, 10**6, -goals - 10**6):
        with pytest.raises(CrmError, match="no longer open"):
            app.chat.take_up(gone)
    with app.db.read() as session:
        assert len(conversations.listed(session)) == there
