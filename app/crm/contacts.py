"""Contacts: people, with their e-mail addresses and phone numbers."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import driver
from app.core.errors import CrmError
from app.crm import activity, deletion, editing, external, journal, names, preferences
from app.crm.phones import kept as kept_phone
from app.models import Contact, ContactPoint
from app.models.types import stored

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
Point = str | tuple[str, str | None]
"""An e-mail or a phone, alone or with its label."""
_ADD_POINT = (
    "INSERT INTO contact_points (contact_id, kind, value, original, label, is_primary, created_at, updated_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def create(
    session: Session, *, at: datetime, emails: Sequence[Point] = (), phones: Sequence[Point] = (),
    external_id: str | None = None, source_system: str = "owner", **fields: Any,
) -> Contact:  # fmt: skip
    """Add a contact. fields: columns of the table; `email` and `phone` are short for a list of one.

    Errors: CrmError when there is neither a name, an e-mail, a phone nor an external id, or a value is not allowed.
    """
    contact = Contact(name="", status="lead")
    given = _with_single(fields, emails, phones)
    _apply(session, contact, fields, new=True)
    found = [*_emails(given[0] or ()), *_phones(session, given[1] or ())]
    _name(contact, found, external_id)
    session.add(contact)
    session.flush()
    _add_points(session, contact, found)
    journal.name_step(session, f"Contact added: {contact.name}")
    activity.record(session, "contact_created", contact, at, source=contact.source, status=contact.status)
    external.keep(session, "contact", contact.id, external_id, source_system)
    return contact


def edit(
    session: Session, contact_id: int, *, at: datetime, emails: Sequence[Point] | None = None,
    phones: Sequence[Point] | None = None, **fields: Any,
) -> Contact:  # fmt: skip
    """Change fields; `emails` and `phones` replace the whole list, `email` and `phone` the primary one."""
    contact = get(session, contact_id)
    emails, phones = _with_single(fields, emails, phones, contact, session)
    old = contact.status
    _apply(session, contact, fields, new=False)
    found = points(session, contact_id)
    if emails is not None:
        found = [*_emails(emails), *(p for p in found if p.kind != "email")]
    if phones is not None:
        found = [*(p for p in found if p.kind != "phone"), *_phones(session, phones)]
    _name(contact, found, contact.name if contact.first_name is None and contact.last_name is None else None)
    if emails is not None or phones is not None:
        _replace_points(session, contact, found)
    journal.name_step(session, f"Contact changed: {contact.name}")
    if contact.status != old:
        activity.record(session, "contact_status_changed", contact, at, old=old, new=contact.status)
    return contact


def delete(session: Session, contact_id: int, *, at: datetime) -> None:  # noqa: ARG001
    contact = get(session, contact_id)
    journal.name_step(session, f"Contact deleted: {contact.name}")
    deletion.remove(session, contact)


def get(session: Session, contact_id: int) -> Contact:
    return editing.find(session, Contact, contact_id)


def find_by_email(session: Session, email: str) -> int | None:
    session.flush()
    query = "SELECT min(contact_id) FROM contact_points WHERE kind = 'email' AND value = ?"
    found: int | None = driver(session).execute(query, (email.lower(),)).fetchone()[0]
    return found


def points(session: Session, contact_id: int) -> list[ContactPoint]:
    """E-mails and phones, the primary of each kind first."""
    query = select(ContactPoint).where(ContactPoint.contact_id == contact_id)
    return list(session.scalars(query.order_by(ContactPoint.kind, ContactPoint.is_primary.desc(), ContactPoint.id)))


def _with_single(
    fields: dict[str, Any], emails: Sequence[Point] | None, phones: Sequence[Point] | None,
    contact: Contact | None = None, session: Session | None = None,
) -> tuple[Sequence[Point] | None, Sequence[Point] | None]:  # fmt: skip
    """Fold the short forms `email` and `phone` into the lists, keeping the other entries of an existing contact."""
    known = points(session, contact.id) if contact and session else []
    lists = {"email": emails, "phone": phones}
    for kind, others in lists.items():
        if kind in fields:
            single = fields.pop(kind)
            rest = others or [(p.original, p.label) for p in known if p.kind == kind and not p.is_primary]
            lists[kind] = [*([single] if single else []), *rest]
    return lists["email"], lists["phone"]


def _emails(given: Iterable[Point]) -> Iterable[ContactPoint]:
    for number, point in enumerate(given):
        written, label = (point, None) if isinstance(point, str) else point
        text = names.clean(written) or ""
        if not EMAIL.fullmatch(text):
            raise CrmError(f"“{written}” is not an e-mail address.", where="email")
        yield ContactPoint(kind="email", value=text.lower(), original=text, label=label, is_primary=number == 0)


def _phones(session: Session, given: Iterable[Point]) -> Iterable[ContactPoint]:
    region = preferences.get(session, "phone_region") or None
    for number, point in enumerate(given):
        written, label = (point, None) if isinstance(point, str) else point
        text = names.clean(written) or ""
        if not any(c.isdigit() for c in text):
            raise CrmError(f"“{written}” is not a phone number.", where="phone")
        value = kept_phone(text, region)
        yield ContactPoint(kind="phone", value=value, original=text, label=label, is_primary=number == 0)


def _add_points(session: Session, contact: Contact, found: Iterable[ContactPoint]) -> None:
    """Those of a new contact, by the driver itself: another round of the session takes a tenth of adding a lead."""
    now = stored(session.info["at"])
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for point in found:
        row = (contact.id, point.kind, point.value, point.original, point.label, point.is_primary, now, now)
        rows.setdefault((point.kind, point.value), row)
    driver(session).executemany(_ADD_POINT, rows.values())


def _store_points(session: Session, contact: Contact, found: Iterable[ContactPoint]) -> None:
    seen = set()
    for point in found:
        if (point.kind, point.value) not in seen:
            seen.add((point.kind, point.value))
            point.contact_id = contact.id
            session.add(point)


def _replace_points(session: Session, contact: Contact, found: Sequence[ContactPoint]) -> None:
    kept = [point.id for point in found if point.id is not None]
    stale = delete_rows(ContactPoint).where(ContactPoint.contact_id == contact.id, ContactPoint.id.not_in(kept))
    session.execute(stale, execution_options={"synchronize_session": False})
    _store_points(session, contact, found)
    contact.updated_at = session.info["at"]


def _name(contact: Contact, found: Iterable[ContactPoint], external_id: str | None) -> None:
    """Set what follows from the parts: shown name, sort name, primary e-mail and phone."""
    primary = {point.kind: point for point in reversed(list(found)) if point.is_primary}
    email, phone = primary.get("email"), primary.get("phone")
    written = email.original if email else None, phone.original if phone else None
    shown = names.shown_name(contact.first_name, contact.last_name, written[0], written[1], external_id)
    if not shown:
        raise CrmError("A contact needs a name, an e-mail, a phone or an external id.", where="first_name")
    contact.name = shown
    contact.sort_name = names.sort_name(contact.first_name, contact.last_name, shown)
    contact.email = email.value if email else None
    contact.phone = phone.value if phone else None


def _apply(session: Session, contact: Contact, fields: dict[str, Any], *, new: bool) -> None:
    """Check all, then set all."""
    values = editing.prepare(session, Contact, fields, None if new else contact)
    if values.get("birthday"):
        values["birthday"] = _birthday(values["birthday"])
    _check_rhythm(contact, values)
    editing.change(contact, values)


def _birthday(text: str) -> str:
    try:
        date.fromisoformat(f"2000{text[1:]}" if text.startswith("--") else text)
    except ValueError as error:
        raise CrmError(f"“{text}” is not a date such as 1980-05-17 or --05-17.", where="birthday") from error
    return text


def _check_rhythm(contact: Contact, fields: dict[str, Any]) -> None:
    wanted = fields.get("keep_in_touch_days", contact.keep_in_touch_days)
    longest = fields.get("keep_in_touch_max_days", contact.keep_in_touch_max_days)
    for days in (wanted, longest):
        if days is not None and days < 1:
            raise CrmError("Keep in touch takes at least 1 day.", where="keep_in_touch_days")
    if wanted and longest and longest < wanted:
        raise CrmError("The longest interval is shorter than the wished one.", where="keep_in_touch_max_days")
