"""A lead: somebody, and what they may want, in one step."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import businesses, contacts, deals, journal, names


@dataclass(frozen=True)
class Lead:
    """What is known of a lead at first. reach: an e-mail or a phone. contact_id: when the person is known already."""

    name: str = ""
    reach: str = ""
    business: str = ""
    wish: str = ""
    value_cents: int | None = None
    contact_id: int | None = None


def create(session: Session, lead: Lead, *, at: datetime) -> tuple[int, int]:
    """Add the person and a deal in the first stage; returns their ids. A known e-mail is a known person.

    The deal is called by the wish, else by the business or the person. Errors: CrmError when nobody is named.
    """
    if not (lead.contact_id or lead.name or lead.reach):
        raise CrmError("A lead needs a name, an e-mail or a phone.", where="name")
    journal.name_step(session, f"Lead added: {lead.name or lead.reach}")
    contact_id = lead.contact_id or _known(session, lead.reach) or _new_contact(session, lead, at)
    title = lead.wish or lead.business or contacts.get(session, contact_id).name
    deal = deals.create(session, at=at, title=title, contact_id=contact_id, value_cents=lead.value_cents)
    return contact_id, deal.id


def _known(session: Session, reach: str) -> int | None:
    return contacts.find_by_email(session, reach) if "@" in reach else None


def _new_contact(session: Session, lead: Lead, at: datetime) -> int:
    first, last = names.split(lead.name)
    point = {"email" if "@" in lead.reach else "phone": lead.reach} if lead.reach else {}
    business_id = businesses.find_or_create(session, lead.business, at=at) if lead.business else None
    made = contacts.create(session, at=at, first_name=first, last_name=last, business_id=business_id, **point)
    return made.id
