"""Goals follow what the owner does: profiles that change, tasks that are deleted, imports, and a coach turned off."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.compose import App
from app.core.clock import fixed
from app.core.events import ActivityRecorded, RecordsChanged
from app.crm import businesses, contacts, importing, preferences, profile_facts, tasks, undo
from app.goals import generation, steady, tracking
from app.jobs.goal_keeping import GoalKeeping, look_over
from app.jobs.scheduler import Jobs
from app.jobs.timetable import coaching
from tests import build
from tests.conftest import NOW
from tests.goals.making import business, fresh, generate, goal, goals, item


@pytest.fixture
def jobs(app: App) -> Iterator[Jobs]:
    made = Jobs(app.db, app.clock)
    keeping = GoalKeeping(app.db, app.clock, made)
    app.bus.subscribe(RecordsChanged, keeping.hear)
    app.bus.subscribe(ActivityRecorded, keeping.hear_import)
    yield made
    made.stop()


def settled(jobs: Jobs) -> None:
    assert jobs.wait(10)


def test_a_new_business_and_a_changed_profile_get_their_goals(app: App, jobs: Jobs) -> None:
    own = business(app.db, kind="own")
    settled(jobs)
    assert {one.rule for one in goals(app.db, own)} == {"know-business", "know-direction"}
    with app.db.write() as session:
        businesses.edit(session, own, at=NOW, focus_areas=["Cash flow", "Costs"])
    settled(jobs)
    assert {one.rule for one in goals(app.db, own)} == {"cash-flow", "profitability"}
    with app.db.write() as session:
        profile_facts.learn(session, own, "payment_days", "45", source="owner", at=NOW)
    settled(jobs)
    assert item(app.db, own, "cash-flow", "payment-days").status == "completed"


def test_a_deleted_task_is_followed_and_so_is_its_return(app: App, jobs: Jobs) -> None:
    client = business(app.db, kind="client")
    settled(jobs)
    one = item(app.db, client, "client-keep", "touch")
    with app.db.write(actor="coach") as session:
        made = tracking.carry_out(session, one.id, reasoning="", confidence=1, excerpt="", at=NOW)
    with app.db.write() as session:
        tasks.delete(session, made.id, at=NOW)
    settled(jobs)
    assert fresh(app.db, one).status == "skipped"
    undo.undo(app.db)
    settled(jobs)
    assert fresh(app.db, one).status == "completed"


def test_many_deleted_tasks_are_followed_in_small_writes(app: App, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [business(app.db, f"Firm {n}", kind="client") for n in range(20)]
    settled(jobs)
    touched = [item(app.db, client, "client-keep", "touch") for client in clients]
    with app.db.write(actor="coach") as session:
        made = [
            tracking.carry_out(session, one.id, reasoning="", confidence=1, excerpt="", at=NOW).id for one in touched
        ]
    monkeypatch.setattr(steady, "HOLD", 0.0)
    writes: list[int] = []
    app.bus.subscribe(RecordsChanged, lambda event: writes.append(len(event.touched.get("checklist_items") or ())))
    with app.db.write() as session:
        for one in made:
            tasks.delete(session, one, at=NOW)
    settled(jobs)
    assert {fresh(app.db, one).status for one in touched} == {"skipped"}
    assert max(writes[1:]) < 20, "one business in one write, not all of them"


def test_the_mark_not_to_be_contacted_leads_to_a_new_look(app: App, jobs: Jobs) -> None:
    with app.db.write() as session:
        client = build.business(session, kind="client").id
        ana = build.contact(session, "Ana Ruiz", business_id=client).id
    settled(jobs)
    one = item(app.db, client, "client-keep", "touch")
    for refuses, status in ((True, "skipped"), (False, "pending")):
        with app.db.write() as session:
            contacts.edit(session, ana, at=NOW, do_not_contact=refuses)
        settled(jobs)
        assert fresh(app.db, one).status == status


def test_nothing_is_written_while_the_coach_is_off(app: App, jobs: Jobs) -> None:
    with app.db.write() as session:
        preferences.change(session, "coach_enabled", False, at=NOW)
    client = business(app.db, kind="client")
    settled(jobs)
    assert goals(app.db, client) == []
    assert look_over(app.db, app.clock, jobs) is None


def test_an_import_ends_with_goals_for_all(app: App, jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("Company name,City\n" + "".join(f"Firm {n},Ulm\n" for n in range(600)), encoding="utf-8")
    done = importing.run_path(app.db, path, kind="businesses")
    assert done.created == 600
    assert jobs.wait(60)
    with app.db.read() as session:
        assert generation.missing(session) == []


def test_the_daily_job_says_what_it_did_and_ends_when_the_program_does(app: App) -> None:
    jobs = Jobs(app.db, app.clock)
    [timed] = [one for one in coaching(app.db, app.coach, app.clock, jobs) if one.name == "goals"]
    business(app.db)
    assert (timed.lane, timed.every, timed.run()) == ("io", "day", "2 businesses looked over")
    jobs.stop()
    assert timed.run() == "0 businesses looked over"


def test_its_last_run_tells_what_changed_since(app: App) -> None:
    jobs = Jobs(app.db, app.clock)
    client = business(app.db, kind="client")
    jobs.start(coaching(app.db, app.coach, app.clock, jobs), pulse=None)
    assert jobs.wait(10)
    jobs.stop()
    assert len(goals(app.db, client)) == 2
    later = fixed(NOW + timedelta(days=1))
    app.db.clock = later
    with app.db.write() as session:
        build.deal(session, business_id=client, at=later())
    again = Jobs(app.db, later)
    assert look_over(app.db, later, again) == "2 businesses looked over"
    again.stop()
    assert goal(app.db, client, "client-grow").priority_score == 6


def test_a_change_of_nothing_leaves_no_step(app: App) -> None:
    client = business(app.db, kind="client")
    generate(app.db, client)
    with app.db.read() as session:
        before = undo.history(session)
    generate(app.db, client)
    with app.db.read() as session:
        assert undo.history(session) == before
