"""The weekly look as a whole: what is kept, what a failing part costs, and that nothing is claimed of an empty file."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from app.coach import analysis
from app.coach.analysis import find_patterns
from app.coach.patterns import DETECTORS, conversion_by_source, win_rate_shift
from app.coach.patterns.detector import Asked, Cases, Detector, Past
from app.coach.rules import RULES
from app.coach.stats import Question, Rates, judge
from app.core.db import Database
from app.models import Deal, PatternFinding
from tests.coach.patterns.history import add, deal, moments
from tests.conftest import NOW


def stored(db: Database) -> list[PatternFinding]:
    with db.read() as session:
        return list(session.scalars(select(PatternFinding).order_by(PatternFinding.id)))


def tell(db: Database) -> None:
    """Deals from referrals are won more often."""
    rows = [
        deal(db, n, at, won=n % 3 != 0 if n % 2 else n % 3 == 0, source="referral" if n % 2 else "website")
        for n, at in enumerate(moments(300), 1)
    ]
    add(db, Deal, rows)


def test_an_empty_file_claims_nothing_and_says_what_is_missing(db: Database) -> None:
    found = find_patterns(db, NOW)
    assert found.findings == found.failed == ()
    assert {one.rule_id for one in found.silences} == {one.id for one in DETECTORS}
    assert all(one.missing for one in found.silences)
    assert len(stored(db)) == len(found.silences)


def test_each_detector_has_a_rule_of_its_name() -> None:
    assert {one.id for one in DETECTORS} <= {rule.id for rule in RULES}


def test_a_run_replaces_the_one_before(db: Database) -> None:
    tell(db)
    find_patterns(db, NOW)
    first = stored(db)
    assert [one.group_name for one in first if one.lasting and one.rule_id == "conversion-by-source"]
    found = find_patterns(db, NOW + timedelta(days=7))
    second = stored(db)
    assert len(second) == len(found.findings) + len(found.silences)
    assert {one.computed_at for one in second} == {NOW + timedelta(days=7)}


def test_a_claim_is_stored_with_everything_a_sentence_needs(db: Database) -> None:
    tell(db)
    made = find_patterns(db, NOW).findings[0]
    [row] = [one for one in stored(db) if one.lasting and one.group_name == made.group_name and one.n == made.n]
    for name in ("rule_id", "question", "n", "value", "rest", "low", "high", "p", "q", "since", "until", "text"):
        assert getattr(row, name) == getattr(made, name), name
    assert row.since is not None
    assert row.reason is None


def test_a_look_into_the_past_stores_nothing(db: Database) -> None:
    tell(db)
    assert find_patterns(db, NOW - timedelta(days=300), stored=False).findings
    assert stored(db) == []


def _fail(_past: Past) -> Iterator[Asked]:
    raise RuntimeError("broken")


def _ask_nonsense(_past: Past) -> Iterator[Asked]:
    """One case without a group: the arrays do not fit."""
    at = np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[s]")
    odd = Rates("odd: x", ("a",), np.zeros(1, dtype=np.int64), np.array([True, False]), at)
    yield Asked("x", odd, lambda _claim: Cases((), 0), "cases")


@pytest.mark.parametrize("ask", [_fail, _ask_nonsense], ids=["while it asks", "in the gate"])
def test_one_that_fails_does_not_take_the_others_with_it(db: Database, ask: object) -> None:
    tell(db)
    broken = Detector("odd", ask)  # type: ignore[arg-type]
    found = find_patterns(db, NOW, detectors=[broken, conversion_by_source.DETECTOR])
    assert found.failed == ("odd",)
    assert {one.group_name for one in found.findings} == {"referral", "website"}


def test_all_questions_are_judged_in_one_call(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counting(questions: list[Question], now: object) -> object:
        calls.append(len(questions))
        return judge(questions, now)  # type: ignore[arg-type]

    monkeypatch.setattr(analysis, "judge", counting)
    find_patterns(db, NOW)
    assert len(calls) == 1
    assert calls[0] >= len(DETECTORS)


def test_it_reads_the_same_history_in_the_owners_zone(db: Database) -> None:
    """A month begins at the owner's midnight: a deal closed on the first, half past midnight, is one of that month."""
    at = NOW.replace(year=2025, month=6, day=1, hour=0, minute=30)
    add(db, Deal, [deal(db, 1, at, won=True)])
    with db.read() as session:
        [asked] = list(win_rate_shift.DETECTOR.ask(Past(session, NOW, "EUR")))
    assert list(asked.shown) == ["2025-06"]


def test_no_more_than_two_hundred_cases_are_named(db: Database) -> None:
    tell(db)
    found = find_patterns(db, NOW)
    assert all(len(one.text["rows"]) <= 200 for one in found.findings)
