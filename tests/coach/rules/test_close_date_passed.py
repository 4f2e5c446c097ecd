"""Deals past their expected close: which, how late, and when it is an alert."""

from datetime import timedelta

import pytest

from app.coach.actions import KINDS
from app.coach.rules.close_date_passed import RULE
from app.core.db import Database
from app.crm import deals
from tests import build
from tests.coach.rules.asking import ask, ids, money, told
from tests.conftest import NOW


def late(db: Database, days: int, title: str = "Acme website", **fields: object) -> int:
    with db.write() as session:
        return build.deal(session, title, expected_close_on=NOW.date() - timedelta(days=days), **fields).id


def others(db: Database, *values: int) -> None:
    with db.write() as session:
        for cents in values:
            build.deal(session, "Other", value_cents=cents)


def test_one_is_told_with_its_value_and_how_late_it_is(db: Database) -> None:
    deal = late(db, 3, value_cents=500_000)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == (
        f"Acme website, worth {money(500_000)}, was expected to close 3 days ago and is still open."
    )
    assert (draft.entity, draft.count, ids(draft)) == (("deal", deal), 1, [deal])
    assert all(action.kind in KINDS for action in draft.actions)


def test_one_without_a_value(db: Database) -> None:
    late(db, 1)
    assert told(db, RULE) == "Acme website was expected to close 1 day ago and is still open."


def test_several_are_ranked_and_summed(db: Database) -> None:
    small, large = late(db, 50, "Small", value_cents=100), late(db, 2, "Large", value_cents=200)
    yen = late(db, 2, "Yen", value_cents=90_000, currency="JPY")
    assert ids(ask(db, RULE)) == [large, small, yen]
    assert told(db, RULE) == (
        f"3 deals worth {money(300)} + 1 in JPY are past their expected close and still open: Large, Small, Yen."
    )
    assert ids(ask(db, RULE, silent=[large])) == [small, yen]


def test_several_without_values(db: Database) -> None:
    late(db, 1, "One")
    late(db, 2, "Two")
    assert told(db, RULE) == "2 deals are past their expected close and still open: One, Two."


@pytest.mark.parametrize(("days", "speaks"), [(-1, False), (0, False), (1, True)])
def test_the_day_itself_is_not_late(db: Database, days: int, *, speaks: bool) -> None:
    late(db, days)
    assert bool(ask(db, RULE)) is speaks
    assert bool(ask(db, RULE, NOW.replace(hour=23, minute=59))) is speaks


@pytest.mark.parametrize(
    ("cents", "currency", "known", "critical"),
    [
        (5_001, "EUR", [5_000] * 9, True),
        (5_000, "EUR", [5_000] * 9, False),
        (5_001, "EUR", [5_000] * 8, False),
        (9_999, "USD", [5_000] * 12, False),
        (3_000, "EUR", [1_000, 2_000, 4_000, 9_000] * 3, False),
        (4_001, "EUR", [1_000, 2_000, 4_000, 9_000] * 3, True),
    ],
)
def test_it_is_an_alert_above_the_median_of_ten(
    db: Database, cents: int, currency: str, known: list[int], *, critical: bool
) -> None:
    others(db, *known)
    late(db, 1, value_cents=cents, currency=currency)
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.critical, draft.priority) == (critical, "high" if critical else None)


def test_nothing_is_said_of_closed_deleted_or_undated_deals(db: Database) -> None:
    assert ask(db, RULE) is None
    closed, deleted = late(db, 5), late(db, 5)
    with db.write() as session:
        build.deal(session, "No day")
        deals.close(session, closed, won=False, at=NOW)
        deals.delete(session, deleted, at=NOW)
    assert ask(db, RULE) is None


def test_a_clock_set_back_is_before_the_day(db: Database) -> None:
    late(db, 5)
    assert ask(db, RULE, NOW - timedelta(days=30)) is None
