"""The exact body of a request: what may leave of the messages, in the form the endpoint understands."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.clients.llm import structure, tools
from app.clients.llm.failures import Failure, ModelError
from app.clients.llm.redaction import Names, names_of, reduced
from app.clients.llm.talk import Ask, Message, about_tokens
from app.core.settings import Value

if TYPE_CHECKING:
    from pydantic import BaseModel

LONGEST = 4_000_000
"""Bytes: no model reads more, and endpoints answer it with whatever comes to their mind."""
REFUSED_STATUS = (400, 404, 415, 422, 500, 501)
SIGNS: Mapping[str, tuple[str, ...]] = {
    "stream_options": ("stream_options", "include_usage"),
    "response_format": (
        "response_format", "response format", "json_schema", "json schema", "structured output", "grammar",
    ),
    "tools": ("tool", "function call", "functions"),
    "max_completion_tokens": ("max_completion_tokens",),
    "max_tokens": ("max_tokens",),
}  # fmt: skip
"""What an endpoint may refuse -> the words by which it names it. The order is the one in which they are looked for."""


@dataclass(frozen=True)
class Prepared:
    """textual: tools stand in the prompt, and calls come as text."""

    body: dict[str, Any]
    names: Names
    left_out: tuple[str, ...]
    textual: bool

    @property
    def text(self) -> str:
        """What goes over the line. A lone half of a surrogate pair cannot, so it is replaced."""
        return json.dumps(self.body, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()

    @property
    def tokens(self) -> int:
        return about_tokens(json.dumps(self.body, ensure_ascii=False))


@dataclass(frozen=True)
class Question:
    """What is asked besides the messages.

    shown: the text field of the shape that is heard. again: messages of a second try, made of the model's own words.
    """

    ask: Ask
    shape: type["BaseModel"] | None = None
    shown: str = ""
    streamed: bool = False
    again: tuple[Message, ...] = ()


def prepare(question: Question, model: str, settings: Mapping[str, Value], refused: Collection[str]) -> Prepared:
    """Make the body. refused: what this endpoint does not take. Errors: ModelError when it is too long for anyone."""
    ask = question.ask
    names = names_of(ask.names, settings)
    textual = bool(ask.tools) and "tools" in refused
    texts, left_out = reduced((*ask.messages, *question.again), names, settings)
    messages = [_message(message, text, textual=textual) for message, text in texts]
    body: dict[str, Any] = {"model": model, "messages": _instructed(messages, _words(question, refused))}
    body |= _options(question, refused)
    made = Prepared(_clean(body), names, left_out, textual)
    if len(made.text) > LONGEST:
        raise ModelError("too_long", f"This is more than {model} can read at once. Shorten it and try again.")
    return made


def newly_refused(body: Mapping[str, Any], failure: Failure) -> set[str]:
    """What to leave out after a refusal: what it names, or all there is to leave out when it names nothing."""
    sent = [option for option in SIGNS if option in body]
    if failure.status not in REFUSED_STATUS or failure.why not in ("refused", "server", "bad_address", "unknown_model"):
        return set()
    words = failure.said.lower()
    named = [option for option in sent if any(sign in words for sign in SIGNS[option])]
    if named:
        return {named[0]}
    return set(sent) if failure.why == "refused" else set()


def _options(question: Question, refused: Collection[str]) -> dict[str, Any]:
    ask = question.ask
    wanted: dict[str, Any] = {"stream": question.streamed}
    if question.streamed:
        wanted["stream_options"] = {"include_usage": True}
    if ask.tools:
        wanted["tools"] = tools.declared(ask.tools)
    if question.shape:
        wanted["response_format"] = structure.response_format(question.shape)
    if ask.most_tokens:
        limit = "max_tokens" if "max_completion_tokens" in refused else "max_completion_tokens"
        wanted[limit] = ask.most_tokens
    return {option: value for option, value in wanted.items() if option not in refused}


def _words(question: Question, refused: Collection[str]) -> str:
    """What has to be said in words, since the endpoint does not take it as an option."""
    said = []
    if question.ask.tools and "tools" in refused:
        said.append(tools.prompt(question.ask.tools))
    if question.shape and "response_format" in refused:
        said.append(structure.prompt(question.shape))
    return "\n\n".join(said)


def _instructed(messages: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Instructions go with the first system message: many local models read only one."""
    if not words:
        return messages
    if messages and messages[0]["role"] == "system":
        first = {**messages[0], "content": f"{messages[0]['content']}\n\n{words}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": words}, *messages]


def _message(message: Message, text: str, *, textual: bool) -> dict[str, Any]:
    if textual:
        return _as_plain(message, text)
    made: dict[str, Any] = {"role": message.role, "content": text}
    if message.calls:
        made["tool_calls"] = [tools.as_declared(call) for call in message.calls]
    if message.role == "tool":
        made["tool_call_id"] = message.answers
    return made


def _as_plain(message: Message, text: str) -> dict[str, Any]:
    """A message with calls, or the result of one, for an endpoint without tools."""
    if message.role == "tool":
        return {"role": "user", "content": f"Result of the tool:\n{text}"}
    lines = [text, *(tools.as_text(call) for call in message.calls)]
    return {"role": message.role, "content": "\n".join(line for line in lines if line)}


def _clean(value: Any) -> Any:
    """Text that can be sent as UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_clean(inner) for inner in value]
    return value
