"""Search over all records, as fast as somebody types.

Words and beginnings of words come first (`search_text`), in titles before other text; parts of names, addresses and
numbers fill up (`search_fragments`). Within one kind the newest come first: ranking by bm25 would read every match,
which takes a second for a common word. Whatever is typed, the query is made of quoted words only.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import names
from app.crm.search_index import BY_CODE, BY_KIND, SHIFT, SOURCES, Source

LONGEST, MOST_WORDS = 200, 8
FEW = 4_000
"""So many matches are read at once; of more, only the first of every kind."""
LAST = (1 << 63) - 1
FRAGMENT = 3
"""Characters of a trigram."""
DIALLED = re.compile(r"[\d\s()+./\u2010-\u2015-]*\d[\d\s()+./\u2010-\u2015-]*", re.ASCII)
EXTENSION = re.compile(r"\s*(?:;?\s*ext\.?\s*=?|x|#)\s*\d*$", re.IGNORECASE)
TRUNK = re.compile(r"\(0\)|^\s*\+|^\s*00")
ABROAD = re.compile(r"\s*(\+|00)")
COUNTRY = re.compile(r"1|7|2[07]|3[0-46-9]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
"""Calling codes by ITU-T E.164: 1 and 7, the two-digit ones, and all others with three."""
FEWEST_DIGITS = 4
SHARES = {"contact": 0.4, "business": 0.2, "deal": 0.2}
"""Of the hits, what one kind may take at first; left-over places are filled in the order of `SOURCES`."""
SHARE = 0.1


@dataclass(frozen=True)
class Hit:
    """A found record. title: what it is called; snippet: what it is about, or where the words stand."""

    kind: str
    id: int
    title: str
    snippet: str


@dataclass(frozen=True)
class Query:
    """What was typed, in the three forms it is looked for; an empty form is not looked for."""

    words: str
    fragments: str
    number: str
    typed: tuple[str, ...]


def find(session: Session, text: str, *, limit: int = 50, kinds: Iterable[str] | None = None) -> list[Hit]:
    """The best records for what somebody typed so far, at most `limit`. Errors: CrmError for an unknown kind."""
    query = read(text)
    sources = SOURCES if kinds is None else tuple(_source(kind) for kind in kinds)
    found: dict[int, bool] = {}
    for look, in_title in _passes(session.connection(), query):
        if len(found) >= limit:
            break
        new = [rowid for rowid in look(sources, limit) if rowid not in found]
        found.update(dict.fromkeys(_shared(new, limit - len(found)), in_title))
    return _hits(session, found, query)


def matching_ids(session: Session, kind: str, text: str) -> list[int]:
    """Ids of all records of one kind that contain the text, ascending. Errors: CrmError for an unknown kind."""
    source, query, found = _source(kind), read(text), set[int]()
    for table, match in _matches(query):
        found.update(_rows(session.connection(), table, match, (source.first, source.last)))
    return sorted(rowid - source.first for rowid in found)


def read(text: str) -> Query:
    """Take apart what was typed; more than 200 characters or 8 words are not looked at."""
    typed = unicodedata.normalize("NFC", names.fold(text[:LONGEST].replace("\0", " ")))
    words, plain = _tokens(unicodedata.normalize("NFC", text[:LONGEST])), _tokens(typed)
    pairs = zip(words, plain, strict=True) if len(words) == len(plain) else ((word, word) for word in plain)
    fragments = [part for part in typed.split()[:MOST_WORDS] if len(part) >= FRAGMENT]
    return Query(
        words=" AND ".join(_either(word, other) for word, other in pairs),
        fragments=" AND ".join(_quoted(part) for part in fragments),
        number=_number(text[:LONGEST]),
        typed=tuple(plain),
    )


def _source(kind: str) -> Source:
    if kind not in BY_KIND:
        raise CrmError(f"{kind} is not a kind of record that can be searched.", kind="unsupported", where="search")
    return BY_KIND[kind]


def _tokens(text: str) -> list[str]:
    """Words as SQLite's unicode61 cuts them: letters and digits, accents dropped, everything else between words."""
    kept = (c if _in_word(c) else " " for c in text if not 0x300 <= ord(c) <= 0x331)  # noqa: PLR2004 - combining marks
    return list(dict.fromkeys("".join(kept).lower().split()))[:MOST_WORDS]


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "Co"


def _either(word: str, plain: str) -> str:
    """The word as typed or without strokes and ligatures: Łódź and lodz both find both."""
    return f'"{word}"*' if word == plain else f'("{word}"* OR "{plain}"*)'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _number(text: str) -> str:
    """The digits that every spelling of a phone number shares: no exit code, no trunk zero, no extension.

    A number with a country code is also looked for without it, as others may have written it down.
    """
    dialled = EXTENSION.sub("", text)
    if not DIALLED.fullmatch(dialled):
        return ""
    digits = re.sub(r"\D", "", TRUNK.sub("", dialled)).lstrip("0")
    if len(digits) < FEWEST_DIGITS:
        return ""
    national = COUNTRY.sub("", digits, count=1).lstrip("0") if ABROAD.match(dialled) else ""
    return f'"{digits}" OR "{national}"' if len(national) >= FEWEST_DIGITS else f'"{digits}"'


def _matches(query: Query) -> Iterator[tuple[str, str]]:
    """(table, full-text expression), best first."""
    if query.number:
        yield "search_fragments", query.number
    if query.words:
        yield "search_text", query.words
    if query.fragments:
        yield "search_fragments", query.fragments


Look = Callable[[Sequence[Source], int], list[int]]


def _passes(connection: Connection, query: Query) -> Iterator[tuple[Look, bool]]:
    """(a look, whether it finds titles), best first."""
    for table, match in _matches(query):
        if table == "search_text":
            yield _look(connection, table, f"title : ({match})"), True
        yield _look(connection, table, match), table != "search_text"


def _look(connection: Connection, table: str, match: str) -> Look:
    def look(sources: Sequence[Source], limit: int) -> list[int]:
        """Row ids, kind by kind, the newest first."""
        every = _rows(connection, table, match, (0, LAST), FEW)
        if len(every) == FEW:
            return [r for span in _spans(sources) for r in _rows(connection, table, match, span, limit)]
        wanted = {source.code: place for place, source in enumerate(sources)}
        return sorted((r for r in every if r >> SHIFT in wanted), key=lambda r: (wanted[r >> SHIFT], -r))

    return look


def _spans(sources: Sequence[Source]) -> list[tuple[int, int]]:
    """The ranges of row ids to read one by one. Of all kinds, the lesser ones share a range: each look costs."""
    if sources != SOURCES:
        return [(source.first, source.last) for source in sources]
    great, lesser = SOURCES[: len(SHARES)], SOURCES[len(SHARES) :]
    return [*((source.first, source.last) for source in great), (lesser[-1].first, lesser[0].last)]


def _rows(connection: Connection, table: str, match: str, span: tuple[int, int], limit: int = -1) -> list[int]:
    """Row ids of the span, the highest first."""
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
    try:
        return list(connection.exec_driver_sql(sql, (match, *span, limit)).scalars())
    except DBAPIError as error:
        if "phrase queries" in str(error):  # a letter newer than SQLite's tables cut a word in two
            return []
        raise


def _shared(rows: Sequence[int], limit: int) -> list[int]:
    """Give every kind its share, so that many contacts do not hide the one deal; then fill up."""
    taken: dict[int, int] = {}
    chosen: list[int] = []
    others: list[int] = []
    for rowid in rows:
        code = rowid >> SHIFT
        taken[code] = taken.get(code, 0) + 1
        full = taken[code] > max(1, limit * SHARES.get(BY_CODE[code].kind, SHARE))
        (others if full else chosen).append(rowid)
    return (chosen + others)[:limit]


def _facts(*expressions: str) -> str:
    """The expressions that are not empty, with dots between them."""
    parts = " || ".join(f"CASE WHEN {e} <> '' THEN ' · ' || {e} ELSE '' END" for e in expressions)
    return f"ltrim({parts}, ' ·')"


_BUSINESS = "LEFT JOIN businesses b ON b.id = r.business_id"
_CONTACT = "LEFT JOIN contacts c ON c.id = r.contact_id"
_SHOWN: dict[str, tuple[str, str, str]] = {
    "contact": ("r.name", _facts("b.name", "r.role", "coalesce(r.email, r.phone)"), _BUSINESS),
    "business": ("r.name", _facts("r.domain", "r.city"), ""),
    "deal": (
        "r.title", _facts("s.name", "c.name", "b.name"),
        f"{_CONTACT} {_BUSINESS} LEFT JOIN stages s ON s.id = r.stage_id",
    ),
    "task": ("r.title", _facts("replace(r.status, '_', ' ')", "r.due_on", "c.name"), _CONTACT),
    "project": ("r.name", _facts("r.status", "b.name"), _BUSINESS),
    "interaction": (_facts("c.name", "r.kind", "date(r.at)"), "r.summary", _CONTACT),
    "note": ("date(r.at)", "r.body", ""),
    "event": ("r.title", _facts("date(r.starts_at)", "r.location"), ""),
    "time_entry": (_facts("p.name", "date(r.started_at)"), "r.note", "LEFT JOIN projects p ON p.id = r.project_id"),
    "attachment": ("r.filename", "r.media_type", ""),
}  # fmt: skip
"""Kind -> title, snippet, joins."""


def _hits(session: Session, found: dict[int, bool], query: Query) -> list[Hit]:
    """Titles and snippets of the found rows, in their order; a row that is gone is left out."""
    connection = session.connection()
    hits: dict[int, Hit] = {}
    for source in SOURCES:
        ids = [rowid - source.first for rowid in found if rowid >> SHIFT == source.code]
        if ids:
            hits.update(_described(connection, source, ids))
    for rowid in _elsewhere(found):
        if rowid in hits:
            hits[rowid] = _with_excerpt(connection, rowid, hits[rowid], query)
    return [hits[rowid] for rowid in found if rowid in hits]


def _elsewhere(found: dict[int, bool]) -> Iterator[int]:
    """Rows whose words stand outside the title, so that the snippet has to show where."""
    return (rowid for rowid, in_title in found.items() if not in_title)


def _described(connection: Connection, source: Source, ids: list[int]) -> Iterator[tuple[int, Hit]]:
    title, snippet, joins = _SHOWN[source.kind]
    places = ",".join("?" * len(ids))
    sql = f"SELECT r.id, {title}, {snippet} FROM {source.table} r {joins} WHERE r.id IN ({places})"
    for record_id, named, about in connection.exec_driver_sql(sql, tuple(ids)):
        yield source.first + record_id, Hit(source.kind, record_id, _short(named), _short(about))


def _with_excerpt(connection: Connection, rowid: int, hit: Hit, query: Query) -> Hit:
    body: Any = connection.exec_driver_sql("SELECT body FROM search_text WHERE rowid = ?", (rowid,)).scalar()
    found = re.search("|".join(re.escape(word) for word in query.typed), body or "", re.IGNORECASE)
    if found is None or body.strip() in hit.snippet:
        return hit
    start = body.rfind(" ", 0, max(0, found.start() - 30)) + 1
    return Hit(hit.kind, hit.id, hit.title, _short(("… " if start else "") + body[start : start + 200]))


def _short(text: str | None, longest: int = 120) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
