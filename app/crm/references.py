"""Records named by something else than their id: an e-mail, a domain, a name, an id of another system."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import contacts, external, names, pipelines
from app.crm.activity import ENTITY_TYPES
from app.crm.lists import NAMED
from app.models import Business

ENDINGS = ("_external_id", "_email", "_domain", "_name")


def targets(table: Table) -> Mapping[str, str]:
    """Word of a record this table refers to -> the column that does, such as contact -> contact_id."""
    return {word: f"{word}_id" for word in ENTITY_TYPES.values() if f"{word}_id" in table.c}


def names_a_record(table: Table, name: str) -> bool:
    """Whether a field such as `contact_email` or `stage` stands for a column of this table."""
    word, ending = split(name)
    if word == "pipeline":
        return ending == "" and ("stage_id" in table.c or "pipeline_id" in table.c)
    return word in targets(table) and (ending == "_external_id" or (word, ending) in _FINDERS)


def split(name: str) -> tuple[str, str]:
    """contact_email -> contact, _email; stage -> stage and nothing."""
    for ending in ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending), ending
    return name, ""


def find(session: Session, name: str, text: str, source: str | None = None) -> int:
    """The id meant by `contact_email`, `business_name`, `deal_external_id` ... Errors: CrmError when there is none.

    source: whose external ids are meant; any system's when None.
    """
    word, ending = split(name)
    if ending == "_external_id":
        found = external.find(session, word, text.strip(), source)
        if found is None:
            raise _missing(name, word, "id", text)
        return found
    return _FINDERS[word, ending](session, text.strip())


def stage(session: Session, text: str, pipeline_id: int | None) -> int:
    """A stage by name or number, in this pipeline first."""
    return pipelines.find_stage(session, text.strip(), pipeline_id).id


def pipeline(session: Session, text: str) -> int:
    """By name or number."""
    wanted = text.strip()
    if wanted.isdigit():
        return _one(session, "pipeline", "number", wanted, NAMED["pipeline"][0].__table__.c.id == int(wanted[:18]))
    return _by_lower("pipeline")(session, wanted)


def _contact_email(session: Session, text: str) -> int:
    found = contacts.find_by_email(session, text)
    if found is None:
        raise _missing("contact_email", "contact", "e-mail", text)
    return found


def _business_domain(session: Session, text: str) -> int:
    return _one(session, "business", "domain", text, Business.domain == text.lower())


def _business_name(session: Session, text: str) -> int:
    return _one(session, "business", "name", text, Business.sort_name == names.fold(text))


def _by_lower(word: str) -> Callable[[Session, str], int]:
    model, column = NAMED[word]
    called: Any = model.__table__.c[column]
    return lambda session, text: _one(session, word, "name", text, func.lower(called) == text.lower())


def _one(session: Session, word: str, what: str, text: str, condition: Any) -> int:
    """The only record that fits. Errors: CrmError when there is none, or when several are so called."""
    key = NAMED[word][0].__table__.c.id
    found = session.scalars(select(key).where(condition).order_by(key).limit(4)).all()
    if not found:
        raise _missing(f"{word}_{what}", word, what, text)
    if len(found) > 1:
        listed = ", ".join(str(one) for one in found)
        raise CrmError(f"Several have the {what} {text}: say which by {word}_id ({listed}).", where=f"{word}_{what}")
    return int(found[0])


def _missing(field: str, word: str, what: str, text: str) -> CrmError:
    words = word.replace("_", " ")
    return CrmError(f"There is no {words} with the {what} {text.strip()}.", kind="not_found", where=field)


_FINDERS: Mapping[tuple[str, str], Callable[[Session, str], int]] = {
    ("contact", "_email"): _contact_email,
    ("business", "_domain"): _business_domain,
    ("business", "_name"): _business_name,
    ("project", "_name"): _by_lower("project"),
    ("stage", ""): lambda session, text: stage(session, text, None),
}
