"""Contacts and businesses as the search for duplicates compares them: folded, taken apart, all in memory."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from sqlalchemy import select
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


def people(session: Session) -> tuple[list[Person], set[str]]:
    """All contacts, and the phones of businesses."""
    domains: dict[int, str] = {}
    phones: set[str] = set()
    for firm in session.execute(select(Business.id, Business.domain, Business.phone)):
        domains[firm.id] = firm.domain or ""
        phones.add(_digits(firm.phone or ""))
    emails, numbers = _points(session)
    columns = (Contact.id, Contact.first_name, Contact.last_name, Contact.birthday, Contact.business_id)
    found = []
    for contact_id, first, last, birthday, business_id in session.execute(select(*columns)):
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


def _points(session: Session) -> tuple[dict[int, list[str]], dict[int, list[tuple[str, str]]]]:
    """Contact -> e-mails, and contact -> phones long enough to compare."""
    emails: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[tuple[str, str]]] = defaultdict(list)
    columns = (ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value, ContactPoint.original)
    for contact_id, kind, value, original in session.execute(select(*columns)):
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


def firms(session: Session) -> list[Firm]:
    columns = (Business.id, Business.name, Business.sort_name, Business.domain, Business.phone, Business.city)
    return [
        Firm(row.id, row.name, alike.firm_key(row.sort_name), _bare(row.domain), row.phone or "", row.city or "")
        for row in session.execute(select(*columns))
    ]


def _bare(domain: str | None) -> str:
    bare = (domain or "").removeprefix("www.")
    return "" if alike.own_domain(f"x@{bare}") == "" else bare
