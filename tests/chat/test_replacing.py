"""Answering again, and saying it in other words: what the replaced turns asked and noted goes with them."""

from app.compose import App
from app.crm import businesses, profile_facts
from app.models import ChecklistItem
from tests.chat.test_offline import QUESTION, only_question
from tests.conftest import NOW


def item_of(app: App, item_id: int) -> ChecklistItem:
    with app.db.read() as session:
        return session.get_one(ChecklistItem, item_id)


def known(app: App) -> dict[str, str]:
    with app.db.read() as session:
        own = businesses.find_own(session)
        assert own is not None
        return {field: fact.value for field, fact in profile_facts.current(session, own).items()}


def owners(app: App, answer_id: int) -> int:
    """The message right before an answer."""
    return answer_id - 1


def test_answered_again_it_asks_again(app: App) -> None:
    wanted = only_question(app)
    first = app.chat.say("Tell me about the moon")
    assert first.details.asked == (wanted,)
    again = app.chat.retry(first.id)
    assert again.details.asked == (wanted,)
    assert QUESTION in again.content
    found = item_of(app, wanted)
    assert (found.status, found.execution_context) == ("in_progress", again.content[:300])


def test_what_was_noted_from_replaced_words_is_taken_back_and_told(app: App) -> None:
    wanted = only_question(app)
    asking = app.chat.say("Tell me about the moon")
    told = app.chat.say("About 30 %", conversation=asking.conversation_id)
    assert known(app) == {"close_rate": "30"}
    turn = app.chat.resend(owners(app, told.id), "I'd rather not say")
    assert known(app) == {}
    assert turn.details.error == "No longer noted, as you said it in other words: Close rate."
    assert item_of(app, wanted).status == "skipped", "the new words refuse it"


def test_other_words_are_noted_instead(app: App) -> None:
    only_question(app)
    asking = app.chat.say("Tell me about the moon")
    told = app.chat.say("About 30 %", conversation=asking.conversation_id)
    turn = app.chat.resend(owners(app, told.id), "About 40 %")
    assert [(one.field, one.value) for one in turn.details.noted] == [("close_rate", "40")]
    assert known(app) == {"close_rate": "40"}


def test_an_answer_given_again_keeps_what_its_question_said(app: App) -> None:
    only_question(app)
    asking = app.chat.say("Tell me about the moon")
    told = app.chat.say("About 30 %", conversation=asking.conversation_id)
    again = app.chat.retry(told.id)
    assert known(app) == {"close_rate": "30"}
    assert again.details.error == ""


def test_an_earlier_answer_given_again_takes_later_words_with_it(app: App) -> None:
    wanted = only_question(app)
    asking = app.chat.say("Tell me about the moon")
    app.chat.say("About 30 %", conversation=asking.conversation_id)
    again = app.chat.retry(asking.id)
    assert known(app) == {}
    assert "Close rate" in again.details.error
    assert (item_of(app, wanted).status, again.details.asked) == ("in_progress", (wanted,))


def test_what_was_built_upon_stays(app: App) -> None:
    only_question(app)
    asking = app.chat.say("Tell me about the moon")
    told = app.chat.say("About 30 %", conversation=asking.conversation_id)
    with app.db.write() as session:
        own = businesses.find_own(session)
        assert own is not None
        fact = profile_facts.current(session, own)["close_rate"]
        fact.value = "35"
    turn = app.chat.resend(owners(app, told.id), "Tell me about the sun")
    assert known(app) == {"close_rate": "35"}
    assert turn.details.error == ""


def test_what_another_conversation_asked_since_stays_asked(app: App) -> None:
    wanted = only_question(app)
    first = app.chat.say("Tell me about the moon")
    with app.db.write(actor="coach") as session:
        session.get_one(ChecklistItem, wanted).executed_at = later = session.info["at"].replace(year=NOW.year + 1)
    app.chat.retry(first.id)
    assert item_of(app, wanted).executed_at == later
