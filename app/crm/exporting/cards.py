"""Contacts as vCard 3.0, the version every address book reads (RFC 2426)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Business, Contact, ContactPoint, Tag, Tagging

AT_ONCE = 500
WIDTH = 75
"""Octets of a line, its line break not counted."""
LABELS = {"home": "HOME", "work": "WORK", "mobile": "CELL", "cell": "CELL", "fax": "FAX", "pager": "PAGER"}
NO_YEAR = "1604"
"""Stands for a birthday whose year is not known, as Apple and Google write it."""


@dataclass
class _Around:
    """What is written on a card and kept in other tables, for one lot of contacts."""

    points: Mapping[int, Sequence[ContactPoint]]
    tags: Mapping[int, Sequence[str]]
    businesses: Mapping[int, str] = field(default_factory=dict)


def write(session: Session) -> Iterator[str]:
    """The text of one card after another, by id."""
    last = 0
    while True:
        query = select(Contact).where(Contact.id > last).order_by(Contact.id).limit(AT_ONCE)
        lot = session.scalars(query).all()
        if not lot:
            return
        around = _around(session, lot)
        for contact in lot:
            yield card(contact, around)
        last = lot[-1].id
        session.expunge_all()


def card(contact: Contact, around: _Around) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:rainmaker-contact-{contact.id}"]
    lines += [f"FN:{_text(contact.name)}", _name(contact)]
    lines += [_point(point) for point in around.points.get(contact.id, ())]
    lines += _optional(contact, around.businesses.get(contact.business_id or 0))
    tags = around.tags.get(contact.id)
    if tags:
        lines.append("CATEGORIES:" + ",".join(_text(tag) for tag in tags))
    lines.append("END:VCARD")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _name(contact: Contact) -> str:
    """A card needs a family or a given name; one known by e-mail alone has neither."""
    return f"N:{_text(contact.last_name)};{_text(contact.first_name)};;;"


def _point(point: ContactPoint) -> str:
    kinds = ["INTERNET"] if point.kind == "email" else ["VOICE"]
    label = LABELS.get((point.label or "").lower())
    if label:
        kinds = [*(kind for kind in kinds if kind == "INTERNET"), label]
    if point.is_primary:
        kinds.append("PREF")
    name = "EMAIL" if point.kind == "email" else "TEL"
    return f"{name};TYPE={','.join(kinds)}:{_text(point.original)}"


def _optional(contact: Contact, business: str | None) -> Iterator[str]:
    if business:
        yield f"ORG:{_text(business)}"
    if contact.role:
        yield f"TITLE:{_text(contact.role)}"
    place = (contact.address, contact.city, contact.region, contact.postal_code, contact.country)
    if any(place):
        yield "ADR;TYPE=WORK:;;" + ";".join(_text(part) for part in place)
    if contact.birthday:
        yield _birthday(contact.birthday)
    if contact.notes:
        yield f"NOTE:{_text(contact.notes)}"


def _birthday(text: str) -> str:
    if text.startswith("--"):
        return f"BDAY;X-APPLE-OMIT-YEAR={NO_YEAR}:{NO_YEAR}-{text[2:]}"
    return f"BDAY:{text}"


def _around(session: Session, lot: Sequence[Contact]) -> _Around:
    first, last = lot[0].id, lot[-1].id
    points = select(ContactPoint).where(ContactPoint.contact_id.between(first, last)).order_by(ContactPoint.id)
    tags = (
        select(Tagging.entity_id, Tag.name)
        .join(Tag, Tag.id == Tagging.tag_id)
        .where(Tagging.entity_type == "contact", Tagging.entity_id.between(first, last))
        .order_by(Tag.name)
    )
    wanted = {contact.business_id for contact in lot if contact.business_id}
    names = select(Business.id, Business.name).where(Business.id.in_(wanted))
    return _Around(
        _grouped((point.contact_id, point) for point in session.scalars(points)),
        _grouped((row[0], row[1]) for row in session.execute(tags)),
        {row[0]: row[1] for row in session.execute(names)},
    )


def _grouped(pairs: Iterable[tuple[int, object]]) -> Mapping[int, Sequence]:  # type: ignore[type-arg]
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _text(value: str | None) -> str:
    escaped = (value or "").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """Long lines go on after a line break and a space, never inside a character."""
    octets = line.encode()
    if len(octets) <= WIDTH:
        return line
    parts, start, width = [], 0, WIDTH
    while start < len(octets):
        end = min(start + width, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:  # noqa: PLR2004 - a byte inside a character
            end -= 1
        parts.append(octets[start:end].decode())
        start, width = end, WIDTH - 1
    return "\r\n ".join(parts)
