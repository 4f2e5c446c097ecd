"""In-process events: frozen facts, published after the commit they tell of."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

log = logging.getLogger(__name__)
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class ActivityRecorded:
    """One row of the activity log is now durable. more_follow: of a change to many, not its last."""

    activity_id: int
    action: str
    entity_type: str
    entity_id: int
    actor: str
    details: Mapping[str, Any] = field(default_factory=dict)
    more_follow: bool = False


@dataclass(frozen=True, slots=True)
class RecordsChanged:
    """A transaction changed rows of these tables: views of them are out of date.

    touched: table name -> ids, or None where it was many (an import, an undo of one).
    """

    touched: Mapping[str, frozenset[int] | None]


@dataclass(frozen=True, slots=True)
class InsightReady:
    """The coach has something to show. at_once: it follows what the owner just did."""

    insight_id: int
    at_once: bool


@dataclass(frozen=True, slots=True)
class InsightGone:
    """What this insight spoke of no longer stands: take it away."""

    insight_id: int


class Bus:
    """Calls every subscriber on the publisher's thread; one failure never stops the rest."""

    def __init__(self) -> None:
        self._subscribers: dict[type, list[Callable[[Any], object]]] = defaultdict(list)

    def subscribe(self, kind: type[E], handler: Callable[[E], object]) -> None:
        self._subscribers[kind].append(handler)

    def publish(self, event: object) -> None:
        for handler in tuple(self._subscribers[type(event)]):
            try:
                handler(event)
            except Exception:
                log.exception("subscriber failed for %s", type(event).__name__)
