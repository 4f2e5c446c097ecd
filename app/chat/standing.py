"""What a kept answer shows now: what it did may have been taken back since, by its own undo or by any other."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat.shapes import Card, Details, Turn
from app.models import UndoStep


def current(session: Session, turns: Iterable[Turn]) -> list[Turn]:
    """The turns with cards and values as they stand now, whoever took them back or did them again."""
    listed = list(turns)
    kept = [one.step for turn in listed for one in turn.details.cards] + [
        one.step for turn in listed for one in turn.details.noted
    ]
    steps = {step for step in kept if step is not None}
    if not steps:
        return listed
    states = _states(session, steps)
    return [replace(turn, details=_as_it_stands(turn.details, states)) for turn in listed]


def undone(session: Session, steps: Iterable[int | None]) -> set[int]:
    """Those of the steps that were taken back."""
    found = _states(session, {step for step in steps if step is not None})
    return {step for step, state in found.items() if state == "undone"}


def _states(session: Session, steps: set[int]) -> dict[int, str]:
    rows = session.execute(select(UndoStep.id, UndoStep.state).where(UndoStep.id.in_(steps)))
    return {row.id: row.state for row in rows}


def _as_it_stands(details: Details, states: dict[int, str]) -> Details:
    noted = (one for one in details.noted if states.get(one.step or 0) != "undone")
    return replace(
        details, cards=tuple(_card(card, states) for card in details.cards),
        noted=tuple(one if one.step in states else replace(one, step=None) for one in noted),
    )  # fmt: skip


def _card(card: Card, states: dict[int, str]) -> Card:
    if card.step is None:
        return card
    if card.step not in states:
        return replace(card, step=None)
    return replace(card, state="undone", step=None) if states[card.step] == "undone" else card
