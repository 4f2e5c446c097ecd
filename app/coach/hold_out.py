"""Do reminders help? With the owner's consent a random share of toasts stays away; a rule that makes no difference is
stopped, until the owner wants it back."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.coach import trials
from app.coach.rule import Draft, Rule
from app.core.db import Database
from app.core.settings import Value
from app.crm import preferences

USELESS = "does not help"
"""The reason in the ledger of what a stopped rule had to say."""


def is_held(rule: Rule, draft: Draft, percent: int) -> bool:
    """Whether chance keeps this toast away: by its key, so that asking twice gives the same answer.

    What is critical is never kept away, nor what names no record by which its effect could be seen.
    """
    if percent <= 0 or draft.critical or not draft.rows or draft.rows[0].kind not in trials.FOLLOWED:
        return False
    drawn = hashlib.sha256(f"{rule.id}:{draft.dedupe}:{draft.rows[0].id}".encode()).digest()
    return int.from_bytes(drawn[:8]) % 100 < percent


def is_stopped(rule: Rule, draft: Draft, settings: Mapping[str, Value]) -> bool:
    """Whether a trial ended this. What is critical was never on trial."""
    stopped = settings["stopped_rules"]
    return not draft.critical and isinstance(stopped, list) and rule.id in stopped


def keep(session: Session, rule_id: str, *, at: datetime) -> None:
    """The owner wants a stopped rule all the same: it speaks again, and no trial stops it any more."""
    stopped, wanted = (list(preferences.get(session, key)) for key in ("stopped_rules", "kept_rules"))
    if rule_id in stopped:
        preferences.change(session, "stopped_rules", [name for name in stopped if name != rule_id], at=at)
        preferences.change(session, "kept_rules", [*wanted, rule_id], at=at)


def stop_what_does_not_help(db: Database, now: datetime) -> list[str]:
    """Stop the rules whose trial is over and shows no help. Returns their ids; Settings can undo it."""
    with db.read() as session:
        useless = [one.rule for one in trials.find(session, now) if one.is_enough and not one.helps]
        if not _not_settled(session, useless):
            return []
    with db.write(actor="coach") as session:
        anew = _not_settled(session, useless)
        if anew:
            preferences.change(session, "stopped_rules", [*preferences.get(session, "stopped_rules"), *anew], at=now)
    return anew


def _not_settled(session: Session, rules: Sequence[str]) -> list[str]:
    """Those that still speak and that the owner has not asked to keep."""
    settled = {name for key in ("muted_rules", "stopped_rules", "kept_rules") for name in preferences.get(session, key)}
    return [rule for rule in rules if rule not in settled]
