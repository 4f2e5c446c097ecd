"""The bench itself: it measures something on every line, and says so when asked for what it does not have."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import bench
from app.bench import line, seed, stand
from app.core.errors import CrmError
from app.crm import search_index
from app.models import Contact

TINY = 0.001


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_every_group_measures_its_lines(cache: Path) -> None:
    found = bench.run(
        TINY, lines={name: bench.LINES[name] for name in ("search", "tables", "writing", "importing", "claims")}
    )
    assert {row["name"] for row in found["lines"]} >= {"search, a key typed, p95", "create a contact"}
    for row in found["lines"]:
        assert row["value"] > 0, row
        assert row["yardstick"] is None or row["ratio"] is not None
    assert not list((cache / "rainmaker" / "bench").glob("run-*"))


def test_the_data_is_whole_and_the_same_every_time(cache: Path) -> None:
    with stand.opened(TINY, str) as place:
        with place.app.db.read() as session:
            assert search_index.check(session).ok
        assert place.raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert place.raw.execute("SELECT count(*) FROM contacts").fetchone() == (place.count(Contact),)
        first = place.raw.execute("SELECT sum(length(name)), sum(value_cents) FROM contacts, deals").fetchone()
    said: list[str] = []
    with stand.opened(TINY, said.append) as place:
        assert place.raw.execute("SELECT sum(length(name)), sum(value_cents) FROM contacts, deals").fetchone() == first
    assert said == []


def test_names_are_spread_as_in_an_address_book() -> None:
    people = [" ".join(seed.person(number)) for number in range(1, 5001)]
    assert len(set(people)) > 4000


def test_a_goal_is_the_most_a_value_may_be() -> None:
    assert line.Line("x", 5, "ms", 10, 2).as_row() == {
        "name": "x", "value": 5, "unit": "ms", "yardstick": 2, "yardstick_name": "", "ratio": 2.5, "goal": "<= 10",
        "ok": True,
    }  # fmt: skip
    assert line.Line("x", 11, "ms", 10).ok is False
    assert line.Line("x", 11, "ms").ok is None


@pytest.mark.parametrize(("scale", "only"), [(0, None), (-1, None), (99, None), (TINY, "nothing like it")])
def test_a_wish_that_cannot_be_met_is_refused(scale: float, only: str | None) -> None:
    with pytest.raises(CrmError):
        bench.run(scale, only)


def test_the_command_prints_one_json_document() -> None:
    command = [sys.executable, "-m", "tests.bench", "--scale", str(TINY), "--only", "checks", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["ok"] is True
    assert re.search("measuring: checks", done.stderr)
