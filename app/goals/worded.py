"""An owner's sentence as the value of a field in words: a short phrase, or one that has words of the field.

Without a model nobody knows what a sentence means, so small talk, requests and stories are left alone.
"""

import re

from app.goals import clauses, counted, fields, figures, lists, vocabulary
from app.goals.vocabulary import field_list, field_phrases, phrases, words

PART = re.compile(r"[,;]\s*|\s+(?:and|und)\s+")
PAST = re.compile(r"(?<!-)\b[a-z]{3,}ed\b")
"""Ana signed: something happened."""
NAMED = ("", "clients", "leads")
"""What may be counted in words: four new clients."""
ENDS = " .,;:!…"


def read(field: str, sentence: str) -> str | None:
    """sentence: as it was typed."""
    plain = vocabulary.plain(sentence)
    if vocabulary.trait(field, "when"):
        return counted.checked(field, sentence.strip(ENDS)) if _is_time(plain) else None
    if fields.FIELDS[field].kind == "choice":
        return _chosen(field, sentence)
    return _told(field, sentence, plain)


def _is_time(plain: str) -> bool:
    """Whether one clause is a time and nothing else."""
    both = phrases("times", "around", "fillers", "denied")
    said = [words(clause) for clause in clauses.clauses(plain)]
    return any(both.cover(one) and phrases("times").within(one) for one in said)


def _chosen(field: str, sentence: str) -> str | None:
    """An offered value with words that say nothing; of the industry also another one of a word or two."""
    plain = vocabulary.plain(sentence)
    said = words(plain)
    if _is_talk(field, said):
        return None
    offers = lists.offered(fields.FIELDS[field].column)
    for key, name in offers.items():
        both = vocabulary.made((name, key.replace("_", " ")))
        if both.within(said) and not field_phrases(field, "fillers").rest(both.rest(said)):
            return key
    is_short = field == "industry_category" and len(said) <= 2  # noqa: PLR2004
    return counted.checked(field, sentence.strip(ENDS)) if is_short and _is_phrase(plain) else None


def _told(field: str, sentence: str, plain: str) -> str | None:
    said = words(plain)
    if len(said) > fields.MOST_WORDS or clauses.is_request(plain) or clauses.is_doubtful(plain):
        return None
    own = field_list(field, "words")
    if not own.within(said) and not _is_phrase(plain):
        return None
    if _is_talk(field, own.rest(said)) or phrases("refuses", "rather").within(said):
        return None
    text = sentence.strip(ENDS)
    if fields.FIELDS[field].kind == "list":
        text = "; ".join(part for part in PART.split(text) if not clauses.says_nothing(vocabulary.plain(part)))
    return counted.checked(field, text) if text else None


def _is_phrase(plain: str) -> bool:
    """No sentence of its own, nothing that is counted, and more than words that say nothing."""
    found = figures.find(plain)
    rest = phrases("fillers", "evasive", "times", "around").rest(words(figures.outside(plain, found)))
    is_named = any(word.isalpha() and len(word) > 1 for word in rest)
    is_counted = any(one.unit not in NAMED or one.kind == figures.OTHER for one in found)
    return is_named and not is_counted and not phrases("telling").within(words(plain)) and not PAST.search(plain)


def _is_talk(field: str, said: tuple[str, ...]) -> bool:
    """Small talk; and of others, where it is not others that were asked about."""
    is_own = "{name}" not in fields.FIELDS[field].ask
    return phrases("chatter", "evasive", *(("others",) if is_own else ())).within(said)
