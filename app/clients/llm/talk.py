"""What is asked of a model and what it answers, and the Protocol through which the program knows it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

    from app.clients.llm.connection import Connection

Shape = TypeVar("Shape", bound="BaseModel")
Role = Literal["system", "user", "assistant", "tool"]
Hear = Callable[[str], object]
"""Takes the next piece of text; called on the thread that asked."""


@dataclass(frozen=True)
class Part:
    """A piece of a message.

    kind: one of `redaction.KINDS`, whose switch decides whether it may leave; without one it always may.
    """

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Call:
    """A tool the model wants used. arguments: checked against the tool's shape, as plain values."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Message:
    """calls: what an assistant's message wanted used. answers: the id of the call whose result a tool's message is."""

    role: Role
    parts: tuple[Part, ...]
    calls: tuple[Call, ...] = ()
    answers: str = ""


@dataclass(frozen=True)
class Tool:
    """What the model may want used. description: for the model. shape: its arguments."""

    name: str
    description: str
    shape: type["BaseModel"]


@dataclass(frozen=True)
class Ask:
    """One question.

    purpose: a word for the ledger, such as `chat`. names: of people and businesses that occur in the text; where names
    may not leave, they go as `[name 1]` and come back as themselves. most_tokens: how long the answer may be; 0 leaves
    it to the endpoint. once: an answer that cannot be used is not asked for again.
    """

    purpose: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    names: tuple[str, ...] = ()
    most_tokens: int = 0
    once: bool = False


@dataclass(frozen=True)
class Usage:
    """Tokens. estimated: the endpoint did not say, so they were reckoned from the length of the text."""

    sent: int
    written: int
    estimated: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back.

    finish: `stopped` when the owner stopped it, `length` when the endpoint's limit was reached. usage, cost_micros
    (millionths of a dollar, None when no price is known) and seconds cover all attempts.
    """

    text: str
    calls: tuple[Call, ...]
    finish: Literal["done", "stopped", "length"]
    model: str
    usage: Usage
    cost_micros: int | None
    seconds: float


@dataclass(frozen=True)
class Filled(Generic[Shape]):
    """value: None when the model wants tools used first, or when it was stopped."""

    value: Shape | None
    answer: Answer


@dataclass(frozen=True)
class Preview:
    """What would be sent.

    body: the JSON text, laid out to be read. left_out: labels of the kinds of data that stay on this machine. tokens:
    about how many it is.
    """

    address: str
    body: str
    left_out: tuple[str, ...]
    tokens: int


@dataclass(eq=False)
class Stop:
    """Ends a question from any thread, also while nothing arrives."""

    _asked: threading.Event = field(default_factory=threading.Event)
    _ends: list[Callable[[], object]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> None:
        with self._lock:
            self._asked.set()
            ends = tuple(self._ends)
        for end in ends:
            end()

    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep. Returns at once, and True, when it is asked to stop."""
        return self._asked.wait(seconds)

    @contextmanager
    def ending(self, end: Callable[[], object]) -> Iterator[None]:
        """While inside, stopping calls `end` too; at once when that was asked before."""
        with self._lock:
            self._ends.append(end)
            asked = self._asked.is_set()
        if asked:
            end()
        try:
            yield
        finally:
            with self._lock:
                self._ends.remove(end)


class Model(Protocol):
    """A language model. Errors: `failures.ModelError`, with a sentence for the owner. Blocks: not for the UI thread."""

    def answer(self, ask: Ask, *, hear: Hear | None = None, stop: Stop | None = None) -> Answer:
        """Text, or tools to use. hear: gets the text while it is written; what counts is the text of the answer."""
        ...

    def fill(
        self, ask: Ask, shape: type[Shape], *, shown: str = "", hear: Hear | None = None, stop: Stop | None = None
    ) -> Filled[Shape]:
        """An answer in a given shape. shown: the text field of it that `hear` gets."""
        ...

    def preview(self, ask: Ask, shape: type["BaseModel"] | None = None, *, heard: bool = True) -> Preview:
        """What the same question would send, to the letter. heard: it would be streamed. Nothing is sent."""
        ...

    def test(self, stop: Stop | None = None) -> "Connection":
        """Try the settings: list the models and ask one of them."""
        ...

    def close(self) -> None:
        """End every question under way, for good."""
        ...


def said(role: Role, text: str, kind: str = "") -> Message:
    return Message(role, (Part(text, kind),))


def about_tokens(text: str) -> int:
    """Tokens in a text, on the high side: a token is some four letters of English, and three bytes of most scripts."""
    return -(-len(text.encode("utf-8", "replace")) // 3)
