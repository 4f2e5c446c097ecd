"""Why this? Everything behind one insight: its rows, its figure, how it is made, and what its rule did before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.coach import insights, trials, wording
from app.coach.insights import Insight
from app.coach.roster import RuleNow, describe
from app.coach.trials import Trial
from app.coach.values import Minutes, Money, Percent
from app.core.errors import CrmError
from app.crm import preferences, records
from app.models import CoachInsight, LedgerEntry

LATEST = 50
"""Decisions of a rule that are listed; all are counted."""
HOUR = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """One record that the insight counts, as it was called then. there: False once it is deleted."""

    kind: str
    id: int
    title: str
    note: str
    there: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the ledger. reason: why it was not shown, or empty."""

    insight_id: int
    decision: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the ledger of a rule says this."""

    decision: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Why:
    """rows: the first of `count`. n: cases the figure rests on. figure: its value and 95 % interval in words, or empty.

    ledger: the latest decisions about this rule, the newest first; decisions: all of them counted; outcomes: what the
    owner did with what it said -> how often. trial: whether its reminders help, where some were held back.
    """

    insight: Insight
    rows: tuple[Counted, ...]
    count: int
    n: int | None
    figure: str
    rule: RuleNow
    ledger: tuple[Decided, ...]
    decisions: tuple[Tally, ...]
    outcomes: Mapping[str, int]
    trial: Trial | None


def why(session: Session, insight_id: int, now: datetime) -> Why:
    """Errors: CrmError where there is no such insight."""
    insight = insights.get(session, insight_id)
    rows, settings = tuple(_counted(session, insight.evidence)), preferences.all_values(session)
    return Why(
        insight, rows, _whole(insight.evidence.get("count"), len(rows)), _whole(insight.evidence.get("n"), None),
        _figure(session, insight), describe(insight.rule, settings, critical=insight.critical),
        *_history(session, insight.rule), next(iter(trials.find(session, now, insight.rule)), None),
    )  # fmt: skip


def _counted(session: Session, evidence: Mapping[str, Any]) -> Iterator[Counted]:
    """A row that is damaged is left out."""
    rows = evidence.get("rows")
    kept = [row for row in rows if _is_row(row)] if isinstance(rows, list) else []
    there = {kind: _still_there(session, kind, kept) for kind in {row["kind"] for row in kept}}
    for row in kept:
        kind, record_id = row["kind"], row["id"]
        yield Counted(
            kind, record_id, str(row.get("title") or ""), str(row.get("note") or ""), record_id in there[kind]
        )


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("kind"), str) and type(row.get("id")) is int


def _still_there(session: Session, kind: str, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    if kind not in records.KINDS:
        return set()
    key: ColumnElement[int] = records.KINDS[kind].model.__table__.c.id
    return set(session.scalars(select(key).where(key.in_([row["id"] for row in rows if row["kind"] == kind]))))


def _whole(value: Any, otherwise: Any) -> Any:
    return value if type(value) is int else otherwise


def _figure(session: Session, insight: Insight) -> str:
    """ "40 %, between 31 % and 49 % (95 % interval)"; the unit is that of the rule's message file."""
    found = [insight.evidence.get(name) for name in ("value", "low", "high")]
    if not _is_number(found[0]):
        return ""
    write = _writer(session, insight.rule, found)
    if not (_is_number(found[1]) and _is_number(found[2])):
        return write(found[0])
    return f"{write(found[0])}, between {write(found[1])} and {write(found[2])} (95 % interval)"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _writer(session: Session, rule_id: str, found: Sequence[Any]) -> Callable[[Any], str]:
    """How a figure of this unit is written. Without a unit, what lies between 0 and 1 is a share."""
    unit = _unit(rule_id)
    if not unit and all(0 <= value <= 1 for value in found if _is_number(value)):
        unit = "share"
    currency = preferences.get(session, "currency")
    writers: Mapping[str, Callable[[Any], str]] = {
        "share": lambda value: wording.written(Percent(value)),
        "money": lambda value: wording.written(Money(round(value), currency)),
        "hours": lambda value: wording.written(Minutes(round(value * HOUR))),
        "days": lambda value: f"{wording.written(value)} days",
    }
    return writers.get(unit, wording.written)


def _unit(rule_id: str) -> str:
    try:
        return str(wording.messages(rule_id).get("unit", ""))
    except CrmError:
        return ""


def _history(session: Session, rule_id: str) -> tuple[tuple[Decided, ...], tuple[Tally, ...], Mapping[str, int]]:
    entry = LedgerEntry
    latest = select(entry.insight_id, entry.decision, entry.reason, entry.at).where(entry.rule_id == rule_id)
    ledger = session.execute(latest.order_by(entry.at.desc(), entry.id.desc()).limit(LATEST)).all()
    counted = select(entry.decision, entry.reason, func.count().label("times")).where(entry.rule_id == rule_id)
    tallies = session.execute(counted.group_by(entry.decision, entry.reason).order_by(func.count().desc())).all()
    answers = select(CoachInsight.outcome, func.count().label("times")).where(
        CoachInsight.rule_id == rule_id, CoachInsight.outcome.is_not(None)
    )
    outcomes = {row.outcome: row.times for row in session.execute(answers.group_by(CoachInsight.outcome))}
    return (
        tuple(Decided(row.insight_id, row.decision, row.reason, row.at) for row in ledger),
        tuple(Tally(row.decision, row.reason, row.times) for row in tallies),
        outcomes,
    )
