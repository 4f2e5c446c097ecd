"""What a rule is: a question asked of the data, answered with a draft of something to say, or None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.events import ActivityRecorded
from app.core.settings import Value
from app.crm.standing.row import Row
from app.models import CoachInsight, PatternFinding

Priority = Literal["low", "medium", "high"]
WEEK, MONTH, QUARTER = timedelta(days=7), timedelta(days=30), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OnActivity:
    """Asked after the owner did one of these things: kinds of the activity log."""

    kinds: tuple[str, ...]

    def __init__(self, *kinds: str) -> None:
        object.__setattr__(self, "kinds", kinds)


@dataclass(frozen=True, slots=True)
class Every:
    """Asked at the start, every quarter of an hour, and after the computer woke."""


@dataclass(frozen=True, slots=True)
class OnPattern:
    """Asked after the weekly analysis, about what it found."""


When = OnActivity | Every | OnPattern


@dataclass(frozen=True)
class Context:
    """All a rule may see. The session is for reading only.

    now: the owner's local time. activity: what was done, where a rule is asked because of it. rejected: (kind, id)
    of records on which the owner rejected this rule lately; a list leaves them out.
    """

    session: Session
    now: datetime
    settings: Mapping[str, Value]
    activity: ActivityRecorded | None = None
    rejected: frozenset[tuple[str, int]] = frozenset()

    @property
    def silent(self) -> frozenset[int]:
        """Ids of the rejected records, for a rule whose rows are all of one kind."""
        return frozenset(record_id for _kind, record_id in self.rejected)

    def silent_of(self, kind: str) -> frozenset[int]:
        """The same for one kind."""
        return frozenset(record_id for found, record_id in self.rejected if found == kind)

    @property
    def deed(self) -> ActivityRecorded:
        """What the owner just did; for rules that are only asked because of it."""
        if self.activity is None:
            raise LookupError("this rule was asked without an activity")
        return self.activity

    def days(self, key: str) -> int:
        """A setting that is a number."""
        return int(str(self.settings[key]))

    def was_told(self, dedupe: str) -> bool:
        """Whether this was said already: for rules that look through much to say something once in a period."""
        known = select(CoachInsight.id).where(CoachInsight.dedupe_key == dedupe)
        return self.session.scalar(known) is not None

    def findings(self, rule: str) -> list[PatternFinding]:
        """What the last analysis may claim for this pattern, as stored."""
        wanted = (PatternFinding.rule_id == rule, PatternFinding.lasting)
        return list(self.session.scalars(select(PatternFinding).where(*wanted).order_by(PatternFinding.id)))


@dataclass(frozen=True, slots=True)
class Action:
    """A button. name: its words in the rule's message file; kind: what it does (a key of `actions.KINDS`).

    params: what it is done with; texts of the message file (the title of a task) are added to them.
    """

    name: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to say, before it is decided whether it is said.

    values: what the sentence is filled with. text: which sentence of the message file. dedupe: what makes it the same
    insight again; a rule over a list leaves it empty. entity: the one record it is about. rows: what it counts, the
    first of `count`. n, value, low, high: the figure behind it, how many cases it rests on, its 95 % interval.
    critical: said at every intensity. priority: instead of the rule's. keeps: how long it stays true.
    """

    values: Mapping[str, Any]
    text: str = "default"
    dedupe: str = ""
    entity: tuple[str, int] | None = None
    rows: tuple[Row, ...] = ()
    count: int = 0
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    actions: tuple[Action, ...] = ()
    critical: bool = False
    priority: Priority | None = None
    keeps: timedelta = WEEK


@dataclass(frozen=True)
class Rule:
    """One thing the coach looks out for.

    level: the lowest intensity that shows it (2 Balanced, 3 Active Coach). wanted: the setting that turns it off.
    lists: it speaks about a list: again when a record joins it or after a week, at most once a day.
    """

    id: str
    when: tuple[When, ...]
    level: int
    priority: Priority
    check: Callable[[Context], Draft | None]
    lists: bool = False
    wanted: str = ""

    def hears(self, activity: str) -> bool:
        return any(isinstance(when, OnActivity) and activity in when.kinds for when in self.when)

    def is_asked(self, kind: type) -> bool:
        return any(isinstance(when, kind) for when in self.when)
