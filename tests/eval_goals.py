"""Measures goals: does every business get two to four, does doing it again add none, and do they get anywhere?

Usage: make eval-goals ARGS=FOLDER, or RAINMAKER_EVAL_DATA=FOLDER make eval-goals; ARGS="FOLDER --json". FOLDER holds
what a CRM exported as .csv; every folder of such files below it is imported into a data file of its own. Beside them
the sample business is measured, and one whose profiles are all empty. In a month of invented conversations an owner
answers four of five questions, takes two of three offers, declines the others and finishes three of four tasks. Exit
code 1 when a business has fewer or more goals, a second run adds one, or less happens than README promises.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.compose import App, open_app
from app.core.clock import fixed
from app.core.errors import CrmError
from app.crm import businesses, importing, tasks
from app.crm.sample import fill
from app.goals import fields, generation, tracking
from app.goals.agenda import agenda
from app.goals.section import OFFERS
from app.goals.shapes import ItemNow
from app.models import Business, ChecklistItem, Goal, Task
from tests.conftest import NOW

KINDS = ("client", "prospect", "partner")
ANSWERED, TAKEN, FINISHED, DAYS, TALKED_TO = 0.8, 0.67, 0.75, 30, 12
LEAST_ACTED, LEAST_FILLED, LEAST_HALF = 0.8, 0.5, 0.3
ANSWERS = {
    "percent": "30 %", "money": "12000", "count": "20", "scale": "4", "tier": "320k", "team": "3", "choice": "Services",
    "list": "Hiring, Costs", "text": "Somewhat more of the same",
}  # fmt: skip


@contextmanager
def opened(name: str) -> Iterator[App]:
    with tempfile.TemporaryDirectory(prefix=f"goals-{name}-") as place:
        app = open_app(Path(place) / "data", fixed(NOW))
        try:
            yield app
        finally:
            app.close()


def fill_from(app: App, folder: Path) -> None:
    """Companies before people before deals; a file that is no table of records is left out."""
    for path in sorted(folder.glob("*.csv"), key=lambda path: ("compan" not in path.name, path.name)):
        try:
            importing.run_path(app.db, path)
        except CrmError as error:
            sys.stderr.write(f"left out {path.name}: {error.message[:80]}\n")


def fill_empty(app: App) -> None:
    with app.db.write() as session:
        for kind in KINDS:
            for number in range(20):
                businesses.create(session, at=NOW, name=f"{kind} {number}", kind=kind)


def measured(app: App) -> dict[str, Any]:
    """Counts and milliseconds of one data file."""
    with app.db.write() as session:
        businesses.own(session, NOW)
    with app.db.read() as session:
        ids = list(session.scalars(select(Business.id).order_by(Business.id)))
    taken = []
    for business_id in ids:
        with app.db.write(actor="coach", durable=False) as session:
            started = time.perf_counter()
            generation.generate(session, business_id, at=NOW)
            taken.append(1000 * (time.perf_counter() - started))
    first = counted(app)
    generation.generate_all(app.db, ids, pause=0)
    again = counted(app)
    active, items = goals_of(app, ids)
    return {
        "businesses": len(ids),
        "with 2 to 4": sum(2 <= active[one] <= 4 for one in ids),
        "goals": sum(active.values()),
        "with 2 to 5 items": sum(2 <= n <= 5 for n in items.values()),
        "added again": [after - before for before, after in zip(first, again, strict=True)],
        "p50 ms": round(statistics.median(taken), 1),
        "p95 ms": round(sorted(taken)[int(0.95 * (len(taken) - 1))], 1),
    }


def counted(app: App) -> tuple[int, int]:
    with app.db.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(one)) or 0 for one in (Goal, ChecklistItem))  # type: ignore[return-value]


def goals_of(app: App, ids: list[int]) -> tuple[Counter[int], Counter[int]]:
    with app.db.read() as session:
        rows = session.execute(
            select(Goal.business_id, Goal.id, func.count(ChecklistItem.id))
            .outerjoin(ChecklistItem, ChecklistItem.goal_id == Goal.id)
            .where(Goal.status == "active").group_by(Goal.id)
        ).all()  # fmt: skip
    return Counter(row[0] for row in rows), Counter({row[1]: row[2] for row in rows})


class Month:
    """Thirty days of conversations, one a day about each business."""

    def __init__(self, app: App) -> None:
        self.app, self.chance = app, Random(5)
        self.due: set[int] = set()
        self.acted: set[int] = set()
        with app.db.read() as session:
            own = businesses.find_own(session)
            others = [
                one
                for kind in KINDS
                for one in session.scalars(select(Business.id).where(Business.kind == kind).limit(TALKED_TO // 3))
            ]
        self.ids = [one for one in [own, *others] if one is not None]
        self.gaps = {(one, gap.field) for one in self.ids for gap in self.read(one, NOW)[1]}

    def run(self) -> dict[str, Any]:
        half: set[int] = set()
        filled = 0.0
        for day in range(DAYS):
            now = NOW + timedelta(days=day)
            self.finish_tasks(now)
            for business_id in self.ids:
                for item in self.read(business_id, now)[0]:
                    self.talk(item, now)
            if day == 13:
                filled = self.filled(now)
            with self.app.db.read() as session:
                half |= set(session.scalars(select(Goal.id).where(Goal.current_progress >= 50)))
        with self.app.db.read() as session:
            begun = session.scalars(select(Goal.id).where(Goal.business_id.in_(self.ids), Goal.created_at <= NOW)).all()
        return {
            "businesses": len(self.ids), "due": len(self.due), "acted on": round(len(self.acted) / len(self.due), 2),
            "gaps": len(self.gaps), "filled in two weeks": round(filled, 2),
            "goals half way": round(sum(one in half for one in begun) / len(begun), 2),
        }  # fmt: skip

    def read(self, business_id: int, now: datetime) -> tuple[tuple[ItemNow, ...], tuple[Any, ...]]:
        with self.app.db.read() as session:
            found = agenda(session, business_id, now)
        self.due |= {item.id for item in found.due if item.id > 0}
        return found.due, found.gaps

    def talk(self, item: ItemNow, now: datetime) -> None:
        with self.app.db.write(actor="coach") as session:
            tracking.asked(session, [item.id], "Asked in the conversation.", at=now)
        self.acted |= {item.id} & self.due
        likely = ANSWERED if item.item_type in ("data_collection", "question") else TAKEN
        said_yes = item.id > 0 and self.chance.random() <= likely
        if not said_yes and (item.id < 0 or item.item_type not in OFFERS):
            return
        with self.app.db.write(actor="coach") as session:
            if not said_yes:
                tracking.decline(session, item.id, at=now)
            elif item.field:
                said = ANSWERS[fields.FIELDS[item.field].kind]
                tracking.collect(session, item.business_id, item.field, said, confidence=0.9, excerpt=said, at=now)
            elif item.item_type == "question":
                tracking.answered(session, item.id, "Mostly larger jobs.", at=now)
            else:
                tracking.carry_out(session, item.id, reasoning="", confidence=0.8, excerpt="Yes.", at=now)

    def finish_tasks(self, now: datetime) -> None:
        with self.app.db.read() as session:
            waiting = session.scalars(
                select(Task.id).where(Task.origin == "coach", Task.status == "pending", Task.due_on == now.date())
            ).all()
        for task_id in waiting:
            if self.chance.random() < FINISHED:
                with self.app.db.write() as session:
                    tasks.complete(session, task_id, at=now)

    def filled(self, now: datetime) -> float:
        left = {(one, gap.field) for one in self.ids for gap in self.read(one, now)[1]}
        return 1 - len(self.gaps & left) / len(self.gaps) if self.gaps else 1.0


def is_good(row: dict[str, Any]) -> bool:
    if "due" in row:
        return bool(
            row["acted on"] >= LEAST_ACTED
            and row["filled in two weeks"] >= LEAST_FILLED
            and row["goals half way"] >= LEAST_HALF
        )
    return bool(
        row["with 2 to 4"] == row["businesses"]
        and row["with 2 to 5 items"] == row["goals"]
        and row["added again"] == [0, 0]
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="make eval-goals", description="Measure goals.")
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("RAINMAKER_EVAL_DATA"))
    parser.add_argument("--json", action="store_true", help="one JSON instead of lines")
    wanted = parser.parse_args()
    found: dict[str, dict[str, Any]] = {}
    with opened("sample") as app:
        fill(app.db, app.clock)
        found["sample"] = measured(app)
        found["a month of the sample"] = Month(app).run()
    with opened("empty") as app:
        fill_empty(app)
        found["empty profiles"] = measured(app)
        found["a month of empty profiles"] = Month(app).run()
    given = Path(wanted.folder) if wanted.folder else None
    for folder in sorted({path.parent for path in given.rglob("*.csv")}) if given else []:
        with opened("export") as app:
            fill_from(app, folder)
            found[folder.name] = measured(app)
    good = all(is_good(row) for row in found.values())
    if wanted.json:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
    else:
        for name, row in found.items():
            figures = ", ".join(f"{key} {value}" for key, value in row.items())
            sys.stdout.write(f"{'ok ' if is_good(row) else 'BAD'} {name:26} {figures}\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
