"""Every button: what it does, that one undo takes it back, and what it says when the record is gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.coach import actions, insights
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, deals, time_entries, undo
from app.models import ActivityLog, CoachInsight, Contact, Deal, Followup, Interaction, Task, TimeEntry, UserSetting
from tests import build
from tests.conftest import NOW
from tests.crm.test_undo import dump


def tell(db: Database, button: str, **params: Any) -> int:
    """An insight with one button."""
    action = {"kind": button, "label": "Do it", "params": params}
    with db.write() as session:
        insight = CoachInsight(
            type="time", rule_id="stale-leads", message="x", priority="low", critical=False, suggested_action=button,
            action_params=action, further_actions={}, evidence={}, dedupe_key=f"{button}:{params}", delivery="shown",
            created_at=NOW,
        )  # fmt: skip
        session.add(insight)
        session.flush()
        return insight.id


@pytest.fixture
def records(db: Database) -> dict[str, int]:
    with db.write() as session:
        ana = build.contact(session, "Ana Ruiz", emails=["ana@example.com"])
        deal = build.deal(session, "Acme website", contact_id=ana.id)
        project = build.project(session)
        return {"contact": ana.id, "deal": deal.id, "project": project.id, "stage": build.stage(session, "Proposal").id}


Check = Callable[[Session], object]
CASES: dict[str, tuple[Callable[[dict[str, int]], dict[str, Any]], Check, object]] = {
    "create_task": (
        lambda r: {"title": "Call Ana", "due_days": 2, "contact_id": r["contact"]},
        lambda s: [(t.title, t.due_on, t.origin) for t in s.scalars(select(Task))],
        [("Call Ana", NOW.date() + timedelta(days=2), "coach")],
    ),
    "log": (
        lambda r: {"contact_id": r["contact"], "kind": "call"},
        lambda s: [(i.kind, i.direction) for i in s.scalars(select(Interaction))],
        [("call", "outbound")],
    ),
    "move_stage": (
        lambda r: {"deal_id": r["deal"], "stage_id": r["stage"]},
        lambda s: s.scalar(select(Deal.stage_id)) == build.stage(s, "Proposal").id,
        True,
    ),
    "lost_reason": (
        lambda r: {"deal_id": r["deal"], "reason": "too dear"},
        lambda s: s.scalar(select(Deal.lost_reason)),
        "too dear",
    ),
    "start_timer": (
        lambda r: {"project_id": r["project"]},
        lambda s: time_entries.running(s) is not None,
        True,
    ),
    "snooze_record": (
        lambda r: {"kind": "contact", "id": r["contact"], "days": 30},
        lambda s: [f.scheduled_at.date() for f in s.scalars(select(Followup))],
        [NOW.date() + timedelta(days=30)],
    ),
    "set_rhythm": (
        lambda r: {"contact_id": r["contact"], "days": 60},
        lambda s: s.scalar(select(Contact.keep_in_touch_days)),
        60,
    ),
    "change_setting": (
        lambda _r: {"key": "stale_lead_days", "value": 14},
        lambda s: s.scalar(select(UserSetting.value).where(UserSetting.key == "stale_lead_days")),
        "14",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_a_button_does_it_is_logged_as_the_coach_and_one_undo_takes_it_back(
    db: Database, records: dict[str, int], kind: str
) -> None:
    params, check, wanted = CASES[kind]
    insight = tell(db, kind, **params(records))
    before = dump(db)
    with db.read() as session:
        newest = session.scalar(select(ActivityLog.id).order_by(ActivityLog.id.desc()).limit(1)) or 0
    done = actions.perform(db, insight, at=NOW)
    assert done.said
    assert done.step is not None
    with db.read() as session:
        assert check(session) == wanted
        assert insights.get(session, insight).outcome == "acted"
        logged = session.scalars(select(ActivityLog.actor).where(ActivityLog.id > newest)).all()
        assert set(logged) <= {"coach"}
    undo.undo(db, done.step)
    assert dump(db) == before
    with db.read() as session:
        assert insights.get(session, insight).outcome == "undone"


def test_a_deal_is_put_off_by_its_next_step(db: Database, records: dict[str, int]) -> None:
    actions.perform(db, tell(db, "snooze_record", kind="deal", id=records["deal"], days=7), at=NOW)
    with db.read() as session:
        deal = session.get_one(Deal, records["deal"])
        assert (deal.next_step, deal.next_step_on) == ("Look at it again", NOW.date() + timedelta(days=7))


def test_the_timer_is_stopped(db: Database, records: dict[str, int]) -> None:
    with db.write() as session:
        time_entries.start_timer(session, at=NOW - timedelta(hours=9), project_id=records["project"])
    actions.perform(db, tell(db, "stop_timer"), at=NOW)
    with db.read() as session:
        assert session.scalar(select(TimeEntry.duration_minutes)) == 540
    with pytest.raises(CrmError, match="no longer"):
        actions.perform(db, tell(db, "stop_timer", again=1), at=NOW)


def test_opening_and_writing_change_nothing_and_say_where_to_go(db: Database, records: dict[str, int]) -> None:
    opened = actions.perform(db, tell(db, "open", kind="deal", id=records["deal"]), at=NOW)
    assert (opened.opens, opened.said, opened.step) == (("deal", records["deal"]), "", None)
    assert actions.perform(db, tell(db, "open", page="today"), at=NOW).page == "today"
    draft = tell(db, "draft", contact_id=records["contact"], subject="Hello", body="How are you?")
    letter = actions.perform(db, draft, at=NOW).letter
    body = "Hello Ana,\n\nHow are you?\n\nBest wishes\n"
    assert letter == actions.Letter(records["contact"], "Ana Ruiz", "ana@example.com", "Hello", body)


@pytest.mark.parametrize(
    ("kind", "params"),
    [("create_task", {"title": "x", "contact_id": 1}), ("log", {"contact_id": 1}),
     ("open", {"kind": "contact", "id": 1}),
     ("set_rhythm", {"contact_id": 1, "days": 9}), ("draft", {"contact_id": 1, "subject": "", "body": ""})],
)  # fmt: skip
def test_a_record_deleted_before_the_click_is_said_and_ends_the_insight(
    db: Database, records: dict[str, int], kind: str, params: dict[str, Any]
) -> None:
    insight = tell(db, kind, **params)
    with db.write() as session:
        deals.delete(session, records["deal"], at=NOW)
        contacts.delete(session, records["contact"], at=NOW)
    before = dump(db)
    with pytest.raises(CrmError, match="no longer there"):
        actions.perform(db, insight, at=NOW)
    assert dump(db) == before
    with db.read() as session:
        assert insights.get(session, insight).outcome == "expired"


def test_what_is_answered_cannot_be_answered_again(db: Database, records: dict[str, int]) -> None:
    insight = tell(db, "open", kind="deal", id=records["deal"])
    actions.perform(db, insight, at=NOW)
    with pytest.raises(CrmError, match="already acted"):
        actions.perform(db, insight, at=NOW)
    with pytest.raises(CrmError, match="no button 3"):
        actions.perform(db, tell(db, "open", page="today"), 3, at=NOW)
    with pytest.raises(CrmError, match="no button 0"):
        actions.perform(db, tell(db, "fly"), at=NOW)
