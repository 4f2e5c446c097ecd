"""Talking with the coach: the owner's words are kept first, then answered, by a model or from the figures alone."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.chat import cards, conversations, offline, opening, replacing
from app.chat.asked import Asked, Hear, Said, View
from app.chat.intents import words
from app.chat.replying import Replier
from app.chat.shapes import Details, Turn
from app.chat.summaries import Summaries
from app.clients.llm import endpoint
from app.clients.llm.failures import ModelError
from app.clients.llm.talk import Preview, Stop
from app.coach.wording import written
from app.core.clock import Clock
from app.core.db import Database
from app.core.errors import CrmError
from app.core.events import Bus
from app.crm import coach_messages, preferences
from app.goals import tracking

if TYPE_CHECKING:
    from app.clients.llm.talk import Model

MOST_ASKED = 20_000
"""Characters of one message that are answered."""
EXCERPT = 300
"""Characters of an answer that are kept beside what it brought up."""


class Chat:
    """One for an open data file. All methods block: they belong on a background thread.

    Nothing that a model or a network does is raised: the turn tells it. Errors: CrmError for what is not there.
    """

    def __init__(self, db: Database, bus: Bus, clock: Clock, model: Callable[[], "Model"]) -> None:
        self._db, self._clock = db, clock
        self._replier = Replier(db, bus, model)
        self._summaries = Summaries(db, model, self._replier.guard)
        self._one_card = threading.Lock()

    def ready(self) -> bool:
        """Whether a model is set up, though it may not answer."""
        with self._db.read() as session:
            settings = preferences.all_values(session)
        try:
            endpoint.current(settings, None)
        except ModelError as error:
            return error.why != "no_model"
        return True

    def say(
        self, text: str, *, conversation: int | None = None, view: View = (), hear: Hear | None = None,
        stop: Stop | None = None,
    ) -> Turn:  # fmt: skip
        """Keep what the owner says and answer it; a new conversation begins where none is named."""
        if not text.strip():
            raise CrmError("There is nothing to answer yet: type a question.", where="text")
        with self._db.write(actor="coach") as session:
            at = session.info["at"]
            known = conversations.begin(session, text, at=at) if conversation is None else conversation
            message_id = conversations.add(session, known, "owner", text, at=at)
        return self._answered(Asked(known, message_id, text, view, hear, stop or Stop(), self._clock()))

    def retry(self, message_id: int, *, view: View = (), hear: Hear | None = None, stop: Stop | None = None) -> Turn:
        """Answer the question of this answer anew; of a question, itself. What came later counts no more."""
        with self._db.write(actor="coach") as session:
            row = conversations.message(session, message_id)
            question = row if row.role == "owner" else conversations.owner_message_before(session, row)
            gone = replacing.replace_from(session, row.conversation_id, question.id + 1)
            kept, undone = conversations.noted_before(session, question.id)
            asked = Asked(
                row.conversation_id, question.id, question.content, view, hear, stop or Stop(), self._clock(), kept,
                undone,
            )  # fmt: skip
        return self._answered(asked, replacing.take_back(self._db, gone))

    def resend(
        self, message_id: int, text: str, *, view: View = (), hear: Hear | None = None, stop: Stop | None = None
    ) -> Turn:
        """Put a message of the owner in other words and answer these; it and what came later count no more."""
        if not text.strip():
            raise CrmError("There is nothing to answer yet: type a question.", where="text")
        with self._db.write(actor="coach") as session:
            row = conversations.message(session, message_id)
            if row.role != "owner":
                raise CrmError("Only what you said can be put in other words.", where=f"message {message_id}")
            gone = replacing.replace_from(session, row.conversation_id, row.id)
            new = conversations.add(session, row.conversation_id, "owner", text, at=session.info["at"])
            asked = Asked(row.conversation_id, new, text, view, hear, stop or Stop(), self._clock())
        return self._answered(asked, replacing.take_back(self._db, gone))

    def take_up(self, item_id: int) -> int:
        """Begin a conversation with the question of a checklist item, as when the owner wants to answer a toast.

        Returns its id. Errors: CrmError where the question is no longer open.
        """
        with self._db.write(actor="coach") as session:
            return opening.begin(session, item_id, at=session.info["at"])

    def carry_out(self, message_id: int, n: int) -> Turn:
        """Do what card `n` of an answer offers, in one step. Errors: CrmError where it is done already or cannot be."""
        with self._one_card:
            cards.carry_out(self._db, message_id, n)
        return self._turn(message_id)

    def decline(self, message_id: int, n: int) -> Turn:
        """Put a card away, undone."""
        with self._one_card:
            cards.decline(self._db, message_id, n)
        return self._turn(message_id)

    def undo_card(self, message_id: int, n: int) -> Turn:
        """Take back what a card did. Errors: CrmError where later changes build on it."""
        shown = self._turn(message_id).details.cards
        cards.take_back(self._db, shown[n].step if 0 <= n < len(shown) else None, f"message {message_id}")
        return self._turn(message_id)

    def undo_noted(self, message_id: int, n: int) -> Turn:
        """Take back value `n` of those shown as noted from what the owner said."""
        shown = self._turn(message_id).details.noted
        cards.take_back(self._db, shown[n].step if 0 <= n < len(shown) else None, f"message {message_id}")
        return self._turn(message_id)

    def rate(self, message_id: int, rating: int | None, text: str = "") -> Turn:
        """The owner's thumb and words for an answer: 5 or 1, None takes them back."""
        with self._db.write(actor="coach") as session:
            coach_messages.rate(session, message_id, rating, text, at=session.info["at"])
        return self._turn(message_id)

    def preview(
        self, text: str, *, conversation: int | None = None, view: View = (), until: int | None = None
    ) -> Preview:
        """What this message would send, to the letter; nothing is sent or kept. until: the message it would replace,
        with all that came after. Errors: ModelError without a model.
        """
        return self._replier.preview(Asked(conversation or 0, until or 0, text, view, None, Stop(), self._clock()))

    def close(self) -> None:
        """End what goes on beside the turns."""
        self._summaries.close()
        self._replier.close()

    def _answered(self, asked: Asked, taken_back: Sequence[str] = ()) -> Turn:
        """taken_back: titles of values that were noted from words which are replaced."""
        ready = self.ready()
        said = self._said(asked, ready=ready)
        if taken_back:
            sentence = words.bare(offline.TOPIC, "taken_back", {"what": ", ".join(dict.fromkeys(taken_back))})
            said = replace(said, details=replace(said.details, error=f"{said.details.error} {sentence}".strip()))
        turn = self._kept(asked, said)
        self._summaries.after_turn(asked, ready=ready)
        return turn

    def _said(self, asked: Asked, *, ready: bool) -> Said:
        if len(asked.text) > MOST_ASKED:
            most = written(MOST_ASKED)
            sentence = f"That is longer than {most} characters. Your text is kept: shorten it and send it again."
            return Said("", Details(finish="failed", error=sentence))
        return self._replier.with_model(asked) if ready else self._replier.without_model(asked)

    def _kept(self, asked: Asked, answer: Said) -> Turn:
        """The coach's turn, and its row among the messages the coach sent."""
        with self._db.write(actor="coach") as session:
            at = session.info["at"]
            message_id = conversations.add(
                session, asked.conversation_id, "coach", answer.content, at=at, details=answer.details,
                tokens=answer.tokens, cost_micros=answer.cost_micros,
            )  # fmt: skip
            guard, offered, brought_up = answer.details.guard, answer.details.cards, answer.details.asked
            if brought_up:
                tracking.asked(session, brought_up, answer.content[:EXCERPT], at=at)
            if answer.content or guard.blocked:
                coach_messages.answered(
                    session, message_id, answer.content, at=at, action=offered[0].tool if offered else "",
                    caught=guard.reason, form=guard.form,
                )  # fmt: skip
        return self._turn(message_id)

    def _turn(self, message_id: int) -> Turn:
        with self._db.read() as session:
            return conversations.turn(session, message_id)
