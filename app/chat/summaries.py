"""Older turns in short, so that a long conversation goes on within the budget: at once by its sentences, then, where
there is a model, in its words."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.chat import conversations
from app.chat.asked import Asked
from app.chat.context import answer_text, named_before
from app.chat.prompts import prompt
from app.clients.llm.failures import ModelError
from app.clients.llm.talk import Ask, Message, Part, Stop, said
from app.core.db import Database
from app.core.errors import CrmError
from app.core.settings import Value
from app.crm import preferences
from app.guard import Guard, fence
from app.models import Message as Kept

if TYPE_CHECKING:
    from app.clients.llm.talk import Model

log = logging.getLogger(__name__)
PURPOSE, OWNER = "summary", "Owner"
LONG, STAYS, AT_ONCE = 22, 10, 400
"""Turns from which on the older ones are summed up, how many stay as they are, how many are read."""
SENTENCE, LONGEST, MOST_WRITTEN = 160, 2_400, 400
"""Characters of one turn and of a summary by sentences; tokens of one by a model."""


@dataclass(frozen=True, slots=True)
class Older:
    """Turns to be summed up after what was before. until: the last of them."""

    until: int
    before: str
    text: str
    names: tuple[str, ...]


class Summaries:
    """One for an open data file. What the model writes comes from a thread of its own, after the turn."""

    def __init__(
        self, db: Database, model: Callable[[], "Model"], guard: Callable[[Asked, Sequence[str]], Guard]
    ) -> None:  # fmt: skip
        self._db, self._model, self._guard, self._stop = db, model, guard, Stop()
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="summary")

    def after_turn(self, asked: Asked, *, ready: bool) -> None:
        """ready: a model may put it better."""
        with self._db.read() as session:
            settings = preferences.all_values(session)
            older = _older(session, asked.conversation_id, settings)
        if older is None:
            return
        self._keep(asked.conversation_id, older, by_sentences(older))
        if ready and settings["model_sends_earlier"] and not self._stop.asked():
            self._lane.submit(self._put_better, asked, older)

    def close(self) -> None:
        self._stop.now()
        self._lane.shutdown(wait=True, cancel_futures=True)

    def _put_better(self, asked: Asked, older: Older) -> None:
        """Unless it gives away the private list: what is kept here goes into exports, and into later answers."""
        text = fence("conversation", "earlier turns", f"{older.before}\n{older.text}")
        messages = (said("system", prompt("summary")), Message("user", (Part(text, "earlier"),)))
        try:
            found = self._model().answer(Ask(PURPOSE, messages, (), older.names, MOST_WRITTEN), stop=self._stop)
            if found.finish == "done" and found.text.strip() and not self._leaks(asked, older, found.text):
                self._keep(asked.conversation_id, older, found.text.strip())
        except ModelError as error:
            log.info("a conversation is summed up by its sentences: %s", error.why)
        except CrmError:
            log.info("a conversation that was summed up is gone")

    def _leaks(self, asked: Asked, older: Older, text: str) -> bool:
        said_before = [line for line in older.text.split("\n") if line.startswith(f"{OWNER}: ")]
        verdict = self._guard(asked, said_before).judge(text)
        if verdict.leaks:
            log.info("a summary was held back: %s", verdict.reason)
        return verdict.leaks

    def _keep(self, conversation_id: int, older: Older, summary: str) -> None:
        """Unless the turns it sums up were replaced meanwhile."""
        with self._db.write(actor="coach") as session:
            kept = conversations.find(session, conversation_id)
            if conversations.message(session, older.until).replaced:
                return
            conversations.in_background(session)
            kept.summary, kept.summed_until = summary[: 2 * LONGEST], older.until


def by_sentences(older: Older) -> str:
    """The newest lines that fit."""
    lines = [*older.before.split("\n"), *older.text.split("\n")] if older.before else older.text.split("\n")
    kept: list[str] = []
    for line in reversed(lines):
        if sum(map(len, kept)) + len(line) > LONGEST:
            break
        kept.append(line)
    return "\n".join(reversed(kept))


def _older(session: Session, conversation_id: int, settings: Mapping[str, Value]) -> Older | None:
    kept = conversations.find(session, conversation_id)
    rows = conversations.since(session, conversation_id, kept.summed_until, AT_ONCE)
    if len(rows) < LONG:
        return None
    old = rows[:-STAYS]
    text = "\n".join(line for row in old if (line := _line(row, settings)))
    return Older(old[-1].id, kept.summary or "", text, tuple(named_before(old)))


def _line(row: Kept, settings: Mapping[str, Value]) -> str:
    text = row.content if row.role == "owner" else answer_text(row, settings)
    flat = " ".join(text.split())
    short = flat if len(flat) <= SENTENCE else f"{flat[: SENTENCE - 1]}…"
    return f"{OWNER if row.role == 'owner' else 'Coach'}: {short}" if short else ""
