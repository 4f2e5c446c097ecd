"""Planted facts, written from the specification: who must be told what, and when the coach must be silent."""

import logging
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.coach import wording
from app.coach.rule import OnPattern
from app.coach.rules import RULES
from app.core import db
from tests.coach.scenarios import playing
from tests.coach.scenarios.playing import Scenario, Tally

SCENARIOS = playing.read()


class Played:
    """Each scenario is played once, by whichever test asks first."""

    def __init__(self, prepared: Path, under: Path) -> None:
        self._prepared, self._under, self._known = prepared, under, dict[str, Tally]()

    def of(self, scenario: Scenario) -> Tally:
        if scenario.name not in self._known:
            folder = Path(shutil.copytree(self._prepared, self._under / "data"))
            try:
                self._known[scenario.name] = playing.play(scenario, folder)
            finally:
                shutil.rmtree(folder)
        return self._known[scenario.name]


@pytest.fixture(scope="module")
def played(fresh_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    under = tmp_path_factory.mktemp("scenarios")
    prepared = Path(shutil.copytree(fresh_folder, under / "prepared"))
    playing.prepare(prepared)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LC_ALL", "en_US.UTF-8")
        wording.locale_here.cache_clear()
        _compile_once(patched)
        yield Played(prepared, under)
    wording.locale_here.cache_clear()
    for handler in logging.getLogger().handlers[:]:
        handler.close()
        logging.getLogger().removeHandler(handler)


def _compile_once(patched: pytest.MonkeyPatch) -> None:
    """Every command opens the data file anew and would compile all its SQL again: half of the time of six hundred."""
    make, first = db.create_engine, list[Engine]()

    def made(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options)
        first.append(engine)
        engine.dialect = first[0].dialect
        engine._compiled_cache = first[0]._compiled_cache
        return engine

    patched.setattr(db, "create_engine", made)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_says_what_is_due_and_nothing_else(scenario: Scenario, played: Played) -> None:
    wrong = played.of(scenario).wrong
    assert not wrong, "\n" + "\n".join(wrong)


def test_precision_and_recall_are_complete(played: Played) -> None:
    total = Tally()
    for scenario in SCENARIOS:
        total.add(played.of(scenario))
    sys.stdout.write(f"\n{total.table()}\n")
    assert (total.precision(), total.recall()) == (1.0, 1.0)


def test_every_rule_about_actions_and_time_is_heard_and_kept_silent() -> None:
    heard, told = {rule.id for rule in RULES if not rule.is_asked(OnPattern)}, set[str]()
    for scenario in SCENARIOS:
        for step in scenario.steps:
            told |= {
                rule for rule, facts in (step[2] if isinstance(step[-1], dict) else {}).items() if facts != "optional"
            }
    assert heard == told
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)
