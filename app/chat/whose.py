"""Whose value it is: the owner's own business, or another one that this turn is about."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy.orm import Session

from app.chat import naming, told
from app.chat.context import Context
from app.chat.forms import Collected
from app.crm import names
from app.goals import fields, lists, vocabulary
from app.models import Business


def business_of(session: Session, context: Context, one: Collected, field: str) -> int | None:
    """Of the business the model names or the owner's words are about, where the field is told of its kind, else the
    owner's own. None: ignored."""
    own = context.hidden.own
    if one.business is not None and one.business != own:
        is_known = one.business in context.hidden.businesses
        return one.business if is_known and _suits(session, field, one.business) else None
    quote = told.around(one.quote, context.owner)
    for used in context.about:
        if used.kind not in ("business", "contact") or used.id == own or not _is_about(used.title, quote, one):
            continue
        if used.kind == "contact":
            return None
        if _suits(session, field, used.id):
            return used.id if used.id in context.hidden.businesses else None
    return own


def _is_about(title: str, quote: str, one: Collected) -> bool:
    """Whether the words tell of that record, and do not only name it as the answer."""
    return _is_named(title, quote) and not _is_named(title, vocabulary.plain(one.value))


def _is_named(title: str, quote: str) -> bool:
    words = [word for word in names.fold(title).split() if len(word) >= naming.LEAST]
    return bool(words) and words[0] in vocabulary.words(quote)


def _suits(session: Session, field: str, business_id: int) -> bool:
    """What every business has, such as its size, or what is asked of this kind."""
    business = session.get(Business, business_id)
    kinds = _kinds().get(field, frozenset())
    return business is not None and (bool(fields.FIELDS[field].column) or business.kind in kinds)


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """Field -> kinds of business it is asked of."""
    found: dict[str, frozenset[str]] = {}
    for rule in lists.rules():
        asked = [item.get("field") for item in (*rule["items"], *rule.get("more", ()))]
        for field in (*asked, *rule.get("gaps", ())):
            found[field] = found.get(field, frozenset()) | frozenset(rule["for"])
    return found
