"""Time logged: budgets that an entry crosses, and time that nobody pays."""

from datetime import timedelta
from typing import Any

import pytest

from app.coach.rules.time_logged import RULE
from app.compose import App
from app.crm import projects, time_entries
from tests import build
from tests.coach.rules.asking import money
from tests.coach.rules.reacting import labels, reaction, rows, said
from tests.conftest import NOW


def add(app: App, minutes: int = 0, **fields: Any) -> int:
    with app.db.write(actor="import") as session:
        project = build.project(session, **fields).id
        if minutes:
            build.time_entry(session, minutes, project_id=project)
        return project


def log(project: int | None, minutes: int, **fields: Any):  # type: ignore[no-untyped-def]
    return lambda session: build.time_entry(session, minutes, project_id=project, **fields)


@pytest.mark.parametrize(
    ("before", "minutes", "expected"),
    [
        (420, 59, ""),
        (420, 60, "Website has used 80 % of its time: 8 h of 10 h."),
        (490, 100, ""),
        (540, 60, "Website has used all of its time: 10 h of 10 h."),
        (60, 600, "Website has used all of its time: 11 h of 10 h."),
        (600, 600, ""),
    ],
)
def test_a_budget_in_time_is_told_when_an_entry_crosses_a_step(
    app: App, before: int, minutes: int, expected: str
) -> None:
    project = add(app, before, budget_minutes=600)
    draft = reaction(app, RULE, log(project, minutes))
    assert said(RULE, draft) == expected
    if draft:
        assert (draft.entity, rows(draft)) == (("project", project), [("project", project)])
        assert draft.value == (before + minutes) / 600
        assert labels(RULE, draft) == ["Open the project"]


def test_a_budget_in_money_counts_billable_time_alone(app: App) -> None:
    project = add(app, 60, budget_cents=100_000, hourly_rate_cents=10_000, currency="USD")
    unpaid = reaction(app, RULE, log(project, 600, billable=False))
    assert unpaid is not None
    assert unpaid.text == "unbillable"
    draft = reaction(app, RULE, log(project, 420))
    assert said(RULE, draft) == (
        f"Website has used 80 % of its budget: {money(80_000, 'USD')} of {money(100_000, 'USD')}."
    )


def test_of_two_budgets_the_weightier_step_is_told(app: App) -> None:
    project = add(app, budget_minutes=600, budget_cents=100_000, hourly_rate_cents=20_000)
    draft = reaction(app, RULE, log(project, 480))
    assert draft is not None
    assert draft.text == "full_money"


@pytest.mark.parametrize(
    "fields",
    [{}, {"budget_minutes": 0}, {"budget_cents": 100}, {"budget_minutes": 60, "status": "closed"}],
)
def test_without_a_budget_that_can_be_counted_it_is_silent(app: App, fields: dict[str, Any]) -> None:
    assert reaction(app, RULE, log(add(app, **fields), 600)) is None


def test_a_timer_that_closing_the_project_stops_is_silent(app: App) -> None:
    project = add(app, budget_minutes=1)
    with app.db.write() as session:
        time_entries.start_timer(session, at=NOW - timedelta(hours=2), project_id=project)
    assert reaction(app, RULE, lambda s: projects.close(s, project, at=NOW)) is None


def test_a_deleted_entry_and_one_without_a_project_are_silent(app: App) -> None:
    project = add(app, budget_minutes=1)
    assert reaction(app, RULE, lambda s: time_entries.delete(s, log(project, 60)(s).id, at=NOW)) is None
    assert reaction(app, RULE, log(None, 6000)) is None


def test_much_unbillable_time_is_told_with_its_entries_once_a_month(app: App) -> None:
    project = add(app, 361)
    with app.db.write(actor="import") as session:
        long = build.time_entry(session, 200, at=NOW - timedelta(days=3), billable=False, note="Paperwork").id
        build.time_entry(session, 6000, at=NOW - timedelta(days=40), billable=False)
    draft = reaction(app, RULE, log(project, 39, billable=False))
    assert draft is None
    draft = reaction(app, RULE, log(project, 2, billable=False))
    assert said(RULE, draft) == "40 % of your time in the last 30 days was not billable: 4 h of 10 h."
    assert draft is not None
    assert (rows(draft)[0], draft.count, draft.n) == (("time_entry", long), 3, 3)
    assert draft.rows[0].title == "Paperwork"
    assert (draft.dedupe, draft.entity) == ("time-logged:unbillable:2026-03", None)


def test_little_time_and_billable_time_say_nothing_about_the_share(app: App) -> None:
    assert reaction(app, RULE, log(None, 599, billable=False)) is None
    assert reaction(app, RULE, log(None, 60)) is None
    assert reaction(app, RULE, log(None, 1, billable=False)) is not None
