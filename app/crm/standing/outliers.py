"""Open deals that stand longer in their stage than others did."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crm import days
from app.crm.standing.row import TOP, Row
from app.models import Deal, Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """An open deal and the stage it stands in. row facts: days, stage."""

    row: Row
    stage: str
    days: int


def still_standing(session: Session, now: datetime, ids: Collection[int]) -> list[Standing]:
    """Of these deals those that are open, with where they stand now; who entered the stage last comes first."""
    query = select(Deal.id, Deal.title, Deal.stage_entered_at, Stage.name).join(Stage, Stage.id == Deal.stage_id)
    wanted = query.where(Deal.id.in_(ids), Deal.closed_at.is_(None)).order_by(Deal.stage_entered_at.desc(), Deal.id)
    found = []
    for row in session.execute(wanted.limit(TOP)):
        stood = days.whole_days(row.stage_entered_at, now)
        found.append(Standing(Row("deal", row.id, row.title, {"days": stood, "stage": row.name}), row.name, stood))
    return found
