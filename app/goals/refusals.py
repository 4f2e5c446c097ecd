""" "I'd rather not say": which of the questions an owner will not answer, clause by clause."""

from collections.abc import Iterator, Sequence

from app.goals import clauses, fields, vocabulary
from app.goals.vocabulary import Phrases, field_list, phrases, words


def refused(asked: Sequence[str], text: str) -> frozenset[str] | None:
    """Fields of those asked for that it names; all of them where it names none; None for no refusal.

    A clause refuses when every word of it belongs to a refusal: what others would rather not say is none.
    """
    found = [named for sentence in clauses.sentences(text) for named in _in_sentence(asked, vocabulary.plain(sentence))]
    if not found:
        return None
    return frozenset(asked) if any(not named for named in found) else frozenset[str]().union(*found)


def _in_sentence(asked: Sequence[str], plain: str) -> Iterator[frozenset[str]]:
    if clauses.is_question(plain):
        return
    if _is_refusal((), plain, phrases("refuses", "rather")) or _is_refusal(asked, plain, phrases("refuses")):
        yield _named(asked, plain)
        return
    for clause in clauses.clauses(plain):
        if _is_refusal(asked, clause, phrases("refuses")):
            yield _named(asked, clause)


def _is_refusal(asked: Sequence[str], plain: str, refusals: Phrases) -> bool:
    said = words(plain)
    left = phrases("about", "fillers").rest(refusals.rest(said))
    return refusals.within(said) and all(any(_own(field).cover((word,)) for field in asked) for word in left)


def _named(asked: Sequence[str], plain: str) -> frozenset[str]:
    left = phrases("refuses", "rather", "about", "fillers").rest(words(plain))
    return frozenset(field for field in asked if any(_own(field).cover((word,)) for word in left))


def _own(field: str) -> Phrases:
    """Single words that name a field: of its title, its question, and its answers."""
    if field not in fields.FIELDS:
        return vocabulary.made(())
    known = field_list(field, "words").known | vocabulary.field_phrases(field).known
    said = (*words(vocabulary.plain(fields.FIELDS[field].ask)), *words(vocabulary.plain(fields.title(field))))
    return Phrases(frozenset((word,) for phrase in (*known, said) for word in phrase), 1)
