"""patterns: what the owner's own history shows, as typed."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.cli.conftest import Typing


def work_log(path: Path, evening: float) -> str:
    """Two years of work by the clock of Denver; this share of it between eight and eleven at night."""
    chance, start = Random(1), datetime(2023, 1, 2)  # noqa: DTZ001 - the wall clock
    lines = ["done_at_local"]
    for week in range(104):
        for _ in range(10):
            hour = chance.choice((20, 21, 22)) if chance.random() < evening else chance.randrange(24)
            day = start + timedelta(weeks=week, days=chance.randrange(7), hours=hour, minutes=chance.randrange(60))
            lines.append(f"{day.isoformat()}-07:00")
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_habit_that_was_imported_is_found_with_its_figures(run: Typing, tmp_path: Path) -> None:
    run.json("import", work_log(tmp_path / "log.csv", 0.5))
    found = run.json("patterns")
    [finding] = found["findings"]
    assert finding["rule"] == "best-work-time"
    assert finding["message"].startswith("You get most done between 20:00 and 23:00: 5")
    [group] = finding["groups"]
    assert {"name", "n", "value", "low", "high"} <= group.keys()
    assert group["name"] == "20-23"
    assert 0.5 < group["low"] < group["value"] < group["high"] < 0.7
    assert finding["q_value"] < 0.05
    assert finding["stable"] is True
    assert found["stored"] is True
    lacking = {one["rule"]: one for one in found["not_enough"]}
    assert lacking["win-rate-shift"] == {
        "rule": "win-rate-shift", "question": "deals", "missing": "0 of 20 closed deals",
        "message": "Changes of the win rate: not enough yet, 0 of 20 closed deals.",
    }  # fmt: skip
    assert {"rule": "best-work-time", "question": "tasks_weekday", "reason": "no_difference"} in found["quiet"]


def test_work_without_a_habit_is_silent(run: Typing, tmp_path: Path) -> None:
    run.json("import", work_log(tmp_path / "log.csv", 0.0))
    assert run.json("patterns")["findings"] == []


def test_an_empty_file_says_what_is_missing(run: Typing) -> None:
    lines = run.text("patterns").out
    assert "Your history shows nothing that may be claimed yet." in lines
    assert "Best hour: not enough yet, 0 of 150 hours" in lines


def test_a_clock_before_the_newest_row_stores_nothing(run: Typing, tmp_path: Path) -> None:
    run.json("import", work_log(tmp_path / "log.csv", 0.5))
    past = run.json("patterns", now="2024-11-04T09:00+01:00")
    assert past["findings"]
    assert past["stored"] is False
