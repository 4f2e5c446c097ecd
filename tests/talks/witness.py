"""Everything of a talk that reached a person or stays where a person will read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import text

from app.chat.shapes import Turn
from app.compose import App
from tests.talks.reader import Leak, Reader, flat

PRIVATE = (
    "SELECT goal_description, target_milestone, next_milestone, pattern_source FROM goals",
    "SELECT checklist_item FROM checklist_items",
)
OPEN = (
    "SELECT ask FROM checklist_items",
    "SELECT json_extract(params, '$.task') FROM checklist_items",
    "SELECT name FROM businesses",
    "SELECT name FROM contacts",
    "SELECT title FROM deals",
    "SELECT title FROM tasks WHERE origin != 'coach'",
    "SELECT name FROM projects",
    "SELECT title FROM events",
)
TITLES = "SELECT goal_description FROM goals"
LASTING = (
    "SELECT title, summary FROM conversations",
    "SELECT content, metadata FROM messages WHERE role = 'coach'",
    "SELECT content, cta_text FROM coach_messages",
    "SELECT title, details, ai_reasoning, conversation_context FROM tasks WHERE origin = 'coach'",
    "SELECT body FROM notes",
    "SELECT value FROM profile_facts",
    "SELECT summary FROM interactions",
)


def texts(app: App, *queries: str) -> list[str]:
    with app.db.read() as session:
        rows = (row for query in queries for row in session.execute(text(query)))
        return list(dict.fromkeys(str(value) for row in rows for value in row if value))


def reader(app: App, *, prompts: Iterable[str] = (), open: Iterable[str] = ()) -> Reader:  # noqa: A002
    """What is private in this file. prompts: instructions as a model was sent them."""
    return Reader((*texts(app, *PRIVATE), *prompts), texts(app, TITLES), (*texts(app, *OPEN), *open))


@dataclass
class Witness:
    """Hears an answer as it comes. gone: what was heard and then taken back was seen all the same."""

    gone: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def __call__(self, piece: str | None) -> None:
        if piece is None:
            self.gone.append("".join(self.heard))
            self.heard.clear()
        else:
            self.heard.append(piece)

    def seen(self, turn: Turn) -> Iterator[str]:
        yield from (*self.gone, "".join(self.heard), turn.content)
        details = turn.details
        for card in details.cards:
            yield flat([card.text, card.label, card.lines, card.said, card.params])
        yield flat([(one.title, one.value) for one in details.noted])
        yield flat([one.title for one in details.used])
        yield flat([details.error, details.guard.reason, details.guard.form, details.door and details.door.label])


def lasting(app: App) -> list[str]:
    """What is kept of it, to be read later."""
    return texts(app, *LASTING)


def leaks(known: Reader, seen: Iterable[str]) -> list[tuple[Leak, str]]:
    found = ((known.leak(one), one) for one in dict.fromkeys(seen) if one)
    return [(leak, one) for leak, one in found if leak is not None]


def without(said: str, asks: Iterable[str]) -> str:
    """A text without the questions the coach is meant to ask."""
    for ask in asks:
        said = said.replace(ask, " ")
    return said
