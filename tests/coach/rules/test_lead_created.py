"""Lead created: reach out soon, with the owner's own figures where they may be told."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.coach.engine import Engine
from app.coach.rules import deal_created
from app.coach.rules.lead_created import RULE
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import contacts, deals, leads
from tests import build
from tests.coach.rules.reacting import finding, labels, reaction, reactions, rows, said
from tests.conftest import NOW


def test_a_new_lead_is_to_be_reached_within_a_day(app: App) -> None:
    draft = reaction(app, RULE, build.contact)
    assert said(RULE, draft) == "Ana Ruiz is a new lead. Reach out within 24 hours."
    assert draft is not None
    ((kind, contact),) = rows(draft)
    assert (draft.entity, kind, draft.n) == (("contact", contact), "contact", None)
    assert labels(RULE, draft) == ["Plan it", "I called"]
    assert draft.actions[0].params["due_days"] == 1


def test_a_message_is_offered_where_there_is_an_address(app: App) -> None:
    draft = reaction(app, RULE, lambda s: build.contact(s, email="ana@ruiz.example"))
    assert labels(RULE, draft) == ["Plan it", "Write now", "I called"]


@pytest.mark.parametrize(
    ("group", "value", "rest", "told"),
    [
        ("within a day", 0.4, 0.1, "40 % of your 40 leads answered within a day became clients, of all others 10 %."),
        (
            "after more than three days", 0.1, 0.4,
            "10 % of your 40 leads answered after more than three days became clients, of all others 40 %.",
        ),
        ("after more than three days", 0.5, 0.4, ""),
        ("within a day", 0.1, 0.4, ""),
        ("in one to three days", 0.5, 0.4, ""),
    ],
)  # fmt: skip
def test_own_figures_are_told_where_they_speak_for_speed(
    app: App, group: str, value: float, rest: float, told: str
) -> None:
    with app.db.write(actor="import") as session:
        old = build.contact(session, "Old Lead").id
    finding(app.db, ("speed-to-lead", "leads"), group, value, rest, text={"rows": [["contact", old]]})
    draft = reaction(app, RULE, build.contact)
    assert said(RULE, draft) == "Ana Ruiz is a new lead. Reach out within 24 hours" + (
        f": since Jan 6, 2025, {told}" if told else "."
    )
    assert draft is not None
    assert (len(draft.rows), draft.count, draft.n) == ((2, 41, 40) if told else (1, 1, None))


@pytest.mark.parametrize("fields", [{"status": "client"}, {"status": "prospect"}, {"do_not_contact": True}])
def test_others_than_leads_are_none(app: App, fields: dict[str, object]) -> None:
    assert reaction(app, RULE, lambda s: build.contact(s, **fields)) is None


def talk(session: Session, ana: int) -> None:
    build.interaction(session, ana)


def plan_task(session: Session, ana: int) -> None:
    build.task(session, contact_id=ana)


def plan_followup(session: Session, ana: int) -> None:
    build.followup(session, NOW + timedelta(hours=3), contact_id=ana)


def plan_event(session: Session, ana: int) -> None:
    build.event(session, NOW + timedelta(hours=3), contact_id=ana)


def drop(session: Session, ana: int) -> None:
    contacts.delete(session, ana, at=NOW)


@pytest.mark.parametrize("also", [talk, plan_task, plan_followup, plan_event, drop])
def test_it_is_silent_where_that_is_done_or_planned(app: App, also) -> None:  # type: ignore[no-untyped-def]
    assert reaction(app, RULE, lambda s: also(s, build.contact(s).id)) is None


def test_a_lead_added_with_a_deal_is_spoken_of_once_and_before_what_the_deal_lacks(app: App) -> None:
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with app.db.write() as session:
        leads.create(session, leads.Lead(name="Ana Ruiz", wish="Website"), at=NOW)
    engine = Engine(app.db, app.clock, (RULE, deal_created.RULE))
    found = [insight for event in events for insight in engine.react(event).insights]
    assert [(one.rule, one.delivery) for one in found] == [("lead-created", "queued"), ("deal-created", "inboxed")]
    assert found[0].message == "Ana Ruiz is a new lead. Reach out within 24 hours."


def test_a_deal_of_a_lead_nobody_has_spoken_to_is_told_once_for_each_lead(app: App) -> None:
    with app.db.write(actor="import") as session:
        ana, bo = build.contact(session).id, build.contact(session, "Bo Lee", status="client").id
    first = reaction(app, RULE, lambda s: build.deal(s, contact_id=ana))
    assert said(RULE, first)
    second = reaction(app, RULE, lambda s: build.deal(s, "Second", contact_id=ana))
    assert first is not None
    assert second is not None
    assert first.dedupe == second.dedupe
    assert reaction(app, RULE, lambda s: build.deal(s, contact_id=bo)) is None


def test_a_deal_without_a_contact_a_closed_and_a_deleted_one_are_silent(app: App) -> None:
    with app.db.write(actor="import") as session:
        ana = build.contact(session).id
    assert reaction(app, RULE, build.deal) is None
    assert reaction(app, RULE, lambda s: build.deal(s, contact_id=ana, stage="Won")) is None
    assert reactions(app, RULE, lambda s: deals.delete(s, build.deal(s, contact_id=ana).id, at=NOW)) == []
