"""Task completed: the next one that matters."""

from datetime import date, timedelta

import pytest

from app.coach.rules.task_completed import RULE
from app.compose import App
from app.crm import tasks
from tests import build
from tests.coach.rules.reacting import labels, reaction, said
from tests.conftest import NOW

TODAY = NOW.date()


def add(app: App, title: str = "Send the offer", due_on: date | None = TODAY, **fields: object) -> int:
    with app.db.write() as session:
        return build.task(session, title, due_on=due_on, **{"priority": "high", **fields}).id


def tick(app: App):  # type: ignore[no-untyped-def]
    done = add(app, "Done now", priority="low")
    return lambda session: tasks.complete(session, done, at=NOW)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (TODAY - timedelta(days=2), "Done. Next: Send the offer, due since Feb 28, 2026."),
        (TODAY, "Done. Next: Send the offer, due today."),
        (TODAY + timedelta(days=7), "Done. Next: Send the offer, due Mar 9, 2026."),
        (None, "Done. Next: Send the offer."),
        (TODAY + timedelta(days=8), ""),
    ],
)
def test_it_names_the_next_with_its_day(app: App, due_on: date | None, expected: str) -> None:
    add(app, due_on=due_on)
    assert said(RULE, reaction(app, RULE, tick(app))) == expected


def test_the_first_due_comes_first_whatever_its_state(app: App) -> None:
    add(app, "Undated", None)
    add(app, "Later", TODAY + timedelta(days=3))
    wanted = add(app, "Begun", TODAY + timedelta(days=1), status="in_progress")
    add(app, "Sooner but not pressing", TODAY, priority="medium")
    add(app, "Done before", TODAY, status="completed")
    draft = reaction(app, RULE, tick(app))
    assert draft is not None
    assert draft.entity == ("task", wanted)


def test_a_task_of_a_project_offers_the_timer(app: App) -> None:
    with app.db.write() as session:
        project = build.project(session).id
    add(app, project_id=project)
    draft = reaction(app, RULE, tick(app))
    assert labels(RULE, draft) == ["Open", "Start the timer"]


def test_nobody_who_must_not_be_contacted_is_named(app: App) -> None:
    with app.db.write() as session:
        quiet = build.contact(session, do_not_contact=True).id
        ana = build.contact(session).id
    add(app, "Call them", contact_id=quiet)
    assert reaction(app, RULE, tick(app)) is None
    wanted = add(app, "Call Ana", contact_id=ana)
    draft = reaction(app, RULE, tick(app))
    assert draft is not None
    assert draft.entity == ("task", wanted)


def test_it_is_silent_without_another_and_after_a_change_of_mind(app: App) -> None:
    assert reaction(app, RULE, tick(app)) is None
    add(app)
    done = add(app, "Done")
    assert reaction(app, RULE, lambda s: (tasks.complete(s, done, at=NOW), tasks.reopen(s, done, at=NOW))) is None
    assert reaction(app, RULE, lambda s: (tasks.complete(s, done, at=NOW), tasks.delete(s, done, at=NOW))) is None
