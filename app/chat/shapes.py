"""What a turn of a conversation holds, as it is kept beside the message and as the window and commands show it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import NoneType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

Role = Literal["owner", "coach"]
CardState = Literal["open", "done", "undone", "declined"]
Finish = Literal["done", "stopped", "length", "offline", "failed"]
"""offline: answered from the figures, without a model. failed: `error` says why, and the owner's words are kept."""

LAST = 2**63
"""No id is so high."""
PAGES = (
    "today", "pipeline", "contacts", "businesses", "tasks", "projects", "reports", "inbox", "chat", "settings", "help",
)  # fmt: skip
"""Pages a door may lead to."""


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
    """A conversation in the history. found: the words around a hit, when it was searched for; hit: its message."""

    id: int
    title: str
    last_at: datetime
    messages: int
    found: str = ""
    hit: int | None = None


def read(stored: Any) -> Details:
    """What `Details.stored` kept; a part that is damaged, or was never written by us, reads as if it were not there."""
    kept = stored if isinstance(stored, dict) else {}
    finish, error = kept.get("finish"), kept.get("error")
    return Details(
        finish=cast("Finish", finish) if _fits(Finish, finish) else "done",
        used=tuple(_each(Used, kept.get("used"))),
        cards=tuple(_each(Card, kept.get("cards"))),
        noted=tuple(_each(Noted, kept.get("noted"))),
        guard=next(iter(_each(Guarded, [kept.get("guard")])), Guarded()),
        door=next((one for one in _each(Door, [kept.get("door")]) if one.page in PAGES), None),
        asked=tuple(item for item in _list(kept.get("asked")) if type(item) is int and _is_id(abs(item))),
        error=error if isinstance(error, str) else "",
    )


def _each(shape: type[Any], rows: Any) -> list[Any]:
    """Those rows whose every field is of its kind; fields that are left out have their defaults."""
    kinds = _KINDS[shape]
    found = []
    for row in _list(rows):
        if not isinstance(row, dict) or not all(name in kinds and _fits(kinds[name], row[name]) for name in row):
            continue
        with suppress(TypeError):  # a field without a default is missing
            found.append(shape(**{name: tuple(value) if name == "lines" else value for name, value in row.items()}))
    return found


def _fits(kind: Any, value: Any) -> bool:
    """Whether a value out of JSON is of the kind a field declares. Whole numbers are ids."""
    if kind in _CHECKS:
        return _CHECKS[kind](value)
    if get_origin(kind) is Literal:
        return isinstance(value, str) and value in get_args(kind)
    return any(_fits(one, value) for one in get_args(kind))


def _is_id(value: Any) -> bool:
    return type(value) is int and 0 < value < LAST


def _are_params(value: Any) -> bool:
    """Plain values, and ids where a name says so."""
    return isinstance(value, dict) and all(
        one is None or _is_id(one) if name.endswith("_id") else isinstance(one, str | int | float | None)
        for name, one in value.items()
    )


def _list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else ()


_KINDS = {shape: get_type_hints(shape) for shape in (Used, Card, Noted, Guarded, Door)}
_CHECKS: Mapping[Any, Callable[[Any], bool]] = {
    int: _is_id, str: lambda value: isinstance(value, str), bool: lambda value: isinstance(value, bool),
    float: lambda value: type(value) in (int, float) and 0 <= value <= 1, NoneType: lambda value: value is None,
    dict[str, Any]: _are_params,
    tuple[str, ...]: lambda value: isinstance(value, list | tuple) and all(isinstance(one, str) for one in value),
}  # fmt: skip
