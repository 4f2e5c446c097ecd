"""What a detector is: it turns one side of the owner's history into questions for the gate, and knows the records
behind each answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
from sqlalchemy.orm import Session

from app.coach.stats import Claim, Moments, Question
from app.coach.stats.strata import Ints

T = TypeVar("T")
TOP = 200
"""Records named behind a finding; the others are counted."""


@dataclass(frozen=True, slots=True)
class Past:
    """The owner's history up to `now`, their local time. currency: the one amounts are compared in.

    known: what several detectors look at and is read once, for `once`.
    """

    session: Session
    now: datetime
    currency: str
    known: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, read: Callable[["Past"], T]) -> T:
        """What was read under this name, read now if it was not."""
        if name not in self.known:
            self.known[name] = read(self)
        found: T = self.known[name]
        return found


@dataclass(frozen=True, slots=True)
class Cases:
    """The records a finding counts, as (kind, id), the latest first. count: of all, also those not among `rows`."""

    rows: tuple[tuple[str, int], ...]
    count: int


Behind = Callable[[Claim], Cases]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the gate. what: its name among those of its detector; its sentences are found by it.

    behind: the records a claim counts. counted: what one case is. shown: label of a group -> what the owner reads.
    unit: instead of the gate's own, where money of the gate is a share. facts: more for the sentence, by label.
    sentence: how its sentences begin in the message file, where not as `what`. outcomes: what success and its opposite
    are called. plain: (label, side) -> how a claim is said that is true but no news (a day off is below).
    """

    what: str
    question: Question
    behind: Behind
    counted: str
    shown: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sentence: str = ""
    outcomes: tuple[str, str] = ("won", "lost")
    plain: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Detector:
    """id: of its rule. ask: the questions, from aggregates of the history; it reads and never judges."""

    id: str
    ask: Callable[[Past], Iterable[Asked]]

    def name(self, what: str) -> str:
        """Of a question, in all of a run."""
        return f"{self.id}: {what}"


def of_group(kind: str, ids: Ints, labels: Sequence[str], group: Ints, at: Moments) -> Behind:
    """The cases of the claimed group. ids, group, at (n,)."""

    def behind(claim: Claim) -> Cases:
        return latest(kind, ids, at, group == labels.index(claim.group))

    return behind


def latest(kind: str, ids: Ints, at: Moments, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Cases:
    """Of n cases those wanted, the latest first."""
    own = ids[wanted][np.argsort(at[wanted], kind="stable")[::-1]]
    return Cases(tuple((kind, int(i)) for i in own[:TOP]), len(own))
