"""What is left of a deal's value: by the cost that was typed, else by the hours and what they cost."""

from typing import Any

import pytest

from app.core.db import Database
from app.crm import deal_work, deals, projects, time_entries
from app.crm.deal_work import Margin
from tests.conftest import NOW


def deal_with(db: Database, *hours: tuple[int, int | None, str], **fields: Any) -> int:
    """hours: (minutes, cost an hour, currency) of one project each."""
    with db.write() as session:
        deal_id = deals.create(session, at=NOW, title="Website", currency="EUR", **fields).id
        for minutes, cost, currency in hours:
            project = projects.create(
                session, at=NOW, name="Site", deal_id=deal_id, hourly_cost_cents=cost, currency=currency
            )
            if minutes:
                time_entries.create(session, at=NOW, project_id=project.id, ended_at=NOW, duration_minutes=minutes)
    return deal_id


def margin(db: Database, deal_id: int) -> Margin | None:
    with db.read() as session:
        return deal_work.margin(session, deal_id)


def test_a_typed_cost_comes_before_the_hours(db: Database) -> None:
    found = margin(db, deal_with(db, (60, 5000, "EUR"), value_cents=10_000, cost_cents=2_500))
    assert found == Margin(10_000, 2_500)
    assert (found.cents, found.share) == (7_500, 0.75)


def test_hours_of_all_projects_count_where_their_cost_is_known(db: Database) -> None:
    known = ((90, 6000, "EUR"), (60, 3000, "EUR"), (30, None, "EUR"), (30, 100, "USD"), (0, None, "EUR"))
    assert margin(db, deal_with(db, *known, value_cents=20_000)) == Margin(20_000, 12_000, 150, 2)


@pytest.mark.parametrize(
    "fields", [{}, {"cost_cents": 5}, {"value_cents": 5}], ids=["neither", "no value", "no cost and no hours"]
)
def test_without_value_or_cost_there_is_no_margin(db: Database, fields: dict[str, int]) -> None:
    assert margin(db, deal_with(db, **fields)) is None


def test_nothing_divides_by_a_value_of_zero(db: Database) -> None:
    found = margin(db, deal_with(db, value_cents=0, cost_cents=100))
    assert found is not None
    assert (found.cents, found.share) == (-100, None)
