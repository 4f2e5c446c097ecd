"""Whether the open deals are enough: what a usual month is, what they are worth, and when nothing is claimed."""

from datetime import datetime, timedelta

import pytest

from app.coach.actions import KINDS
from app.coach.engine import Engine
from app.coach.rules.thin_pipeline import RULE
from app.core.clock import fixed
from app.core.db import Database
from app.crm import deals, figures
from tests import build
from tests.coach.rules.asking import ask, ids, money, told
from tests.conftest import NOW

MONTHS = [datetime(2025 + (2 + n) // 12, (2 + n) % 12 + 1, 10, 12, tzinfo=NOW.tzinfo) for n in range(12)]
"""In March 2025 to February 2026."""


def history(db: Database, won: list[int], lost: int = 0, currency: str = "EUR") -> None:
    """A won deal of so many euros in each of the latest months, 0 for none; and so many lost ones."""
    with db.write() as session:
        for euros, moment in zip(won, MONTHS[len(MONTHS) - len(won) :], strict=True):
            if euros:
                deal = build.deal(session, "Won", at=moment, stage="Lead", value_cents=100 * euros, currency=currency)
                deals.close(session, deal.id, won=True, at=moment)
        for _ in range(lost):
            deal = build.deal(session, "Lost", at=MONTHS[-1], stage="Lead", value_cents=100)
            deals.close(session, deal.id, won=False, at=MONTHS[-1])


def opened(db: Database, euros: int | None, title: str = "Open", **fields: object) -> int:
    value = None if euros is None else 100 * euros
    with db.write() as session:
        return build.deal(session, title, **{"stage": "Lead", "value_cents": value, **fields}).id


def test_it_names_the_worth_the_usual_month_and_what_is_needed(db: Database) -> None:
    history(db, [1_000] * 12, lost=12)
    small, large = opened(db, 1_000, "Small"), opened(db, 4_000, "Large")
    opened(db, 9_000, "Dollars", currency="USD")
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == (
        f"By your own win rates your open deals are worth {money(250_000)} + 1 in USD. You usually win "
        f"{money(100_000)} a month (median of 12 months); for three months you need {money(300_000)}."
    )
    assert (ids(draft), draft.count, draft.n, draft.value) == ([large, small], 2, 12, 250_000)
    assert draft.dedupe == "thin-pipeline:2026-W10"
    assert all(action.kind in KINDS for action in draft.actions)
    with db.read() as session:
        assert figures.weighted(figures.board(session, 1, NOW), figures.win_rates(session, 1)) == draft.value


def test_an_empty_pipeline_is_the_thinnest(db: Database) -> None:
    history(db, [1_000] * 12)
    assert told(db, RULE).startswith(f"No deal is open. You usually win {money(100_000)} a month")


@pytest.mark.parametrize(("euros", "speaks"), [(5_999, True), (6_000, False)])
def test_three_months_are_enough(db: Database, euros: int, *, speaks: bool) -> None:
    history(db, [1_000] * 12, lost=12)
    opened(db, euros)
    assert bool(ask(db, RULE)) is speaks


@pytest.mark.parametrize(
    ("won", "speaks"),
    [
        ([1_000] * 6, True),
        ([1_000] * 5, False),
        ([1_000, 0, 0, 0, 0, 0, 0, 1_000, 1_000, 1_000, 1_000], False),
        ([1_000, 0, 0, 0, 0, 0, 1_000, 1_000, 1_000, 1_000, 1_000], True),
        ([1_000, 0] * 6, True),
    ],
)
def test_six_months_with_a_win_are_needed(db: Database, won: list[int], *, speaks: bool) -> None:
    history(db, won)
    assert bool(ask(db, RULE)) is speaks


def test_a_month_without_a_win_counts_as_nothing(db: Database) -> None:
    history(db, [900, 0, 900, 0, 900, 900, 900, 900, 900])
    history(db, [0, 0, 0, 0, 0, 0, 0, 300, 0])
    assert "(median of 9 months)" in told(db, RULE)
    assert money(90_000) in told(db, RULE)


def test_this_month_is_not_over_and_not_counted(db: Database) -> None:
    history(db, [1_000] * 5)
    with db.write() as session:
        deal = build.deal(session, "Won", at=NOW, value_cents=100_000)
        deals.close(session, deal.id, won=True, at=NOW)
    assert ask(db, RULE) is None


def test_too_few_closed_deals_make_no_rate(db: Database) -> None:
    history(db, [1_000] * 9)
    opened(db, 100)
    assert ask(db, RULE) is None
    history(db, [], lost=1)
    assert ask(db, RULE) is not None
    opened(db, 100, stage="Proposal")
    assert ask(db, RULE) is None


def test_deals_without_a_value_are_not_worth_nothing(db: Database) -> None:
    history(db, [1_000] * 12)
    opened(db, None)
    assert ask(db, RULE) is None
    opened(db, 10)
    assert ask(db, RULE) is not None


def test_other_currencies_are_no_wins_and_empty_tables_are_silence(db: Database) -> None:
    assert ask(db, RULE) is None
    history(db, [1_000] * 12, currency="USD")
    assert ask(db, RULE) is None
    assert ask(db, RULE, NOW - timedelta(days=4_000)) is None


def test_it_is_said_once_a_week(db: Database) -> None:
    history(db, [1_000] * 12)
    engine = Engine(db, fixed(NOW), (RULE,))
    said = [bool(engine.run_checks(NOW + timedelta(days=days)).insights) for days in (0, 1, 6, 7)]
    engine.close()
    assert said == [True, False, False, True]
