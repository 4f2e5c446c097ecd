"""Contacts and businesses as the search for duplicates compares them: folded, taken apart, all in memory."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.crm import alike, names
from app.models import Business, Contact, ContactPoint

PHONE_END = 8
"""Digits from the right that two spellings of a number have in common; shorter numbers are not compared."""


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: alike.Name
    birthday: str
    business_id: int | None
    emails: tuple[str, ...]
    phones: tuple[tuple[str, str], ...]
    """(digits without leading zeros, as written)"""
    companies: tuple[Hashable, ...]
    """The business and the domains of the e-mails."""

    @property
    def weight(self) -> int:
        return len(self.emails) + len(self.phones) + bool(self.name.first) + bool(self.name.last) + len(self.companies)


@dataclass(frozen=True, slots=True)
class Firm:
    id: int
    name: str
    key: str
    domain: str
    phone: str
    city: str

    @property
    def weight(self) -> int:
        return bool(self.domain) + bool(self.phone) + bool(self.city)


def people(session: Session, ids: Sequence[int] | None = None) -> tuple[list[Person], set[str]]:
    """All contacts, and the phones of businesses. ids: these contacts alone, and their businesses."""
    domains: dict[int, str] = {}
    phones: set[str] = set()
    firms = select(Business.id, Business.domain, Business.phone)
    if ids is not None:
        firms = firms.where(Business.id.in_(select(Contact.business_id).where(Contact.id.in_(ids))))
    for firm in session.execute(firms):
        domains[firm.id] = firm.domain or ""
        phones.add(_digits(firm.phone or ""))
    emails, numbers = _points(session, ids)
    columns = (Contact.id, Contact.first_name, Contact.last_name, Contact.birthday, Contact.business_id)
    found = []
    listed = select(*columns) if ids is None else select(*columns).where(Contact.id.in_(ids))
    for contact_id, first, last, birthday, business_id in session.execute(listed):
        addresses = tuple(emails.get(contact_id, ()))
        companies: set[tuple[str, object]] = {
            ("domain", domain) for email in addresses if (domain := alike.own_domain(email))
        }
        if business_id:
            companies |= {("business", business_id), ("domain", domains.get(business_id, ""))}
        found.append(
            Person(
                contact_id, alike.name_of(names.fold(first), names.fold(last)), birthday or "", business_id, addresses,
                tuple(numbers.get(contact_id, ())), tuple(c for c in companies if c[1]),
            )
        )  # fmt: skip
    return found, phones


def _points(
    session: Session, ids: Sequence[int] | None
) -> tuple[dict[int, list[str]], dict[int, list[tuple[str, str]]]]:  # fmt: skip
    """Contact -> e-mails, and contact -> phones long enough to compare."""
    emails: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[tuple[str, str]]] = defaultdict(list)
    columns = (ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value, ContactPoint.original)
    listed = select(*columns) if ids is None else select(*columns).where(ContactPoint.contact_id.in_(ids))
    for contact_id, kind, value, original in session.execute(listed):
        if kind == "email":
            emails[contact_id].append(value)
        elif len(digits := _digits(value)) >= PHONE_END:
            phones[contact_id].append((digits, original))
    return emails, phones


def _digits(value: str) -> str:
    """Of a kept number, without leading zeros; an extension makes another number."""
    number, _, extension = value.partition(";ext=")
    digits = number[1:] if number[:1] == "+" and number[1:].isdigit() else "".join(c for c in number if c.isdigit())
    return f"{extension}{'x' if extension else ''}{digits.lstrip('0')}"


def near(session: Session, kind: str, record_id: int, most: int) -> list[int]:
    """The record and those that share an e-mail, a phone, a name or a domain with it: by indexes, at most `most`."""
    if kind == "business":
        one = session.get_one(Business, record_id)
        wanted: ColumnElement[bool] = Business.sort_name == one.sort_name
        if one.domain:
            wanted = or_(wanted, Business.domain == one.domain)
        return [record_id, *session.scalars(select(Business.id).where(wanted, Business.id != record_id).limit(most))]
    contact = session.get_one(Contact, record_id)
    points = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.contact_id == record_id)
    found: set[int] = set()
    for point in session.execute(points).all():
        same = (ContactPoint.kind == point.kind, ContactPoint.value == point.value)
        found.update(session.scalars(select(ContactPoint.contact_id).where(*same).limit(most)))
    found.update(session.scalars(select(Contact.id).where(Contact.sort_name == contact.sort_name).limit(most)))
    if contact.business_id is not None:
        colleagues = select(Contact.id).where(Contact.business_id == contact.business_id)
        found.update(session.scalars(colleagues.limit(most)))
    return [record_id, *sorted(found - {record_id})]


def firms(session: Session, ids: Sequence[int] | None = None) -> list[Firm]:
    columns = (Business.id, Business.name, Business.sort_name, Business.domain, Business.phone, Business.city)
    listed = select(*columns) if ids is None else select(*columns).where(Business.id.in_(ids))
    return [
        Firm(row.id, row.name, alike.firm_key(row.sort_name), _bare(row.domain), row.phone or "", row.city or "")
        for row in session.execute(listed)
    ]


def _bare(domain: str | None) -> str:
    bare = (domain or "").removeprefix("www.")
    return "" if alike.own_domain(f"x@{bare}") == "" else bare
