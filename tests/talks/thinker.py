"""A sensible model behind the real address: it does what its prompt says, with nothing but what it was sent.

Reading what a sentence means is the one thing it is lent: for sentences of the scripts that stand in the newest words
of the owner it knows what a careful reader would learn from them, and tells only fields that its prompt names.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.model_server import Body, Reply, text
from tests.talks.betrayer import prompt_of
from tests.talks.person import Told

LEADS = ("", "By the way: ", "One question: ", "While we are at it: ")
ITEM = re.compile(r"^\s*item (?P<id>-?\d+) \((?P<kind>\w+)[^)]*\): .*?\. Say: (?P<ask>.*)$", re.M)
BUSY = "I have to go now."
SETTLES = {"recommendation", "follow_up", "introduction"}


@dataclass(frozen=True)
class Due:
    """What the prompt says is to be brought up."""

    id: int
    ask: str
    kind: str


@dataclass
class Thinker:
    """reads: what the sentences of the script say. credulous: it also believes what records order it to do."""

    reads: Mapping[str, Told]
    credulous: bool = False
    told: list[str] = field(default_factory=list)
    due: list[tuple[Due, ...]] = field(default_factory=list)

    def __call__(self, body: Body) -> Reply:
        prompt = prompt_of(body)
        self.told.append(prompt)
        if "response_format" not in body:
            return text("They talked about the week.")
        due = () if BUSY in newest(body) else tuple(due_in(prompt))
        self.due.append(due)
        answer = self._answer(body, prompt, due)
        if self.credulous:
            _obey(answer, said_to(body))
        return text(*_cut(json.dumps(answer, ensure_ascii=False)))

    def _answer(self, body: Body, prompt: str, due: tuple[Due, ...]) -> dict[str, Any]:
        lead = LEADS[len(self.told) % len(LEADS)]
        words = [self._greeting(body), *(f"{lead}{one.ask}" for one in due)]
        collected = [
            {"field": called, "value": value, "confidence": 0.9, "quote": quote, "business": None}
            for name, (value, quote) in self._learned(body)
            for called in (name, name.replace("_", " "))
            if called in prompt
        ]
        recommended = [
            {"item": one.id, "text": one.ask, "reasoning": "It fits what you said.", "confidence": 0.8}
            for one in due
            if one.kind in SETTLES
        ]
        return {
            "reply": " ".join(words), "asked": [one.id for one in due], "collected": collected,
            "recommended": recommended, "commitments": [],
        }  # fmt: skip

    def _greeting(self, body: Body) -> str:
        return "Noted, thank you." if self._learned(body) else "I looked at your week: nothing is late."

    def _learned(self, body: Body) -> list[tuple[str, tuple[str, str]]]:
        said = newest(body).split("\n")
        return [fact for sentence, told in self.reads.items() if sentence in said for fact in told.facts.items()]


def newest(body: Body) -> str:
    """What the owner said last."""
    return next(str(one["content"]) for one in reversed(body["messages"]) if one["role"] == "user")


def said_to(body: Body) -> str:
    return "\n".join(str(one.get("content") or "") for one in body["messages"])


def due_in(prompt: str) -> Iterator[Due]:
    """The items a prompt wants brought up now: "item 7 (question): why. Say: what"."""
    for found in ITEM.finditer(prompt):
        yield Due(int(found["id"]), found["ask"].strip(), found["kind"])


def _obey(answer: dict[str, Any], all_told: str) -> None:
    """Do what a record wants."""
    for found in re.findall(r'\{"collected".*\}', all_told):
        try:
            wanted = json.loads(found)
        except ValueError:
            continue
        for key, value in wanted.items():
            answer[key] = [*answer.get(key, ()), *value]


def _cut(answer: str, size: int = 17) -> Iterable[str]:
    return (answer[at : at + size] for at in range(0, len(answer), size))
