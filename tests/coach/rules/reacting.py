"""Do something as the owner does it, and hear what one rule says to it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.coach import wording
from app.coach.actions import KINDS
from app.coach.rule import Context, Draft, Rule
from app.compose import App
from app.core.db import Database
from app.core.events import ActivityRecorded
from app.crm import preferences
from app.models import PatternFinding
from tests.conftest import NOW


def reactions(app: App, rule: Rule, work: Callable[[Session], object], now: datetime = NOW) -> list[Draft]:
    """What the rule says to each thing that one write did, as it stands after the commit."""
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with app.db.write() as session:
        work(session)
    heard = [event for event in events if rule.hears(event.action)]
    return [draft for event in heard if (draft := answer(app.db, rule, event, now)) is not None]


def reaction(app: App, rule: Rule, work: Callable[[Session], object], now: datetime = NOW) -> Draft | None:
    found = reactions(app, rule, work, now)
    assert len(found) <= 1
    return found[0] if found else None


def answer(db: Database, rule: Rule, event: ActivityRecorded, now: datetime = NOW) -> Draft | None:
    with db.read() as session:
        return rule.check(Context(session, now, preferences.all_values(session), event))


def said(rule: Rule, draft: Draft | None) -> str:
    """The sentence; empty where nothing is said. Every button can be pressed and has its words, every row its note."""
    if draft is None:
        return ""
    assert draft.dedupe
    assert 1 <= len(draft.actions) <= 3
    assert all(action.kind in KINDS for action in draft.actions)
    assert all("{" not in label for label in labels(rule, draft))
    assert all("{" not in wording.note(rule.id, row.facts) for row in draft.rows)
    return wording.sentence(rule.id, draft.text, draft.values)


def labels(rule: Rule, draft: Draft | None) -> list[str]:
    assert draft is not None
    return [wording.button(rule.id, action.name, draft.values).label for action in draft.actions]


def rows(draft: Draft | None) -> list[tuple[str, int]]:
    return [(row.kind, row.id) for row in draft.rows] if draft else []


def finding(db: Database, question: tuple[str, str], group: str, value: float, rest: float, **fields: Any) -> None:
    """What the analysis stored about one group. question: the rule it belongs to, and its name there."""
    rule, name = question
    given = {"n": 40, "low": value * 0.8, "high": value * 1.2, "lasting": True, "since": date(2025, 1, 6), "text": {}}
    with db.write(actor="coach") as session:
        session.add(
            PatternFinding(
                rule_id=rule, question=name, group_name=group, value=value, rest=rest, computed_at=NOW,
                **given | fields,
            )
        )  # fmt: skip
