"""Asking a rule without trusting it: one that raises is an answer too, and one that hangs is left behind.

Rules are asked on a thread of their own. Where a rule does not answer in time, its query is interrupted and the
thread is given up; the next question gets a new one.
"""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.core.db import driver

T = TypeVar("T")
GRACE = 0.5
"""Seconds that an interrupted rule has to end by itself."""

log = logging.getLogger(__name__)


class TimeLimitError(Exception):
    """A rule did not answer in time."""


class Asker:
    """One thread that answers one question after another."""

    def __init__(self) -> None:
        self._thread: _Thread | None = None

    def ask(self, question: Callable[[], T], session: Session, seconds: float) -> T:
        """The answer, or whatever the question raises. Errors: TimeLimitError.

        session: what the question reads with. After TimeLimitError it must not be used any more.
        """
        if self._thread is None or not self._thread.is_alive():
            self._thread = _Thread()
        answer: _Answer = _Answer(question)
        self._thread.questions.put(answer)
        if not answer.ready.wait(seconds):
            self._give_up(answer, session)
        if answer.error is not None:
            raise answer.error
        result: T = answer.value
        return result

    def close(self) -> None:
        if self._thread is not None:
            self._thread.questions.put(None)
            self._thread = None

    def _give_up(self, answer: "_Answer", session: Session) -> None:
        driver(session).interrupt()
        if not answer.ready.wait(GRACE):
            self.close()
            session.invalidate()
        raise TimeLimitError


class _Answer:
    def __init__(self, question: Callable[[], Any]) -> None:
        self.question, self.ready = question, threading.Event()
        self.value: Any = None
        self.error: Exception | None = None


class _Thread(threading.Thread):
    """A daemon: a rule that never ends must not keep the program from ending."""

    def __init__(self) -> None:
        super().__init__(name="rainmaker-rules", daemon=True)
        self.questions: queue.SimpleQueue[_Answer | None] = queue.SimpleQueue()
        self.start()

    def run(self) -> None:
        while (answer := self.questions.get()) is not None:
            try:
                answer.value = answer.question()
            except Exception as error:
                answer.error = error
            answer.ready.set()
