"""Deals as the coach speaks of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Contact, Deal, Task

REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Closed:
    """A deal that was just won or lost, and whom it was made with."""

    id: int
    title: str
    won: bool
    contact_id: int | None
    person: str | None
    value_cents: int | None
    currency: str


def closed(session: Session, deal_id: int) -> Closed | None:
    """None where it is gone or open again."""
    query = select(
        Deal.id, Deal.title, Deal.won, Deal.closed_at, Deal.contact_id, Deal.value_cents, Deal.currency,
        Contact.name.label("person"),
    ).outerjoin(Contact, Contact.id == Deal.contact_id)  # fmt: skip
    row = session.execute(query.where(Deal.id == deal_id)).first()
    if row is None or row.closed_at is None:
        return None
    return Closed(row.id, row.title, bool(row.won), row.contact_id, row.person, row.value_cents, row.currency)


def asked_for_referral_since(session: Session, contact_id: int, since: datetime) -> bool:
    """Whether a task of the coach asked this contact for a referral."""
    query = select(Task.id).where(
        Task.contact_id == contact_id, Task.action_type == "introduction", Task.created_at >= since
    )
    return session.scalar(query.limit(1)) is not None
