"""Short ways to make goals in tests: each is one write, as the program does it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import Database
from app.goals import generation
from app.models import ChecklistItem, Goal
from tests import build
from tests.conftest import NOW

Row = dict[str, Any]


def business(db: Database, name: str = "Acme GmbH", **fields: Any) -> int:
    with db.write() as session:
        return build.business(session, name, **fields).id


def generate(db: Database, business_id: int, at: datetime = NOW) -> list[int]:
    with db.write(actor="coach") as session:
        return generation.generate(session, business_id, at=at)


def made(db: Database, *, at: datetime = NOW, **fields: Any) -> int:
    """A business with its goals."""
    business_id = business(db, **fields)
    generate(db, business_id, at)
    return business_id


def goals(db: Database, business_id: int, status: str = "active") -> list[Goal]:
    """The weightiest first."""
    query = select(Goal).where(Goal.business_id == business_id, Goal.status == status)
    with db.read() as session:
        return list(session.scalars(query.order_by(Goal.priority_score.desc(), Goal.id)))


def goal(db: Database, business_id: int, rule: str) -> Goal:
    return next(one for one in goals(db, business_id) if one.rule == rule)


def items(db: Database, goal_id: int) -> list[ChecklistItem]:
    with db.read() as session:
        return list(
            session.scalars(select(ChecklistItem).where(ChecklistItem.goal_id == goal_id).order_by(ChecklistItem.id))
        )


def item(db: Database, business_id: int, rule: str, key: str) -> ChecklistItem:
    found = items(db, goal(db, business_id, rule).id)
    return next(one for one in found if one.key == key)


def fresh(db: Database, one: ChecklistItem) -> ChecklistItem:
    """As it is now."""
    with db.read() as session:
        return session.get_one(ChecklistItem, one.id)
