"""What the owner does about a goal or an item: each a write that is one step of undo."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.crm import businesses, journal, profile_facts
from app.goals import generation, shown, tracking
from app.goals.shapes import ItemShown

Write = Callable[[Any], object]
"""Takes the session of a write. Errors: CrmError with a sentence for the owner."""
CHOSEN = "You chose it in Settings."


def looked_over(business_id: int | None, at: datetime) -> Write:
    """Goals checked against what is known now. business_id: None is the owner's own, made if it is not there."""

    def work(session: Any) -> None:
        journal.name_step(session, "Goals looked over again")
        whose = businesses.own(session, at).id if business_id is None else business_id
        generation.generate(session, whose, at=at)

    return work


def of_goal(what: str, goal_id: int, at: datetime) -> Write:
    """what: give up, hold or resume."""
    change = {"give up": shown.abandon, "hold": shown.block, "resume": shown.resume}[what]
    return lambda session: change(session, goal_id, at=at)


def of_item(what: str, item: ItemShown, business_id: int | None, text: str, at: datetime) -> Write:
    """what: skip, reopen, reword, do or answer. text: the words that go with it."""
    works: dict[str, Write] = {
        "skip": lambda session: tracking.skip(session, item.id, at=at),
        "reopen": lambda session: tracking.reopen(session, item.id, at=at),
        "reword": lambda session: shown.reword(session, item.id, text, at=at),
        "do": lambda session: tracking.carry_out(session, item.id, reasoning=CHOSEN, confidence=1.0, excerpt="", at=at),
        "answer": lambda session: _answer(session, item, business_id, text, at),
    }
    return works[what]


def _answer(session: Any, item: ItemShown, business_id: int | None, text: str, at: datetime) -> None:
    """What is told of a field goes to the profile; any other answer stays beside its item."""
    if item.field and business_id is not None:
        tracking.collect(
            session, business_id, item.field, text, confidence=1.0, excerpt=text, source=profile_facts.OWNER, at=at
        )
    else:
        tracking.complete(session, item.id, notes=text.strip(), at=at)
