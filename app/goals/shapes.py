"""What the rest of the program is told about goals: plain rows, no record of the database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

OPEN = ("pending", "in_progress")
"""States of an item that may still be brought up, answered or done."""


@dataclass(frozen=True, slots=True)
class GoalNow:
    """A goal that is pursued. progress: percent. All wording is private."""

    id: int
    business_id: int
    rule: str
    goal_type: str
    description: str
    priority: int
    progress: int
    next_milestone: str
    target: str
    data_gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemNow:
    """Something to bring up. checklist_item is private, ask may be said. field: what an answer fills.

    id: below zero it is the question how helpful goal -id was. task: the title of the task it may become.
    """

    id: int
    goal_id: int
    business_id: int
    item_type: str
    checklist_item: str
    ask: str
    field: str
    trigger: str
    task: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something not known about a business. item_id: the checklist item that asks for it, if one does.

    weight: how much the goals need it. may_ask: False while it was asked lately; the owner may still bring it up.
    """

    business_id: int
    field: str
    title: str
    ask: str
    item_id: int | None
    weight: int
    may_ask: bool = True


@dataclass(frozen=True, slots=True)
class Agenda:
    """goals: the weightiest first. due: at most two. gaps: the most wanted first."""

    business_id: int
    name: str
    goals: tuple[GoalNow, ...] = ()
    due: tuple[ItemNow, ...] = ()
    gaps: tuple[Gap, ...] = ()
    wording: tuple[str, ...] = ()
    """Checklist wording of everything open, also of what is not due: all of it is private."""
    said: tuple[str, ...] = ()
    """What may be said of it: the questions, titles of tasks, the name."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that was kept. step: the undo step that brings everything back. item_ids: what it completed."""

    business_id: int
    field: str
    title: str
    value: str
    confidence: float
    step: int
    item_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """What an item became. kind: task or followup. step: the undo step."""

    item_id: int
    kind: str
    id: int
    text: str
    step: int


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A checklist item on the owner's page. task_id, followup_id: what it became. excerpt: where it was brought up."""

    id: int
    text: str
    ask: str
    item_type: str
    status: str
    trigger: str
    field: str = ""
    notes: str = ""
    task_id: int | None = None
    followup_id: int | None = None
    asked_at: datetime | None = None
    done_at: datetime | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal on the owner's page. progress: percent. months: how long it took others: expected, low, high; or empty."""

    id: int
    business_id: int
    goal_type: str
    description: str
    target: str
    next_milestone: str
    priority: int
    progress: int
    status: str
    source: str = ""
    confidence: float | None = None
    helpfulness: int | None = None
    data_gaps: tuple[str, ...] = ()
    items: tuple[ItemShown, ...] = ()
    success: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    rule: str = ""
    months: tuple[float, ...] = ()
