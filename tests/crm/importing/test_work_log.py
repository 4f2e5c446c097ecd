"""A work log: a file that says nothing but when something was done."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import importing
from app.models import ActivityLog, Task

LOG = "done_at_local\n2020-12-21T21:41:26+01:00\n2020-07-03T23:10:00-07:00\n2021-01-04T09:00:00+05:30\n"


def completed(db: Database) -> list[ActivityLog]:
    with db.read() as session:
        query = select(ActivityLog).where(ActivityLog.action == "task_completed").order_by(ActivityLog.created_at)
        return list(session.scalars(query))


def imported(db: Database, path: Path, text: str, **given: Any) -> importing.Result:
    path.write_text(text, encoding="utf-8")
    return importing.run_path(db, path, **given)


def test_each_row_is_work_done_at_its_own_moment_by_its_own_clock(db: Database, tmp_path: Path) -> None:
    result = imported(db, tmp_path / "log.csv", LOG)
    assert (result.kind, result.created, result.errors) == ("tasks", 3, [])
    rows = completed(db)
    assert [row.utc_offset_minutes for row in rows] == [-420, 60, 330]
    assert [f"{row.created_at:%Y-%m-%d %H:%M}" for row in rows] == [
        "2020-07-04 06:10", "2020-12-21 20:41", "2021-01-04 03:30",
    ]  # fmt: skip
    assert all("guessed" not in row.details for row in rows)
    with db.read() as session:
        assert all(task.created_at == task.completed_at for task in session.scalars(select(Task)))


def test_the_same_file_with_a_mapping_says_what_was_done(db: Database, tmp_path: Path) -> None:
    mapping = {"kind": "tasks", "columns": {"done_at_local": "completed_at"}, "constants": {"title": "Commit"}}
    assert imported(db, tmp_path / "log.csv", LOG, mapping=mapping).created == 3
    with db.read() as session:
        assert set(session.scalars(select(Task.title))) == {"Commit"}


def test_a_day_without_an_hour_has_no_zone(db: Database, tmp_path: Path) -> None:
    imported(db, tmp_path / "log.csv", "Task,Completed at\nWrite,2020-12-21\n")
    assert [row.utc_offset_minutes for row in completed(db)] == [None]


@pytest.mark.parametrize("row", ["Write,done,2020-12-21", "Write,done,"])
def test_a_task_that_is_done_but_not_when_is_marked_as_a_guess(db: Database, tmp_path: Path, row: str) -> None:
    imported(db, tmp_path / "tasks.csv", f"Task,Status,Due date\n{row}\n")
    assert [entry.details["guessed"] for entry in completed(db)] == [True]


def test_a_column_of_dates_that_is_no_work_log_is_still_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="holds no records"):
        imported(db, tmp_path / "dates.csv", "moon\n2020-12-21T21:41:26+01:00\n")
