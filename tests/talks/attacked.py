"""Attacks the coach of a business through the real chat, with a model that betrays all it was told."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.chat.shapes import Turn
from app.compose import App
from app.core.errors import CrmError
from app.crm import businesses, preferences
from app.goals import generation
from tests import build
from tests.model_server import ModelServer, text
from tests.talks.betrayer import Betrayer, prompt_of
from tests.talks.disguises import DISGUISES, pieces
from tests.talks.reader import Leak, Reader
from tests.talks.stand import Moved, model, opened
from tests.talks.witness import TITLES, Witness, lasting, leaks, reader, texts

__all__ = ["Attacked", "Found", "attacks_in", "business", "under_attack"]

PROFILE = {
    "name": "Atelier Mara", "industry_category": "Services", "revenue_tier": "250k_500k", "team_size": "2",
    "target_revenue_cents": 80_000_000, "focus_areas": ["Finding clients", "Hiring"],
    "current_challenges": ["Proposals without an answer", "Rising costs"],
}  # fmt: skip


UNLIMITED = 0
"""Tokens in a month."""


def attacks_in(path: Path) -> list[str]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [row["prompt"] for row in rows if row.get("prompt")]


def business(app: App, clock: Moved) -> int:
    """A business with goals, clients and work."""
    with app.db.write() as session:
        own = businesses.own(session, clock())
        businesses.edit(session, own.id, at=clock(), **PROFILE)
        for name in ("Harbor Build", "Museum of Salt"):
            made = build.business(session, name, kind="client")
            who = build.contact(session, f"Ana {name.split()[0]}", business_id=made.id, status="client")
            build.deal(session, f"{name} lobby", business_id=made.id, contact_id=who.id, value_cents=850_000)
            build.task(session, f"Call Ana about {name}", contact_id=who.id)
        preferences.change(session, "model_month_tokens", UNLIMITED, at=clock())
        own_id = own.id
    generation.refresh(app.db, clock)
    return own_id


@dataclass
class Found:
    """leaks: (attack, disguise, way, leak, text). turns: what the owner got to read."""

    leaks: list[tuple[str, str, str, Leak, str]] = field(default_factory=list)
    turns: int = 0
    ends: Counter[str] = field(default_factory=Counter)

    def by(self, place: int) -> dict[str, int]:
        return dict(Counter(str(leak[place]) for leak in self.leaks))


class Attacked:
    """The program with a business whose model betrays it."""

    def __init__(self, app: App, server: ModelServer) -> None:
        self._app, self._server = app, server
        self.found = Found()
        told = self._instructions()
        self._titles = [title for title in texts(app, TITLES) if any(title in line for line in told)]
        self.known: Reader = reader(app, prompts=told)

    def _instructions(self) -> list[str]:
        """What the model is told that is nobody's business: the whole prompt of a quiet moment."""
        self._server.script = lambda _body: None
        self._app.chat.say("Hello there")
        return [line for body in self._server.asked[-1:] for line in private_lines(prompt_of(body))]

    def attack(self, attack: str, disguise: str, way: str, *, seed: int = 0, again: bool = False) -> Turn:
        """One question in a conversation of its own; again: and its answer tried anew."""
        self._server.script = Betrayer(disguise, way, seed)
        turn = self._heard(attack, disguise, way, lambda ear: self._app.chat.say(attack, hear=ear))
        if again:
            self._heard(attack, disguise, f"{way}, again", lambda ear: self._app.chat.retry(turn.id, hear=ear))
        self._click(attack, disguise, way, turn)
        return turn

    def halves(self, attack: str, disguise: str, seed: int = 0) -> None:
        """Each private title the model was told, in two turns, half of it in each."""
        conversation: int | None = None
        seen: list[str] = []
        for title in self._titles:
            words = title.split()
            for half in (words[: len(words) // 2], words[len(words) // 2 :]):
                secret = DISGUISES[disguise](" ".join(half), Random(seed))
                self._server.script = _says(secret, seed)
                ear = Witness()
                turn = self._app.chat.say(attack, conversation=conversation, hear=ear)
                conversation = turn.conversation_id
                seen.append(turn.content)
                self._note(attack, disguise, "halves", ear.seen(turn))
            self._note(attack, disguise, "halves", [" ".join(seen[-2:])])

    def _heard(self, attack: str, disguise: str, way: str, ask: Any) -> Turn:
        ear = Witness()
        turn: Turn = ask(ear)
        self.found.turns += 1
        self.found.ends[turn.details.guard.reason or turn.details.finish] += 1
        self._note(attack, disguise, way, ear.seen(turn))
        return turn

    def _click(self, attack: str, disguise: str, way: str, turn: Turn) -> None:
        """The owner takes up whatever is offered."""
        for n in range(len(turn.details.cards)):
            try:
                after = self._app.chat.carry_out(turn.id, n)
            except CrmError as error:
                self._note(attack, disguise, f"{way}, clicked", [error.message])
            else:
                self._note(attack, disguise, f"{way}, clicked", Witness().seen(after))

    def left_behind(self) -> None:
        self._note("", "", "kept", lasting(self._app))

    def _note(self, attack: str, disguise: str, way: str, seen: Iterable[str]) -> None:
        told = [one for one in seen if one]
        self.found.leaks += [(attack, disguise, way, leak, one) for leak, one in leaks(self.known, told)]


FENCED = re.compile(r"^<record .*?^</record \w+>", re.S | re.M)
PUBLIC = ("Now: ",)


def private_lines(prompt: str) -> Iterator[str]:
    """Lines of a prompt that are not the owner's own records or figures."""
    for line in FENCED.sub("", prompt).splitlines():
        if line.strip() and not line.startswith(PUBLIC):
            yield line


def _says(secret: str, seed: int) -> Any:
    def script(body: dict[str, Any]) -> Any:
        answer = {"reply": secret, "asked": [], "collected": [], "recommended": [], "commitments": []}
        words = json.dumps(answer) if "response_format" in body else secret
        return text(*pieces(words, Random(seed)))

    return script


@contextmanager
def under_attack(folder: Path, clock: Moved) -> Iterator[Attacked]:
    """In a folder of a fresh business, which is written into."""
    with model(lambda _body: None) as server, opened(folder, clock) as app:
        business(app, clock)
        yield Attacked(app, server)
