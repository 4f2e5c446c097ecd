"""Measures scripted weeks with the coach: what was asked, what was learned, and how far the goals came.

Usage: make eval-talks; ARGS=--json. Each owner of tests/talks/people.py talks with the coach for two weeks, and then
goes on until day 30. The model is a script behind a real address that does what its prompt says and knows nothing
else. Exit code 1 when less than 80 % of what came up was acted on, less than 50 % of the gaps were filled in two weeks,
less than 30 % of the goals are half way after 30 days, something was asked twice, noted wrongly, or given away.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.core import schema
from app.core.paths import DataFolder
from tests.talks.people import PEOPLE
from tests.talks.person import Opening, Person, told
from tests.talks.played import START, Outcome, play
from tests.talks.test_fortnights import refused_again, unsaid, wrong

ACTED, FILLED, HALF_WAY, HALF = 0.8, 0.5, 0.3, 50
LATER = (15, 17, 19, 22, 24, 26, 29)
COLUMNS = ("owner", "turns", "due", "acted", "gaps", "filled", "right", "again", "most", "goals", "half way")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make eval-talks", description="Play scripted weeks with the coach.")
    parser.add_argument("--json", action="store_true", help="one JSON instead of a table")
    parser.add_argument("--only", default="", help="the name of one owner")
    wanted = parser.parse_args()
    rows = [_row(person) for person in PEOPLE if wanted.only in person.key]
    figures = _together(rows)
    sys.stdout.write(json.dumps({"owners": rows, **figures}, indent=1) + "\n" if wanted.json else _table(rows, figures))
    return 0 if figures["good"] else 1


def _row(person: Person) -> dict[str, Any]:
    fortnight, month = _played(person, 13), _played(_for_a_month(person), 30)
    counted = [goal for goal in month.goals if goal["status"] != "abandoned"]
    return {
        "owner": person.key, "turns": len(fortnight.said), "due": len(fortnight.triggered),
        "acted": len(fortnight.acted & fortnight.triggered), "gaps": len(fortnight.gaps),
        "filled": len(fortnight.filled & fortnight.gaps), "right": sum(map(len, fortnight.told.values())),
        "again": len(month.again()) + len(refused_again(month)), "most": month.most_in_a_reply, "goals": len(counted),
        "half way": sum(goal["current_progress"] >= HALF for goal in counted),
        "troubles": [*wrong(fortnight), *unsaid(month), *fortnight.leaks, *fortnight.errors, *month.again()],
    }  # fmt: skip


def _for_a_month(person: Person) -> Person:
    more = tuple(Opening(day, told(f"Day {day}. What is new?")) for day in LATER)
    return replace(person, openings=(*person.openings, *more))


def _played(person: Person, last: int) -> Outcome:
    with tempfile.TemporaryDirectory() as made:
        folder = DataFolder(Path(made) / "data")
        folder.prepare()
        schema.bring_up_to_date(folder, START)
        return play(person, folder.root, last=last, credulous=person.key.startswith("poisoned"))


def _together(rows: list[dict[str, Any]]) -> dict[str, Any]:
    def share(part: str, whole: str) -> float:
        return round(sum(row[part] for row in rows) / max(1, sum(row[whole] for row in rows)), 3)

    found = {"acted": share("acted", "due"), "filled": share("filled", "gaps"), "half_way": share("half way", "goals")}
    troubles = [trouble for row in rows for trouble in row["troubles"]]
    good = found["acted"] >= ACTED and found["filled"] >= FILLED and found["half_way"] >= HALF_WAY and not troubles
    return {**found, "good": good}


def _table(rows: list[dict[str, Any]], figures: dict[str, Any]) -> str:
    lines = [f"{COLUMNS[0]:18}" + "".join(f"{name:>9}" for name in COLUMNS[1:])]
    lines += [f"{row['owner']:18}" + "".join(f"{row[name]:>9}" for name in COLUMNS[1:]) for row in rows]
    lines += [f"  {row['owner']}: {trouble}" for row in rows for trouble in row["troubles"]]
    lines.append(", ".join(f"{name} {value}" for name, value in figures.items()))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
