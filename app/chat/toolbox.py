"""The tools of one answer: what is read at once, what becomes a card, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.chat import telling
from app.chat.deeds import DEEDS, Deed, offered
from app.chat.forms import FORMS
from app.chat.lookups import LOOKUPS, Lookup
from app.chat.shapes import Card, Used
from app.clients.llm.talk import Answer, Call, Message, Part, Tool
from app.core.db import Database
from app.core.errors import CrmError
from app.core.settings import Value

MOST_CARDS, MOST_USED = 5, 20
LAID = "Laid before the owner as a card to be confirmed. Nothing is done yet: say so."
FULL = "There are cards enough. Answer now."


def tools() -> tuple[Tool, ...]:
    known: dict[str, Lookup | Deed] = {**LOOKUPS, **DEEDS}
    return tuple(Tool(name, one.description, FORMS[name]) for name, one in known.items())


@dataclass
class Toolbox:
    """What came of the tools the model wanted used. wrong: tool -> what was wrong with it, until it is put right."""

    db: Database
    now: datetime
    settings: Mapping[str, Value]
    cards: list[Card] = field(default_factory=list)
    used: dict[tuple[str, int], Used] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def results(self, answer: Answer) -> list[Message]:
        """What the model wanted, and a message with the result of each."""
        asked = Message("assistant", (Part(answer.text),), calls=answer.calls)
        return [asked, *(Message("tool", self._use(call), answers=call.id) for call in answer.calls)]

    def offer(self, tool: str, given: Mapping[str, object], told: Mapping[str, object] | None = None) -> None:
        """A card that is no tool of the model's own. told: what is kept beside what it makes. Errors: CrmError."""
        with self.db.read() as session:
            card = offered(session, tool, given, self.now)
        self._lay(replace(card, params={**card.params, **(told or {})}))

    def use(self, rows: tuple[Used, ...]) -> None:
        for row in rows:
            if len(self.used) < MOST_USED:
                self.used.setdefault((row.kind, row.id), row)

    def _use(self, call: Call) -> tuple[Part, ...]:
        """Errors go back to the model as a sentence; what it does not put right is left out."""
        try:
            parts = self._look(call) if call.name in LOOKUPS else self._offered(call)
        except CrmError as error:
            self.wrong[call.name] = error.message
            return self._refusal(call, error)
        self.wrong.pop(call.name, None)
        return parts

    def _refusal(self, call: Call, error: CrmError) -> tuple[Part, ...]:
        """The sentence may name the records that the call points at."""
        given = {kind: call.arguments.get(f"{kind}_id") for kind in telling.KIND_OF}
        with self.db.read() as session:
            found = [telling.record(session, kind, n, self.now) for kind, n in given.items() if type(n) is int]
        self.names |= dict.fromkeys(name for one in found if one for name in one.names)
        return Part("That did not work:"), Part(error.message, telling.strictest(telling.ANY_RECORD, self.settings))

    def _look(self, call: Call) -> tuple[Part, ...]:
        with self.db.read() as session:
            found = LOOKUPS[call.name].read(session, call.arguments, self.now, self.settings)
        self.use(found.used)
        self.names |= dict.fromkeys(found.names)
        return found.parts

    def _offered(self, call: Call) -> tuple[Part, ...]:
        if len(self.cards) >= MOST_CARDS:
            return (Part(FULL),)
        self.offer(call.name, call.arguments)
        return (Part(LAID),)

    def _lay(self, card: Card) -> None:
        if len(self.cards) < MOST_CARDS and all((one.tool, one.text) != (card.tool, card.text) for one in self.cards):
            self.cards.append(card)
