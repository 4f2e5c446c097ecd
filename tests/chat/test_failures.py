"""Whatever a model or a network does: one clear sentence, the owner's words kept, and another try."""

import socket

import pytest
from sqlalchemy import select

from app.chat import conversations
from app.chat.shapes import Door
from app.compose import App
from app.crm import preferences
from app.models import CoachMessage, Goal
from tests import model_server
from tests.chat.conftest import answer, system_of
from tests.model_server import ModelServer, Reply, refuses, text

PLAIN = "What shall I make of the fair?"
"""Nothing the records answer."""
KNOWN = "How is my pipeline?"


def change(app: App, **values: object) -> None:
    with app.db.write() as session:
        for key, value in values.items():
            preferences.change(session, key, value, at=session.info["at"])  # type: ignore[arg-type]


FAILURES = {
    "wrong key": (refuses(401, "Incorrect API key"), "does not accept the key"),
    "unknown model": (refuses(404, "The model `x` does not exist", "model_not_found"), "has no model called"),
    "no credit": (refuses(429, "You exceeded your current quota", "insufficient_quota"), "no credit left"),
    "too busy": (refuses(429, "Slow down", retry_after="3600"), "takes no more questions for now"),
    "their fault": (refuses(500, "boom", retry_after="3600"), "problem of its own"),
    "no model's answer": (Reply(raw=b"<html>hello</html>"), "not a model's answer"),
}


@pytest.mark.parametrize(("reply", "sentence"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_one_sentence_and_can_be_tried_again(
    app: App, server: ModelServer, reply: Reply, sentence: str
) -> None:
    server.script = lambda _body: reply
    turn = app.chat.say(PLAIN, hear=lambda _piece: None)
    assert turn.details.finish == "failed"
    assert sentence in turn.details.error
    assert turn.content == ""
    server.script = lambda _body: answer("Talk to three people there.")
    again = app.chat.retry(turn.id)
    assert again.content == "Talk to three people there."
    with app.db.read() as session:
        kept = conversations.turns(session, turn.conversation_id)
    assert [one.content for one in kept] == [PLAIN, "Talk to three people there."]


def test_nobody_at_the_address(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free.getsockname()[1]}/v1")
    turn = app.chat.say(PLAIN)
    assert turn.details.finish == "failed"
    assert "cannot be reached" in turn.details.error
    assert app.chat.ready()


def test_what_settings_mend_has_a_door_there(app: App, server: ModelServer) -> None:
    server.key = "right"
    turn = app.chat.say(PLAIN)
    assert turn.details.door == Door("settings", "Open settings")


def test_a_key_that_is_missing(app: App) -> None:
    change(app, model_preset="openai")
    turn = app.chat.say(PLAIN)
    assert turn.details.finish == "failed"
    assert turn.details.door == Door("settings", "Open settings")


def test_the_limit_of_the_month(app: App, server: ModelServer) -> None:
    change(app, model_month_tokens=10)
    turn = app.chat.say(PLAIN)
    assert turn.details.finish == "failed"
    assert "limit" in turn.details.error
    assert server.asked == []


def test_where_the_records_know_it_they_answer(app: App, server: ModelServer, ana: int) -> None:
    server.script = lambda _body: refuses(401, "Incorrect API key")
    turn = app.chat.say(KNOWN)
    assert turn.details.finish == "failed"
    assert "4,500" in turn.content
    assert "key" in turn.details.error


def test_a_stream_that_breaks_off_keeps_what_had_arrived(app: App, server: ModelServer) -> None:
    server.then(answer("One sentence that arrived in time. " * 20, pieces=40, _cut=30))
    heard: list[str | None] = []
    turn = app.chat.say(PLAIN, hear=heard.append)
    assert turn.details.finish == "failed"
    assert "broke off" in turn.details.error
    assert turn.content.startswith("One sentence that arrived in time.")
    assert turn.content == "".join(piece or "" for piece in heard).rstrip()


def test_what_had_arrived_is_kept_also_unheard(app: App, server: ModelServer) -> None:
    server.then(text('{"reply": "Half of an answer that never', finish="length"))
    turn = app.chat.say(PLAIN)
    assert (turn.details.finish, turn.content) == ("failed", "Half of an answer that never")
    assert "longer than" in turn.details.error


def test_a_betrayal_before_a_failure_is_counted(app: App, server: ModelServer) -> None:
    app.chat.say("Hello")
    with app.db.read() as session:
        private = session.scalars(select(Goal.goal_description)).first()
    server.then(answer(f"My goal for you is this: {private}"), refuses(401, "No"))
    turn = app.chat.say(PLAIN)
    assert turn.details.finish == "failed"
    assert turn.details.guard.blocked
    with app.db.read() as session:
        row = session.scalars(select(CoachMessage).order_by(CoachMessage.id.desc())).first()
    assert row is not None
    assert (row.message_id, row.content, row.caught) == (turn.id, "", turn.details.guard.reason)


def test_slow_pieces_are_waited_for(app: App, server: ModelServer) -> None:
    server.then(answer("It took its time.", pieces=10, _pause=0.1))
    assert app.chat.say(PLAIN, hear=lambda _piece: None).content == "It took its time."


def test_nothing_that_fits_twice_is_a_failure(app: App, server: ModelServer) -> None:
    server.script = lambda _body: text("I would rather chat.")
    turn = app.chat.say(PLAIN)
    assert turn.details.finish == "failed"
    assert "did not answer in a form that can be used" in turn.details.error
    assert len(server.asked) == 3


def test_an_empty_reply_is_no_answer(app: App, server: ModelServer) -> None:
    server.then(answer("  "))
    turn = app.chat.say(PLAIN)
    assert (turn.details.finish, turn.content) == ("failed", "")
    assert "answered nothing" in turn.details.error


@pytest.mark.parametrize("without", [("response_format",), ("tools",), ("tools", "response_format", "stream_options")])
def test_an_endpoint_that_lacks_something(app: App, server: ModelServer, without: tuple[str, ...]) -> None:
    server.without = without
    server.script = lambda _body: answer("Talk to three people there.", pieces=5)
    heard: list[str | None] = []
    turn = app.chat.say(PLAIN, hear=heard.append)
    assert turn.content == "Talk to three people there."
    assert "".join(piece or "" for piece in heard) == turn.content


def test_a_reply_that_grew_too_long_says_so(app: App, server: ModelServer) -> None:
    server.then(answer("A long story.", _finish="length"))
    assert app.chat.say(PLAIN).details.finish == "length"


def test_parts_of_the_form_in_other_shapes_are_read(app: App, server: ModelServer) -> None:
    server.then(
        answer(
            "Good.", asked=["item 3", {"id": 4}], collected={"close_rate": "30"}, recommended="Call", commitments=None
        )
    )
    turn = app.chat.say(PLAIN)
    assert turn.content == "Good."
    assert turn.details.finish == "done"


def test_names_that_stay_come_back(app: App, server: ModelServer, ana: int) -> None:
    change(app, model_sends_names=False)
    server.script = lambda body: answer(f"Call {system_of(body).split('Name: ')[1].split(chr(10))[0]} today.")
    turn = app.chat.say("Shall I call Ana Ruiz?", hear=lambda _piece: None)
    sent = model_server.said(server.asked[-1]["messages"])
    assert "Ruiz" not in sent
    assert "Acme" not in sent
    assert turn.content == "Call Ana Ruiz today."


def test_what_may_not_leave_does_not(app: App, server: ModelServer, ana: int) -> None:
    change(app, model_sends_people=False, model_sends_notes=False, model_sends_figures=False, model_sends_work=False)
    app.chat.say(KNOWN, view=(("contact", ana),))
    server.then(answer("Fine."))
    app.chat.say("And now?", view=(("contact", ana),))
    for body in server.asked:
        sent = model_server.said(body["messages"])
        assert "before noon" not in sent
        assert "ana@acme" not in sent
        assert "4,500" not in sent
