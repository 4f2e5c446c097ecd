"""The trial that holds toasts back: chosen by chance, compared in full, and it stops what does not help."""

from datetime import datetime, timedelta

import pytest

from app.coach import hold_out
from app.coach.rule import Draft, Every, Rule
from app.core.db import Database
from app.crm import preferences
from app.crm.standing.row import Row
from app.models import ActivityLog, CoachInsight, LedgerEntry
from tests import build
from tests.conftest import NOW

RULE = Rule("stale-leads", (Every(),), 2, "medium", lambda _ctx: None, lists=True)


def draft(number: int, **more: object) -> Draft:
    return Draft({}, dedupe=f"x:{number}", rows=(Row("contact", number, "Ana"),), **more)  # type: ignore[arg-type]


def test_a_tenth_means_a_tenth_and_always_the_same_ones() -> None:
    held = [number for number in range(5_000) if hold_out.is_held(RULE, draft(number), 10)]
    assert held == [number for number in range(5_000) if hold_out.is_held(RULE, draft(number), 10)]
    assert 400 < len(held) < 600


def test_off_holds_nothing_and_what_is_critical_is_never_held() -> None:
    assert not any(hold_out.is_held(RULE, draft(number), 0) for number in range(500))
    assert not any(hold_out.is_held(RULE, draft(number, critical=True), 50) for number in range(500))
    assert not hold_out.is_held(RULE, Draft({}, dedupe="x"), 50)


def tell(db: Database, shown: bool, count: int, followed: int, at: datetime) -> None:
    """So many toasts of a kind, the first of which were followed a day later."""
    with db.write() as session:
        people = [build.contact(session, f"P{number}") for number in range(count)]
        for number, person in enumerate(people):
            insight = CoachInsight(
                type="time", rule_id="stale-leads", message="x", priority="medium", critical=False,
                evidence={"rows": [{"kind": "contact", "id": person.id, "title": "x", "note": ""}]},
                dedupe_key=f"{shown}:{person.id}:{at}", delivery="shown" if shown else "withheld", created_at=at,
            )  # fmt: skip
            session.add(insight)
            session.flush()
            decision, reason = ("shown", "") if shown else ("withheld", hold_out.REASON)
            session.add(
                LedgerEntry(insight_id=insight.id, rule_id="stale-leads", decision=decision, reason=reason, at=at)
            )
            if number < followed:
                session.add(
                    ActivityLog(
                        action="contact_contacted", entity_type="contact", entity_id=person.id, actor="owner",
                        created_at=at + timedelta(days=1),
                    )
                )  # fmt: skip


def test_reminded_and_left_alone_are_compared_with_n_and_an_interval(db: Database) -> None:
    then = NOW - timedelta(days=10)
    tell(db, True, 60, 45, then)
    tell(db, False, 50, 20, then)
    tell(db, True, 5, 5, NOW - timedelta(days=1))
    with db.read() as session:
        [trial] = hold_out.trials(session, NOW)
    assert (trial.shown, trial.shown_followed, trial.held, trial.held_followed) == (60, 45, 50, 20)
    assert trial.low == pytest.approx(0.168, abs=0.005)
    assert trial.high == pytest.approx(0.505, abs=0.01)
    assert trial.is_enough
    assert trial.helps
    assert hold_out.stop_what_does_not_help(db, NOW) == []


def test_a_rule_that_does_not_help_is_stopped_after_fifty_of_each_and_not_before(db: Database) -> None:
    then = NOW - timedelta(days=10)
    tell(db, True, 60, 24, then)
    tell(db, False, 49, 20, then)
    assert hold_out.stop_what_does_not_help(db, NOW) == []
    tell(db, False, 1, 1, then)
    assert hold_out.stop_what_does_not_help(db, NOW) == ["stale-leads"]
    with db.read() as session:
        assert preferences.get(session, "muted_rules") == ["stale-leads"]


def test_a_damaged_row_costs_its_case_and_not_the_trial(db: Database) -> None:
    then = NOW - timedelta(days=10)
    tell(db, True, 3, 1, then)
    tell(db, False, 2, 1, then)
    with db.write() as session:
        for number, damaged in enumerate((["x"], [{"kind": "contact"}], [{"kind": {}, "id": []}], None, 7), start=1):
            session.get_one(CoachInsight, number).evidence = {"rows": damaged}
    with db.read() as session:
        assert hold_out.trials(session, NOW) == []
    tell(db, False, 1, 1, then + timedelta(hours=1))
    with db.read() as session:
        [trial] = hold_out.trials(session, NOW)
    assert (trial.shown, trial.held, trial.held_followed) == (0, 1, 1)


def test_without_anything_held_back_nothing_is_compared(db: Database) -> None:
    tell(db, True, 3, 1, NOW - timedelta(days=10))
    with db.read() as session:
        assert hold_out.trials(session, NOW) == []
