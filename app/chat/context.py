"""What a model is told in one turn: the newest and most relevant first, within a budget, assembled on this machine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.chat import conversations, naming, telling
from app.chat.asked import Asked, View
from app.chat.hidden import Hidden
from app.chat.known import Facts
from app.chat.prompts import prompt
from app.chat.shapes import Used, read
from app.clients.llm.redaction import KINDS, NAMES
from app.clients.llm.talk import Message, Part, about_tokens
from app.core.settings import Value
from app.guard import fence
from app.models import Message as Kept

MOST_RECORDS, MOST_TURNS = 4, 24
SHARE_OF_TURNS = 0.4
"""Of the budget, what earlier turns may take at most before records and figures had theirs."""
LEFT_OUT = "(answered from the owner's records, which stay on their machine)"
WHOLE = ("figures", "people", "work")
"""Kinds of data that an answer without a model is made of."""


@dataclass(frozen=True)
class Context:
    """system: the instructions and what is known, without the private section. turns: the conversation, with the
    question at its end. about: the records this turn is about; used: those of which something is sent. before: what
    the coach said last. owner: the owner's own words in this conversation.
    """

    system: tuple[Part, ...]
    turns: tuple[Message, ...]
    about: tuple[Used, ...]
    used: tuple[Used, ...]
    names: tuple[str, ...]
    before: str
    owner: tuple[str, ...]
    hidden: Hidden
    settings: Mapping[str, Value]

    def messages(self, *, private: bool) -> tuple[Message, ...]:
        """As they are sent. private: with the section of internal goals."""
        section = [Part(self.hidden.section, "profile")] if private and self.hidden.section else []
        first, *rest = self.system
        return (Message("system", (first, *section, *rest)), *self.turns)

    def open(self) -> tuple[str, ...]:
        """What is not private although it is near: names, the owner's words, the records told of."""
        return (*self.names, *self.owner, *(part.text for part in self.system[1:]))


def subjects(session: Session, asked: Asked) -> View:
    """(kind, id) of the records this turn is about: those in view, then those it names."""
    found = dict.fromkeys((*asked.view[:MOST_RECORDS], *naming.named(session, asked.text)))
    return tuple(found)[:MOST_RECORDS]


def assemble(
    session: Session, asked: Asked, about: View, *, facts: Facts, settings: Mapping[str, Value], hidden: Hidden
) -> Context:
    """Read-only. about: as `subjects` found them. hidden: the private list for these subjects."""
    room = int(str(settings["model_context_tokens"]))
    summed, summary = _summary(session, asked)
    earlier = (
        conversations.since(session, asked.conversation_id, summed, MOST_TURNS, before=asked.message_id or None)
        if asked.conversation_id else []
    )  # fmt: skip
    told = [one for kind, number in about if (one := telling.record(session, kind, number, asked.now))]
    known = facts.known(session, asked.now)
    question = Message("user", (Part(asked.text),))
    first = [Part(f"{prompt('coach')}\n\nNow: {asked.now:%A, %d %B %Y, %H:%M}. Currency: {settings['currency']}.")]
    room -= sum(about_tokens(part.text) for part in (*first, *question.parts)) + about_tokens(hidden.section)
    turns, spent = _turns(earlier, int(room * SHARE_OF_TURNS), settings)
    candidates = [*(part for one in told for part in one.parts), *known.parts(settings), *summary]
    chosen = list(_within(candidates, room - spent))
    sent = {id(part) for part in chosen if not part.kind or settings[KINDS[part.kind][0]]}
    used = tuple(one.used for one in told if any(id(part) in sent for part in one.parts))
    names = dict.fromkeys((*known.names, *(name for one in told for name in one.names), *named_before(earlier)))
    return Context(
        (*first, *chosen), tuple(_alternating([*turns, question])), tuple(one.used for one in told), used, tuple(names),
        "\n".join(row.content for row in earlier if row.role == "coach"),
        (*(row.content for row in earlier if row.role == "owner"), asked.text), hidden, settings,
    )  # fmt: skip


def _within(parts: Iterable[Part], room: int) -> Iterator[Part]:
    """Parts in their order while they fit; a smaller one may still fit after one that does not."""
    for part in parts:
        cost = about_tokens(part.text)
        if cost <= room:
            room -= cost
            yield part


def _turns(earlier: Sequence[Kept], room: int, settings: Mapping[str, Value]) -> tuple[list[Message], int]:
    """The newest turns that fit, in their order, and what they take."""
    made: list[Message] = []
    spent = 0
    for row in reversed(earlier):
        text = row.content if row.role == "owner" else answer_text(row, settings)
        cost = about_tokens(text)
        if spent + cost > room:
            break
        spent += cost
        if text:
            made.append(Message("user" if row.role == "owner" else "assistant", (Part(text),)))
    return _alternating(made[::-1]), spent


def _alternating(turns: Sequence[Message]) -> list[Message]:
    """The owner first and both in turn, as some endpoints insist: questions without an answer are put together."""
    made: list[Message] = []
    for turn in turns:
        if made and made[-1].role == turn.role:
            made[-1] = Message(turn.role, (*made[-1].parts, *turn.parts))
        elif made or turn.role == "user":
            made.append(turn)
    return made


def answer_text(row: Kept, settings: Mapping[str, Value]) -> str:
    """What the coach said, and what became of what it offered."""
    details = read(row.details)
    if details.finish in ("offline", "failed") and row.content and not _may_leave(WHOLE, settings):
        return LEFT_OUT
    told = settings[NAMES] and _may_leave(telling.ANY_RECORD, settings)
    became = [
        f"[{f'{card.text}: {card.said or card.state}' if told else f'an offer: {card.state}'}]"
        for card in details.cards
    ]
    return "\n".join(filter(None, (row.content, *became)))


def _may_leave(kinds: Sequence[str], settings: Mapping[str, Value]) -> bool:
    return bool(settings[KINDS[telling.strictest(kinds, settings)][0]])


def _summary(session: Session, asked: Asked) -> tuple[int | None, list[Part]]:
    """Up to which message older turns are summed up, and the summary: unless it tells of what comes later."""
    kept = conversations.find(session, asked.conversation_id) if asked.conversation_id else None
    if kept is None or not kept.summary or 0 < asked.message_id <= (kept.summed_until or 0):
        return None, []
    return kept.summed_until, [Part(fence("summary", "the conversation so far", kept.summary), "earlier")]


def named_before(earlier: Sequence[Kept]) -> Iterator[str]:
    """People and businesses that earlier answers rest on."""
    for row in earlier:
        if row.role == "coach":
            used = (one for one in read(row.details).used if telling.KIND_OF.get(one.kind) == "people")
            yield from telling.names_in(*(one.title for one in used))
