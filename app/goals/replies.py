"""What a whole message is to what the coach just asked or offered: a plain yes or no, a refusal, nothing, an answer."""

from collections.abc import Iterable, Mapping
from functools import cache

import yaml

from app.core.paths import source_tree
from app.goals import clauses, refusals, vocabulary
from app.goals.vocabulary import Phrases

YES, NO, REFUSED, NOTHING, ANSWER = "yes", "no", "refused", "nothing", "answer"
LISTS = {YES: "agrees", NO: "declines"}
THUMBS = {"\N{THUMBS UP SIGN}": YES, "\N{THUMBS DOWN SIGN}": NO}


def meant(text: str) -> str:
    """One of the five words above. A plain yes or no says nothing else; questions of the owner's are left out.

    A refusal of an offer is a no in other words.
    """
    whole = _plainly(vocabulary.words(vocabulary.plain(text)))
    if whole:
        return whole
    told = " ; ".join(part for part in clauses.sentences(text) if not clauses.is_question(part))
    plain = vocabulary.plain(told)
    said = vocabulary.words(plain)
    if not said:
        return next((word for sign, word in THUMBS.items() if sign in told), NOTHING)
    if refusals.refused((), told) is not None:
        return REFUSED
    plainly = _plainly(said)
    if plainly or clauses.says_nothing(plain):
        return plainly or NOTHING
    return ANSWER


def takes_yes(question: str) -> bool:
    """Whether yes or no answers it, and not one of several things."""
    said = vocabulary.words(vocabulary.plain(question))
    return bool(_phrases("asks").leading(said)) and "or" not in said


def _plainly(said: tuple[str, ...]) -> str:
    """yes or no where there is one of them and nothing else but politeness, else an empty text."""
    known, found, at = _phrases("agrees", "declines", "polite"), set[str](), 0
    while at < len(said):
        size = known.leading(said[at:])
        found |= {word for word, name in LISTS.items() if said[at : at + size] in _phrases(name).known}
        if not size or len(found) > 1:
            return ""
        at += size
    return "".join(found)


@cache
def _phrases(*lists: str) -> Phrases:
    return vocabulary.made(_parts(_rules()[name] for name in lists))


def _parts(texts: Iterable[str]) -> list[str]:
    return [part for text in texts for part in text.split(",")]


@cache
def _rules() -> Mapping[str, str]:
    return dict(yaml.safe_load((source_tree("resources") / "rules" / "replies.yaml").read_text("utf-8")))
