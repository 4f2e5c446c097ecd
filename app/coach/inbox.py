"""The inbox: what the coach had to say, by what became of it; ids for any number of rows, rows a page at a time."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from app.coach import insights, wording
from app.models import CoachInsight

log = logging.getLogger(__name__)
Sql = ColumnElement[bool]
VIEWS = ("waiting", "snoozed", "shown", "done", "withheld", "all")
CLOSED = ("acted", "dismissed", "undone", "expired")
LOOKED_AT = 100
"""Pressing insights among which the same one told twice is left out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the inbox. suggested: the label of its first button, empty where it has none or the time has passed.

    state: waiting, snoozed, acted, dismissed, undone, expired or withheld.
    """

    id: int
    rule: str
    name: str
    type: str
    message: str
    priority: str
    critical: bool
    suggested: str
    state: str
    delivery: str
    reason: str
    seen: bool
    created_at: datetime
    acted_at: datetime | None
    snoozed_until: datetime | None
    entity: tuple[str, int] | None

    @property
    def answerable(self) -> bool:
        """Whether the owner can still act on it."""
        return self.state in ("waiting", "snoozed")


def find_ids(session: Session, view: str, now: datetime, text: str = "") -> list[int]:
    """Ids of a view of `VIEWS`. What waits comes by its weight, then the newest first; the others by time alone."""
    newest = (CoachInsight.created_at.desc(), CoachInsight.id.desc())
    order = (*insights.WEIGHTIEST, *newest) if view == "waiting" else newest
    query = select(CoachInsight.id).where(_in_view(view, now), *_with_words(text))
    return list(session.scalars(query.order_by(*order)))


def counts(session: Session, now: datetime) -> Mapping[str, int]:
    """How many each view holds. Each is counted by its own index: a row with its evidence is long."""
    parts = (select(func.count(CoachInsight.id)).where(_in_view(view, now)).scalar_subquery() for view in VIEWS)
    return dict(zip(VIEWS, session.execute(select(*parts)).one(), strict=True))


def count_unseen(session: Session) -> int:
    """What waits and was not read yet; what has expired is told apart by the next round of checks."""
    fresh = select(func.count()).where(CoachInsight.outcome.is_(None), CoachInsight.seen.is_(False))
    return session.scalar(fresh) or 0


def fetch(session: Session, ids: Sequence[int], now: datetime) -> Mapping[int, Line]:
    """id -> row; one that is gone or cannot be read is left out."""
    try:
        return _read(session, ids, now)
    except Exception:
        log.exception("a row of the inbox cannot be read")
    readable: dict[int, Line] = {}
    for insight_id in ids:
        with suppress(Exception):
            readable |= _read(session, [insight_id], now)
    return readable


def count_waiting(session: Session, now: datetime) -> int:
    return session.scalar(select(func.count()).where(insights.is_pending(now))) or 0


def pressing(session: Session, now: datetime, most: int) -> list[int]:
    """Ids of what waits and matters most: critical, or of high priority and within the owner's intensity.

    Of what a rule said about the same record, or about its list, the newest alone.
    """
    row = CoachInsight
    within = and_(row.priority == "high", or_(row.reason.is_(None), row.reason != "level"))
    query = select(row.id, row.rule_id, row.entity_type, row.entity_id).where(
        insights.is_pending(now), or_(row.critical, within)
    )
    first: dict[tuple[Any, ...], int] = {}
    order = (row.critical.desc(), row.created_at.desc(), row.id.desc())
    for found in session.execute(query.order_by(*order).limit(LOOKED_AT)):
        first.setdefault((found.rule_id, found.entity_type, found.entity_id), found.id)
    return list(first.values())[:most]


def _read(session: Session, ids: Sequence[int], now: datetime) -> dict[int, Line]:
    row = CoachInsight
    query = select(
        row.id, row.rule_id, row.type, row.message, row.priority, row.critical, row.action_params, row.outcome,
        row.delivery, row.reason, row.seen, row.created_at, row.acted_at, row.snoozed_until, row.expires_at,
        row.entity_type, row.entity_id,
    ).where(row.id.in_(ids))  # fmt: skip
    return {found.id: _line(found, now) for found in session.execute(query)}


def _line(row: Any, now: datetime) -> Line:
    expired = row.outcome is None and row.expires_at is not None and row.expires_at <= now
    state = "expired" if expired else row.outcome or "waiting"
    action = row.action_params if isinstance(row.action_params, dict) else {}
    suggested = str(action.get("label", "")) if state in ("waiting", "snoozed") else ""
    return Line(
        row.id, row.rule_id, wording.known_name(row.rule_id), row.type, row.message, row.priority, row.critical,
        suggested, state, row.delivery, row.reason or "", row.seen, row.created_at, row.acted_at, row.snoozed_until,
        (row.entity_type, row.entity_id) if row.entity_type and row.entity_id else None,
    )  # fmt: skip


def _in_view(view: str, now: datetime) -> Sql:
    row, pending = CoachInsight, insights.is_pending(now)
    over = and_(row.outcome.is_(None), not_(pending))
    return {
        "waiting": pending,
        "snoozed": row.outcome == "snoozed",
        "shown": row.delivery == "shown",
        "done": or_(row.outcome.in_(CLOSED), over),
        "withheld": row.delivery == "withheld",
        "all": true(),
    }.get(view, false())


def _with_words(text: str) -> list[Sql]:
    """Every word stands in the message or in the name of the rule."""
    return [
        or_(
            CoachInsight.message.icontains(word, autoescape=True), CoachInsight.rule_id.icontains(word, autoescape=True)
        )
        for word in text.split()
    ]
