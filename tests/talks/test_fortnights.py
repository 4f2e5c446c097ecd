"""Eleven owners talk with the coach for two weeks: it asks what it wanted to know, once, and notes what it is told."""

import re
import shutil
from pathlib import Path

import pytest

from app.core.paths import DataFolder
from tests.talks.people import PEOPLE
from tests.talks.person import Person
from tests.talks.played import Outcome, play

ACTED, FILLED, SURE = 0.8, 0.5, 0.5
COLUMNS = {
    "team_size": "team_size", "business_goals": "business_goals", "industry_category": "industry_category",
    "target_revenue": "target_revenue_cents", "annual_revenue": "revenue_tier", "focus_areas": "focus_areas",
}  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_a_fortnight(person: Person, folder: DataFolder) -> None:
    outcome = play(person, folder.root, credulous=person.key.startswith("poisoned"))
    assert not outcome.errors
    assert not outcome.leaks
    assert outcome.acted_share >= ACTED, outcome.triggered - outcome.acted
    assert outcome.filled_share >= FILLED, outcome.gaps - outcome.filled
    assert outcome.most_in_a_reply <= 2
    assert not outcome.again()
    assert not refused_again(outcome)
    assert not unsaid(outcome)
    assert not wrong(outcome)


def refused_again(outcome: Outcome) -> list[str]:
    """Questions the owner would not answer that came again, however much later."""
    asked = [one.field for one in outcome.asked if one.field in outcome.person.refuses]
    return [name for name in asked if asked.count(name) > 1]


def unsaid(outcome: Outcome) -> list[str]:
    """Facts the owner did not tell. Of others they tell nothing that a profile holds."""
    return [f"elsewhere: {fact}" for fact in outcome.elsewhere] + [
        f"{fact['field']}: {fact['value']}" for fact in outcome.facts
        if not any(same(fact["value"], value) for value in outcome.told.get(fact["field"], ()))
    ]  # fmt: skip


def wrong(outcome: Outcome) -> list[str]:
    """What was told and is not in the profile as it should be."""
    found = []
    for name, values in outcome.told.items():
        kept = [fact for fact in outcome.facts if fact["field"] == name]
        meant = outcome.person.kept.get(name, values[-1])
        if not kept:
            found.append(f"{name} is not kept")
        elif not same(kept[-1]["value"], meant):
            found.append(f"{name} is {kept[-1]['value']}, not {meant}")
        elif not SURE <= kept[-1]["confidence"] <= 1 or not kept[-1]["source"]:
            found.append(f"{name} without where it came from: {kept[-1]}")
        elif name in COLUMNS and outcome.business[COLUMNS[name]] in (None, "", "[]"):
            found.append(f"{name} did not reach {COLUMNS[name]}")
    return found


def same(kept: str, told: str) -> bool:
    """Numbers by what they count, words by their letters; lists may hold more."""
    number = re.sub(r"[^\d.]", "", told)
    if number and re.fullmatch(r"[\d., %€$k]+", told):
        return re.fullmatch(r"[\d.]+", kept) is not None and abs(float(kept) - float(number)) < 1
    letters = re.sub(r"\W+", "", told).lower().replace("and", "")
    return letters in re.sub(r"\W+", "", kept).lower().replace("and", "")


def test_the_same_weeks_come_out_the_same(folder: DataFolder, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder.root, tmp_path / "again"))
    first, second = play(PEOPLE[0], folder.root), play(PEOPLE[0], other)
    assert [(one.ask, one.at) for one in first.asked] == [(one.ask, one.at) for one in second.asked]
