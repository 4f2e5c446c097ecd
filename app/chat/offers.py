"""What the coach brought up that becomes work: a card in our own words, carried out by a click or a yes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.chat.shapes import Card
from app.coach.actions import GONE
from app.core.errors import CrmError
from app.goals import tracking

if TYPE_CHECKING:
    from datetime import datetime

    from app.goals.shapes import ItemNow

TOOL = "goal_item"
LONGEST = 300
"""Characters of the conversation that are kept as where it came from."""
SAID = {"task": "Task created.", "followup": "Follow-up planned."}


def offered(item: "ItemNow", excerpt: str, reasoning: str = "", confidence: float = 0.5) -> Card:
    """excerpt: what the owner had said when it came up. reasoning: of the model, which passed the guard."""
    begins = "Plan a follow-up" if item.item_type == "follow_up" else "Create a task"
    params = {"item_id": item.id, "reasoning": reasoning, "confidence": confidence, "excerpt": excerpt[:LONGEST]}
    return Card(TOOL, f"{begins}: {item.task or item.ask}", params)


def item_of(card: Card) -> int | None:
    return card.params.get("item_id") if card.tool == TOOL else None


def do(session: Session, params: Mapping[str, Any], at: "datetime") -> str:
    """One step. Errors: CrmError of kind not_found where it is settled already."""
    try:
        made = tracking.carry_out(
            session, params["item_id"], reasoning=params["reasoning"], confidence=params["confidence"],
            excerpt=params["excerpt"], at=at,
        )  # fmt: skip
    except CrmError as error:
        if error.kind == "conflict":
            raise CrmError(GONE, kind="not_found", where=error.where) from error
        raise
    return SAID[made.kind]
