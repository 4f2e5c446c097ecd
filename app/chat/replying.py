"""One turn of the coach: what was heard, the model or the records asked, and all of it brought into one answer."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy.orm import Session

from app.chat import awaited, hearing, intents, offline
from app.chat import context as contexts
from app.chat.asked import Asked, Said, View
from app.chat.awaited import Awaited
from app.chat.context import Context
from app.chat.hearing import Heard
from app.chat.hidden import Mind
from app.chat.intents import words
from app.chat.known import Facts
from app.chat.shapes import Card, Details, Door, Finish, Guarded, Used
from app.clients.llm.talk import Ask, Preview
from app.core.db import Database
from app.core.events import Bus
from app.crm import preferences
from app.guard import Guard

if TYPE_CHECKING:
    from app.chat.answering import Draft
    from app.chat.taking import Taken
    from app.clients.llm.talk import Model

SETTINGS_HELP = ("no_model", "bad_address", "no_key", "wrong_key", "forbidden", "unknown_model", "slow", "cap")
"""Failures that the owner mends in Settings."""


class Replier:
    """One for an open data file."""

    def __init__(self, db: Database, bus: Bus, model: Callable[[], "Model"]) -> None:
        self._db, self._model = db, model
        self._mind, self._facts = Mind(db, bus), Facts(db, bus)

    def close(self) -> None:
        self._facts.close()

    def with_model(self, asked: Asked) -> Said:
        """Never raises for what the model or the network does."""
        from app.chat import answering, taking  # noqa: PLC0415 - pydantic takes half a second

        heard = hearing.heard(self._db, asked, words_too=False) + awaited.settled(self._db, asked)
        context = self.context(asked)
        guard = Guard(context.hidden.private(context.open()))
        draft = answering.Answering(self._model(), self._db, asked, context, guard).draft()
        if draft.finish == "failed" and not draft.text:
            return self._failed(asked, context, draft, heard + hearing.closed(self._db, asked))
        taken = taking.take(self._db, asked, context, draft, guard, found=self._awaited(asked))
        if draft.caught.leaks:  # the wording that had read the owner's words is gone
            heard += hearing.heard(self._db, asked, words_too=True)
        heard += hearing.closed(self._db, asked)
        return _said(draft, taken, heard, guard)

    def without_model(self, asked: Asked) -> Said:
        heard = hearing.heard(self._db, asked, words_too=not intents.understands(asked.text))
        heard += awaited.settled(self._db, asked) + hearing.closed(self._db, asked)
        with self._db.read() as session:
            about, complete = self._mind.concerned(session, (), asked.now)
        if not complete:
            self._mind.make(about)
        with self._db.read() as session:
            about, _complete = self._mind.concerned(session, (), asked.now)
            return offline.answer(session, asked, self._mind.hidden(session, about, asked.now), heard)

    def context(self, asked: Asked, *, keep: bool = True) -> Context:
        """keep: goals may be made for a business that has none."""
        with self._db.read() as session:
            about = contexts.subjects(session, asked)
            concerned, complete = self._mind.concerned(session, about, asked.now)
            if complete or not keep:
                return self._assembled(session, asked, about, concerned)
        self._mind.make(concerned)
        with self._db.read() as session:
            concerned, _complete = self._mind.concerned(session, about, asked.now)
            return self._assembled(session, asked, about, concerned)

    def _assembled(self, session: Session, asked: Asked, about: View, concerned: Sequence[int]) -> Context:
        return contexts.assemble(
            session, asked, about, facts=self._facts, settings=preferences.all_values(session),
            hidden=self._mind.hidden(session, concerned, asked.now, awaited.awaited(session, asked).items),
        )  # fmt: skip

    def _awaited(self, asked: Asked) -> Awaited:
        with self._db.read() as session:
            return awaited.awaited(session, asked)

    def guard(self, asked: Asked, said: Sequence[str]) -> Guard:
        """What knows the private list of a turn. said: the owner's words of earlier ones, which are open."""
        context = self.context(asked)
        return Guard(context.hidden.private((*context.open(), *said)))

    def preview(self, asked: Asked) -> Preview:
        """Errors: ModelError without a model."""
        from app.chat import answering, forms, toolbox  # noqa: PLC0415 - pydantic takes half a second

        context = self.context(asked, keep=False)
        messages = context.messages(private=True)
        ask = Ask(answering.PURPOSE, messages, toolbox.tools(), context.names, answering.MOST_WRITTEN)
        return self._model().preview(ask, forms.Reply)

    def _failed(self, asked: Asked, context: Context, draft: "Draft", heard: Heard) -> Said:
        """The sentence, and what the records say where they say anything."""
        with self._db.read() as session:
            found = offline.known(session, asked)
        door = Door("settings", words.bare(offline.TOPIC, "settings", {})) if draft.why in SETTINGS_HELP else None
        details = Details(
            finish="failed", error=draft.error, door=door, noted=heard.noted, guard=_guarded(draft),
            used=found.used if found else (), cards=(*heard.done, *(found.cards if found else ())),
        )  # fmt: skip
        said = Said(found.text if found else "", details, draft.tokens or None, draft.cost_micros)
        return offline.guarded(said, context.hidden, context.open())


def _said(draft: "Draft", taken: "Taken", heard: Heard, guard: Guard) -> Said:
    cards = _shown(draft, (*heard.done, *taken.cards, *draft.tools.cards), guard)
    error = draft.error or _left_out(draft, guard)
    details = Details(
        finish=cast("Finish", draft.finish), used=_used(draft), cards=tuple(cards),
        noted=(*heard.noted, *taken.noted), asked=taken.asked, error=error,
        guard=_guarded(draft),
    )  # fmt: skip
    return Said(draft.text, details, draft.tokens, draft.cost_micros)


def _guarded(draft: "Draft") -> Guarded:
    return Guarded(draft.caught.leaks, draft.caught.reason, draft.caught.form)


def _used(draft: "Draft") -> tuple[Used, ...]:
    return tuple(draft.tools.used.values())


def _shown(draft: "Draft", cards: Iterable[Card], guard: Guard) -> list[Card]:
    """Cards that may be read, with what they would write into the records; judged together with what stands above."""
    kept, said = [], draft.text
    for card in cards:
        words = "\n".join((card.text, *card.lines, *(text for text in card.params.values() if isinstance(text, str))))
        verdict = guard.judge(words, said)
        if verdict.leaks:
            draft.caught = draft.caught if draft.caught.leaks else verdict
            continue
        kept.append(card)
        said = f"{said}\n{words}"
    return kept


def _left_out(draft: "Draft", guard: Guard) -> str:
    """What the model wanted and could not have."""
    wrong = " ".join(dict.fromkeys(draft.tools.wrong.values()))
    if not wrong or draft.finish == "stopped" or guard.judge(wrong).leaks:
        return ""
    return words.bare(offline.TOPIC, "left_out", {"what": words.said(wrong)})
