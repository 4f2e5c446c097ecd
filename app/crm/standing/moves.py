"""How a deal moved through the stages of its pipeline."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Deal, Stage


@dataclass(frozen=True, slots=True)
class Advance:
    """A deal that stands in an open stage which comes after the one it left."""

    deal_id: int
    title: str
    stage: str


def advance(session: Session, deal_id: int, old: str, new: str) -> Advance | None:
    """old, new: names of stages as the log tells them.

    None where the deal is gone, has moved on since, or did not get forward on the open stages of its pipeline.
    """
    query = select(Deal.title, Deal.closed_at, Stage.pipeline_id, Stage.name, Stage.position)
    deal = session.execute(query.join(Stage, Stage.id == Deal.stage_id).where(Deal.id == deal_id)).first()
    if deal is None or deal.closed_at is not None or deal.name != new:
        return None
    same = (Stage.pipeline_id == deal.pipeline_id, Stage.kind == "open", Stage.name == old)
    left = session.scalar(select(Stage.position).where(*same))
    forward = left is not None and left < deal.position
    return Advance(deal_id, deal.title, deal.name) if forward else None
