"""Which records a name in a question means: what is called just so, else what holds all its words, else what is spelt
nearly so. "This deal" and "her" are what the owner looks at."""

import re
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import select

from app.chat.intents.reply import Ask
from app.core.db import driver
from app.crm import names, records, search
from app.crm.search import Hit
from app.models import Deal, Project

MOST, NEAR, SHORT, FEW = 60, 12_000, 4, 6
"""Hits looked at, names compared with a misspelt one, letters that it must have, and likely ones told."""
CLOSE, SAME = 0.84, 0.9
"""Least likeness of a misspelt name (0 to 1): where a name must be meant, and where something else may be."""
POINTING = re.compile(
    r"(?:(?:to|with|from|of|about) )?(?:(?:this|that|the) (?:one|(?P<kind>contact|client|customer|lead|person|business|"
    r"company|deal|project))|this|that|it|him|her|them)", re.IGNORECASE
)  # fmt: skip
KINDS = {"client": "contact", "customer": "contact", "lead": "contact", "person": "contact", "company": "business"}
EMPTY = re.compile(
    r"^(?:the|my|our|a|an|contact|client|customer|lead|business|company|deal|project)(?: with| of| for| at)? +",
    re.IGNORECASE,
)


def meant(ask: Ask) -> tuple[Hit, ...]:
    """The records of the best kind of match, of the kinds that the question is about."""
    pointed = POINTING.fullmatch(ask.found.name)
    if pointed:
        return tuple(_in_view(ask, pointed["kind"]))
    name = EMPTY.sub("", ask.found.name)
    wanted = _words(name)
    if not wanted:
        return ()
    hits = search.find(ask.session, name, limit=MOST, kinds=ask.found.kinds)
    exactly = ask.found.intent == "exactly"
    best = _living(ask, _best(hits, set(wanted), exactly))
    return best or (() if exactly else tuple(_nearly(ask, wanted)))


def _in_view(ask: Ask, word: str | None) -> Iterator[Hit]:
    """The record that the owner looks at, of the kind that was said."""
    kind = KINDS.get((word or "").lower(), (word or "").lower())
    for seen, record_id in ask.view:
        if seen in ask.found.kinds and kind in ("", seen):
            yield Hit(seen, record_id, records.title_of(records.get(ask.session, seen, record_id)), "")
            return


def _best(hits: Sequence[Hit], wanted: set[str], exactly: bool) -> tuple[Hit, ...]:
    """Called just so, else with all the words in the title, else with the business or the address beside it."""
    called = [(set(_words(hit.title)), hit) for hit in hits]
    beside = [(set(_words(f"{hit.title} {hit.snippet}")), hit) for hit in hits if hit.kind in ("contact", "deal")]
    same = tuple(hit for words, hit in called if words == wanted)
    if exactly:
        return same
    within = tuple(hit for words, hit in called if wanted <= words)
    return same or within or tuple(hit for words, hit in beside if wanted <= words)


def _living(ask: Ask, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Of several deals or projects the one that is not over, where there is just one."""
    if len(hits) == 1 or any(hit.kind in ("contact", "business") for hit in hits):
        return hits
    deals, projects = ([hit.id for hit in hits if hit.kind == kind] for kind in ("deal", "project"))
    pending = select(Deal.id).where(Deal.id.in_(deals), Deal.closed_at.is_(None))
    active = select(Project.id).where(Project.id.in_(projects), Project.status != "closed")
    still = {("deal", key) for key in ask.session.scalars(pending)}
    still |= {("project", key) for key in ask.session.scalars(active)}
    return tuple(hit for hit in hits if (hit.kind, hit.id) in still) if len(still) == 1 else hits


def _nearly(ask: Ask, wanted: Sequence[str]) -> Iterator[Hit]:
    """Names that begin with the letter of one of the words and differ from the name by a letter or two."""
    least = CLOSE if ask.found.sure else SAME
    if len("".join(wanted)) < SHORT or not (ask.found.sure or len(wanted) > 1):
        return
    turned = {" ".join((*wanted[place:], *wanted[:place])) for place in range(len(wanted))}
    for kind, table in (("contact", "contacts"), ("business", "businesses")):
        if kind in ask.found.kinds:
            known = {key: name for letter in {word[0] for word in wanted} for key, name in _from(ask, table, letter)}
            for key in _likeliest(turned, known, least):
                yield Hit(kind, key, records.title_of(records.get(ask.session, kind, key)), "")


def _likeliest(turned: set[str], known: Mapping[int, str], least: float) -> list[int]:
    """Letters left out, added, changed or swapped count, whichever of the names comes first."""
    found: dict[int, float] = {}
    for typed in turned:
        near = process.extract(typed, known, scorer=OSA.normalized_similarity, score_cutoff=least, limit=FEW)
        for _name, ratio, key in near:
            found[key] = max(ratio, found.get(key, 0.0))
    best = max(found.values(), default=0.0)
    return [key for key, ratio in found.items() if ratio == best]


def _from(ask: Ask, table: str, letter: str) -> list[tuple[int, str]]:
    """Names for sorting that begin with a letter, from their index alone, past the ORM: there may be thousands."""
    sql = f"SELECT id, sort_name FROM {table} WHERE sort_name >= ? AND sort_name < ? LIMIT ?"
    found: list[tuple[int, str]] = driver(ask.session).execute(sql, (letter, f"{letter}\U0010ffff", NEAR)).fetchall()
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", names.fold(text))
