"""The real model: asks an endpoint, copes with what it does not know, tries again, and writes every attempt down."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from app.clients.llm import connection, failures, ledger, reading
from app.clients.llm.endpoint import Endpoint, current
from app.clients.llm.failures import ModelError
from app.clients.llm.prepare import Prepared, Question, newly_refused, prepare
from app.clients.llm.structure import MisfitError
from app.clients.llm.talk import Answer, Ask, Filled, Hear, Preview, Shape, Stop, Usage
from app.clients.llm.wire import AttemptError, Collected, Wire
from app.clients.secrets import Secrets
from app.core.clock import Clock
from app.core.settings import Value

if TYPE_CHECKING:
    from pydantic import BaseModel

log = logging.getLogger(__name__)
Settings = Callable[[], Mapping[str, Value]]
Wait = Callable[[Stop, float], object]
"""Sleeps some seconds, or until it is asked to stop."""


@dataclass
class Tally:
    """What one question came to over all its attempts."""

    began: float = field(default_factory=time.monotonic)
    sent: int = 0
    written: int = 0
    estimated: bool = False
    cost_micros: int | None = 0

    def add(self, usage: Usage, cost: int | None) -> None:
        self.sent, self.written = self.sent + usage.sent, self.written + usage.written
        self.estimated = self.estimated or usage.estimated
        self.cost_micros = None if cost is None or self.cost_micros is None else self.cost_micros + cost


@dataclass(frozen=True)
class Turn:
    """One question on its way."""

    question: Question
    endpoint: Endpoint
    settings: Mapping[str, Value]
    stop: Stop
    hear: Hear | None = None
    tally: Tally = field(default_factory=Tally)


class UnusableError(Exception):
    """An answer that arrived and does not fit."""

    def __init__(self, collected: Collected, misfit: MisfitError) -> None:
        super().__init__(misfit.words)
        self.collected, self.misfit = collected, misfit


class OpenAIModel:
    """Any endpoint that speaks the API. Safe from several threads.

    settings: the owner's, read anew for each question. record_call: keeps the row of an attempt. spent: what this month
    came to. wait: how to sleep between attempts.
    """

    def __init__(
        self, settings: Settings, secrets: Secrets, clock: Clock, *, record_call: ledger.RecordCall,
        spent: ledger.AskSpent, wait: Wait = Stop.wait,
    ) -> None:  # fmt: skip
        self._settings, self._secrets, self._clock, self._wait = settings, secrets, clock, wait
        self._record, self._spent = record_call, spent
        self._wire, self._lock, self._closed = Wire(), threading.Lock(), False
        self._refused: dict[tuple[str, str], set[str]] = {}
        self._first: dict[str, str] = {}
        self._under_way: list[Stop] = []

    def answer(self, ask: Ask, *, hear: Hear | None = None, stop: Stop | None = None) -> Answer:
        return self._run(Question(ask, streamed=hear is not None), hear, stop or Stop())[1]

    def fill(
        self, ask: Ask, shape: type[Shape], *, shown: str = "", hear: Hear | None = None, stop: Stop | None = None
    ) -> Filled[Shape]:
        value, answer = self._run(Question(ask, shape, shown, hear is not None), hear, stop or Stop())
        return Filled(value if isinstance(value, shape) else None, answer)

    def preview(self, ask: Ask, shape: "type[BaseModel] | None" = None, *, heard: bool = True) -> Preview:
        settings = self._settings()
        endpoint = current(settings, None)
        model = endpoint.model or self._first.get(endpoint.address, "")
        made = prepare(Question(ask, shape, streamed=heard), model, settings, self._refusals(endpoint, model))
        return Preview(endpoint.address, made.text, made.left_out, made.tokens)

    def test(self, stop: Stop | None = None) -> connection.Connection:
        given = stop or Stop()
        try:
            with self._doing(given):
                endpoint = current(self._settings(), self._secrets)
                return connection.tried(endpoint, self._listed, lambda ask: self.answer(ask, stop=given), given)
        except ModelError as error:
            return connection.Connection(False, error.message)

    def close(self) -> None:
        with self._lock:
            self._closed, stops = True, tuple(self._under_way)
        for stop in stops:
            stop.now()

    def _run(self, question: Question, hear: Hear | None, stop: Stop) -> tuple["BaseModel | None", Answer]:
        """Ask; when the answer cannot be used, say what is wrong with it and ask once more, unheard."""
        settings = self._settings()
        with self._doing(stop):
            endpoint = self._with_model(current(settings, self._secrets), stop)
            turn = Turn(question, endpoint, settings, stop, hear)
            try:
                return self._tried(turn)
            except UnusableError as unusable:
                if question.ask.once:
                    raise _unusable(endpoint.model) from None
                mended = reading.mending(question, unusable.collected, unusable.misfit)
            try:
                return self._tried(replace(turn, question=mended, hear=None))
            except UnusableError:
                raise _unusable(endpoint.model) from None

    def _tried(self, turn: Turn) -> tuple["BaseModel | None", Answer]:
        """Errors: UnusableError."""
        collected, prepared = self._attempts(turn)
        if turn.stop.asked():
            return None, _told(turn, "stopped", reading.Read(reading.shown(turn.question, prepared, collected.text)))
        try:
            found = reading.read(turn.question, prepared, collected, turn.endpoint.model)
        except MisfitError as misfit:
            raise UnusableError(collected, misfit) from None
        return found.value, _told(turn, "length" if collected.finish == "length" else "done", found)

    def _attempts(self, turn: Turn) -> tuple[Collected, Prepared]:
        """Send it until it is answered, leaving out what the endpoint refuses. Errors: ModelError."""
        attempt, refused = 1, set(self._refusals(turn.endpoint, turn.endpoint.model))
        while True:
            prepared = prepare(turn.question, turn.endpoint.model, turn.settings, refused)
            collected = Collected()
            if turn.stop.asked():
                return collected, prepared
            try:
                self._attempt(turn, prepared, collected)
                self._refusals(turn.endpoint, turn.endpoint.model).update(refused)
                return collected, prepared
            except AttemptError as failed:
                failure = failed.failure
            if turn.stop.asked():
                return collected, prepared
            if collected.length:
                raise failure.error(reading.shown(turn.question, prepared, collected.text))
            if more := newly_refused(prepared.body, failure):
                refused |= more
                continue
            seconds = failures.pause(failure, attempt, random.random())
            if seconds is None:
                raise failure.error()
            self._wait(turn.stop, seconds)
            attempt += 1

    def _attempt(self, turn: Turn, prepared: Prepared, collected: Collected) -> None:
        """One request and its row in the ledger, whatever comes of it."""
        price = ledger.price_of(turn.endpoint, turn.endpoint.model, turn.settings)
        ledger.refuse_over_limit(
            turn.settings, self._spent, Usage(prepared.tokens, turn.question.ask.most_tokens), price
        )
        out = reading.streaming(turn.question, prepared, turn.hear or _nobody)
        began, error, billed = time.monotonic(), "unforeseen", True
        try:
            self._wire.send(turn.endpoint, prepared.body, collected, out.feed, turn.stop)
            out.end()
            error = "stopped" if turn.stop.asked() else ""
        except AttemptError as failed:
            error, billed = failed.failure.why, failed.failure.may_be_billed
            raise
        finally:
            usage = reading.usage(prepared, collected, billed=billed)
            cost = price.micros(usage) if price else None
            turn.tally.add(usage, cost)
            self._write_down(turn, usage, cost, time.monotonic() - began, error)

    def _write_down(self, turn: Turn, usage: Usage, cost: int | None, seconds: float, error: str) -> None:
        row = ledger.CallRecord(
            self._clock(), turn.question.ask.purpose, turn.endpoint.model, usage.sent, usage.written, usage.estimated,
            cost, round(seconds * 1_000), error or None,
        )  # fmt: skip
        try:
            self._record(row)
        except Exception:  # the answer is worth more than its row
            log.exception("a call could not be written down")

    def _with_model(self, endpoint: Endpoint, stop: Stop) -> Endpoint:
        """Where the owner chose no model, the first that is listed is taken."""
        if endpoint.model:
            return endpoint
        if endpoint.address not in self._first:
            found = connection.first_that_talks(self._listed(endpoint, stop))
            if not found and not stop.asked():
                raise ModelError(
                    "no_model", f"{endpoint.name} offers no model. Load one there, or name it in Settings."
                )
            if found:
                self._first[endpoint.address] = found
        return replace(endpoint, model=self._first.get(endpoint.address, ""))

    def _listed(self, endpoint: Endpoint, stop: Stop) -> list[str]:
        try:
            return self._wire.models(endpoint, stop)
        except AttemptError as failed:
            raise failed.failure.error() from None

    def _refusals(self, endpoint: Endpoint, model: str) -> set[str]:
        return self._refused.setdefault((endpoint.address, model), set())

    @contextmanager
    def _doing(self, stop: Stop) -> Iterator[None]:
        """While inside, closing the program stops it."""
        with self._lock:
            if self._closed:
                raise ModelError("closed", "Rainmaker is closing.")
            self._under_way.append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.remove(stop)


def _told(turn: Turn, finish: Literal["done", "stopped", "length"], found: reading.Read) -> Answer:
    tally = turn.tally
    return Answer(
        found.text, found.calls, finish, turn.endpoint.model, Usage(tally.sent, tally.written, tally.estimated),
        tally.cost_micros, time.monotonic() - tally.began,
    )  # fmt: skip


def _nobody(_piece: str) -> None:
    """Nobody hears it while it comes."""


def _unusable(model: str) -> ModelError:
    sentence = f"{model} did not answer in a form that can be used. Try again, or another model."
    return ModelError("bad_answer", sentence)
