"""Whether what was said of a list still holds: once all that it named have left the list it is over, and a toast of it
does not come any more."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.coach import insights
from app.coach.rule import Draft
from app.crm.standing.row import kept
from app.models import CoachInsight

OPEN = and_(CoachInsight.type == "time", or_(CoachInsight.outcome.is_(None), CoachInsight.outcome == "snoozed"))


def over(session: Session, rule_id: str, draft: Draft | None) -> list[int]:
    """Ids of what a rule said of its list and that no longer holds. draft: what it would say now.

    None where the list is longer than its rows: whoever is not among them may still be on it.
    """
    if draft is not None and draft.count > len(draft.rows):
        return []
    here = {(row.kind, row.id) for row in draft.rows} if draft else set()
    said = session.execute(select(CoachInsight.id, CoachInsight.evidence).where(OPEN, CoachInsight.rule_id == rule_id))
    return [found.id for found in said if draft is None or _has_left(set(kept(found.evidence)), here)]


def naming(session: Session, kind: str, record_id: int) -> set[str]:
    """Ids of the rules of which something open names this record."""
    said = session.execute(select(CoachInsight.rule_id, CoachInsight.evidence).where(OPEN))
    return {found.rule_id for found in said if (kind, record_id) in kept(found.evidence)}


def coming_back(session: Session, now: datetime) -> set[str]:
    """Ids of the rules of which something was snoozed until now."""
    due = (CoachInsight.type == "time", CoachInsight.outcome == "snoozed", CoachInsight.snoozed_until <= now)
    return set(session.scalars(select(CoachInsight.rule_id).where(*due)))


def end(session: Session, insight_ids: list[int], at: datetime) -> None:
    """Not what was answered in the meantime."""
    for insight in session.scalars(select(CoachInsight).where(OPEN, CoachInsight.id.in_(insight_ids))).all():
        insights.expire(session, insight, at=at)


def _has_left(named: set[tuple[str, int]], here: set[tuple[str, int]]) -> bool:
    """What names nobody, because its row is damaged, is left alone."""
    return bool(named) and not named & here
