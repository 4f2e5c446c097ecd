"""What `make eval-claims` measures with: files read as an owner's, and copies that keep what they promise."""

import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.coach.stats import Durations, Money, Rates, Shift, WorkTimes
from tests.eval_claims.copies import drifting, freely, with_sessions_kept
from tests.eval_claims.reading import History, histories

PIPELINE = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
MONDAY = datetime(2024, 1, 1, 9)  # noqa: DTZ001 - by the owner's clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One CRM with 60 closed deals, one log with two sessions a week."""
    rows = [
        f"A{i:03},{'Ann' if i % 2 else 'Bo'},Basic,,{'Won' if i % 3 else 'Lost'},"
        f"{MONDAY + timedelta(weeks=i):%Y-%m-%d},{MONDAY + timedelta(weeks=i, days=20):%Y-%m-%d},{100 if i % 3 else 0}"
        for i in range(60)
    ]  # fmt: skip
    (tmp_path / "crm" / "sold").mkdir(parents=True)
    (tmp_path / "crm" / "sold" / "pipeline.csv").write_text(PIPELINE + "\n".join(rows) + "\n")
    done = [MONDAY + timedelta(days=7 * w + d, minutes=20 * m) for w in range(30) for d in (0, 3) for m in range(9)]
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "a.csv").write_text("done_at_local\n" + "".join(f"{moment}+01:00\n" for moment in done))
    return tmp_path


def test_files_are_read_as_an_owners(folder: Path) -> None:
    crm, log = histories(folder)
    assert (crm.name, log.name) == ("sold", "log/a")
    rates = next(asked for asked in crm.questions if isinstance(asked, Rates))
    assert (rates.name, rates.labels, len(rates.won), rates.won.sum()) == (
        "win rate by sales_agent",
        ("Ann", "Bo"),
        60,
        40,
    )
    cycle = next(asked for asked in crm.questions if isinstance(asked, Durations))
    assert set(cycle.days) == {20.0}
    assert {type(asked) for asked in crm.questions} >= {Money, Shift}
    assert len(log.questions[0].at) == 540


@pytest.mark.parametrize("copy", [freely, with_sessions_kept, drifting])
def test_a_copy_keeps_the_load_of_each_week(folder: Path, copy: object) -> None:
    log = _log(folder)
    again = copy(np.random.default_rng(1), log)
    assert (_weeks(again) == _weeks(log)).all()
    assert sorted(again.at) != sorted(log.at)


def test_sessions_stay_whole(folder: Path) -> None:
    """60 sessions of 160 minutes, wherever they begin; some may meet."""
    at = np.sort(with_sessions_kept(np.random.default_rng(1), _log(folder)).at)
    assert (np.diff(at) == np.timedelta64(20 * 60, "s")).sum() > 400


def test_rates_keep_their_groups_and_outcomes(folder: Path) -> None:
    rates = next(asked for asked in next(histories(folder)).questions if isinstance(asked, Rates))
    for copy in (freely, with_sessions_kept):
        again = copy(np.random.default_rng(1), rates)
        assert sorted(again.group) == sorted(rates.group)
        assert (again.won == rates.won).all()


def test_it_says_how_often_it_spoke_and_whether_that_is_too_often(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.eval_claims", str(folder), "--copies", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.search(r"ok +log/a +sessions kept +0\.0% of 3, at most 5%", done.stdout)
    assert re.search(r"- +log/a +drifting slowly, hours +[\d.]+% of 3\n", done.stdout)
    assert "7 of 7 limits kept" in done.stdout
    assert subprocess.run([*command[:3], str(folder / "none")], capture_output=True, check=False).returncode == 2


def _log(folder: Path) -> WorkTimes:
    history: History = list(histories(folder))[-1]
    asked = history.questions[0]
    assert isinstance(asked, WorkTimes)
    return asked


def _weeks(asked: WorkTimes) -> np.ndarray:
    """Moments of each week."""
    return np.bincount((asked.at.astype("datetime64[D]").astype(int) + 3) // 7)
