"""What the coach has said or has to say: stored, found, shown, dismissed, snoozed, expired."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from app.coach import hold_out, wording
from app.coach.delivery import BRIEFING, FOCUS, Cause, Verdict
from app.coach.rule import Action, Context, Draft, Rule
from app.core.db import after_commit
from app.core.errors import CrmError, not_found
from app.core.events import InsightGone, InsightReady, RecordsChanged
from app.core.settings import names
from app.crm import coach_messages, days, preferences
from app.goals import tracking
from app.models import CoachInsight, LedgerEntry

log = logging.getLogger(__name__)
WEIGHTIEST = (
    CoachInsight.critical.desc(), case({"high": 0, "medium": 1}, value=CoachInsight.priority, else_=2),
)  # fmt: skip
"""What presses most comes first."""
KEPT_WHOLE, FEW_ROWS, AT_ONCE = timedelta(days=365), 20, 50
KEPT_BACK, PRIVATE = "Kept back: its words were private.", "private"
LOWERED_AFTER = 3
"""Dismissals of a rule in a row until it needs one intensity more."""


@dataclass(frozen=True, slots=True)
class Button:
    """n: its number in `act`; label: its words; kind: what it does."""

    n: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Insight:
    """An insight as pages and commands show it. name: of its rule; evidence: as it is stored."""

    id: int
    rule: str
    name: str
    type: str
    message: str
    priority: str
    critical: bool
    buttons: tuple[Button, ...]
    evidence: Mapping[str, Any]
    entity: tuple[str, int] | None
    delivery: str
    reason: str
    outcome: str | None
    seen: bool
    created_at: datetime
    shown_at: datetime | None
    acted_at: datetime | None
    snoozed_until: datetime | None


def build(rule: Rule, draft: Draft, cause: Cause, context: Context) -> CoachInsight:
    """A draft in words as a row, neither decided about nor stored."""
    actions = [_stored_action(rule, action, draft) for action in draft.actions]
    kind, record_id = draft.entity or (None, None)
    return CoachInsight(
        type=cause, rule_id=rule.id, message=wording.sentence(rule.id, draft.text, draft.values),
        priority=draft.priority or rule.priority, critical=draft.critical,
        suggested_action=actions[0]["kind"] if actions else None, action_params=actions[0] if actions else {},
        further_actions={"actions": actions[1:]}, evidence=_evidence(rule, draft), dedupe_key=draft.dedupe,
        entity_type=kind, entity_id=record_id, activity_id=context.activity.activity_id if context.activity else None,
        seen=False, dismissed=False, wording="template", created_at=context.now, expires_at=context.now + draft.keeps,
    )  # fmt: skip


def decide(insight: CoachInsight, verdict: Verdict) -> None:
    """Give it its decision."""
    insight.delivery, insight.reason = verdict.decision, verdict.reason or None
    insight.outcome = "withheld" if verdict.decision == "withheld" else None


def keep_back(insight: CoachInsight) -> None:
    """Its words are private: neither shown nor kept."""
    decide(insight, Verdict("withheld", PRIVATE))
    insight.message, insight.evidence = KEPT_BACK, {}


def store(session: Session, insight: CoachInsight) -> None:
    """Keep it, and its decision in the ledger."""
    session.add(insight)
    session.flush()
    note(session, insight, insight.delivery, insight.reason or "", insight.created_at)


def supersede(session: Session, newer: CoachInsight) -> None:
    """End what the same rule said about its list before: the list is told anew."""
    same = (CoachInsight.rule_id == newer.rule_id, CoachInsight.type == newer.type, CoachInsight.outcome.is_(None))
    for older in session.scalars(select(CoachInsight).where(*same)).all():
        expire(session, older, at=newer.created_at)


def note(session: Session, insight: CoachInsight, decision: str, reason: str, at: datetime) -> None:
    """Write a decision into the ledger, and let views know."""
    session.add(
        LedgerEntry(
            insight_id=insight.id, rule_id=insight.rule_id, entity_type=insight.entity_type,
            entity_id=insight.entity_id, decision=decision, reason=reason, at=at,
        )
    )  # fmt: skip
    tell_changed(session, insight.id)


def tell_changed(session: Session, insight_id: int) -> None:
    after_commit(session, lambda: RecordsChanged({"coach_insights": frozenset((insight_id,))}))


def get(session: Session, insight_id: int) -> Insight:
    return view(row(session, insight_id))


def row(session: Session, insight_id: int) -> CoachInsight:
    found = session.get(CoachInsight, insight_id)
    if found is None:
        raise not_found("insight", insight_id)
    return found


def pending(session: Session, now: datetime) -> list[Insight]:
    """What still waits for the owner, the weightiest and newest first; a row that cannot be read is left out."""
    newest = (CoachInsight.created_at.desc(), CoachInsight.id.desc())
    return _views(session, select(CoachInsight).where(is_pending(now)).order_by(*WEIGHTIEST, *newest))


def latest(session: Session, limit: int) -> list[Insight]:
    """The newest of every state first."""
    return _views(session, select(CoachInsight).order_by(CoachInsight.id.desc()).limit(limit))


def is_pending(now: datetime) -> ColumnElement[bool]:
    """As a condition: no outcome yet, and still true."""
    return and_(CoachInsight.outcome.is_(None), or_(CoachInsight.expires_at.is_(None), CoachInsight.expires_at > now))


def queue(session: Session, now: datetime) -> list[Insight]:
    """Toasts that wait to be shown, the oldest first."""
    query = select(CoachInsight).where(CoachInsight.delivery == "queued", is_pending(now))
    return _views(session, query.order_by(CoachInsight.id))


def mark_shown(session: Session, insight: CoachInsight, *, at: datetime) -> None:
    insight.delivery, insight.reason, insight.shown_at = "shown", None, at
    note(session, insight, "shown", "", at)
    buttons = stored_actions(insight)
    coach_messages.shown(session, insight.id, insight.message, buttons, at=at)
    questions = [button["params"]["item_id"] for button in buttons if button["kind"] == "answer"]
    if questions:
        tracking.asked(session, questions, insight.message, at=at)


def put_aside(session: Session, insight: CoachInsight, reason: str, *, at: datetime) -> None:
    """A queued toast goes to the inbox unshown."""
    insight.delivery, insight.reason = "inboxed", reason
    note(session, insight, "inboxed", reason, at)


def mark_seen(session: Session, insight_ids: Sequence[int]) -> None:
    """The owner has read them in the inbox."""
    session.execute(update(CoachInsight).where(CoachInsight.id.in_(insight_ids)).values(seen=True))
    after_commit(session, lambda: RecordsChanged({"coach_insights": frozenset(insight_ids)}))


def dismiss(session: Session, insight_id: int, *, at: datetime) -> str | None:
    """The owner rejects it. Returns the name of its rule if that will now speak less often, to be said once."""
    insight = answerable(session, insight_id)
    insight.outcome, insight.dismissed, insight.seen, insight.acted_at = "dismissed", True, True, at
    coach_messages.reacted(session, insight.id, engaged=False, at=at)
    _leave_queue(session, insight)
    session.flush()
    return _lower(session, insight.rule_id, at) if _is_tiresome(session, insight.rule_id) else None


def mark_acted(session: Session, insight: CoachInsight, step: int | None, *, at: datetime) -> None:
    """The owner used a button. step: the undo step of what it did."""
    insight.outcome, insight.acted_at, insight.seen, insight.step_id = "acted", at, True, step
    coach_messages.reacted(session, insight.id, engaged=True, at=at)
    _leave_queue(session, insight)


def fewer(session: Session, insight_id: int, *, at: datetime) -> str | None:
    """Reject it, and have its rule need one intensity more at once. Returns the rule's name where that was possible."""
    insight = answerable(session, insight_id)
    lowered = dismiss(session, insight_id, at=at)
    return lowered or _lower(session, insight.rule_id, at)


def snooze(session: Session, insight_id: int, until: datetime, *, at: datetime) -> None:
    """Bring it up again then. Errors: CrmError when that is not ahead."""
    if until <= at:
        raise CrmError("Snooze takes a moment ahead.", where="until")
    insight = answerable(session, insight_id)
    insight.outcome, insight.snoozed_until, insight.acted_at, insight.seen = "snoozed", until, at, True
    coach_messages.reacted(session, insight.id, engaged=False, at=at)
    insight.expires_at = max(insight.expires_at or until, until + timedelta(days=7))
    _leave_queue(session, insight)


def mute(session: Session, rule_id: str, *, at: datetime) -> None:
    """Silence a rule, until it is unmuted."""
    wording.messages(rule_id)
    muted = _list(session, "muted_rules")
    if rule_id not in muted:
        preferences.change(session, "muted_rules", [*muted, rule_id], at=at)


def unmute(session: Session, rule_id: str, *, at: datetime) -> None:
    """Let a rule speak again, as often as at first."""
    wording.messages(rule_id)
    hold_out.keep(session, rule_id, at=at)
    for key in ("muted_rules", "lowered_rules"):
        preferences.change(session, key, [name for name in _list(session, key) if name != rule_id], at=at)


def has_to_sweep(session: Session, now: datetime) -> bool:
    """Whether `sweep` may find anything, so that a quiet quarter of an hour writes nothing."""
    query = select(CoachInsight.id).where(or_(_has_expired(now), _is_waiting(), _is_due(now)))
    return session.scalar(query.limit(1)) is not None


def sweep(session: Session, now: datetime) -> list[CoachInsight]:
    """Expire what no longer holds, put aside what waited too long, and wake what was snoozed: returned, to be weighed
    again."""
    for insight in session.scalars(select(CoachInsight).where(_has_expired(now))).all():
        expire(session, insight, at=now)
    for insight in session.scalars(select(CoachInsight).where(_is_waiting())).all():
        if has_waited(insight, now):
            put_aside(session, insight, "focus", at=now)
            after_commit(session, _gone(insight.id))
    return list(session.scalars(select(CoachInsight).where(_is_due(now)).order_by(CoachInsight.snoozed_until)))


def _has_expired(now: datetime) -> ColumnElement[bool]:
    return and_(CoachInsight.outcome.is_(None), CoachInsight.expires_at <= now)


def _is_waiting() -> ColumnElement[bool]:
    return and_(CoachInsight.delivery == "queued", CoachInsight.outcome.is_(None))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(CoachInsight.outcome == "snoozed", CoachInsight.snoozed_until <= now)


def wake(session: Session, insight: CoachInsight, verdict: Verdict, now: datetime) -> Insight:
    """Bring back what was snoozed, as a toast or in the inbox."""
    insight.snoozed_until, insight.acted_at, insight.created_at = None, None, now
    decide(insight, verdict)
    note(session, insight, verdict.decision, verdict.reason, now)
    if verdict.decision == "queued":
        after_commit(session, lambda: InsightReady(insight.id, at_once=False))
    return view(insight)


def has_waited(insight: CoachInsight, now: datetime) -> bool:
    """Whether its moment has passed: a briefing's with its day, any other's after two hours."""
    if insight.rule_id == BRIEFING:
        return days.local_day(insight.created_at, now) != now.date()
    return abs(now - insight.created_at) > FOCUS


def expire(session: Session, insight: CoachInsight, *, at: datetime) -> None:
    """It no longer holds."""
    insight.outcome, insight.acted_at = "expired", at
    _leave_queue(session, insight)


def _leave_queue(session: Session, insight: CoachInsight) -> None:
    """It is answered, or over: it takes no room of the day any longer, and a toast of it leaves quietly."""
    if insight.delivery == "queued":
        insight.delivery = "inboxed"
    tell_changed(session, insight.id)
    after_commit(session, _gone(insight.id))


def trim(session: Session, now: datetime) -> int:
    """Keep of what closed over a year ago the sentence, the figures and the first rows; some at a time.

    Returns how many were shortened. Their keys stay, so that nothing old is said again.
    """
    rows = func.json_array_length(CoachInsight.evidence, "$.rows")
    is_long = and_(func.json_valid(CoachInsight.evidence), rows > FEW_ROWS)
    query = select(CoachInsight).where(CoachInsight.acted_at < now - KEPT_WHOLE, is_long).limit(AT_ONCE)
    found = session.scalars(query).all()
    for insight in found:
        insight.evidence = {**insight.evidence, "rows": insight.evidence["rows"][:FEW_ROWS]}
    return len(found)


def stored_actions(insight: CoachInsight) -> list[dict[str, Any]]:
    """[{kind, label, params}], the suggested one first."""
    further = insight.further_actions.get("actions", []) if isinstance(insight.further_actions, dict) else []
    first = [insight.action_params] if insight.action_params else []
    return [action for action in (*first, *further) if isinstance(action, dict) and "kind" in action]


def view(insight: CoachInsight) -> Insight:
    buttons = tuple(
        Button(n, str(action.get("label", "")), str(action["kind"])) for n, action in enumerate(stored_actions(insight))
    )
    return Insight(
        insight.id, insight.rule_id, wording.known_name(insight.rule_id), insight.type, insight.message,
        insight.priority, insight.critical, buttons, insight.evidence if isinstance(insight.evidence, dict) else {},
        (insight.entity_type, insight.entity_id) if insight.entity_type and insight.entity_id else None,
        insight.delivery, insight.reason or "", insight.outcome, insight.seen, insight.created_at, insight.shown_at,
        insight.acted_at, insight.snoozed_until,
    )  # fmt: skip


def _views(session: Session, query: Select[CoachInsight]) -> list[Insight]:
    """Every row that can be read: a damaged one is logged and left out, and the others are not lost with it."""
    try:
        return [view(found) for found in session.scalars(query)]
    except Exception:
        log.exception("an insight cannot be read")
    readable = []
    for insight_id in session.scalars(query.with_only_columns(CoachInsight.id)).all():
        with suppress(Exception):
            readable.append(view(row(session, insight_id)))
    return readable


def _gone(insight_id: int) -> Any:
    return lambda: InsightGone(insight_id)


def answerable(session: Session, insight_id: int) -> CoachInsight:
    """One that the owner can still act on, dismiss or snooze. Errors: CrmError."""
    insight = row(session, insight_id)
    if insight.outcome not in (None, "snoozed"):
        raise CrmError(f"This insight is already {insight.outcome}.", kind="conflict", where=f"insight {insight_id}")
    return insight


def _is_tiresome(session: Session, rule_id: str) -> bool:
    """Whether the last three that the owner answered were all dismissed, none of them counted before."""
    query = select(CoachInsight.outcome).where(
        CoachInsight.rule_id == rule_id, CoachInsight.outcome.in_(("acted", "dismissed"))
    )
    latest = session.scalars(query.order_by(CoachInsight.acted_at.desc(), CoachInsight.id.desc())).all()
    row_of = next((n for n, outcome in enumerate(latest) if outcome != "dismissed"), len(latest))
    return row_of > 0 and row_of % LOWERED_AFTER == 0


def _lower(session: Session, rule_id: str, at: datetime) -> str | None:
    lowered = _list(session, "lowered_rules")
    if lowered.count(rule_id) >= LOWERED_AFTER:
        return None
    preferences.change(session, "lowered_rules", [*lowered, rule_id], at=at)
    return wording.known_name(rule_id)


def _list(session: Session, key: str) -> list[str]:
    return names(preferences.get(session, key))


def _stored_action(rule: Rule, action: Action, draft: Draft) -> dict[str, Any]:
    button = wording.button(rule.id, action.name, draft.values)
    return {"kind": action.kind, "label": button.label, "params": {**action.params, **button.texts}}


def _evidence(rule: Rule, draft: Draft) -> dict[str, Any]:
    rows = [
        {"kind": row.kind, "id": row.id, "title": row.title, "note": wording.note(rule.id, row.facts)}
        for row in draft.rows
    ]
    figures = {"n": draft.n, "value": draft.value, "low": draft.low, "high": draft.high}
    return {"rows": rows, "count": draft.count or len(rows)} | {k: v for k, v in figures.items() if v is not None}
