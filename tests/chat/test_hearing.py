"""What is heard in an owner's message: values, refusals and corrections of what the coach had asked."""

import json

from sqlalchemy import select

from app.compose import App
from app.crm import businesses, profile_facts
from app.models import ChecklistItem, Goal
from tests.chat.conftest import answer, system_of
from tests.model_server import Body, ModelServer, Reply

ASKS = {
    "close_rate": "What is your close rate right now?",
    "weekly_hours": "How many hours do you work in a usual week?",
    "lead_sources": "Where do your best enquiries come from?",
}


def asked(app: App, server: ModelServer, *fields: str) -> int:
    """Have the coach ask for these; the conversation."""
    server.then(answer("Hello."))
    conversation = app.chat.say("Hello").conversation_id
    with app.db.write(actor="coach") as session:
        goal = session.scalars(select(Goal)).first()
        assert goal is not None
        for old in session.scalars(select(ChecklistItem)):
            old.status, old.trigger_condition = "skipped", "next_conversation"
        made = [
            ChecklistItem(
                goal_id=goal.id, business_id=goal.business_id, key=field, checklist_item=f"Find out {n}", field=field,
                item_type="data_collection", ask=ASKS[field], trigger_condition="immediately",
            )
            for n, field in enumerate(fields)
        ]  # fmt: skip
        session.add_all(made)
        session.flush()
        ids = [one.id for one in made]
    server.then(answer(" ".join(ASKS[field] for field in fields), asked=ids))
    app.chat.say("Go on", conversation=conversation)
    return conversation


def known(app: App) -> dict[str, str]:
    with app.db.read() as session:
        own = businesses.find_own(session)
        assert own is not None
        return {name: fact.value for name, fact in profile_facts.current(session, own).items()}


def statuses(app: App) -> dict[str, str]:
    query = select(ChecklistItem).where(ChecklistItem.key.in_(ASKS))
    with app.db.read() as session:
        return {one.key: one.status for one in session.scalars(query)}


def test_one_question_is_answered_and_the_other_refused(app: App, server: ModelServer) -> None:
    conversation = asked(app, server, "close_rate", "weekly_hours")
    server.then(answer("All right."))
    turn = app.chat.say("30 %. The hours I'd rather not say.", conversation=conversation)
    assert [(one.field, one.value) for one in turn.details.noted] == [("close_rate", "30")]
    assert known(app) == {"close_rate": "30"}
    assert statuses(app) == {"close_rate": "completed", "weekly_hours": "skipped"}


def test_both_questions_are_answered_and_one_is_corrected(app: App, server: ModelServer) -> None:
    conversation = asked(app, server, "close_rate", "weekly_hours")
    server.then(answer("Noted."), answer("Changed."))
    app.chat.say("30 %, and about 45 hours", conversation=conversation)
    assert known(app) == {"close_rate": "30", "weekly_hours": "45"}
    app.chat.say("I was wrong, it is 40 %", conversation=conversation)
    assert known(app) == {"close_rate": "40", "weekly_hours": "45"}


def test_small_talk_notes_nothing_and_leaves_the_question_open(app: App, server: ModelServer) -> None:
    conversation = asked(app, server, "close_rate", "weekly_hours")
    server.then(answer("All right."))
    app.chat.say("Not now, I am in a meeting until 4.", conversation=conversation)
    assert known(app) == {}
    assert set(statuses(app).values()) == {"in_progress"}


def test_what_was_told_is_kept_where_the_first_wording_is_caught(app: App, server: ModelServer) -> None:
    conversation = asked(app, server, "lead_sources")

    def betraying(body: Body) -> Reply:
        private = system_of(body).partition("Private working list")[2]
        return answer(private[60:1400]) if private else answer("Good to know.")

    server.script = betraying
    turn = app.chat.say("Mostly Instagram and two architects.", conversation=conversation)
    assert turn.details.guard.blocked
    assert turn.content == "Good to know."
    assert known(app) == {"lead_sources": "Mostly Instagram; two architects"}
    assert "Private working list" not in json.dumps(server.asked[-1])


def test_what_a_model_reads_is_not_refused(app: App, server: ModelServer) -> None:
    conversation = asked(app, server, "close_rate", "lead_sources")
    told = {"field": "Lead sources", "value": "A tax adviser", "confidence": 0.9, "quote": "A tax adviser"}
    server.then(answer("Noted.", collected=[told]))
    app.chat.say("I'd rather not say.\nA tax adviser, Ms Vogel.", conversation=conversation)
    assert known(app) == {"lead_sources": "A tax adviser"}
    assert statuses(app) == {"close_rate": "skipped", "lead_sources": "completed"}
