"""What the coach says of its own accord passes the guard, and every toast is a message that was sent."""

import pytest
from sqlalchemy import select

from app.coach import insights
from app.coach.engine import Engine
from app.coach.rule import Draft, Every, Rule
from app.coach.screening import Screening
from app.compose import App
from app.crm import businesses
from app.goals import generation
from app.models import CoachInsight, CoachMessage, Goal, LedgerEntry
from tests.conftest import NOW

VALUES = {"n": 2, "limit": 7, "names": "Ana", "days": 9, "person": "Ana", "hidden": 0}


@pytest.fixture
def private(app: App) -> str:
    """A goal of the owner's own business."""
    with app.db.write(actor="coach") as session:
        own = businesses.own(session, session.info["at"])
        generation.generate(session, own.id, at=session.info["at"])
    with app.db.read() as session:
        return str(session.scalars(select(Goal.goal_description)).first())


def say(app: App, names: str) -> int:
    """Have a rule speak of these names; gives the insight's id."""
    rule = Rule(
        "stale-leads", (Every(),), 1, "high", lambda _c: Draft(VALUES | {"names": names}, text="many", dedupe=names)
    )
    engine = Engine(app.db, app.clock, (rule,), judge=Screening(app.db, app.bus, app.clock).judge)
    engine.run_checks()
    engine.close()
    with app.db.read() as session:
        return session.scalars(select(CoachInsight.id).order_by(CoachInsight.id.desc())).first() or 0


def messages(app: App) -> list[CoachMessage]:
    with app.db.read() as session:
        return list(session.scalars(select(CoachMessage).order_by(CoachMessage.id)))


def test_what_gives_the_list_away_is_withheld_and_its_words_are_not_kept(app: App, private: str) -> None:
    said = say(app, private)
    with app.db.read() as session:
        row = session.get_one(CoachInsight, said)
        decided = session.scalars(select(LedgerEntry)).one()
    assert (row.delivery, row.reason, row.outcome) == ("withheld", "private", "withheld")
    assert private[:20] not in row.message
    assert row.evidence == {}
    assert (decided.decision, decided.reason) == ("withheld", "private")
    [message] = messages(app)
    assert (message.content, message.caught, message.delivered_at) == ("", "excerpt", None)


@pytest.mark.usefixtures("private")
def test_ordinary_words_are_said(app: App) -> None:
    with app.db.read() as session:
        assert insights.get(session, say(app, "Ana, Bo")).reason != "private"
    assert messages(app) == []


@pytest.mark.usefixtures("private")
def test_a_toast_is_a_message_with_what_became_of_it(app: App) -> None:
    said = say(app, "Ana, Bo")
    app.coach.note_shown(said)
    [message] = messages(app)
    assert (message.channel, message.kind, message.insight_id) == ("in_app", "toast", said)
    assert "Ana, Bo" in message.content
    assert (message.sent_at, message.read_at, message.engaged_at) == (message.delivered_at, None, None)
    with app.db.write() as session:
        insights.dismiss(session, said, at=NOW)
    [message] = messages(app)
    assert message.read_at == NOW
    assert message.engaged_at is None


@pytest.mark.usefixtures("private")
def test_a_toast_that_was_acted_on_is_engaged(app: App) -> None:
    said = say(app, "Ana, Bo")
    app.coach.note_shown(said)
    with app.db.write() as session:
        insights.mark_acted(session, insights.row(session, said), None, at=NOW)
    [message] = messages(app)
    assert message.engaged_at == message.read_at == NOW


def test_what_could_not_be_read_lets_nothing_through(app: App, private: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screening = Screening(app.db, app.bus, app.clock)

    def busy() -> None:
        raise OSError("busy")

    with monkeypatch.context() as once:
        once.setattr(app.db, "read", busy)
        for _time in range(2):
            with pytest.raises(OSError, match="busy"):
                screening.judge(private)
    assert screening.judge(private).leaks
