"""The day in a sentence: as the morning briefing told it, and as it stands now, in the same words."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.coach import wording
from app.coach.delivery import BRIEFING
from app.coach.values import Parts
from app.crm import days, preferences
from app.crm.standing import day
from app.models import CoachInsight


def as_told(session: Session, now: datetime) -> str:
    """What today's briefing said, without its greeting; empty where there was none."""
    query = select(CoachInsight.message).where(
        CoachInsight.rule_id == BRIEFING, CoachInsight.created_at >= days.midnight(now.date(), now)
    )
    message = session.scalar(query.order_by(CoachInsight.created_at.desc()).limit(1)) or ""
    return message.partition("! ")[2]


def as_it_stands(session: Session, now: datetime) -> str:
    """The same of this moment: what was done since the morning is no longer told."""
    first, more = day.pieces(day.look(session, now, int(preferences.get(session, "stale_lead_days"))))
    text = "page_long" if more else "page" if first else "page_clear"
    return wording.sentence(BRIEFING, text, {"parts": Parts(first), "more": Parts(more)})
