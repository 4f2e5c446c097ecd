"""The trial that holds toasts back: chosen by chance, compared in full, and it stops what does not help."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.coach import delivery, hold_out, insights, trials
from app.coach.delivery import Verdict
from app.coach.rule import Draft, Every, Rule
from app.core.db import Database
from app.core.settings import Value
from app.crm import preferences
from app.crm.standing.row import Row
from app.models import ActivityLog, CoachInsight, LedgerEntry
from tests.coach import stored
from tests.coach.stored import tell
from tests.conftest import NOW

WEEK = timedelta(days=7)
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


def test_reminded_and_left_alone_are_compared_with_n_and_an_interval(db: Database) -> None:
    then = NOW - timedelta(days=10)
    tell(db, True, 60, 45, then)
    tell(db, False, 50, 20, then)
    tell(db, True, 5, 5, NOW - timedelta(days=1))
    with db.read() as session:
        [trial] = trials.find(session, NOW)
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
        assert preferences.get(session, "stopped_rules") == ["stale-leads"]
        assert preferences.get(session, "muted_rules") == []
    assert hold_out.stop_what_does_not_help(db, NOW) == []


def useless(db: Database) -> None:
    """A trial with fifty of each that shows no difference."""
    for shown in (True, False):
        tell(db, shown, 50, 20, NOW - timedelta(days=10))


def test_what_else_was_stopped_stays_stopped(db: Database) -> None:
    settle(db, "stopped_rules", ["deal-won"])
    useless(db)
    assert hold_out.stop_what_does_not_help(db, NOW) == ["stale-leads"]
    with db.read() as session:
        assert preferences.get(session, "stopped_rules") == ["deal-won", "stale-leads"]


def test_a_rule_the_owner_muted_or_brought_back_is_not_stopped_again(db: Database) -> None:
    useless(db)
    settle(db, "muted_rules", ["stale-leads"])
    assert hold_out.stop_what_does_not_help(db, NOW) == []
    settle(db, "muted_rules", [])
    assert hold_out.stop_what_does_not_help(db, NOW) == ["stale-leads"]
    with db.write() as session:
        insights.unmute(session, "stale-leads", at=NOW)
    assert hold_out.stop_what_does_not_help(db, NOW + timedelta(days=7)) == []
    with db.read() as session:
        assert preferences.get(session, "stopped_rules") == []


def settle(db: Database, key: str, value: Value) -> None:
    with db.write() as session:
        preferences.change(session, key, value, at=NOW)


def test_a_stopped_rule_is_withheld_but_for_what_is_critical(db: Database) -> None:
    settle(db, "stopped_rules", ["stale-leads"])
    with db.read() as session:
        allowed = delivery.read(session, NOW, preferences.all_values(session))
    assert allowed.weigh(RULE, draft(1), "time") == Verdict("withheld", "does not help")
    assert allowed.weigh(RULE, draft(1, critical=True), "time").decision == "queued"
    other = replace(RULE, id="keep-in-touch")
    assert allowed.weigh(other, draft(2), "action").decision == "queued"


def test_a_toast_that_waits_is_not_painted_once_its_rule_is_stopped(db: Database) -> None:
    with db.write() as session:
        kept = stored.insight(session, delivery="queued", reason="")
        preferences.change(session, "stopped_rules", ["stale-leads"], at=NOW)
        settings = preferences.all_values(session)
        assert delivery.no_longer(session, insights.row(session, kept), RULE, NOW, settings) == "does not help"


def test_the_report_is_one_sentence_with_shares_cases_and_interval(db: Database) -> None:
    then = NOW - timedelta(days=10)
    tell(db, True, 60, 24, then)
    tell(db, False, 12, 5, then)
    with db.read() as session:
        [early] = trials.find(session, NOW, "stale-leads")
        assert trials.find(session, NOW, "deal-won") == []
    assert trials.told(early) == "On trial: 60 reminded, 12 of 50 not reminded."
    tell(db, False, 38, 14, then)
    with db.read() as session:
        [over] = trials.find(session, NOW)
    assert trials.told(over) == (
        "Contacted or taken up within 2 days: 40 % of 60 reminded, 38 % of 50 not reminded; "
        "difference -16 to 20 points (95 % interval)."
    )


def test_only_the_two_days_after_a_toast_count(db: Database) -> None:
    """One record, two toasts: what followed the second does not count for the first."""
    then = NOW - timedelta(days=20)
    tell(db, False, 1, 0, then)
    with db.write() as session:
        again = session.get_one(CoachInsight, 1)
        [row] = again.evidence["rows"]
        session.add(LedgerEntry(insight_id=1, rule_id="stale-leads", decision="shown", reason="", at=NOW - WEEK))
        for late in (timedelta(days=1), timedelta(days=2, minutes=1)):
            session.add(
                ActivityLog(
                    action="contact_contacted", entity_type="contact", entity_id=row["id"], actor="owner",
                    created_at=(NOW - WEEK if late.days == 1 else then) + late,
                )
            )  # fmt: skip
    with db.read() as session:
        [trial] = trials.find(session, NOW)
    assert (trial.shown, trial.shown_followed, trial.held, trial.held_followed) == (1, 1, 1, 0)


def test_a_damaged_row_costs_its_case_and_not_the_trial(db: Database) -> None:
    then = NOW - timedelta(days=10)
    tell(db, True, 3, 1, then)
    tell(db, False, 2, 1, then)
    with db.write() as session:
        for number, damaged in enumerate((["x"], [{"kind": "contact"}], [{"kind": {}, "id": []}], None, 7), start=1):
            session.get_one(CoachInsight, number).evidence = {"rows": damaged}
    with db.read() as session:
        assert trials.find(session, NOW) == []
    tell(db, False, 1, 1, then + timedelta(hours=1))
    with db.read() as session:
        [trial] = trials.find(session, NOW)
    assert (trial.shown, trial.held, trial.held_followed) == (0, 1, 1)


def test_without_anything_held_back_nothing_is_compared(db: Database) -> None:
    tell(db, True, 3, 1, NOW - timedelta(days=10))
    with db.read() as session:
        assert trials.find(session, NOW) == []
