"""Tools a model may want used: how it is told of them, and reading what it wants.

Where an endpoint knows no tools they stand in the prompt, and a call is an answer that is one JSON object
{"tool": name, "arguments": {...}}. Nothing is ever done here: a call is only handed on, with checked arguments.
"""

import json
from collections.abc import Iterable
from typing import Any

from app.clients.llm.structure import MisfitError, checked, first_object, strict_schema
from app.clients.llm.talk import Call, Tool

MOST_CALLS = 8
IN_THE_PROMPT = (
    'You may use one of these tools. To do so, answer only with {"tool": "its name", "arguments": {...}} and nothing '
    "else; its result comes back as the next message. Otherwise answer as asked. The tools:\n"
)


def declared(tools: Iterable[Tool]) -> list[dict[str, Any]]:
    """As the API takes them."""
    return [
        {
            "type": "function",
            "function": {
                "name": tool.name, "description": tool.description, "strict": True,
                "parameters": strict_schema(tool.shape),
            },
        }
        for tool in tools
    ]  # fmt: skip


def prompt(tools: Iterable[Tool]) -> str:
    lines = [
        f"- {tool.name}: {tool.description} Arguments: {json.dumps(strict_schema(tool.shape), ensure_ascii=False)}"
        for tool in tools
    ]
    return IN_THE_PROMPT + "\n".join(lines)


def as_text(call: Call) -> str:
    return json.dumps({"tool": call.name, "arguments": call.arguments}, ensure_ascii=False)


def as_declared(call: Call) -> dict[str, Any]:
    arguments = json.dumps(call.arguments, ensure_ascii=False)
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def in_text(text: str, tools: Iterable[Tool]) -> tuple[str, str] | None:
    """(name, arguments as JSON) when a text is a call and nothing else."""
    bare = text.strip().removeprefix("```json").strip("`\n ")
    found = first_object(bare) if bare.startswith("{") and bare.endswith("}") else None
    if found is None or found.get("tool") not in {tool.name for tool in tools}:
        return None
    return found["tool"], json.dumps(found.get("arguments") or {}, ensure_ascii=False)


def read(wanted: Iterable[tuple[str, str, str]], tools: Iterable[Tool]) -> tuple[Call, ...]:
    """Calls from (id, name, arguments as JSON text). Errors: MisfitError when one is no good: then none is used."""
    by_name = {tool.name: tool for tool in tools}
    made = []
    for n, (given, name, arguments) in enumerate(wanted, 1):
        if name not in by_name or n > MOST_CALLS:
            raise MisfitError(f"There is no tool {name[:60]!r}." if n <= MOST_CALLS else "Too many tools at once.")
        try:
            value = checked(by_name[name].shape, _object(arguments))
        except MisfitError as misfit:
            raise MisfitError(f"The arguments of {name} do not fit. {misfit.words}") from None
        made.append(Call(given or f"call-{n}", name, value.model_dump(mode="json")))
    return tuple(made)


def _object(arguments: str) -> object:
    try:
        return json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        raise MisfitError("They are not JSON.") from None
