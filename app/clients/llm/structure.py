"""Answers in a given shape: the schema an endpoint is given, and reading what it wrote."""

import json
from typing import TYPE_CHECKING, Any

from app.clients.llm.talk import Shape

if TYPE_CHECKING:
    from pydantic import BaseModel

DEEPEST, MOST_TOLD = 60, 5
IN_THE_PROMPT = (
    "Answer with one JSON object and nothing else: no explanation, no Markdown. It has to fit this JSON schema:\n"
)


class MisfitError(Exception):
    """What was written does not fit. words: what is wrong, for the model; they repeat nothing it was given."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def strict_schema(shape: type["BaseModel"]) -> dict[str, Any]:
    """The JSON schema of a shape as strict endpoints take it: every field required, no others, no defaults.

    Source: the "supported schemas" of OpenAI's structured outputs.
    """
    schema: dict[str, Any] = shape.model_json_schema()
    made: dict[str, Any] = _strict(schema, schema, 0)
    return made


def _strict(node: Any, root: dict[str, Any], depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError("a shape may not be that deep")
    if isinstance(node, list):
        return [_strict(item, root, depth + 1) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and len(node) > 1:  # strict endpoints refuse words beside a reference
        node = {**_referred(root, node["$ref"]), **{key: value for key, value in node.items() if key != "$ref"}}
    properties = node.get("properties")
    made = {key: _strict(value, root, depth + 1) for key, value in node.items() if key not in ("default", "title")}
    if isinstance(properties, dict):
        made["properties"] = {name: _strict(field, root, depth + 1) for name, field in properties.items()}
        made["required"], made["additionalProperties"] = list(properties), False
    return made


def _referred(root: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    inner: dict[str, Any] = found
    return inner


def response_format(shape: type["BaseModel"]) -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": shape.__name__, "strict": True, "schema": strict_schema(shape)},
    }


def prompt(shape: type["BaseModel"]) -> str:
    """The same, in words, for an endpoint that knows no schemas."""
    return IN_THE_PROMPT + json.dumps(strict_schema(shape), ensure_ascii=False)


def first_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text, whatever stands around it; None when there is none that is whole."""
    decoder = json.JSONDecoder(strict=False, parse_constant=_no_constant)
    start = text.find("{")
    for _ in range(MOST_TOLD):
        if start < 0:
            return None
        try:
            found, _end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
        else:
            return found if isinstance(found, dict) else None
    return None


def fitted(shape: type[Shape], text: str) -> Shape:
    """Read an answer. Errors: MisfitError."""
    found = first_object(text)
    if found is None:
        raise MisfitError("It is not a whole JSON object.")
    return checked(shape, found)


def checked(shape: type[Shape], found: object) -> Shape:
    """Errors: MisfitError that names the fields."""
    from pydantic import ValidationError  # noqa: PLC0415 - half a second

    try:
        return shape.model_validate(found)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False, include_context=False)[:MOST_TOLD]
        places = [f"{'.'.join(str(step)[:40] for step in one['loc']) or 'it'}: {one['msg'][:120]}" for one in told]
        raise MisfitError("; ".join(places)) from None
    except RecursionError:
        raise MisfitError("It is nested too deep.") from None


def _no_constant(name: str) -> float:
    raise ValueError(name)
