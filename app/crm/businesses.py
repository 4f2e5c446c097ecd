"""Businesses: prospects, clients, partners, and the owner's own."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError, not_found
from app.crm import activity, deletion, external, journal, names, phones, preferences
from app.models import Business

KINDS = ("own", "prospect", "client", "partner")
FIXED = frozenset(("id", "created_at", "updated_at", "sort_name", "phone_original"))


def create(
    session: Session, *, at: datetime, name: str, kind: str = "prospect", source: str | None = None,
    external_id: str | None = None, source_system: str = "owner", **fields: Any,
) -> Business:  # fmt: skip
    """Add a business. fields: columns of the table. Errors: CrmError for a missing name or a second own business."""
    business = Business(name="", focus_areas=[], current_challenges=[], unique_selling_points=[])
    _apply(session, business, {"name": name, "kind": kind, **fields})
    session.add(business)
    journal.name_step(session, f"Business added: {business.name}")
    activity.record(session, "business_created", business, at, kind=business.kind, source=source)
    external.keep(session, "business", business.id, external_id, source_system)
    return business


def edit(session: Session, business_id: int, *, at: datetime, **fields: Any) -> Business:  # noqa: ARG001
    business = get(session, business_id)
    _apply(session, business, fields)
    journal.name_step(session, f"Business changed: {business.name}")
    return business


def delete(session: Session, business_id: int, *, at: datetime) -> None:  # noqa: ARG001
    business = get(session, business_id)
    if business.kind == "own":
        raise CrmError("Your own business cannot be deleted.", kind="conflict", where=f"business {business_id}")
    journal.name_step(session, f"Business deleted: {business.name}")
    deletion.remove(session, business)


def get(session: Session, business_id: int) -> Business:
    business = session.get(Business, business_id)
    if business is None:
        raise not_found("business", business_id)
    return business


def own(session: Session, at: datetime) -> Business:
    """The owner's business, made when first asked for."""
    found = session.scalar(select(Business).where(Business.kind == "own"))
    return found or create(session, at=at, name="My business", kind="own")


def find_by_domain(session: Session, domain: str) -> Business | None:
    return session.scalar(select(Business).where(Business.domain == domain.lower()).order_by(Business.id))


def find_by_name(session: Session, name: str) -> Business | None:
    return session.scalar(select(Business).where(Business.sort_name == names.fold(name)).order_by(Business.id))


def _apply(session: Session, business: Business, fields: dict[str, Any]) -> None:
    """Check all, then set all."""
    unknown = [name for name in fields if name in FIXED or name not in Business.__table__.columns]
    if unknown:
        raise CrmError(f"A business has no field called {unknown[0]}.", where=unknown[0])
    if "name" in fields:
        fields["name"] = names.clean(fields["name"])
        if not fields["name"]:
            raise CrmError("A business needs a name.", where="name")
        fields["sort_name"] = names.fold(fields["name"])
    _check_kind(session, business, fields.get("kind"))
    if fields.get("domain"):
        fields["domain"] = fields["domain"].strip().lower()
    if "phone" in fields:
        fields |= _phone(session, fields["phone"])
    potential = fields.get("growth_potential")
    if potential is not None and potential not in range(1, 11):
        raise CrmError("Growth potential lies between 1 and 10.", where="growth_potential")
    for name, value in fields.items():
        setattr(business, name, names.clean(value) if isinstance(value, str) else value)


def _check_kind(session: Session, business: Business, kind: str | None) -> None:
    if kind is None:
        return
    if kind not in KINDS:
        raise CrmError(f"A business is one of {', '.join(KINDS)}.", where="kind")
    with session.no_autoflush:
        other = session.scalar(select(Business.id).where(Business.kind == "own"))
    if kind == "own" and other is not None and other != business.id:
        raise CrmError("There is one business of your own already.", kind="conflict", where="kind")


def _phone(session: Session, written: str | None) -> dict[str, str | None]:
    if not written:
        return {"phone": None, "phone_original": None}
    region = preferences.get(session, "phone_region") or None
    return {"phone": phones.kept(written, region), "phone_original": written}
