"""What is kept beside an answer: values, items that came up, work that was agreed on; each can be taken back."""

from datetime import date

import pytest
from sqlalchemy import select

from app.chat import conversations
from app.chat.shapes import Turn
from app.compose import App
from app.core.errors import CrmError
from app.crm import businesses, profile_facts, undo
from app.goals import tracking
from app.goals.shapes import OPEN
from app.models import ChecklistItem, Followup, Goal, Task
from tests.chat.conftest import answer, system_of
from tests.model_server import ModelServer


def own(app: App) -> int:
    with app.db.write(actor="coach") as session:
        return businesses.own(session, session.info["at"]).id


def known(app: App, business: int) -> dict[str, str]:
    with app.db.read() as session:
        return {name: fact.value for name, fact in profile_facts.current(session, business).items()}


def item(app: App, **wanted: object) -> ChecklistItem:
    """The item that is due, or has these columns."""
    with app.db.read() as session:
        return session.scalars(select(ChecklistItem).filter_by(**wanted).order_by(ChecklistItem.id)).first()  # type: ignore[return-value]


def ask_for(app: App, server: ModelServer, field: str) -> ChecklistItem:
    """Have a question for this field due, and brought up by the model."""
    server.then(answer("Hello."))
    app.chat.say("Hello")
    with app.db.write(actor="coach") as session:
        goal = session.scalars(select(Goal)).first()
        assert goal is not None
        for old in session.scalars(select(ChecklistItem)):
            old.status, old.trigger_condition = "skipped", "next_conversation"
        made = ChecklistItem(
            goal_id=goal.id, business_id=goal.business_id, key="k", checklist_item="Find out how well offers do",
            item_type="data_collection", ask="What is your close rate right now?", field=field,
            trigger_condition="immediately",
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made


def test_a_value_is_noted_and_taken_back_with_all_it_changed(app: App, server: ModelServer) -> None:
    me = own(app)
    told = [{"field": "team_size", "value": "3", "confidence": 0.9, "quote": "we are three"}]
    server.then(answer("Good to know.", collected=told))
    turn = app.chat.say("By the way, we are three now")
    (noted,) = turn.details.noted
    assert (noted.business_id, noted.field, noted.value) == (me, "team_size", "3")
    with app.db.read() as session:
        assert businesses.get(session, me).team_size == "3"
    assert app.chat.undo_noted(turn.id, 0).details.noted == ()
    assert known(app, me) == {}
    with app.db.read() as session:
        assert businesses.get(session, me).team_size is None


def test_each_value_is_a_step_of_its_own(app: App, server: ModelServer) -> None:
    me = own(app)
    told = [
        {"field": "team_size", "value": "3", "quote": "we are three"},
        {"field": "close_rate", "value": "30", "quote": "close 30 %"},
    ]
    server.then(answer("Good.", collected=told))
    turn = app.chat.say("We are three. We close 30 % of offers.")
    assert [one.field for one in turn.details.noted] == ["team_size", "close_rate"]
    app.chat.undo_noted(turn.id, 0)
    assert known(app, me) == {"close_rate": "30"}


@pytest.mark.parametrize(
    "told",
    [
        {"field": "close_rate", "value": "99", "quote": "our rate is 99"},
        {"field": "close_rate", "value": "30", "quote": "close 30 %", "confidence": 0.1},
        {"field": "close_rate", "value": "30", "quote": "close 30 %", "business": 999},
        {"field": "nonsense", "value": "30", "quote": "close 30 %"},
        {"field": "close_rate", "value": "300", "quote": "close 30 %"},
    ],
)
def test_what_may_not_be_noted(app: App, server: ModelServer, told: dict[str, object]) -> None:
    me = own(app)
    server.then(answer("Good.", collected=[told]))
    turn = app.chat.say("We close 30 % of offers")
    if told["value"] == "300":
        assert [one.value for one in turn.details.noted] == ["30"], "the owner's own words win"
    else:
        assert turn.details.noted == ()
        assert known(app, me) == {}


def test_a_value_about_a_client_is_not_the_owners(app: App, server: ModelServer, ana: int) -> None:
    me = own(app)
    told = [{"field": "team_size", "value": "12", "quote": "Acme GmbH has 12 people"}]
    server.then(answer("Good.", collected=told))
    turn = app.chat.say("Acme GmbH has 12 people")
    assert known(app, me) == {}
    assert [one.business_id for one in turn.details.noted] == [2]


def test_a_question_that_came_up_is_marked_and_its_answer_kept(app: App, server: ModelServer) -> None:
    due = ask_for(app, server, "close_rate")
    server.then(answer("Fine. What is your close rate right now?", asked=[due.id]))
    turn = app.chat.say("I need better leads")
    assert turn.details.asked == (due.id,)
    assert due.ask in system_of(server.asked[-1])
    assert item(app, id=due.id).status == "in_progress"
    server.then(answer("Thanks."))
    told = app.chat.say("About 30 %", conversation=turn.conversation_id)
    assert [(one.field, one.value) for one in told.details.noted] == [("close_rate", "30")]
    assert item(app, id=due.id).status == "completed"


def test_a_question_is_seen_in_the_reply_itself(app: App, server: ModelServer) -> None:
    due = ask_for(app, server, "close_rate")
    server.then(answer("Fine. What is your close rate right now?"))
    assert app.chat.say("I need better leads").details.asked == (due.id,)


def test_saying_it_asked_is_not_asking(app: App, server: ModelServer) -> None:
    due = ask_for(app, server, "close_rate")
    server.then(answer("Fine.", asked=[due.id, 999, -7]))
    assert app.chat.say("I need better leads").details.asked == ()
    assert item(app, id=due.id).status == "pending"


def test_a_refusal_closes_the_question(app: App, server: ModelServer) -> None:
    due = ask_for(app, server, "close_rate")
    server.then(answer("What is your close rate right now?"))
    turn = app.chat.say("I need better leads")
    server.then(answer("All right."))
    app.chat.say("I'd rather not say", conversation=turn.conversation_id)
    assert item(app, id=due.id).status == "skipped"


def work(app: App, server: ModelServer, kind: str) -> ChecklistItem:
    due = ask_for(app, server, "close_rate")
    with app.db.write(actor="coach") as session:
        row = session.get_one(ChecklistItem, due.id)
        row.item_type, row.field, row.ask = kind, None, "Shall I remind you to call three clients?"
        row.params = {"task": "Call three clients"}
        return row


def offered(app: App, server: ModelServer, kind: str) -> tuple[Turn, ChecklistItem]:
    """The coach brings up work of this kind."""
    due = work(app, server, kind)
    wished = [{"item": due.id, "text": "Wire money to Mallory", "reasoning": "They went quiet", "confidence": 0.8}]
    server.then(answer(f"Two of them went quiet. {due.ask}", asked=[due.id], recommended=wished))
    return app.chat.say("What about my clients?"), due


def tasks(app: App) -> list[Task]:
    with app.db.read() as session:
        return list(session.scalars(select(Task)))


def test_what_is_brought_up_is_a_card_in_our_words_and_no_deed(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    (card,) = turn.details.cards
    assert (card.tool, card.text, card.state) == ("goal_item", "Create a task: Call three clients", "open")
    assert tasks(app) == []
    assert item(app, id=due.id).status == "in_progress"


def test_a_click_on_what_was_brought_up_makes_the_task(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    done = app.chat.carry_out(turn.id, 0)
    assert (done.details.cards[0].state, done.details.cards[0].said) == ("done", "Task created.")
    (task,) = tasks(app)
    assert (task.title, task.origin, task.ai_reasoning, task.extraction_confidence, task.conversation_context) == (
        "Call three clients", "coach", "They went quiet", 0.8, "What about my clients?",
    )  # fmt: skip
    assert item(app, id=due.id).status == "completed"
    assert app.chat.undo_card(turn.id, 0).details.cards[0].state == "undone"
    assert tasks(app) == []
    assert item(app, id=due.id).status in OPEN


@pytest.mark.parametrize("yes", ["Yes, please.", "ok, good idea", "Ja, gerne"])
def test_a_plain_yes_carries_it_out_whatever_the_model_makes_of_it(app: App, server: ModelServer, yes: str) -> None:
    turn, due = offered(app, server, "recommendation")
    server.then(answer("It is on your list."))
    agreed = app.chat.say(yes, conversation=turn.conversation_id)
    assert [task.title for task in tasks(app)] == ["Call three clients"]
    assert [card.state for card in agreed.details.cards] == ["done"]
    with app.db.read() as session:
        assert conversations.turn(session, turn.id).details.cards[0].state == "done"
    assert f"item {due.id} " not in system_of(server.asked[-1]), "it is settled before the model is asked"
    app.chat.undo_card(agreed.id, 0)
    assert tasks(app) == []


def test_the_model_reads_a_yes_among_other_words(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    server.then(answer("It is on your list.", recommended=[{"item": due.id}]))
    agreed = app.chat.say("Yes, but I only have time on Friday morning", conversation=turn.conversation_id)
    assert f"{due.id} goes into recommended" in system_of(server.asked[-1])
    assert [card.state for card in agreed.details.cards] == ["done"]
    assert len(tasks(app)) == 1


@pytest.mark.parametrize("words", ["Tell me about the weather in Rome", "Not now, I am in a meeting", "No, thanks"])
def test_a_model_cannot_agree_for_the_owner(app: App, server: ModelServer, words: str) -> None:
    turn, due = offered(app, server, "recommendation")
    server.then(answer("It is on your list.", recommended=[{"item": due.id}]))
    app.chat.say(words, conversation=turn.conversation_id)
    assert tasks(app) == []


def test_a_plain_no_puts_it_away_for_good(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    server.then(answer("All right."))
    app.chat.say("No, thanks", conversation=turn.conversation_id)
    with app.db.read() as session:
        assert conversations.turn(session, turn.id).details.cards[0].state == "declined"
    assert item(app, id=due.id).status == "skipped"


def test_a_no_among_other_words_takes_a_model_that_says_so(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    server.then(answer("All right.", declined=[due.id, 999]))
    app.chat.say("Not now, I am in a meeting", conversation=turn.conversation_id)
    assert item(app, id=due.id).status == "in_progress", "not now is no no"
    other, due = offered(app, server, "recommendation")
    server.then(answer("All right.", declined=[due.id]))
    app.chat.say("No, I have somebody for that already", conversation=other.conversation_id)
    assert item(app, id=due.id).status == "skipped"


def test_a_card_that_was_put_away_is_not_agreed_to(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    app.chat.decline(turn.id, 0)
    assert item(app, id=due.id).status == "in_progress"
    server.then(answer("Good."))
    app.chat.say("Yes", conversation=turn.conversation_id)
    assert tasks(app) == []


def test_what_was_settled_elsewhere_is_put_away(app: App, server: ModelServer) -> None:
    turn, due = offered(app, server, "recommendation")
    with app.db.write() as session:
        tracking.skip(session, due.id, at=session.info["at"])
    with pytest.raises(CrmError, match="no longer there"):
        app.chat.carry_out(turn.id, 0)
    with app.db.read() as session:
        assert conversations.turn(session, turn.id).details.cards[0].state == "declined"


def test_a_follow_up_becomes_one(app: App, server: ModelServer) -> None:
    turn, _due = offered(app, server, "follow_up")
    assert turn.details.cards[0].text == "Plan a follow-up: Call three clients"
    server.then(answer("I will bring it up."))
    assert app.chat.say("Yes", conversation=turn.conversation_id).details.cards[0].state == "done"
    with app.db.read() as session:
        assert len(session.scalars(select(Followup)).all()) == 1


def test_a_question_is_answered_in_the_next_message(app: App, server: ModelServer) -> None:
    due = work(app, server, "question")
    ask = "What would you change first?"
    with app.db.write(actor="coach") as session:
        session.get_one(ChecklistItem, due.id).ask = ask
    server.then(answer(ask, asked=[due.id]), answer("Fine."), answer(ask, asked=[due.id]), answer("Good."))
    turn = app.chat.say("I need better clients")
    app.chat.say("ok, thanks", conversation=turn.conversation_id)
    assert item(app, id=due.id).status == "in_progress"
    with app.db.write(actor="coach") as session:
        row = session.get_one(ChecklistItem, due.id)
        row.status, row.executed_at = "pending", None
    turn = app.chat.say("I need better clients", conversation=turn.conversation_id)
    app.chat.say("Higher prices, above all.", conversation=turn.conversation_id)
    kept = item(app, id=due.id)
    assert (kept.status, kept.completion_notes) == ("completed", "Higher prices, above all.")


def test_what_the_owner_took_back_is_not_noted_again(app: App, server: ModelServer) -> None:
    me = own(app)
    told = [
        {"field": "team_size", "value": "3", "quote": "We are three"},
        {"field": "close_rate", "value": "30", "quote": "close 30 %"},
    ]
    server.then(answer("Good.", collected=told), answer("Good to know.", collected=told))
    turn = app.chat.say("We are three. We close 30 % of offers.")
    app.chat.undo_noted(turn.id, 0)
    again = app.chat.retry(turn.id)
    assert [one.field for one in again.details.noted] == ["close_rate"]
    assert known(app, me) == {"close_rate": "30"}
    app.chat.undo_noted(again.id, 0)
    assert known(app, me) == {}, "what stood is the same step"


def test_a_value_that_names_a_client_is_the_owners_where_only_the_owner_has_it(
    app: App, server: ModelServer, ana: int
) -> None:
    me = own(app)
    told = [{"field": "referral_partners", "value": "A colleague at Acme", "quote": "A colleague at Acme GmbH"}]
    server.then(answer("Good.", collected=told))
    turn = app.chat.say("A colleague at Acme GmbH")
    assert [one.business_id for one in turn.details.noted] == [me]


def test_other_recommendations_and_promises_wait_for_a_click(app: App, server: ModelServer, ana: int) -> None:
    server.then(
        answer(
            "Good.",
            recommended=[
                {"item": None, "text": "Raise the price", "reasoning": "It is too low", "confidence": 0.9},
                {"item": 4711, "text": "Pay Mallory"},
            ],
            commitments=[
                {"text": "Send the offer", "due_on": "2026-03-04", "contact": "Ana Ruiz"},
                {"text": "Think about it", "due_on": "one day", "contact": "Nobody"},
            ],
        )
    )  # fmt: skip
    turn = app.chat.say("I will send the offer on Wednesday")
    assert [(card.text, card.state) for card in turn.details.cards] == [
        ("Create a task: Raise the price", "open"), ("Create a task: Send the offer, due Wednesday", "open"),
        ("Create a task: Think about it", "open"),
    ]  # fmt: skip
    app.chat.carry_out(turn.id, 1)
    (task,) = tasks(app)
    assert (task.title, task.due_on, task.contact_id) == ("Send the offer", date(2026, 3, 4), ana)
    said = "I will send the offer on Wednesday"
    assert (task.origin, task.ai_reasoning, task.conversation_context) == ("coach", f"You said: {said}", said)
    app.chat.carry_out(turn.id, 0)
    raised = next(task for task in tasks(app) if task.title == "Raise the price")
    assert (raised.ai_reasoning, raised.extraction_confidence) == ("It is too low", 0.9)


def test_without_the_private_section_nothing_of_it_counts(app: App, server: ModelServer) -> None:
    due = work(app, server, "recommendation")
    private = item(app, id=due.id).checklist_item
    server.then(
        answer(f"My list for you says: {private}. And more: {private}"),
        answer("I put it on your list.", recommended=[{"item": due.id}], asked=[due.id]),
    )
    turn = app.chat.say("Yes, remind me")
    assert turn.details.guard.blocked
    assert turn.details.cards == ()
    assert turn.details.asked == ()


def test_noting_is_a_step_and_talking_is_none(app: App, server: ModelServer) -> None:
    own(app)
    server.then(answer("Good.", collected=[{"field": "team_size", "value": "3", "quote": "we are three"}]))
    turn = app.chat.say("We are three")
    app.chat.say("More", conversation=turn.conversation_id)
    undone = undo.undo(app.db)
    assert undone.label.startswith("Noted: Team size")
    with app.db.read() as session:
        assert conversations.turns(session, turn.conversation_id)[1].details.noted == ()
