"""While the coach is off the chat answers, and keeps no list, asks nothing and tells the model of nothing private."""

import pytest
from sqlalchemy import func, select

from app.compose import App
from app.crm import preferences
from app.goals import agenda
from app.models import ChecklistItem, Goal
from tests import build
from tests.chat.conftest import answer, system_of
from tests.chat.test_offline import QUESTION, only_question
from tests.conftest import NOW
from tests.model_server import ModelServer


def turn_off(app: App) -> None:
    with app.db.write() as session:
        preferences.change(session, "coach_enabled", False, at=NOW)


def goals(app: App) -> int:
    with app.db.read() as session:
        return session.scalar(select(func.count()).select_from(Goal)) or 0


def test_no_goals_are_made_and_nothing_is_asked(app: App) -> None:
    turn_off(app)
    with app.db.write() as session:
        build.deal(session, "Acme website", value_cents=450_000)
    turn = app.chat.say("How is my pipeline?")
    assert "4,500" in turn.content
    assert (turn.details.asked, goals(app)) == ((), 0)


def test_what_was_on_the_list_is_not_asked_while_it_is_off(app: App) -> None:
    wanted = only_question(app)
    turn_off(app)
    turn = app.chat.say("Tell me about the moon")
    assert QUESTION not in turn.content
    with app.db.read() as session:
        assert session.get_one(ChecklistItem, wanted).status == "pending"


@pytest.mark.parametrize("about", ["Tell me about the moon", "What about Ana Ruiz?"])
@pytest.mark.usefixtures("ana")
def test_the_model_is_told_of_no_list(app: App, server: ModelServer, about: str) -> None:
    wanted = only_question(app)
    turn_off(app)
    server.then(answer("Fine.", asked=[wanted], collected=[{"field": "team_size", "value": "3", "quote": "moon"}]))
    before = goals(app)
    turn = app.chat.say(about)
    assert "Private working list" not in system_of(server.asked[-1])
    assert (turn.content, turn.details.asked, turn.details.noted, goals(app)) == ("Fine.", (), (), before)
    with app.db.read() as session:
        assert agenda.waiting(session, [wanted])[0].ask == QUESTION


def test_turned_on_again_it_asks(app: App) -> None:
    only_question(app)
    turn_off(app)
    app.chat.say("Tell me about the moon")
    with app.db.write() as session:
        preferences.change(session, "coach_enabled", True, at=NOW)
    assert QUESTION in app.chat.say("Tell me about the moon").content
