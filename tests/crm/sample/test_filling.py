"""The sample business as rows: consistent, alive today, the same every time."""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import compose
from app.compose import App
from app.core.clock import fixed
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, names, phones, preferences, saved_filters, search, undo
from app.crm.sample import fill
from app.crm.sample.filling import tell

TODAYS = ("2025-01-15", "2026-03-02", "2026-11-21")
TARGETS = {
    "contacts": 260, "businesses": 110, "deals": 240, "tasks": 1500, "time_entries": 1200, "interactions": 2400,
    "projects": 70, "notes": 250,
}  # fmt: skip
IMPOSSIBLE = re.findall(r"^-- (.+)\n([^;]+);", Path(__file__).with_name("impossible.sql").read_text(), re.MULTILINE)


def opened(folder: Any, today: str) -> App:
    clock = fixed(datetime.fromisoformat(f"{today}T09:00").astimezone())
    return compose.wire(folder, clock)


@pytest.fixture(params=TODAYS)
def sample(folder: Any, request: pytest.FixtureRequest) -> Iterator[App]:
    app = opened(folder, request.param)
    fill(app.db, app.clock)
    yield app
    app.close()


def query(app: App, text: str, *values: Any) -> list[tuple[Any, ...]]:
    with sqlite3.connect(app.folder.database) as connection:
        found = connection.execute(text, values).fetchall()
    connection.close()
    return found


def count(app: App, text: str, *values: Any) -> int:
    return int(query(app, f"SELECT count(*) {text}", *values)[0][0])


def test_three_years_hang_together(sample: App) -> None:
    assert query(sample, "PRAGMA foreign_key_check") == []
    assert len(IMPOSSIBLE) > 20
    for what, search_for in IMPOSSIBLE:
        assert query(sample, search_for) == [], what
    for table, target in TARGETS.items():
        assert count(sample, f"FROM {table}") == pytest.approx(target, rel=0.1), table
    assert count(sample, "FROM businesses WHERE kind = 'own'") == 1
    _nothing_is_ahead_of_time(sample)
    _names_and_numbers_are_as_the_services_keep_them(sample)
    _the_log_tells_each_deal_in_order(sample)


def _nothing_is_ahead_of_time(app: App) -> None:
    now = app.clock().astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    for table, column in (
        ("activity_logs", "created_at"), ("interactions", "at"), ("contacts", "updated_at"), ("tasks", "updated_at"),
        ("deals", "updated_at"), ("time_entries", "updated_at"), ("notes", "at"), ("events", "created_at"),
        ("followups", "created_at"), ("projects", "updated_at"), ("businesses", "updated_at"), ("profile_facts", "at"),
        ("time_entries", "billed_at"), ("taggings", "created_at"), ("saved_filters", "created_at"),
    ):  # fmt: skip
        assert count(app, f"FROM {table} WHERE {column} > ?", now) == 0, (table, column)


def _names_and_numbers_are_as_the_services_keep_them(app: App) -> None:
    for name, sort_name, first, last in query(app, "SELECT name, sort_name, first_name, last_name FROM contacts"):
        assert (name, sort_name) == (f"{first} {last}", names.sort_name(first, last, name))
    for value, original in query(app, "SELECT value, original FROM contact_points WHERE kind = 'phone'"):
        assert phones.normalise(original, "DE") == value
    for at, offset in query(app, "SELECT created_at, utc_offset_minutes FROM activity_logs"):
        local = datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone()
        assert timedelta(minutes=offset) == local.utcoffset()


def _the_log_tells_each_deal_in_order(app: App) -> None:
    ends = dict(query(app, "SELECT d.id, s.name FROM deals d JOIN stages s ON s.id = d.stage_id"))
    stands: dict[int, tuple[str, datetime]] = {}
    rows = query(
        app,
        "SELECT entity_id, action, created_at, metadata FROM activity_logs WHERE entity_type = 'deal' "
        "AND action IN ('deal_created', 'deal_stage_changed') ORDER BY entity_id, created_at, id",
    )
    for deal, action, at, details in rows:
        told, moment = json.loads(details), datetime.fromisoformat(at)
        if action == "deal_created":
            stands[deal] = told["stage"], moment
            continue
        stage, since = stands[deal]
        assert (told["old_stage"], told["days_in_stage"]) == (stage, (moment - since).days)
        stands[deal] = told["new_stage"], moment
    assert {deal: stage for deal, (stage, _since) in stands.items()} == ends


def test_today_has_something_to_do(sample: App) -> None:
    today = sample.clock().date()
    day, tomorrow = str(today), str(today + timedelta(days=1))
    unfinished = "FROM tasks WHERE status <> 'completed' AND"
    assert count(sample, f"{unfinished} due_on = ?", day) >= 3
    assert 3 <= count(sample, f"{unfinished} due_on < ?", day) <= 9
    assert (
        count(sample, f"{unfinished} priority = 'high' AND due_on BETWEEN ? AND ?", str(today - timedelta(days=4)), day)
        >= 2
    )
    assert count(sample, "FROM events WHERE date(starts_at) = ?", tomorrow) >= 1
    _the_board_is_alive(sample, today)
    assert count(sample, "FROM followups WHERE status = 'scheduled' AND date(scheduled_at) <= ?", day) >= 2
    assert count(sample, "FROM projects WHERE status = 'active'") >= 4
    assert count(sample, "FROM time_entries WHERE billable AND billed_at IS NULL") >= 5
    leads = count(sample, "FROM contacts WHERE status = 'lead' AND last_outbound_at IS NULL")
    assert 3 <= leads <= 8


def _the_board_is_alive(app: App, today: date) -> None:
    stages = dict(
        query(
            app,
            "SELECT s.name, count(*) FROM deals d JOIN stages s ON s.id = d.stage_id WHERE s.kind = 'open' GROUP BY 1",
        )
    )
    assert set(stages) == {"Lead", "Qualified", "Proposal", "Negotiation"}
    assert min(stages.values()) >= 3
    assert 20 <= sum(stages.values()) <= 25
    still = "FROM deals WHERE closed_at IS NULL AND"
    assert 4 <= count(app, f"{still} stage_entered_at < ?", str(today - timedelta(days=14))) <= 10
    assert count(app, f"{still} next_step_on > ?", str(today)) >= 6
    assert count(app, "FROM deals WHERE won AND closed_at >= ?", str(today.replace(day=1))) >= 1


def test_the_same_day_and_seed_tell_the_same_story_at_any_hour() -> None:
    morning, evening = (datetime(2026, 3, 2, hour).astimezone() for hour in (9, 22))
    stories = [tell(morning, 7), tell(evening, 7), tell(morning, 8)]
    told = [[dict(row) for row in story.rows["interactions"]] for story in stories]
    said = [[(row["summary"], row["at"]) for row in rows] for rows in told]
    assert said[0] == said[1] != said[2]


@pytest.mark.parametrize(
    "moment", ["2024-02-29T00:05", "2026-01-01T07:00", "2026-08-16T23:50", "2026-12-31T12:00", "2028-10-29T02:30"]
)
def test_it_can_be_told_on_awkward_days(moment: str) -> None:
    now = datetime.fromisoformat(moment).astimezone()
    story = tell(now, 3)
    assert len(story.rows["contacts"]) == TARGETS["contacts"]
    assert all(row["created_at"] <= now for rows in story.rows.tables.values() for row in rows)
    assert any(deal["won"] and deal["closed_at"].date() >= now.date().replace(day=1) for deal in story.rows["deals"])


def test_a_file_with_records_is_left_alone(db: Database) -> None:
    with db.write() as session:
        contacts.create(session, at=db.clock(), first_name="Ana", last_name="Ruiz")
    with pytest.raises(CrmError) as refused:
        fill(db, db.clock)
    assert refused.value.kind == "conflict"
    with db.read() as session:
        assert search.find(session, "Nordwind") == []


def test_the_filled_file_works_like_any_other(app: App) -> None:
    steps: list[tuple[int, int]] = []
    made = fill(app.db, app.clock, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (sum(made.values()), sum(made.values()))
    with app.db.read() as session:
        assert preferences.get(session, "sample_business") is True
        assert [hit.title for hit in search.find(session, "Nordwind") if hit.kind == "business"] == ["Nordwind Outdoor"]
        assert undo.undo_label(session) is None
        for kind in ("contact", "deal", "task"):
            [kept] = saved_filters.of(session, kind)
            assert saved_filters.find_ids(session, kept, app.clock()), kept.name
    with app.db.write() as session:
        made_now = contacts.create(session, at=app.clock(), first_name="Ana", last_name="Ruiz")
        assert made_now.id == made["contacts"] + 1
    assert undo.undo(app.db).count > 0
