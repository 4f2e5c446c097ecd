"""What a turn of a conversation holds, as it is kept beside the message and as the window and commands show it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

Role = Literal["owner", "coach"]
CardState = Literal["open", "done", "undone", "declined"]
Finish = Literal["done", "stopped", "length", "offline", "failed"]
"""offline: answered from the figures, without a model. failed: `error` says why, and the owner's words are kept."""


@dataclass(frozen=True, slots=True)
class Used:
    """A record an answer rests on. kind: contact, business, deal, task, project, ... or memory."""

    kind: str
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Card:
    """Something the coach offers to do, or has noted down. Nothing happens before the click on `label`.

    tool: what would be done, one of the write tools. text: it in one line, such as "Create a task: Call Ana, due
    tomorrow". lines: more of it, such as the body of a message to be sent. said: what came of it. step: the undo step.
    """

    tool: str
    text: str
    params: dict[str, Any]
    label: str = "Do it"
    lines: tuple[str, ...] = ()
    state: CardState = "open"
    said: str = ""
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A value the owner told, kept in the business's profile. title: the field in words. step: to take it back."""

    business_id: int
    field: str
    title: str
    value: str
    confidence: float
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Guarded:
    """blocked: a first wording was stopped by the leak guard. reason, form: as `guard.Verdict` says them."""

    blocked: bool = False
    reason: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """A page that helps, such as Settings under "Set up a model"."""

    page: str
    label: str


@dataclass(frozen=True, slots=True)
class Details:
    """All of a coach's message but its text. asked: ids of checklist items it brought up."""

    finish: Finish = "done"
    used: tuple[Used, ...] = ()
    cards: tuple[Card, ...] = ()
    noted: tuple[Noted, ...] = ()
    guard: Guarded = field(default_factory=Guarded)
    asked: tuple[int, ...] = ()
    door: Door | None = None
    error: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as it is shown. details: of the coach's messages; rating: the owner's thumb, 5 or 1."""

    id: int
    conversation_id: int
    role: Role
    content: str
    at: datetime
    details: Details
    rating: int | None = None
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the history. found: the words around a hit, when it was searched for."""

    id: int
    title: str
    last_at: datetime
    messages: int
    found: str = ""


def read(stored: Any) -> Details:
    """What `Details.stored` kept; a damaged part reads as if it were not there."""
    kept = stored if isinstance(stored, dict) else {}
    finish = kept.get("finish")
    return Details(
        finish=finish if finish in ("done", "stopped", "length", "offline", "failed") else "done",
        used=tuple(_each(Used, kept.get("used"))),
        cards=tuple(_each(Card, kept.get("cards"))),
        noted=tuple(_each(Noted, kept.get("noted"))),
        guard=next(iter(_each(Guarded, [kept.get("guard")])), Guarded()),
        door=next(iter(_each(Door, [kept.get("door")])), None),
        asked=tuple(item for item in kept.get("asked") or () if isinstance(item, int)),
        error=str(kept.get("error") or ""),
    )


def _each(shape: type[Any], rows: Any) -> list[Any]:
    found = []
    for row in rows if isinstance(rows, list | tuple) else ():
        try:
            found.append(shape(**{**row, "lines": tuple(row["lines"])}) if "lines" in row else shape(**row))
        except (TypeError, KeyError):
            continue
    return found
