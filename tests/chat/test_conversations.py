"""Conversations are kept to the letter, found again, and deleted by a step that undo takes back."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chat import conversations
from app.compose import App
from app.core.errors import CrmError
from app.crm import undo


def test_a_conversation_is_called_by_its_first_words(app: App) -> None:
    turn = app.chat.say("How many of our offers were accepted in the last three months, roughly?")
    with app.db.read() as session:
        (listed,) = conversations.listed(session)
    assert listed.id == turn.conversation_id
    assert listed.title == "How many of our offers were accepted in…"
    assert listed.messages == 2


@given(text=st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda typed: typed.strip()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_typed_is_what_is_kept(app: App, text: str) -> None:
    turn = app.chat.say(text)
    with app.db.read() as session:
        first = conversations.turns(session, turn.conversation_id)[0]
    assert (first.role, first.content) == ("owner", text)


def test_half_a_character_does_not_lose_the_rest(app: App) -> None:
    turn = app.chat.say("before \ud800 after")
    with app.db.read() as session:
        assert conversations.turns(session, turn.conversation_id)[0].content == "before ? after"


def test_a_very_long_message_is_kept_and_not_answered(app: App) -> None:
    text = "long " * 200_000
    turn = app.chat.say(text)
    assert turn.details.finish == "failed"
    assert turn.details.error == (
        "That is longer than 20,000 characters. Your text is kept: shorten it and send it again."
    )
    with app.db.read() as session:
        assert conversations.turns(session, turn.conversation_id)[0].content == text


def test_nothing_is_no_message(app: App) -> None:
    with pytest.raises(CrmError, match="nothing to answer"):
        app.chat.say(" \n")
    with app.db.read() as session:
        assert conversations.listed(session) == []


def test_search_shows_the_words_around(app: App) -> None:
    first = app.chat.say("We talked about 50% off and the Überseehafen at length")
    app.chat.say("Something else")
    with app.db.read() as session:
        (found,) = conversations.listed(session, "überseehafen")
        assert found.id == first.conversation_id
        assert "50% off and the Überseehafen at" in found.found
        assert [one.id for one in conversations.listed(session, "50%")] == [first.conversation_id]
        assert conversations.listed(session, "50_off") == []


def test_older_turns_are_read_in_pages(app: App) -> None:
    conversation = app.chat.say("One").conversation_id
    for word in ("Two", "Three"):
        app.chat.say(word, conversation=conversation)
    with app.db.read() as session:
        last = conversations.turns(session, conversation, limit=2)
        earlier = conversations.turns(session, conversation, before=last[0].id, limit=2)
    assert last[0].content == "Three"
    assert earlier[0].content == "Two"


def test_deleting_a_conversation_is_one_step_to_take_back(app: App) -> None:
    conversation = app.chat.say("Keep me").conversation_id
    with app.db.write() as session:
        conversations.delete(session, conversation, at=session.info["at"])
    with app.db.read() as session:
        assert conversations.listed(session) == []
    undo.undo(app.db)
    with app.db.read() as session:
        assert conversations.turns(session, conversation)[0].content == "Keep me"


def test_talking_is_no_step_to_take_back(app: App) -> None:
    app.chat.say("Hello")
    with app.db.read() as session:
        assert undo.undo_label(session) is None


def test_a_conversation_can_be_renamed(app: App) -> None:
    conversation = app.chat.say("Hello").conversation_id
    with app.db.write() as session:
        conversations.rename(session, conversation, "  Offers \n 2026 ", at=session.info["at"] + timedelta(1))
        with pytest.raises(CrmError, match="needs a name"):
            conversations.rename(session, conversation, " ", at=session.info["at"])
    with app.db.read() as session:
        assert conversations.listed(session)[0].title == "Offers 2026"


def test_another_wording_takes_the_place_of_the_first(app: App) -> None:
    first = app.chat.say("Frist question")
    with app.db.read() as session:
        question = conversations.turns(session, first.conversation_id)[0]
    second = app.chat.resend(question.id, "First question")
    with app.db.read() as session:
        shown = conversations.turns(session, first.conversation_id)
    assert [turn.content for turn in shown if turn.role == "owner"] == ["First question"]
    assert shown[-1].id == second.id
    with pytest.raises(CrmError, match="Only what you said"):
        app.chat.resend(second.id, "No")


def test_a_thumb_and_words_stay_with_the_answer(app: App) -> None:
    turn = app.chat.say("Hello")
    assert app.chat.rate(turn.id, 1, "Too long").rating == 1
    with app.db.read() as session:
        assert conversations.turns(session, turn.conversation_id)[-1].feedback == "Too long"
    assert app.chat.rate(turn.id, None).rating is None
    with pytest.raises(CrmError, match="from 1 to 5"):
        app.chat.rate(turn.id, 9)
