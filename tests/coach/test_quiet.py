"""How quiet was I: toasts of each day, against the cap, and the reasons of what stayed quiet."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.coach.quiet import MONTH, WEEK, quiet
from app.core.db import Database
from app.crm import preferences
from app.models import LedgerEntry
from tests.conftest import NOW


def decide(session: Any, decision: str, reason: str = "", at: datetime = NOW) -> None:
    session.add(LedgerEntry(insight_id=1, rule_id="stale-leads", decision=decision, reason=reason, at=at))


def test_toasts_are_counted_by_local_day(db: Database) -> None:
    midnight = NOW.replace(hour=0)
    with db.write() as session:
        for at in (NOW, midnight, midnight - timedelta(seconds=1), NOW - timedelta(days=6), NOW - timedelta(days=7)):
            decide(session, "shown", at=at)
        decide(session, "queued")
    with db.read() as session:
        found = quiet(session, NOW)
        month = quiet(session, NOW, MONTH)
    assert [day.shown for day in found.days] == [1, 0, 0, 0, 0, 1, 2]
    assert found.days[-1].on == NOW.date()
    assert (found.shown, found.most, found.silent_days, found.cap) == (4, 2, 4, 5)
    assert (len(month.days), month.shown, month.silent_days) == (30, 5, 26)


def test_what_stayed_quiet_is_counted_by_its_reason(db: Database) -> None:
    with db.write() as session:
        for _each in range(3):
            decide(session, "inboxed", "level")
        decide(session, "withheld", "muted")
        decide(session, "inboxed", "quiet hours", NOW - timedelta(days=20))
    with db.read() as session:
        assert [(kept.decision, kept.reason, kept.count) for kept in quiet(session, NOW).kept] == [
            ("inboxed", "level", 3), ("withheld", "muted", 1),
        ]  # fmt: skip
        assert sum(kept.count for kept in quiet(session, NOW, MONTH).kept) == 5


def test_nothing_was_said_while_the_coach_is_off(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "coach_enabled", value=False, at=NOW)
    with db.read() as session:
        found = quiet(session, NOW)
    assert (found.cap, found.shown, found.silent_days, found.kept) == (0, 0, WEEK, ())


@pytest.mark.parametrize(("level", "cap"), [(1, 2), (2, 5), (3, 10)])
def test_the_cap_is_that_of_the_intensity(db: Database, level: int, cap: int) -> None:
    with db.write() as session:
        preferences.change(session, "coach_level", level, at=NOW)
    with db.read() as session:
        assert quiet(session, NOW).cap == cap


def test_the_day_of_the_change_to_summer_time_is_one_day(db: Database) -> None:
    summer = datetime.fromisoformat("2026-03-30T09:00:00+02:00")
    with db.write() as session:
        for hour in ("2026-03-29T00:30:00+01:00", "2026-03-29T23:30:00+02:00", "2026-03-28T23:30:00+01:00"):
            decide(session, "shown", at=datetime.fromisoformat(hour))
    with db.read() as session:
        assert [day.shown for day in quiet(session, summer).days[-3:]] == [1, 2, 0]


def test_the_ledger_is_read_by_its_index(db: Database) -> None:
    with db.read() as session:
        plan = session.execute(
            text("EXPLAIN QUERY PLAN SELECT at FROM insight_ledger WHERE decision = 'shown' AND at >= 'a' AND at < 'b'")
        ).all()
    assert "ix_insight_ledger_decision_at" in str(plan)
