"""Why this? The rows, the figure, the formula, the rule as it stands, and what it did before."""

from datetime import timedelta
from typing import Any

import pytest

from app.coach import insights
from app.coach.why import why
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts
from app.crm.standing.row import Row
from app.models import CoachInsight
from tests import build
from tests.coach import stored
from tests.coach.stored import of_leads
from tests.conftest import NOW


def test_rows_are_listed_and_a_deleted_one_is_marked(db: Database) -> None:
    with db.write() as session:
        ana, bo = build.contact(session, "Ana Ruiz"), build.contact(session, "Bo Li")
        rows = tuple(Row("contact", who.id, who.name, {"days": 9}) for who in (ana, bo))
        insight, gone = of_leads(session, *rows, count=1_240), bo.id
        contacts.delete(session, gone, at=NOW)
    with db.read() as session:
        found = why(session, insight, NOW)
    assert [(row.title, row.note, row.there) for row in found.rows] == [
        ("Ana Ruiz", "silent for 9 days", True), ("Bo Li", "silent for 9 days", False),
    ]  # fmt: skip
    assert found.count == 1_240
    assert found.rule.formula.startswith("Leads that may be contacted")
    assert found.rule.doc.startswith("Stale leads: ")
    assert "Silent when" in found.rule.doc


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"value": 0.4, "low": 0.31, "high": 0.49}, "40 %, between 31 % and 49 % (95 % interval)"),
        ({"value": 23.0, "low": 20.0, "high": 26.5}, "23, between 20 and 26.5 (95 % interval)"),
        ({"value": 45.0}, "45"),
        ({}, ""),
    ],
)
def test_the_figure_is_told_with_its_interval(db: Database, figure: dict[str, Any], words: str) -> None:
    with db.write() as session:
        insight = of_leads(session, figures={"n": 12, **figure})
    with db.read() as session:
        found = why(session, insight, NOW)
    assert (found.figure, found.n) == (words, 12)


def test_the_history_of_the_rule_is_counted(db: Database) -> None:
    with db.write() as session:
        for day in range(60):
            stored.insight(session, reason="daily cap", created_at=NOW - timedelta(days=day + 1))
        shown = stored.insight(session, delivery="queued", reason=None)
        withheld = {"delivery": "withheld", "reason": "muted", "outcome": "withheld"}
        rejected = stored.insight(session, created_at=NOW - timedelta(days=99), **withheld)
        insights.dismiss(session, shown, at=NOW)
    with db.read() as session:
        found = why(session, rejected, NOW)
    assert [(line.decision, line.reason) for line in found.ledger[:2]] == [("queued", ""), ("inboxed", "daily cap")]
    assert len(found.ledger) == 50
    assert {(tally.decision, tally.reason): tally.count for tally in found.decisions} == {
        ("inboxed", "daily cap"): 60, ("queued", ""): 1, ("withheld", "muted"): 1,
    }  # fmt: skip
    assert found.outcomes == {"dismissed": 1, "withheld": 1}


def test_the_rule_is_told_as_it_stands_today(db: Database) -> None:
    with db.write() as session:
        usual, critical = stored.insight(session), stored.insight(session, critical=True)
    with db.read() as session:
        assert [why(session, one, NOW).rule.level for one in (usual, critical)] == [2, 1]
        assert not why(session, usual, NOW).rule.muted
    with db.write() as session:
        for _each in range(3):
            insights.dismiss(session, stored.insight(session), at=NOW)
        insights.mute(session, "stale-leads", at=NOW)
    with db.read() as session:
        rule = why(session, usual, NOW).rule
    assert (rule.level, rule.lowered, rule.muted) == (3, 1, True)


@pytest.mark.parametrize(
    "evidence",
    [{}, {"rows": None, "count": "many", "n": "x", "value": "x"}, {"rows": [1, {"kind": 3}, {"kind": "deal"}]}, []],
)
def test_damaged_evidence_is_left_out(db: Database, evidence: Any) -> None:
    with db.write() as session:
        insight = stored.insight(session)
        session.get_one(CoachInsight, insight).evidence = evidence
    with db.read() as session:
        found = why(session, insight, NOW)
    assert (found.rows, found.figure, found.n) == ((), "", None)


def test_a_record_of_a_kind_that_is_no_more_counts_as_gone(db: Database) -> None:
    with db.write() as session:
        insight = of_leads(session, Row("spaceship", 1, "Enterprise"))
    with db.read() as session:
        assert [row.there for row in why(session, insight, NOW).rows] == [False]


def test_a_rule_of_an_earlier_version_is_still_explained(db: Database) -> None:
    with db.write() as session:
        insight = of_leads(session, figures={"value": 0.5})
        session.get_one(CoachInsight, insight).rule_id = "once-upon-a-time"
    with db.read() as session:
        found = why(session, insight, NOW)
    assert (found.rule.name, found.rule.doc, found.rule.formula, found.rule.level) == ("once-upon-a-time", "", "", 4)
    assert found.figure == "50 %"


def test_an_unknown_insight_is_refused(db: Database) -> None:
    with db.read() as session, pytest.raises(CrmError, match="There is no insight 7"):
        why(session, 7, NOW)


def test_whether_its_reminders_help_is_told_where_some_were_held_back(db: Database) -> None:
    with db.write() as session:
        insight, other = stored.insight(session), stored.insight(session, rule_id="deal-won")
    then = NOW - timedelta(days=10)
    stored.tell(db, True, 3, 1, then)
    with db.read() as session:
        assert why(session, insight, NOW).trial is None
    stored.tell(db, False, 2, 1, then)
    with db.read() as session:
        trial = why(session, insight, NOW).trial
        assert why(session, other, NOW).trial is None
    assert trial is not None
    assert (trial.shown, trial.held, trial.rule) == (3, 2, stored.RULE)
