"""What came of holding toasts back: of each rule, how often what it named was taken up with a reminder and without.

The case is a toast. It counts as followed when the first record it named was contacted, moved or closed within two
days: whether the toast came or not, that is what it was for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.coach import wording
from app.coach.values import Percent
from app.core.shares import wilson
from app.crm import id_lists
from app.crm.standing.row import kept
from app.models import ActivityLog, CoachInsight, LedgerEntry

ENOUGH = 50
"""Toasts of each kind from which on a rule is judged."""
WINDOW = timedelta(days=2)
HELD = "hold-out"
"""The reason in the ledger of what chance kept away."""
FOLLOWED = {
    "contact": ("contact_contacted",),
    "deal": ("deal_stage_changed", "deal_closed", "deal_value_changed"),
    "task": ("task_completed",),
}
"""Kind of record -> the activities that say that the owner took it up."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One rule. shown, held: toasts of each kind; followed: how many of them. low, high: 95 % interval of the
    difference of the two shares (Newcombe 1998, from Wilson's intervals)."""

    rule: str
    shown: int
    shown_followed: int
    held: int
    held_followed: int
    low: float
    high: float

    @property
    def is_enough(self) -> bool:
        return min(self.shown, self.held) >= ENOUGH

    @property
    def helps(self) -> bool:
        return self.low > 0


def find(session: Session, now: datetime, rule: str = "") -> list[Trial]:
    """Every rule of which a toast was held back, or this one alone, with all toasts whose two days are over."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    cases = _cases(session, now - WINDOW, rule)
    taken_up = _taken_up(session, cases)
    for case in cases:
        times = taken_up.get((case.kind, case.record_id), ())
        is_followed = any(case.at <= at <= case.at + WINDOW for at in times)
        found.setdefault(case.rule, []).append((case.held, is_followed))
    return [_trial(rule_id, outcomes) for rule_id, outcomes in sorted(found.items())]


def told(trial: Trial) -> str:
    """The report: how many there are so far, and once there are enough both shares and their difference."""
    if not trial.is_enough:
        return f"On trial: {_so_far(trial.shown)} reminded, {_so_far(trial.held)} not reminded."
    shares = trial.shown_followed / trial.shown, trial.held_followed / trial.held
    reminded, left = (wording.written(Percent(share)) for share in shares)
    return (
        f"Contacted or taken up within {WINDOW.days} days: {reminded} of {wording.written(trial.shown)} reminded, "
        f"{left} of {wording.written(trial.held)} not reminded; "
        f"difference {round(100 * trial.low)} to {round(100 * trial.high)} points (95 % interval)."
    )


def _so_far(count: int) -> str:
    return wording.written(count) if count >= ENOUGH else f"{count} of {ENOUGH}"


@dataclass(frozen=True, slots=True)
class _Case:
    """A toast that was shown or held back, and the record it was about."""

    rule: str
    held: bool
    at: datetime
    kind: str
    record_id: int


def _cases(session: Session, until: datetime, rule: str) -> list[_Case]:
    """What is damaged is left out."""
    found = []
    for row in _decided(session, until, rule):
        kind, record_id = next(iter(kept(row.evidence)), ("", 0))
        if kind in FOLLOWED:
            found.append(_Case(row.rule_id, row.decision == "withheld", row.at, kind, record_id))
    return found


def _decided(
    session: Session, until: datetime, rule: str
) -> Sequence[Row[tuple[str, str, datetime, dict[str, object]]]]:
    query = select(LedgerEntry.rule_id, LedgerEntry.decision, LedgerEntry.at, CoachInsight.evidence)
    tried = select(LedgerEntry.rule_id).where(LedgerEntry.decision == "withheld", LedgerEntry.reason == HELD)
    query = query.join(CoachInsight, CoachInsight.id == LedgerEntry.insight_id).where(
        CoachInsight.critical.is_(False), LedgerEntry.at <= until, LedgerEntry.rule_id.in_(tried),
        (LedgerEntry.decision == "shown") | (LedgerEntry.reason == HELD),
    )  # fmt: skip
    return session.execute(query.where(LedgerEntry.rule_id == rule) if rule else query).all()


def _taken_up(session: Session, cases: Sequence[_Case]) -> dict[tuple[str, int], list[datetime]]:
    """(kind, id) of a record -> when it was taken up, since the first of the cases."""
    found: dict[tuple[str, int], list[datetime]] = {}
    for kind, actions in FOLLOWED.items():
        ids = {case.record_id for case in cases if case.kind == kind}
        since = min((case.at for case in cases if case.kind == kind), default=None)
        if since is not None:
            query = select(ActivityLog.entity_id, ActivityLog.created_at).where(
                ActivityLog.entity_type == kind, ActivityLog.entity_id.in_(id_lists.of_ids(ids)),
                ActivityLog.created_at >= since, ActivityLog.action.in_(actions),
            )  # fmt: skip
            for record_id, at in session.execute(query):
                found.setdefault((kind, record_id), []).append(at)
    return found


def _trial(rule: str, cases: list[tuple[bool, bool]]) -> Trial:
    held = [followed for is_held_back, followed in cases if is_held_back]
    shown = [followed for is_held_back, followed in cases if not is_held_back]
    low, high = _difference(sum(shown), len(shown), sum(held), len(held))
    return Trial(rule, len(shown), sum(shown), len(held), sum(held), low, high)


def _difference(a: int, n: int, b: int, m: int) -> tuple[float, float]:
    """Interval of a/n - b/m."""
    if not n or not m:
        return -1.0, 1.0
    (low_a, high_a), (low_b, high_b) = wilson(a, n), wilson(b, m)
    p, q = a / n, b / m
    down = sqrt((p - low_a) ** 2 + (high_b - q) ** 2)
    up = sqrt((high_a - p) ** 2 + (q - low_b) ** 2)
    return p - q - down, p - q + up
