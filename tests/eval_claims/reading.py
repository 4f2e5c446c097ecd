"""Files of other programs as questions for the gate: through the importer and a database of its own, as an owner's."""

import csv
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from app.coach.stats import Durations, Moments, Money, Question, Rates, Season, Shift, WorkTimes, coded, wall_clock
from app.compose import open_app
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import importing

LOG_COLUMN = "done_at_local"
MOST_GROUPS = 60
"""A text with more different values is a name, not a group."""
OUTCOMES = ("stage", "status")
"""Ends of names of fields that say how it went, not what it was."""
ORDER = {"businesses": 0, "contacts": 1, "leads": 1, "deals": 2}
DAY = np.timedelta64(1, "D")
MANY = 200
"""Bytes that hold the heads of a log."""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - by the owner's clock, as all here
DEALS = """
    SELECT d.created_at, d.closed_at, d.won, d.value_cents, d.source, d.custom, p.name AS pipeline,
        coalesce(b.industry_category, b.industry_subcategory) AS industry
    FROM deals d JOIN stages s ON s.id = d.stage_id JOIN pipelines p ON p.id = s.pipeline_id
    LEFT JOIN businesses b ON b.id = d.business_id
    WHERE d.currency = (SELECT currency FROM deals GROUP BY currency ORDER BY count(*) DESC LIMIT 1)
"""
LEADS = """
    SELECT c.created_at, c.source, c.custom, c.status, min(d.closed_at) AS closed_at
    FROM contacts c LEFT JOIN deals d ON d.contact_id = c.id AND d.won = 1 GROUP BY c.id
"""
DONE = """
    SELECT created_at, utc_offset_minutes FROM activity_logs
    WHERE action IN ('task_completed', 'contact_contacted', 'note_added', 'time_logged')
"""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class History:
    """questions: all that can be asked of one owner. now: the day after the last thing that happened."""

    name: str
    questions: list[Question]
    now: datetime


def histories(folder: Path) -> Iterator[History]:
    """One of each folder of a CRM's files, and of each work log, below `folder`."""
    files = sorted(folder.rglob("*.csv"))
    logs = [path for path in files if LOG_COLUMN in path.read_bytes()[:MANY].decode("utf-8", "replace")]
    for place in sorted({path.parent for path in files if path not in logs}):
        found = _of_crm(place, [path for path in files if path.parent == place])
        if found.questions:
            yield found
    yield from (_of_log(path) for path in logs)


def _of_log(path: Path) -> History:
    """Distinct hours by the owner's own clock."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        local = [datetime.fromisoformat(row[LOG_COLUMN]) for row in csv.DictReader(file)]
    at = np.array([moment.replace(tzinfo=None) for moment in local], dtype="datetime64[s]")
    zoned = np.array([moment.tzinfo is not None for moment in local])
    return History(f"{path.parent.name}/{path.stem}", [WorkTimes("work", at, zoned)], _after([at]))


def _of_crm(place: Path, files: Sequence[Path]) -> History:
    with tempfile.TemporaryDirectory() as folder:
        app = open_app(Path(folder) / "data")
        try:
            for path in sorted(files, key=_order):
                _take(app.db, path)
            return _asked(place.name, app.db)
        finally:
            app.close()


def _order(path: Path) -> int:
    """What others refer to comes first."""
    try:
        return ORDER.get(importing.read(path).kind, len(ORDER))
    except CrmError:
        return len(ORDER)


def _take(db: Database, path: Path) -> None:
    try:
        importing.run_path(db, path)
    except CrmError:
        return


def _asked(name: str, db: Database) -> History:
    with db.read() as session:
        tables = [[dict(row._mapping) for row in session.connection().exec_driver_sql(text)]
                  for text in (DEALS, LEADS, DONE)]  # fmt: skip
    deals, leads, done = tables
    if not any(row["won"] is not None for row in deals):
        return History(name, [], EPOCH)
    now = _after([_moments(rows, key) for rows, key in ((deals, "created_at"), (deals, "closed_at"),
                                                        (leads, "created_at"), (done, "created_at"))])  # fmt: skip
    end = np.datetime64(now, "s")
    asked = [*_of_deals(deals, end), *_of_leads(leads, end)]
    return History(name, asked + ([_of_work(done)] if done else []), now)


def _of_deals(rows: Sequence[Row], now: np.datetime64) -> Iterator[Question]:
    closed = np.array([row["won"] is not None for row in rows])
    won = np.array([bool(row["won"]) for row in rows])
    began = _moments(rows, "created_at")
    end = np.where(closed, _moments(rows, "closed_at"), now)
    value = np.array([row["value_cents"] or np.nan for row in rows], dtype=float) / 100
    for name, labels, code in _grouped(rows, ("source", "pipeline", "industry")):
        yield Rates(f"win rate by {name}", labels, code[closed], won[closed], end[closed])
        yield Durations(f"cycle by {name}", labels, code, (end - began) / DAY, closed, began, won)
        yield Money(f"value by {name}", labels, code[won], value[won], end[won])
    yield Shift("win rate", won[closed], end[closed])
    yield from _seasons("won value", end[won], np.nan_to_num(value[won]))


def _of_leads(rows: Sequence[Row], now: np.datetime64) -> Iterator[Question]:
    if not rows:
        return
    paid = np.array([row["closed_at"] is not None for row in rows])
    won = paid | np.array([row["status"] == "client" for row in rows])
    came = _moments(rows, "created_at")
    end = np.where(paid, _moments(rows, "closed_at"), now)
    for name, labels, code in _grouped(rows, ("source",)):
        yield Rates(f"conversion by {name}", labels, code, won, came)
        yield Durations(f"days to the first deal by {name}", labels, code, (end - came) / DAY, paid, came, None)


def _of_work(rows: Sequence[Row]) -> Question:
    known = np.array([row["utc_offset_minutes"] is not None for row in rows])
    offset = np.array([row["utc_offset_minutes"] or 0 for row in rows])
    return WorkTimes("work", wall_clock(_moments(rows, "created_at"), offset), known)


def _seasons(name: str, at: Moments, value: np.ndarray[Any, Any]) -> Iterator[Question]:
    months, place = np.unique(at.astype("datetime64[M]"), return_inverse=True)
    brought = np.bincount(place, value).astype(float)
    yield Season(f"{name} by month", months, brought)
    yield Season(f"{name} by month of the quarter", months, brought, 3)


def _grouped(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """(name, labels, codes) of each column, and of each field of the owner's own, with at least two values."""
    custom = [json.loads(row["custom"]) for row in rows]
    fields: dict[str, Callable[[int], Any]] = {name: lambda i, name=name: rows[i][name] for name in columns}
    own = sorted({name for each in custom for name in each if not name.endswith(OUTCOMES)})
    fields |= {name: lambda i, name=name: custom[i].get(name) for name in own}
    for name, value in fields.items():
        labels, code = coded([str(value(i) or "") for i in range(len(rows))])
        if 1 < len(labels) <= MOST_GROUPS:
            yield name, labels, code


def _moments(rows: Sequence[Row], key: str) -> Moments:
    """NaT where there is none."""
    found: Moments = np.array([row[key] and row[key].replace(" ", "T") for row in rows], dtype="datetime64[s]")
    return found


def _after(moments: Sequence[Moments]) -> datetime:
    last = max(each[~np.isnat(each)].max() for each in moments if each.size and not np.isnat(each).all())
    day: datetime = (last.astype("datetime64[D]") + DAY).astype("datetime64[s]").item()
    return day
