"""Making something of what a model wrote: what is shown while it comes, tools it wants, a value in the wanted shape."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.clients.llm import flow, structure, tools
from app.clients.llm.failures import ModelError
from app.clients.llm.prepare import Prepared, Question
from app.clients.llm.structure import MisfitError
from app.clients.llm.talk import Call, Hear, Usage, about_tokens, said
from app.clients.llm.wire import Collected

if TYPE_CHECKING:
    from pydantic import BaseModel

AGAIN = "That cannot be used. {words} Answer again, in the form you were asked for and in no other."
LONGEST_REPEATED = 4_000
"""Characters of a useless answer that go back with the request to mend it."""


@dataclass(frozen=True)
class Read:
    """calls: tools it wants used. value: None without a shape, with calls, and when it was stopped."""

    text: str
    calls: tuple[Call, ...] = ()
    value: "BaseModel | None" = None


def streaming(question: Question, prepared: Prepared, hear: Hear) -> flow.Flow:
    """What hears only the part of the answer that is meant for the owner."""
    filters: list[flow.Filter] = [flow.WithoutThoughts()]
    if question.shape:
        filters.append(flow.FieldText(question.shown))
    elif prepared.textual:
        filters.append(flow.NoCalls(lambda text: tools.in_text(text, question.ask.tools) is not None))
    return flow.Flow([*filters, flow.WithNames(prepared.names)], hear)


def shown(question: Question, prepared: Prepared, written: str) -> str:
    """The same part of an answer that is there, whole or not."""
    heard: list[str] = []
    made = streaming(question, prepared, heard.append)
    made.feed(written)
    made.end()
    return "".join(heard).strip()


def read(question: Question, prepared: Prepared, collected: Collected, model: str) -> Read:
    """Errors: MisfitError when asking again may help, ModelError when it will not."""
    if collected.refusal or collected.finish == "content_filter":
        raise ModelError("refused", f"{model} declines to answer this. Put it another way.")
    try:
        return _read(question, prepared, collected)
    except MisfitError:
        if collected.finish != "length":
            raise
    sentence = f"The answer grew longer than {model} may write. Ask for less at once."
    raise ModelError("too_long", sentence, shown(question, prepared, collected.text))


def mending(question: Question, collected: Collected, misfit: MisfitError) -> Question:
    """The question once more, after its answer and what is wrong with it."""
    wanted = "\n".join(f"{name} {arguments}" for _, name, arguments in collected.wanted.values())
    before = (flow.without_thoughts(collected.text).strip() or wanted or "(nothing)")[:LONGEST_REPEATED]
    return replace(question, again=(said("assistant", before), said("user", AGAIN.format(words=misfit.words))))


def usage(prepared: Prepared, collected: Collected, *, billed: bool) -> Usage:
    """Tokens of one attempt. billed: the endpoint may count it although it did not say."""
    if collected.usage:
        return collected.usage
    if not billed and not collected.length:
        return Usage(0, 0)
    written = collected.text + "".join(parts[2] for parts in collected.wanted.values())
    return Usage(prepared.tokens, about_tokens(written), estimated=True)


def _read(question: Question, prepared: Prepared, collected: Collected) -> Read:
    calls = _calls(question, prepared, collected)
    text = shown(question, prepared, collected.text)
    if calls:
        return Read(text, calls)
    if question.shape:
        plain = prepared.names.restored_json(flow.without_thoughts(collected.text))
        return Read(text, value=structure.fitted(question.shape, plain))
    if not text:
        raise MisfitError("It was empty.")
    return Read(text)


def _calls(question: Question, prepared: Prepared, collected: Collected) -> tuple[Call, ...]:
    wanted = [(given, name, arguments) for given, name, arguments in collected.wanted.values()]
    if prepared.textual and (found := tools.in_text(flow.without_thoughts(collected.text), question.ask.tools)):
        wanted.append(("", *found))
    restored = [(given, name, prepared.names.restored_json(arguments)) for given, name, arguments in wanted]
    return tools.read(restored, question.ask.tools)
