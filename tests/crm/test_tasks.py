"""Tasks: created, due, repeated, done."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import repeats, tags, tasks, undo
from app.models import ActivityLog, Task
from tests import build
from tests.conftest import NOW

SUMMER = timezone(timedelta(hours=2))


def log(session: Any, action: str) -> list[dict[str, Any]]:
    return [row.details for row in session.scalars(select(ActivityLog).where(ActivityLog.action == action))]


def test_creating_and_completing_a_task_is_logged_in_the_same_write(db: Database) -> None:
    with db.write() as session:
        task = build.task(session, due_on=date(2026, 3, 3), priority="high", at=NOW - timedelta(days=3))
        tasks.complete(session, task.id, at=NOW)
    with db.read() as session:
        assert log(session, "task_created") == [{"priority": "high", "has_due_date": True}]
        assert log(session, "task_completed") == [{"priority": "high", "had_due_date": True, "days_to_complete": 3}]
        assert tasks.get(session, task.id).completed_at == NOW


def test_a_task_is_done_only_once_and_can_be_reopened(db: Database) -> None:
    with db.write() as session:
        task = build.task(session)
        tasks.edit(session, task.id, at=NOW, status="completed")
        with pytest.raises(CrmError, match="already done"):
            tasks.complete(session, task.id, at=NOW)
        tasks.edit(session, task.id, at=NOW, status="in_progress")
        assert (task.status, task.completed_at) == ("in_progress", None)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("titel", "x", "A task has no field called titel. Did you mean title?"),
        ("title", " \x00 ", "Title cannot be empty."),
        ("title", "x" * 501, "Title takes at most 500 characters."),
        ("priority", "urgent", "Priority cannot be “urgent”: it takes one of low, medium, high."),
        ("priority", None, "Priority cannot be empty."),
        ("estimate_minutes", -5, "Estimate minutes cannot be “-5”: it takes a number between 0 and 1e+06."),
        ("estimate_minutes", True, "Estimate minutes cannot be “True”: it takes a whole number."),
        ("due_on", "soon", "Due on cannot be “soon”: it takes a date such as 2026-05-17."),
        ("due_at", NOW.replace(tzinfo=None), "Due at cannot be “2026-03-02 09:00:00”: it takes a day and time with"),
        ("contact_id", 99, "There is no contact 99."),
        ("contact_id", 2**70, "Contact cannot be “1180591620717411303424”: it takes a smaller number."),
        ("completed_at", NOW, "completed_at is kept by the program and cannot be set."),
        ("custom", {"size": 3}, "There is no own field size; there are: none yet."),
        ("repeat", "every other day", "is not a rule"),
        ("status", "done", "A task is pending, in_progress or completed, not “done”."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_a_sentence_and_nothing_changes(
    db: Database, field: str, value: object, sentence: str
) -> None:
    with db.write() as session:
        task = build.task(session)
    with pytest.raises(CrmError) as caught, db.write() as session:
        tasks.edit(session, task.id, at=NOW, **{"details": "changed", field: value})
    assert sentence in caught.value.message
    with db.read() as session:
        assert tasks.get(session, task.id).details is None


def test_long_names_emoji_and_right_to_left_stay_as_they_are(db: Database) -> None:
    title = "🎉 اتصل بآنا " + "x" * 285
    with db.write() as session:
        assert build.task(session, title + "\x00\x07").title == title


def test_without_an_hour_a_task_is_overdue_from_the_next_local_day(db: Database) -> None:
    late = datetime(2026, 3, 2, 23, 59, tzinfo=NOW.tzinfo)
    with db.write() as session:
        by_day = build.task(session, "day", due_on=NOW.date())
        by_hour = build.task(session, "hour", due_at=NOW)
        done = build.task(session, "done", due_on=date(2026, 1, 1), status="completed")
        undated = build.task(session, "undated")
        for now, expected in ((NOW, []), (late, ["hour"]), (late + timedelta(minutes=1), ["day", "hour"])):
            found = session.scalars(select(Task.title).where(tasks.overdue(now)).order_by(Task.title)).all()
            assert found == expected
            assert sorted(t.title for t in (by_day, by_hour, done, undated) if tasks.is_overdue(t, now)) == expected


def test_an_hour_and_a_day_of_a_task_move_together(db: Database) -> None:
    with db.write() as session:
        task = build.task(session, due_at=datetime(2026, 3, 28, 9, 0, tzinfo=NOW.tzinfo))
        assert task.due_on == date(2026, 3, 28)
        tasks.edit(session, task.id, at=NOW, due_on=date(2026, 3, 29))
        assert task.due_at == datetime(2026, 3, 29, 9, 0, tzinfo=SUMMER)
        with pytest.raises(CrmError, match="due hour is on"):
            tasks.edit(session, task.id, at=NOW, due_on=date(2026, 4, 1), due_at=NOW)
        tasks.edit(session, task.id, at=NOW, due_on=None)
        assert (task.due_on, task.due_at) == (None, None)


def test_completing_a_repeating_task_makes_the_next_one_exactly_once(db: Database) -> None:
    with db.write() as session:
        task = build.task(session, due_on=date(2026, 2, 27), repeat="weekly", custom={})
        build.tag(session, "task", task.id, "office")
        tasks.complete(session, task.id, at=NOW)
        tasks.reopen(session, task.id, at=NOW)
        tasks.complete(session, task.id, at=NOW)
        following = session.scalars(select(Task).where(Task.status == "pending")).all()
        assert [(t.due_on, t.repeat) for t in following] == [(date(2026, 3, 6), "FREQ=WEEKLY")]
        assert tags.of(session, "task", [following[0].id]) == {following[0].id: ["office"]}
    undo.undo(db)
    with db.read() as session:
        assert session.scalars(select(Task)).all() == []


def test_days_missed_while_the_owner_was_away_are_not_made_up(db: Database) -> None:
    with db.write() as session:
        task = build.task(session, due_on=date(2025, 12, 5), repeat="FREQ=WEEKLY;BYDAY=FR")
        tasks.complete(session, task.id, at=NOW)
        assert session.scalar(select(Task.due_on).where(Task.status == "pending")) == date(2026, 3, 6)


def test_the_hour_of_a_repeating_task_stays_over_summer_time(db: Database) -> None:
    with db.write() as session:
        task = build.task(session, due_at=datetime(2026, 3, 27, 9, 30, tzinfo=NOW.tzinfo), repeat="weekly")
        tasks.complete(session, task.id, at=NOW)
        following = session.scalars(select(Task).where(Task.status == "pending")).one()
        assert following.due_at == datetime(2026, 4, 3, 9, 30, tzinfo=SUMMER)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20260304T235959Z"])
def test_a_series_ends_where_its_rule_says(db: Database, rule: str) -> None:
    with db.write() as session:
        build.task(session, due_on=date(2026, 3, 2), repeat=rule)
        for _ in range(3):
            pending = session.scalars(select(Task).where(Task.status == "pending")).one()
            tasks.complete(session, pending.id, at=NOW)
        due = session.scalars(select(Task.due_on).order_by(Task.id)).all()
        assert due == [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]


def test_a_monthly_task_on_the_31st_is_due_on_the_last_day_of_shorter_months() -> None:
    started, found = date(2024, 1, 31), []
    day: date | None = started
    while day is not None and len(found) < 5:
        found.append(day)
        day = repeats.first_day("FREQ=MONTHLY", started, day + timedelta(days=1))
    assert [(d.month, d.day) for d in found] == [(1, 31), (2, 29), (3, 31), (4, 30), (5, 31)]
    assert repeats.first_day("FREQ=YEARLY", date(2024, 2, 29), date(2024, 3, 1)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    "rule",
    ["", "often", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=2;UNTIL=20260101",
     "FREQ=DAILY;UNTIL=never", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;FREQ=DAILY",
     "FREQ=MONTHLY;BYMONTHDAY=",
     "DTSTART:20260101\nRRULE:FREQ=DAILY", "FREQ=DAILY;INTERVAL=9999999999", "FREQ=MONTHLY;BYDAY=0MO"],
)  # fmt: skip
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(CrmError):
        repeats.normalised(rule)


def test_a_rule_that_never_comes_true_is_refused_at_once(db: Database) -> None:
    with db.write() as session, pytest.raises(CrmError, match="names no day"):
        build.task(session, due_on=date(2026, 3, 2), repeat="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")


RULES = st.builds(
    lambda frequency, interval, end: f"FREQ={frequency};INTERVAL={interval}{end}",
    st.sampled_from(repeats.FREQUENCIES),
    st.integers(1, 6),
    st.sampled_from(["", ";COUNT=5", ";UNTIL=20270101"]),
)


@given(rule=RULES, started=st.dates(date(2024, 1, 1), date(2026, 12, 31)), gap=st.integers(0, 800))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_next_day_of_any_plain_rule_is_a_step_of_its_frequency_and_within_its_end(
    rule: str, started: date, gap: int
) -> None:
    earliest = started + timedelta(days=gap)
    found = repeats.first_day(rule, started, earliest)
    if found is None:
        assert "COUNT" in rule or "UNTIL" in rule
        return
    parts = dict(part.split("=") for part in rule.split(";"))
    frequency, interval = parts["FREQ"], int(parts["INTERVAL"])
    months = (found.year - started.year) * 12 + found.month - started.month
    steps = {
        "DAILY": (found - started).days / interval,
        "WEEKLY": (found - started).days / 7 / interval,
        "MONTHLY": months / interval,
        "YEARLY": months / 12 / interval,
    }[frequency]
    assert found >= earliest
    assert steps == int(steps)
    assert "COUNT" not in rule or steps < 5
    assert "UNTIL" not in rule or found <= date(2027, 1, 1)
    if frequency in ("MONTHLY", "YEARLY") and found.day != started.day:
        assert (found + timedelta(days=1)).day == 1
        assert found.day < started.day


@given(
    rule=st.builds(
        lambda frequency, interval, extra: f"FREQ={frequency};INTERVAL={interval}{extra}",
        st.sampled_from(("DAILY", "WEEKLY")),
        st.integers(1, 5),
        st.sampled_from(("", ";BYDAY=MO,TH", ";BYDAY=SU,MO;WKST=SU", ";BYDAY=MO,WE,FR;BYSETPOS=-1", ";BYMONTH=3,9")),
    ),
    started=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    gap=st.integers(0, 900),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_long_series_finds_the_day_that_walking_it_from_its_start_finds(rule: str, started: date, gap: int) -> None:
    if "BYSETPOS" in rule and "DAILY" in rule:
        return
    earliest = started + timedelta(days=gap)
    assert repeats.first_day(rule, started, earliest) == repeats.first_day(f"{rule};COUNT=9999", started, earliest)


def test_counts_of_the_views(db: Database) -> None:
    with db.write() as session:
        build.task(session, due_on=date(2026, 2, 27))
        build.task(session, due_at=NOW - timedelta(hours=1))
        build.task(session, due_on=NOW.date(), status="in_progress")
        build.task(session, due_on=date(2026, 3, 3))
        build.task(session)
        build.task(session, status="completed")
    with db.read() as session:
        assert tasks.counts(session, NOW) == tasks.Counts(overdue=2, today=3, upcoming=1, anytime=1, done=1)


def test_a_rule_that_cannot_be_read_or_goes_beyond_the_calendar_stops_no_completion(db: Database) -> None:
    with db.write() as session:
        odd, last = build.task(session, "Odd", repeat="daily").id, build.task(session, "Last", due_on=date.max).id
        session.flush()
        session.execute(text("UPDATE tasks SET repeat = 'FREQ=NEVER' WHERE id = :id"), {"id": odd})
        session.execute(text("UPDATE tasks SET repeat = 'FREQ=DAILY' WHERE id = :id"), {"id": last})
        session.expire_all()
    for task_id in (odd, last):
        with db.write() as session:
            assert tasks.complete(session, task_id, at=NOW).status == "completed"
            assert tasks.following(session, task_id) is None


def test_the_task_that_follows_is_known(db: Database) -> None:
    with db.write() as session:
        task_id = build.task(session, "Water", due_on=NOW.date(), repeat="weekly").id
    with db.write() as session:
        assert tasks.following(session, task_id) is None
        tasks.complete(session, task_id, at=NOW)
        following = tasks.following(session, task_id)
        assert following is not None
        assert following.due_on == date(2026, 3, 9)


def test_an_hour_at_the_end_of_the_calendar_is_refused_with_a_sentence(db: Database) -> None:
    with pytest.raises(CrmError, match="too far away"):
        tasks.moment_on(date.max, time(23, 30), datetime(2026, 3, 2, tzinfo=timezone(-timedelta(hours=8))))
    with db.write() as session:
        task_id = build.task(session, due_at=NOW).id
    with db.write() as session, pytest.raises(CrmError, match="too far away"):
        tasks.edit(session, task_id, at=NOW.astimezone(timezone(-timedelta(hours=23))), due_on=date.max)
