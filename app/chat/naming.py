"""Which records a sentence names, found through indexes alone: fast with any number of records.

A whole name or title counts wherever it stands; a single word only where one or two records are called so.
"""

import json
import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.core import sqlite
from app.core.db import driver
from app.crm import names
from app.crm.search_index import BY_KIND

WORD = re.compile(r"[^\W_][\w'\u2019.-]*\w|[^\W_]")
MOST_WORDS, LONGEST_NAME, FEW, MOST = 60, 5, 2, 3
LEAST = 3
"""Letters of a single word that may be a name."""
NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        about after again all also and any are ask been before but call can client clients contact could
        deal deals did does done due email every follow for from get give had has have hello help her him
        his how into its just know last lead leads like lost made make many meeting month more most much
        need new next not now off one open our out over pipeline please project say see she should show some
        task tasks tell than thank thanks that the their them then there they this time today tomorrow was
        week well were what when where which who why will with won work would write year yes yesterday you
        your
        """,
    )
)
PEOPLE = ("contact", "contacts", "sort_name")
TITLED = (("business", "businesses", "sort_name"), ("deal", "deals", "sort_title"))
WHOLE = """
    SELECT r.id, length(w.value) FROM json_each(?) w CROSS JOIN {table} r ON r.{column} = w.value
    ORDER BY 2 DESC, r.id LIMIT 2"""
BEGINNING = """
    SELECT (SELECT json_group_array(id) FROM (
        SELECT id FROM {table} WHERE {column} >= w.value AND {column} < w.value || char(1114111) LIMIT 3))
    FROM json_each(?) w"""
FIRST_NAME = "SELECT rowid FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT 3"


def named(session: Session, text: str) -> list[tuple[str, int]]:
    """(kind, id), the most exactly named first, at most three."""
    written = WORD.findall(text[:4_000])[:MOST_WORDS]
    words = [names.fold(word) for word in written]
    found: dict[tuple[str, int], None] = {}
    for look in (_whole(session, words), _beginnings(session, words), _first_names(session, written)):
        found |= dict.fromkeys(look)
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def _whole(session: Session, words: list[str]) -> Iterator[tuple[str, int]]:
    """Records whose whole name stands in the text, the longest names first."""
    runs = [words[at : at + n] for n in range(LONGEST_NAME, 1, -1) for at in range(len(words) - n + 1)]
    people = [" ".join([*run[k:], *run[:k]]) for run in runs for k in range(1, len(run))]
    titles = [" ".join(run) for run in runs]
    for (kind, table, column), forms in ((PEOPLE, people), *((one, titles) for one in TITLED)):
        query = WHOLE.format(table=table, column=column)
        rows = driver(session).execute(query, (json.dumps(list(dict.fromkeys(forms))),)) if forms else ()
        yield from ((kind, row[0]) for row in rows)


def _beginnings(session: Session, words: list[str]) -> Iterator[tuple[str, int]]:
    """A last name, or the beginning of a business or a title."""
    single = json.dumps([word for word in dict.fromkeys(words) if _may_name(word)])
    for kind, table, column in (PEOPLE, *TITLED):
        for (ids,) in driver(session).execute(BEGINNING.format(table=table, column=column), (single,)):
            found = json.loads(ids)
            if len(found) <= FEW:
                yield from ((kind, number) for number in found)


def _first_names(session: Session, written: list[str]) -> Iterator[tuple[str, int]]:
    """A word with a capital, by the search index; one of several parts would be a phrase, which it does not know."""
    wanted = [word for word in dict.fromkeys(written) if word[0].isupper() and word.isalnum()]
    source = BY_KIND["contact"]
    for word in [word for word in wanted if _may_name(names.fold(word))][:FEW]:
        rows = _titled(session, word, source.first, source.last)
        if len(rows) <= FEW:
            yield from (("contact", number - source.first) for number in rows)


def _titled(session: Session, word: str, first: int, last: int) -> list[int]:
    try:
        return [row[0] for row in driver(session).execute(FIRST_NAME, (f'title : "{word}"', first, last))]
    except sqlite.errors() as error:
        if "phrase queries" in str(error):  # a letter newer than SQLite's tables cut the word in two
            return []
        raise


def _may_name(word: str) -> bool:
    return len(word) >= LEAST and word not in NO_NAMES
