"""The inbox: each insight in its views, the weightiest first, found by its words, ten thousand of them in time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from app.coach import inbox, insights
from app.core.db import Database
from app.models import CoachInsight
from tests.coach.stored import insight
from tests.conftest import NOW

OPEN = {"kind": "open", "label": "Open", "params": {"page": "today"}}


def found(db: Database, view: str, words: str = "", now: datetime = NOW) -> list[str]:
    with db.read() as session:
        ids = inbox.find_ids(session, view, now, words)
        rows = inbox.fetch(session, ids, now)
    return [rows[one].message for one in ids if one in rows]


def test_every_insight_stands_in_its_views(db: Database) -> None:
    with db.write() as session:
        insight(session, "waits", delivery="shown", reason=None)
        insight(session, "later", outcome="snoozed", snoozed_until=NOW + timedelta(days=1))
        insight(session, "acted", outcome="acted", acted_at=NOW, delivery="shown")
        insight(session, "over", expires_at=NOW)
        insight(session, "kept back", outcome="withheld", delivery="withheld", reason="muted")
    assert found(db, "waiting") == ["waits"]
    assert found(db, "snoozed") == ["later"]
    assert found(db, "shown") == ["acted", "waits"]
    assert found(db, "done") == ["over", "acted"]
    assert found(db, "withheld") == ["kept back"]
    assert len(found(db, "all")) == 5
    assert found(db, "no such view") == []
    with db.read() as session:
        assert inbox.counts(session, NOW) == {
            "waiting": 1, "snoozed": 1, "shown": 2, "done": 2, "withheld": 1, "all": 5,
        }  # fmt: skip


def test_an_empty_inbox_counts_nothing(db: Database) -> None:
    with db.read() as session:
        assert set(inbox.counts(session, NOW).values()) == {0}
        assert inbox.count_unseen(session) == 0
        assert inbox.count_waiting(session, NOW) == 0
        assert inbox.pressing(session, NOW, 3) == []


def test_what_waits_comes_by_its_weight(db: Database) -> None:
    with db.write() as session:
        insight(session, "low", priority="low")
        insight(session, "older high", priority="high", created_at=NOW - timedelta(hours=1))
        insight(session, "high", priority="high")
        insight(session, "critical", priority="low", critical=True, created_at=NOW - timedelta(days=2))
    assert found(db, "waiting") == ["critical", "high", "older high", "low"]


def test_what_presses_is_critical_or_of_high_priority_within_the_intensity(db: Database) -> None:
    with db.write() as session:
        insight(session, "medium", reason=None)
        insight(session, "over the intensity", priority="high", reason="level")
        insight(session, "late", priority="high", reason="daily cap", expires_at=NOW)
        high = insight(session, "high", priority="high", reason="daily cap", rule_id="big-deal")
        critical = insight(session, "critical", priority="low", critical=True, created_at=NOW - timedelta(days=2))
    with db.read() as session:
        assert inbox.pressing(session, NOW, 9) == [critical, high]
        assert inbox.pressing(session, NOW, 1) == [critical]
        assert inbox.count_waiting(session, NOW) == 4


def test_a_list_that_was_told_again_presses_once(db: Database) -> None:
    with db.write() as session:
        insight(session, "yesterday", critical=True, created_at=NOW - timedelta(days=1))
        newest = insight(session, "today", critical=True)
        ana = insight(session, "Ana", critical=True, entity_type="contact", entity_id=1)
        bo = insight(session, "Bo", critical=True, entity_type="contact", entity_id=2)
    with db.read() as session:
        assert inbox.pressing(session, NOW, 9) == [bo, ana, newest]


def test_rows_are_found_by_words_of_the_message_and_of_the_rule(db: Database) -> None:
    with db.write() as session:
        insight(session, "Ana is 100% sure")
        insight(session, "Bo waits", rule_id="deal-won")
    assert found(db, "all", "ana sure") == ["Ana is 100% sure"]
    assert found(db, "all", "deal") == ["Bo waits"]
    assert found(db, "all", "100%") == ["Ana is 100% sure"]
    assert found(db, "all", "_") == []


def test_what_is_read_is_no_longer_counted(db: Database) -> None:
    with db.write() as session:
        first = insight(session, "one")
        insight(session, "two")
        insight(session, "gone", outcome="dismissed", seen=False)
    with db.write() as session:
        insights.mark_seen(session, [first])
    with db.read() as session:
        assert inbox.count_unseen(session) == 1


@pytest.mark.parametrize(
    ("fields", "state", "suggested"),
    [
        ({"action_params": OPEN}, "waiting", "Open"),
        ({"action_params": OPEN, "outcome": "snoozed"}, "snoozed", "Open"),
        ({"action_params": OPEN, "outcome": "dismissed"}, "dismissed", ""),
        ({"action_params": OPEN, "expires_at": NOW - timedelta(minutes=1)}, "expired", ""),
        ({"action_params": {}}, "waiting", ""),
        ({"action_params": [1]}, "waiting", ""),
    ],
)
def test_a_row_offers_its_button_while_it_can_be_answered(
    db: Database, fields: dict[str, Any], state: str, suggested: str
) -> None:
    with db.write() as session:
        row = insight(session, **fields)
    with db.read() as session:
        line = inbox.fetch(session, [row], NOW)[row]
    assert (line.state, line.suggested) == (state, suggested)
    assert line.answerable == (state in ("waiting", "snoozed"))


def test_a_damaged_row_is_left_out_and_the_others_stay(db: Database) -> None:
    with db.write() as session:
        bad = insight(session, "bad")
        insight(session, "good", rule_id="of another day")
        session.execute(text("UPDATE coach_insights SET created_at = 'yesterday' WHERE id = :id"), {"id": bad})
    assert found(db, "all") == ["good"]


def test_ten_thousand_insights_are_found_whole_and_read_by_the_page(db: Database) -> None:
    with db.write() as session:
        row = insight(session)
        copy = (
            "INSERT INTO coach_insights (type, rule_id, message, priority, critical, action_params, further_actions, "
            "evidence, dedupe_key, delivery, seen, dismissed, created_at, wording) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
            "SELECT type, rule_id, message || i, priority, critical, action_params, further_actions, evidence, "
            "'copy' || i, delivery, seen, dismissed, created_at, wording FROM coach_insights, n WHERE id = :id"
        )
        session.execute(text(copy), {"id": row})
        session.execute(update(CoachInsight).where(CoachInsight.id % 3 == 0).values(outcome="dismissed"))
    with db.read() as session:
        ids = inbox.find_ids(session, "waiting", NOW)
        page = inbox.fetch(session, ids[:200], NOW)
        waiting = inbox.counts(session, NOW)["waiting"]
    assert len(ids) == waiting > 6_000
    assert page.keys() == set(ids[:200])
