"""Deal lost: why, in one click, and another try in 90 days."""

from datetime import timedelta

from app.coach import actions
from app.coach.engine import Engine
from app.coach.rules.deal_lost import RULE
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import contacts, deals
from app.models import Deal, Task
from tests import build
from tests.coach.rules.reacting import labels, reaction, said
from tests.conftest import NOW


def add(app: App, **fields: object) -> tuple[int, int]:
    with app.db.write() as session:
        ana = build.contact(session)
        return ana.id, build.deal(session, contact_id=ana.id, **fields).id


def lose(deal_id: int, reason: str | None = None):  # type: ignore[no-untyped-def]
    return lambda session: deals.close(session, deal_id, won=False, at=NOW, lost_reason=reason)


def lost_before(app: App, *reasons: str) -> None:
    with app.db.write() as session:
        for days, reason in enumerate(reasons):
            gone = build.deal(session, f"Old {days}")
            deals.close(session, gone.id, won=False, at=NOW - timedelta(days=days + 1), lost_reason=reason)


def test_the_reasons_given_most_often_are_the_buttons(app: App) -> None:
    lost_before(
        app, "No budget", "Too expensive", "too expensive", "TOO EXPENSIVE", "No budget", "Bad timing", "x" * 31
    )
    _ana, deal = add(app)
    draft = reaction(app, RULE, lose(deal))
    assert said(RULE, draft) == "Why was Acme website lost? One click keeps the reason."
    assert labels(RULE, draft) == ["Too expensive", "No budget", "Ask again in 90 days"]


def test_a_click_keeps_the_reason_or_plans_another_try(app: App) -> None:
    lost_before(app, "no budget", "no budget")
    ana, deal = add(app)
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with app.db.write() as session:
        lose(deal)(session)
    round_ = Engine(app.db, app.clock, (RULE,)).react(next(e for e in events if e.action == "deal_closed"))
    insight = round_.insights[0]
    assert [button.label for button in insight.buttons] == ["No budget", "Ask again in 90 days"]
    actions.perform(app.db, insight.id, 0, at=NOW)
    with app.db.read() as session:
        assert session.get_one(Deal, deal).lost_reason == "no budget"
    _ana, other = add(app, title="Other")
    draft = reaction(app, RULE, lose(other))
    assert draft is not None
    with app.db.write() as session:
        actions.KINDS["create_task"](session, {**draft.actions[-1].params, "title": "Ask"}, NOW)
        task = session.query(Task).one()
        assert (task.due_on, task.deal_id) == (NOW.date() + timedelta(days=90), other)
        assert task.contact_id != ana


def test_without_reasons_of_the_past_the_deal_is_opened(app: App) -> None:
    lost_before(app, "  ", "x" * 200)
    _ana, deal = add(app)
    draft = reaction(app, RULE, lose(deal))
    assert said(RULE, draft) == "Why was Acme website lost? Note the reason while you know it."
    assert labels(RULE, draft) == ["Say why", "Ask again in 90 days"]


def test_a_known_reason_leaves_the_other_try(app: App) -> None:
    _ana, deal = add(app)
    draft = reaction(app, RULE, lose(deal, "No budget {now}"))
    assert said(RULE, draft) == ("Acme website is lost: No budget {now}. Things change: ask Ana Ruiz again in 90 days.")
    assert labels(RULE, draft) == ["Ask again in 90 days"]


def test_nobody_who_must_not_be_contacted_is_asked_again(app: App) -> None:
    ana, deal = add(app)
    with app.db.write() as session:
        contacts.edit(session, ana, at=NOW, do_not_contact=True)
        alone = build.deal(session, "Alone").id
        quiet = build.deal(session, "Quiet", contact_id=ana).id
    assert labels(RULE, reaction(app, RULE, lose(deal))) == ["Say why"]
    assert labels(RULE, reaction(app, RULE, lose(alone))) == ["Say why"]
    assert reaction(app, RULE, lose(quiet, "No budget")) is None


def test_a_won_and_a_deleted_deal_are_silent(app: App) -> None:
    _ana, deal = add(app)
    assert reaction(app, RULE, lambda s: deals.close(s, deal, won=True, at=NOW)) is None
    _bo, other = add(app)
    assert reaction(app, RULE, lambda s: (lose(other)(s), deals.delete(s, other, at=NOW))) is None
