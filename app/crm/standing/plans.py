"""What is planned ahead with one contact or on one deal."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crm import days
from app.models.types import stored


def with_contact(session: Session, contact_id: int, now: datetime) -> bool:
    """Whether a task that is not late, a follow-up or an appointment with this contact lies ahead."""
    return bool(session.scalar(_WITH_CONTACT, {"id": contact_id, **_moments(now)}))


def on_deal(session: Session, deal_id: int, now: datetime) -> bool:
    """Whether a deal has what `stuck.is_planned` asks for, or an appointment with its contact lies ahead."""
    return bool(session.scalar(_ON_DEAL, {"id": deal_id, **_moments(now)}))


def _moments(now: datetime) -> dict[str, str]:
    today = now.date()
    return {"today": today.isoformat(), "begin": stored(days.midnight(today, now)), "now": stored(now)}


_WITH_CONTACT = text(
    """
    SELECT EXISTS (
        SELECT 1 FROM tasks WHERE contact_id = :id AND status <> 'completed' AND coalesce(due_on, :today) >= :today
    ) OR EXISTS (
        SELECT 1 FROM followups WHERE contact_id = :id AND +status = 'scheduled' AND scheduled_at >= :begin
    ) OR EXISTS (SELECT 1 FROM events WHERE contact_id = :id AND starts_at >= :now)
    """
)
_ON_DEAL = text(
    """
    SELECT next_step_on >= :today IS TRUE OR EXISTS (
        SELECT 1 FROM tasks WHERE deal_id = d.id AND status <> 'completed' AND due_on >= :today
    ) OR EXISTS (
        SELECT 1 FROM followups WHERE deal_id = d.id AND +status = 'scheduled' AND scheduled_at >= :begin
    ) OR EXISTS (SELECT 1 FROM events WHERE contact_id = d.contact_id AND starts_at >= :now)
    FROM deals d WHERE id = :id
    """
)
