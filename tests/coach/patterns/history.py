"""Histories with a known effect, written straight into the tables."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from app.coach.analysis import Analysis, find_patterns
from app.coach.findings import Finding
from app.coach.patterns import DETECTORS
from app.core.db import Database
from app.models import ActivityLog, Base, Stage
from tests import build
from tests.conftest import NOW

START = datetime(2023, 1, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SPAN = (NOW - START) // DAY - 100
"""Days of history; the last hundred are left free, so that leads are old enough."""


def add(db: Database, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        stamps = {} if model is ActivityLog else {"created_at": START, "updated_at": START}
        with db.write() as session:
            session.execute(insert(model), [stamps | row for row in rows])


def stage_id(db: Database, name: str) -> int:
    with db.read() as session:
        stage: Stage = build.stage(session, name)
        return stage.id


def deal(db: Database, number: int, closed: datetime | None, *, won: bool, days: float = 20, **fields: Any) -> Any:
    """A row of the deals table. days: from its beginning to its end, or to its last stage."""
    begun = fields.pop("created_at", None) or (closed or NOW) - timedelta(days=days)
    stage = fields.pop("stage", None) or ("Proposal" if closed is None else "Won" if won else "Lost")
    return {
        "id": number, "title": f"Deal {number}", "sort_title": f"deal {number}", "currency": "EUR", "custom": {},
        "stage_id": stage_id(db, stage), "stage_entered_at": closed or begun, "closed_at": closed,
        "won": won if closed else None, "created_at": begun, "contact_id": None, "source": None, "value_cents": None,
        "cost_cents": None, "business_id": None, **fields,
    }  # fmt: skip


def contact(number: int, came: datetime, *, source: str | None = None, status: str = "lead") -> dict[str, Any]:
    return {
        "id": number, "name": f"Person {number}", "sort_name": f"person {number}", "consent": {}, "custom": {},
        "source": source, "status": status, "do_not_contact": False, "created_at": came,
    }  # fmt: skip


def moments(n: int, seed: int = 1) -> list[datetime]:
    """Days spread over the history, in order."""
    chance = Random(seed)
    return sorted(START + chance.randrange(SPAN) * DAY for _ in range(n))


def done(at: datetime, offset: int | None = 60, number: int = 1, **change: Any) -> dict[str, Any]:
    """A row of the log: a task was finished. at: the wall clock, read as UTC."""
    return {
        "action": "task_completed", "entity_type": "task", "entity_id": number, "details": {}, "actor": "owner",
        "created_at": at - timedelta(minutes=offset or 0), "utc_offset_minutes": offset, **change,
    }  # fmt: skip


def analysed(db: Database, rule: str, now: datetime = NOW) -> Analysis:
    """One detector alone."""
    return find_patterns(db, now, detectors=[one for one in DETECTORS if one.id == rule])


def claimed(db: Database, rule: str, now: datetime = NOW) -> dict[tuple[str, str], Finding]:
    """(question, group) -> what may be claimed."""
    return {(one.question, one.group_name): one for one in analysed(db, rule, now).findings}


def silent(db: Database, rule: str, now: datetime = NOW) -> dict[str, tuple[str | None, str | None]]:
    """question -> (reason, what is missing), where there is nothing to claim."""
    return {one.question: (one.reason, one.missing) for one in analysed(db, rule, now).silences}
