"""Records that may be one and the same, each pair with a score and the reason for it.

Only records that share something are compared: an e-mail, the end of a phone number, or one half of the name at the
same company. So the work grows with the number of records, not with its square.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import alike, duplicate_records, names
from app.crm.alike import Likeness
from app.crm.duplicate_records import PHONE_END, Firm, Person

SAME_EMAIL, SAME_PHONE, SAME_NAME, SAME_DOMAIN = 0.98, 0.95, 0.95, 0.95
SAME_FIRM, NICKNAME, CLOSE = 0.92, 0.88, 0.80
OTHER_FIRST_NAME, INITIAL, COMPANY_PHONE = 0.75, 0.70, 0.50
SURE = 0.95
"""From here on a pair may be merged without a look at it."""
CROWD = 200
"""More records than this that share a trait (a switchboard) are not compared by it."""
T = TypeVar("T")


@dataclass(frozen=True)
class Pair:
    """Two records that may be one. The record that says more is the one to keep; of equals, the older."""

    keep_id: int
    drop_id: int
    score: float
    reason: str


def find(session: Session, kind: str = "contact") -> list[Pair]:
    """All pairs of one kind (contact, business), the surest first. Errors: CrmError for another kind."""
    if kind == "contact":
        people, company_phones = duplicate_records.people(session)
        pairs = _best(_contact_pairs(people, company_phones))
    elif kind == "business":
        pairs = _best(_business_pairs(duplicate_records.firms(session)))
    else:
        raise CrmError(f"Duplicates are looked for among contacts and businesses, not {kind}.", kind="unsupported")
    return sorted(pairs, key=lambda pair: (-pair.score, pair.keep_id, pair.drop_id))


def of(session: Session, kind: str, record_id: int) -> list[Pair]:
    """The pairs one contact or business may be in, without a look at all others."""
    ids = duplicate_records.near(session, kind, record_id, CROWD)
    if kind == "business":
        pairs = _best(_business_pairs(duplicate_records.firms(session, ids)))
    else:
        pairs = _best(_contact_pairs(*duplicate_records.people(session, ids)))
    own = [pair for pair in pairs if record_id in (pair.keep_id, pair.drop_id)]
    return sorted(own, key=lambda pair: (-pair.score, pair.keep_id, pair.drop_id))


Scored = tuple[Person | Firm, Person | Firm, float, str]


def _best(scored: Iterable[Scored]) -> list[Pair]:
    """One pair for every two records: its best score, with every reason that reached it."""
    found: dict[tuple[int, int], Pair] = {}
    for one, other, score, reason in scored:
        keep, drop = sorted((one, other), key=lambda record: (-record.weight, record.id))
        known = found.get((keep.id, drop.id))
        if known is None or known.score < score:
            found[keep.id, drop.id] = Pair(keep.id, drop.id, score, reason)
    return list(found.values())


def _contact_pairs(people: Sequence[Person], company_phones: set[str]) -> Iterator[Scored]:
    for one, other, email in _sharing(people, lambda person: person.emails):
        yield from _by_email(one, other, str(email))
    for one, other, _ in _sharing(people, _phone_ends):
        yield from _by_phone(one, other, company_phones)
    for one, other, _ in _sharing(people, _names_at_companies):
        yield from _by_name(one, other)
    for one, other, _ in _sharing(people, _name_and_mailbox):
        if alike.people(one.name, other.name) == Likeness.SAME and _may_be_one(one, other):
            yield one, other, CLOSE, "same name and almost the same e-mail"


def _phone_ends(person: Person) -> Iterator[Hashable]:
    return (digits[-PHONE_END:] for digits, _ in person.phones)


def _names_at_companies(person: Person) -> Iterator[Hashable]:
    """Half of the name at one company: nicknames and mistakes change only the other half."""
    for company in person.companies:
        if person.name.last:
            yield company, "last", person.name.last
            yield company, "name", person.name.key
        if person.name.first and person.name.last:
            yield company, "first", person.name.first


def _name_and_mailbox(person: Person) -> Iterator[Hashable]:
    return ((person.name.key, email.partition("@")[0]) for email in person.emails if person.name.last)


def _by_email(one: Person, other: Person, email: str) -> Iterator[Scored]:
    likeness = _likeness(one, other)
    if alike.is_shared_mailbox(email):
        if likeness >= Likeness.NICKNAME:
            yield one, other, SAME_NAME, f"same name and mailbox {email}"
    elif likeness == Likeness.OTHER:
        yield one, other, OTHER_FIRST_NAME, f"same e-mail {email}, but other names"
    else:
        yield one, other, SAME_EMAIL, f"same e-mail {email}"


def _by_phone(one: Person, other: Person, company_phones: set[str]) -> Iterator[Scored]:
    shared = _shared_phone(one, other)
    if shared is None:
        return
    number, written, also_written = shared
    spelling = "same phone" if written == also_written else "same phone in another spelling"
    likeness = _likeness(one, other)
    if likeness != Likeness.OTHER:
        both_named = likeness != Likeness.UNKNOWN or number not in company_phones
        yield one, other, SAME_PHONE if both_named else COMPANY_PHONE, f"{spelling} ({also_written})"
    elif one.name.last != other.name.last and (number in company_phones or _colleagues(one, other)):
        yield one, other, COMPANY_PHONE, f"{spelling} ({also_written}), but other names: the company's phone"


def _colleagues(one: Person, other: Person) -> bool:
    return one.business_id is not None and one.business_id == other.business_id


def _by_name(one: Person, other: Person) -> Iterator[Scored]:
    likeness, both = _likeness(one, other), bool(one.name.first and other.name.first)
    if likeness == Likeness.SAME and both:
        yield one, other, SAME_NAME, "same name and business"
    elif likeness == Likeness.NICKNAME:
        yield one, other, NICKNAME, f"{_shown(one)} and {_shown(other)} are one name; same last name and business"
    elif likeness == Likeness.CLOSE:
        yield one, other, CLOSE, "names spelled almost alike, same business"
    elif likeness == Likeness.INITIAL:
        yield one, other, INITIAL, "same initial, last name and business"


def _shown(person: Person) -> str:
    return person.name.first.title()


def _likeness(one: Person, other: Person) -> Likeness:
    return alike.people(one.name, other.name) if _may_be_one(one, other) else Likeness.OTHER


def _may_be_one(one: Person, other: Person) -> bool:
    """Two full birthdays that differ are two people; --MM-DD is compared without the year."""
    if not one.birthday or not other.birthday:
        return True
    length = min(len(one.birthday), len(other.birthday))
    return one.birthday[-min(5, length) :] == other.birthday[-min(5, length) :] and (
        "--" in one.birthday[:2] + other.birthday[:2] or one.birthday == other.birthday
    )


def _shared_phone(one: Person, other: Person) -> tuple[str, str, str] | None:
    """(digits of the longer, both spellings): the shorter number is the end of the longer."""
    for digits, written in one.phones:
        for more, also_written in other.phones:
            if digits.endswith(more) or more.endswith(digits):
                return max(digits, more, key=len), written, also_written
    return None


def _sharing(records: Iterable[T], traits: Callable[[T], Iterable[Hashable]]) -> Iterator[tuple[T, T, Hashable]]:
    """Every two records that share a trait, with that trait."""
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for record in records:
        for trait in dict.fromkeys(traits(record)):
            groups[trait].append(record)
    for trait, group in groups.items():
        if 1 < len(group) <= CROWD:
            for one, other in combinations(group, 2):
                yield one, other, trait


def _business_pairs(firms: Sequence[Firm]) -> Iterator[Scored]:
    for one, other, domain in _sharing(firms, lambda firm: [firm.domain] if firm.domain else []):
        yield one, other, SAME_DOMAIN, f"same domain {domain}"
    for one, other, _ in _sharing(firms, lambda firm: [firm.key] if firm.key else []):
        yield from _by_firm_name(one, other)
    for one, other, _ in _sharing(firms, _beginnings):
        if one.key != other.key and alike.firms_close(one.key, other.key):
            score = CLOSE if not (one.domain and other.domain) else COMPANY_PHONE
            yield one, other, score, f"{one.name} and {other.name} are spelled almost alike"


def _by_firm_name(one: Firm, other: Firm) -> Iterator[Scored]:
    if one.domain and other.domain and one.domain != other.domain:
        yield one, other, INITIAL, f"same name, but other domains ({one.domain}, {other.domain})"
    else:
        exact = names.fold(one.name) == names.fold(other.name)
        yield one, other, SAME_NAME if exact else SAME_FIRM, "same name" if exact else "same name, other legal form"


def _beginnings(firm: Firm) -> Iterator[Hashable]:
    """The first and the last letters, without spaces: a mistake seldom spoils both."""
    letters = firm.key.replace(" ", "")
    if len(letters) >= alike.FEWEST_LETTERS:
        yield "begins", letters[:6]
        yield "ends", letters[-6:]
