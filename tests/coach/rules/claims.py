"""Stored findings, and what a rule about patterns says of them."""

from datetime import date
from typing import Any

from app.coach.engine import Engine
from app.coach.insights import Insight
from app.coach.rule import Rule
from app.core.clock import Clock
from app.core.db import Database
from app.crm import preferences
from app.models import PatternFinding
from tests.conftest import NOW

FIGURES = {"n": 41, "value": 0.61, "rest": 0.33, "low": 0.46, "high": 0.74, "p": 0.001, "q": 0.01}


def keep(db: Database, rule: Rule, question: str, group: str, how: str = "above", **change: Any) -> None:
    """One finding as the analysis stores it. how: the end of its variant."""
    columns = {key: change.pop(key) for key in list(change) if key in (*FIGURES, "lasting")}
    asked = change.pop("asked", question)
    side = how if how in ("above", "below") else "below" if how == "off" else "above"
    text = {
        "asked": asked, "variant": f"{asked}_{how}", "side": side, "best": how == "best", "news": True, "slices": 12,
        "unit": "share", "currency": "EUR", "facts": {}, "rows": [], "count": 41, **change,
    }  # fmt: skip
    with db.write() as session:
        session.add(
            PatternFinding(
                rule_id=rule.id, question=question, group_name=group, since=date(2023, 1, 2), until=date(2026, 3, 1),
                computed_at=NOW, text=text, **{"lasting": True, **FIGURES, **columns},
            )
        )  # fmt: skip


def switch_on(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "show_pattern_insights", True, at=NOW)
        preferences.change(session, "coach_level", 3, at=NOW)


def heard(db: Database, clock: Clock, rule: Rule) -> list[Insight]:
    """What the coach says after the analysis, with the owner wanting to hear it."""
    switch_on(db)
    engine = Engine(db, clock, (rule,))
    try:
        return list(engine.tell_patterns().insights)
    finally:
        engine.close()


def sentences(db: Database, clock: Clock, rule: Rule) -> list[str]:
    return [insight.message for insight in heard(db, clock, rule)]
