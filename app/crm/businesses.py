"""Businesses: prospects, clients, partners, and the owner's own."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import activity, deletion, editing, external, journal, names, phones, preferences
from app.models import Business


def create(
    session: Session, *, at: datetime, name: str, kind: str = "prospect", source: str | None = None,
    external_id: str | None = None, source_system: str = "owner", **fields: Any,
) -> Business:  # fmt: skip
    """Add a business. fields: columns of the table. Errors: CrmError for a missing name or a second own business."""
    business = Business(name="")
    _apply(session, business, {"name": name, "kind": kind, **fields}, new=True)
    session.add(business)
    journal.name_step(session, f"Business added: {business.name}")
    activity.record(session, "business_created", business, at, kind=business.kind, source=source)
    external.keep(session, "business", business.id, external_id, source_system)
    return business


def edit(session: Session, business_id: int, *, at: datetime, **fields: Any) -> Business:  # noqa: ARG001
    business = get(session, business_id)
    _apply(session, business, fields, new=False)
    journal.name_step(session, f"Business changed: {business.name}")
    return business


def delete(session: Session, business_id: int, *, at: datetime) -> None:  # noqa: ARG001
    business = get(session, business_id)
    if business.kind == "own":
        raise CrmError("Your own business cannot be deleted.", kind="conflict", where=f"business {business_id}")
    journal.name_step(session, f"Business deleted: {business.name}")
    deletion.remove(session, business)


def get(session: Session, business_id: int) -> Business:
    return editing.find(session, Business, business_id)


def own(session: Session, at: datetime) -> Business:
    """The owner's business, made when first asked for."""
    found = session.scalar(select(Business).where(Business.kind == "own"))
    return found or create(session, at=at, name="My business", kind="own")


def find_own(session: Session) -> int | None:
    """The id of the owner's business, if it was asked for before."""
    return session.scalar(select(Business.id).where(Business.kind == "own"))


def count_others(session: Session) -> int:
    """All but the owner's own."""
    return session.scalar(select(func.count()).select_from(Business).where(Business.kind != "own")) or 0


def find_by_name(session: Session, name: str) -> Business | None:
    return session.scalar(select(Business).where(Business.sort_name == names.fold(name)).order_by(Business.id))


def find_or_create(session: Session, name: str, *, at: datetime) -> int:
    """The business of this name, added when it is new; returns its id."""
    return (find_by_name(session, name) or create(session, at=at, name=name)).id


def _apply(session: Session, business: Business, fields: dict[str, Any], *, new: bool) -> None:
    """Check all, then set all."""
    values = editing.prepare(session, Business, fields, None if new else business)
    _check_own(session, business, values.get("kind"))
    if "name" in values:
        values["sort_name"] = names.fold(values["name"])
    if values.get("domain"):
        values["domain"] = values["domain"].lower()
    if "phone" in values:
        values |= _phone(session, values["phone"])
    editing.change(business, values)


def _check_own(session: Session, business: Business, kind: str | None) -> None:
    with session.no_autoflush:
        other = session.scalar(select(Business.id).where(Business.kind == "own"))
    if kind == "own" and other is not None and other != business.id:
        raise CrmError("There is one business of your own already.", kind="conflict", where="kind")


def _phone(session: Session, written: str | None) -> dict[str, str | None]:
    if not written:
        return {"phone": None, "phone_original": None}
    region = preferences.get(session, "phone_region") or None
    return {"phone": phones.kept(written, region), "phone_original": written}
