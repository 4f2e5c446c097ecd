"""Do reminders help? With the owner's consent a random share of toasts stays away, and both kinds are compared.

The case is a toast. It counts as followed when the first record it named was contacted, moved or closed within two
days: whether the toast came or not, that is what it was for.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.coach.rule import Draft, Rule
from app.core.db import Database
from app.core.shares import wilson
from app.crm import preferences
from app.crm.standing.row import kept
from app.models import ActivityLog, CoachInsight, LedgerEntry

ENOUGH = 50
"""Toasts of each kind from which on a rule is judged."""
WINDOW = timedelta(days=2)
REASON = "hold-out"
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


def is_held(rule: Rule, draft: Draft, percent: int) -> bool:
    """Whether chance keeps this toast away: by its key, so that asking twice gives the same answer.

    What is critical is never kept away, nor what names no record by which its effect could be seen.
    """
    if percent <= 0 or draft.critical or not draft.rows or draft.rows[0].kind not in FOLLOWED:
        return False
    drawn = hashlib.sha256(f"{rule.id}:{draft.dedupe}:{draft.rows[0].id}".encode()).digest()
    return int.from_bytes(drawn[:8]) % 100 < percent


def trials(session: Session, now: datetime) -> list[Trial]:
    """Every rule of which a toast was held back, with all toasts whose two days are over."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    for row in _cases(session, now - WINDOW):
        kind, record_id = next(iter(kept(row.evidence)), ("", 0))
        if kind in FOLLOWED:
            case = (row.decision == "withheld", _is_followed(session, kind, record_id, row.at))
            found.setdefault(row.rule_id, []).append(case)
    return [_trial(rule, cases) for rule, cases in sorted(found.items())]


def stop_what_does_not_help(db: Database, now: datetime) -> list[str]:
    """Mute the rules whose trial is over and shows no help. Returns their names; Settings can undo it."""
    with db.read() as session:
        muted = list(preferences.get(session, "muted_rules"))
        useless = [
            one.rule for one in trials(session, now) if one.is_enough and not one.helps and one.rule not in muted
        ]
    if useless:
        with db.write(actor="coach") as session:
            preferences.change(session, "muted_rules", [*muted, *useless], at=now)
    return useless


def _cases(session: Session, until: datetime) -> list[Row[tuple[str, str, datetime, dict[str, object]]]]:
    query = select(LedgerEntry.rule_id, LedgerEntry.decision, LedgerEntry.at, CoachInsight.evidence)
    tried = select(LedgerEntry.rule_id).where(LedgerEntry.decision == "withheld", LedgerEntry.reason == REASON)
    query = query.join(CoachInsight, CoachInsight.id == LedgerEntry.insight_id).where(
        CoachInsight.critical.is_(False), LedgerEntry.at <= until, LedgerEntry.rule_id.in_(tried),
        (LedgerEntry.decision == "shown") | (LedgerEntry.reason == REASON),
    )  # fmt: skip
    return list(session.execute(query).all())


def _is_followed(session: Session, kind: str, record_id: int, at: datetime) -> bool:
    query = select(ActivityLog.id).where(
        ActivityLog.entity_type == kind, ActivityLog.entity_id == record_id,
        ActivityLog.created_at.between(at, at + WINDOW), ActivityLog.action.in_(FOLLOWED[kind]),
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


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
