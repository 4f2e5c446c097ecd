"""What was learned about a business, with where it came from and how sure it is.

Facts are added, never overwritten: the newest shows, unless the owner said so: then the owner's newest.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crm import columns, editing, journal
from app.models import Business, ProfileFact

OWNER = "owner"


def learn(
    session: Session, business_id: int, field: str, value: str, *, source: str, at: datetime, confidence: float = 1.0
) -> ProfileFact:
    """Keep a fact. The same value from the same source again renews its date and confidence instead.

    confidence: 0 to 1. Errors: CrmError for an unknown business, an empty value or a confidence beyond its range.
    """
    business = editing.find(session, Business, business_id)
    given = {"field": field, "value": value, "source": source, "confidence": confidence, "at": at}
    values = columns.checked(ProfileFact, {"business_id": business_id, **given}, creating=True)
    newest = next((fact for fact in facts(session, business_id, values["field"]) if fact.source == source), None)
    journal.name_step(session, f"Learned about {business.name}: {values['field'].replace('_', ' ')}")
    if newest is not None and newest.value == values["value"]:
        newest.confidence, newest.at = values["confidence"], max(at, newest.at)
        return newest
    return editing.add(session, ProfileFact(**values), at)


def forget(session: Session, fact_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    fact = editing.find(session, ProfileFact, fact_id)
    journal.name_step(session, f"Forgotten: {fact.field.replace('_', ' ')}")
    session.delete(fact)
    session.flush()


def facts(session: Session, business_id: int, field: str | None = None) -> list[ProfileFact]:
    """All facts of a business, or those of one field; newest first."""
    query = select(ProfileFact).where(ProfileFact.business_id == business_id)
    if field is not None:
        query = query.where(ProfileFact.field == field)
    return list(session.scalars(query.order_by(ProfileFact.at.desc(), ProfileFact.id.desc())))


def businesses_of(session: Session, fact_ids: Collection[int]) -> set[int]:
    """Ids of the businesses that these facts are about, of those that are still there."""
    query = select(ProfileFact.business_id).where(ProfileFact.id.in_(fact_ids))
    return set(session.scalars(query)) if fact_ids else set()


def current(session: Session, business_id: int) -> dict[str, ProfileFact]:
    """Field -> the fact that holds: the owner's newest, else the newest."""
    found: dict[str, ProfileFact] = {}
    for fact in facts(session, business_id):
        shown = found.get(fact.field)
        if shown is None or (fact.source == OWNER and shown.source != OWNER):
            found[fact.field] = fact
    return found
