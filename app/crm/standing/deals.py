"""Deals as the coach speaks of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.crm import names
from app.models import Business, Contact, Deal, Task

REFERRAL = "referral"
LATEST_LOST, SHORT = 200, 30
"""Lost deals whose reasons are counted, and characters of a reason that fits on a button."""


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal, and whom it is made with. won: None while it is open. may_contact: whether its contact, if it has one,
    may be contacted. has_step: a next step or its day was written down."""

    id: int
    title: str
    won: bool | None
    contact_id: int | None
    person: str | None
    may_contact: bool
    keeps_rhythm: bool
    business_id: int | None
    business: str | None
    value_cents: int | None
    currency: str
    lost_reason: str | None
    has_step: bool

    @property
    def who(self) -> str | None:
        """The person, else the business."""
        return self.person or self.business


def facts(session: Session, deal_id: int) -> DealFacts | None:
    """None where it is gone."""
    row = session.execute(_FACTS.where(Deal.id == deal_id)).first()
    if row is None:
        return None
    return DealFacts(
        row.id, row.title, bool(row.won) if row.closed_at else None, row.contact_id, row.person,
        not row.do_not_contact, row.keep_in_touch_days is not None, row.business_id, row.business, row.value_cents,
        row.currency, row.lost_reason, bool(row.next_step or row.next_step_on),
    )  # fmt: skip


def asked_for_referral_since(session: Session, deal: DealFacts, since: datetime) -> bool:
    """Whether a task was made to ask this client for a referral."""
    query = select(Task.id).where(Task.action_type == "introduction", Task.created_at >= since)
    of_client = Task.business_id == deal.business_id if deal.contact_id is None else Task.contact_id == deal.contact_id
    return session.scalar(query.where(of_client).limit(1)) is not None


def won_before(session: Session, deal: DealFacts) -> bool:
    """Whether another deal was won with the same contact or business."""
    of_business = false() if deal.business_id is None else Deal.business_id == deal.business_id
    of_contact = false() if deal.contact_id is None else Deal.contact_id == deal.contact_id
    query = select(Deal.id).where(or_(of_contact, of_business), Deal.won.is_(True), Deal.id != deal.id)
    return session.scalar(query.limit(1)) is not None


def usual_reasons(session: Session, room: int) -> list[str]:
    """Why deals were lost most often lately, in the owner's words; those too long for a button are left out."""
    query = select(Deal.lost_reason).where(Deal.closed_at.is_not(None), Deal.won.is_(False))
    latest = query.order_by(Deal.closed_at.desc()).limit(LATEST_LOST)
    given = [reason.strip() for reason in session.scalars(latest) if reason and len(reason.strip()) <= SHORT]
    written = {names.fold(reason): reason for reason in reversed(given)}
    counted = Counter(names.fold(reason) for reason in given)
    return [written[folded] for folded, _times in counted.most_common(room) if folded]


_FACTS = (
    select(
        Deal.id, Deal.title, Deal.won, Deal.closed_at, Deal.contact_id, Deal.business_id, Deal.value_cents,
        Deal.currency, Deal.lost_reason, Deal.next_step, Deal.next_step_on, Contact.name.label("person"),
        Contact.do_not_contact, Contact.keep_in_touch_days, Business.name.label("business"),
    )
    .outerjoin(Contact, Contact.id == Deal.contact_id)
    .outerjoin(Business, Business.id == Deal.business_id)
)  # fmt: skip
