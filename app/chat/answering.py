"""Asking a model for one turn: rounds of tools, a guarded stream, once more without the private section where it leaks.

Imports what asks a model, which takes half a second: imported when a model is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.chat import toolbox
from app.chat.asked import Asked
from app.chat.context import Context
from app.chat.forms import Reply
from app.chat.screen import Screen
from app.chat.toolbox import Toolbox
from app.clients.llm.failures import ModelError
from app.clients.llm.talk import Answer, Ask, Filled, Message, Stop, Tool
from app.core.db import Database
from app.guard import NEUTRAL, Guard
from app.guard.judge import PASSES, Verdict

if TYPE_CHECKING:
    from app.clients.llm.talk import Model

PURPOSE = "chat"
ROUNDS, MOST_WRITTEN = 4, 4_000
"""Times tools may be used before it has to answer, and tokens of one answer."""
NO_SUCH_TOOL = "It tried to use something Rainmaker does not have; that was left out."
SILENT = "The model answered nothing. Try again, or put it another way."


@dataclass
class Draft:
    """What asking came to. text: what may be shown. reply: None where it was stopped, failed, or replaced.

    caught: why the guard stopped a first wording. error: a sentence, also of an answer of which a part was left out.
    """

    tools: Toolbox
    text: str = ""
    reply: Reply | None = None
    finish: str = "done"
    caught: Verdict = PASSES
    error: str = ""
    why: str = ""
    answers: list[Answer] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        return sum(answer.usage.sent + answer.usage.written for answer in self.answers)

    @property
    def cost_micros(self) -> int | None:
        costs = [answer.cost_micros for answer in self.answers]
        return None if None in costs else sum(cost for cost in costs if cost is not None)


class Answering:
    """One turn with a model. guard: knows the private list of the context."""

    def __init__(self, model: "Model", db: Database, asked: Asked, context: Context, guard: Guard) -> None:
        self._model, self._db, self._asked, self._context, self._guard = model, db, asked, context, guard
        self._answers: list[Answer] = []

    def draft(self) -> Draft:
        """Never raises for what the model or the network does."""
        first = self._tried(private=True)
        if not first.caught.leaks or self._asked.stop.asked():
            return first
        second = self._tried(private=False)
        if second.caught.leaks:
            second.text, second.reply = NEUTRAL, None
            self._hear(NEUTRAL)
        second.caught = first.caught
        return second

    def _tried(self, *, private: bool) -> Draft:
        draft = Draft(Toolbox(self._db, self._asked.now, self._context.settings), answers=self._answers)
        draft.tools.use(self._context.used)
        messages = list(self._context.messages(private=private))
        for left in range(ROUNDS, -1, -1):
            filled = self._round(draft, messages, toolbox.tools() if left else ())
            if filled is None or not filled.answer.calls:
                return draft
            messages += draft.tools.results(filled.answer)
        return draft

    def _round(self, draft: Draft, messages: list[Message], tools: tuple[Tool, ...]) -> Filled[Reply] | None:
        """One question. None when the draft is final; else tools are wanted."""
        stop = Stop()
        screen = Screen(self._guard, self._context.before, self._asked.hear, stop.now)
        try:
            with self._asked.stop.ending(stop.now):
                filled = self._filled(draft, messages, tools, screen, stop)
        except ModelError as error:
            _failed(draft, screen, error)
            return None
        self._answers.append(filled.answer)
        if filled.value is None and filled.answer.calls and not self._asked.stop.asked():
            screen.clear()
            return filled
        self._settle(draft, screen, filled)
        return None

    def _filled(
        self, draft: Draft, messages: list[Message], tools: tuple[Tool, ...], screen: Screen, stop: Stop
    ) -> Filled[Reply]:  # fmt: skip
        names = (*self._context.names, *draft.tools.names)
        hear: Callable[[str], object] | None = screen.feed if self._asked.hear is not None else None
        ask = Ask(PURPOSE, tuple(messages), tools, names, MOST_WRITTEN)
        try:
            return self._model.fill(ask, Reply, shown="reply", hear=hear, stop=stop)
        except ModelError as error:
            if error.why != "bad_answer" or not tools or stop.asked():
                raise
        screen.clear()
        plain = Ask(PURPOSE, tuple(messages), (), names, MOST_WRITTEN, once=True)
        filled = self._model.fill(plain, Reply, shown="reply", hear=None, stop=stop)
        draft.tools.wrong[""] = NO_SUCH_TOOL
        return filled

    def _settle(self, draft: Draft, screen: Screen, filled: Filled[Reply]) -> None:
        """A final answer: judged as a whole, whatever was heard of it before."""
        if screen.verdict.leaks:
            draft.caught = screen.verdict
            screen.clear()
        elif filled.value is None:
            draft.text, draft.finish = screen.shown.rstrip(), "stopped"
        else:
            self._judge(draft, screen, filled.value)
            if filled.answer.finish == "length":
                draft.finish = "length"

    def _judge(self, draft: Draft, screen: Screen, reply: Reply) -> None:
        text = reply.reply.strip()
        draft.caught = screen.judge(text)
        if draft.caught.leaks:
            screen.clear()
        elif not text:
            draft.finish, draft.error = "failed", SILENT
        else:
            screen.settle(text)
            draft.text, draft.reply = text, reply

    def _hear(self, text: str) -> None:
        if self._asked.hear is not None:
            self._asked.hear(text)


def _failed(draft: Draft, screen: Screen, error: ModelError) -> None:
    """What had arrived and may be shown is kept beside the sentence."""
    if not screen.shown:
        screen.feed(error.partial)
    screen.finish()
    draft.caught = screen.verdict
    if screen.verdict.leaks:
        screen.clear()
    draft.text, draft.finish = screen.shown.rstrip(), "failed"
    draft.error, draft.why = error.message, error.why
