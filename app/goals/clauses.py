"""A message cut into sentences and clauses, and what they are besides an answer: a question, a request, small talk."""

import re
from collections.abc import Iterator, Sequence

from app.goals import vocabulary
from app.goals.vocabulary import field_phrases, phrases

SENTENCE = re.compile(r"(?<=[.!?…])\s+|\s+;\s+|\s*[\r\n]+\s*")
CLAUSE = re.compile(
    r"[,;:]\s+|[()]|(?<!\d)\s-\s|\s(?=(?:but|although|though|because|while|aber|obwohl|weil|denn|wahrend)\s)"
)
NO_OBJECT = ("would", "is", "was", "are", "were", "will", "has", "comes", "from", "and")
"""Behind these the first word is no verb: help would be good."""
GREETINGS = ("hello", "hi", "hey", "ok", "okay", "so", "and", "please", "hallo", "bitte", "now", "no")
AND = re.compile(r"\s(?:and|und)\s")


def sentences(text: str) -> Iterator[str]:
    """As they were typed."""
    return (part.strip() for part in SENTENCE.split(text) if part.strip())


def clauses(plain: str) -> Iterator[str]:
    return (part.strip(" .!…;") for part in CLAUSE.split(plain) if part.strip(" .!…;"))


def is_question(sentence: str) -> bool:
    return sentence.rstrip(" )\"'!").endswith("?")


def is_request(plain: str) -> bool:
    """Whether it begins as a question or with what is to be done."""
    said = _after_greeting(vocabulary.words(plain))
    return len(said) > 1 and said[1] not in NO_OBJECT and bool(phrases("requests").leading(said))


def says_nothing(plain: str, asked: Sequence[str] = ()) -> bool:
    """Whether it is made of words alone that are no answer. asked: fields whose own words say nothing either."""
    said = vocabulary.words(plain)
    shared = ("fillers", "evasive", "corrects", "refuses", "rather", "about", "denied")
    return any(field_phrases(field, *shared).cover(said) for field in asked or ("",))


def is_doubtful(plain: str) -> bool:
    """A wish, or a case that is only thought of."""
    return phrases("doubt").within(phrases("fillers").rest(vocabulary.words(plain)))


def is_of_others(plain: str) -> bool:
    """He says, my neighbour."""
    return phrases("others", "strangers").within(vocabulary.words(plain))


def _after_greeting(said: Sequence[str]) -> Sequence[str]:
    while said and said[0] in GREETINGS:
        said = said[1:]
    return said
