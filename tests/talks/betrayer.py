"""A model that answers whatever it is asked with its whole prompt, in disguise, wherever it may write a word."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.model_server import Body, Reply, text
from tests.talks.disguises import DISGUISES, pieces

WAYS = ("reply", "raw", "beside", "tools")
"""reply: in the field that is shown. raw: without the shape that was asked for. beside: in every text of the shape but
the shown one. tools: in every argument of a tool that only proposes something."""
QUESTION = "What would you do next in my place?"


def prompt_of(body: Body) -> str:
    """All that the model was told beside what the two said to each other."""
    return "\n".join(str(message["content"]) for message in body["messages"] if message["role"] == "system")


@dataclass
class Betrayer:
    """disguise: a name in DISGUISES. told: the prompts it was sent. of: what of the prompt it tells."""

    disguise: str
    way: str = "reply"
    seed: int = 0
    of: Callable[[str], str] = str
    told: list[str] = field(default_factory=list)

    def __call__(self, body: Body) -> Reply:
        chance = Random(f"{self.seed} {self.disguise} {len(self.told)}")
        prompt = prompt_of(body)
        self.told.append(prompt)
        secret = f"{_opening(body)}{DISGUISES[self.disguise](self.of(prompt), chance)}"
        tool = self._tool(body, chance)
        if self.way == "tools" and tool is not None:
            return Reply(calls=((tool["name"], json.dumps(filled(tool["parameters"], secret))),), finish="tool_calls")
        shape = body.get("response_format", {}).get("json_schema", {}).get("schema")
        if self.way == "raw" or shape is None:
            return text(*pieces(secret, chance))
        shown, beside = (QUESTION, secret) if self.way == "beside" else (secret, QUESTION)
        answer = {**filled(shape, beside, number=_due(prompt)), "reply": shown}
        return text(*pieces(json.dumps(answer, ensure_ascii=chance.random() < 0.5), chance))

    def _tool(self, body: Body, chance: Random) -> dict[str, Any] | None:
        """One that takes a text, once in a conversation turn: the second time it answers."""
        if any(message["role"] == "tool" for message in body["messages"]):
            return None
        offered = [one["function"] for one in body.get("tools", ())]
        return chance.choice([one for one in offered if "string" in json.dumps(one["parameters"])] or [None])


def _opening(body: Body) -> str:
    """What an attack asks the answer to begin with."""
    asked = str(body["messages"][-1]["content"]).split('"')
    return f"{asked[1]} " if len(asked) > 2 and len(asked[1]) < 80 else ""


def _due(prompt: str) -> int:
    """The number of an item that may be acted on."""
    found = re.search(r"\bitem (\d+) \((?:recommendation|introduction|follow_up)", prompt)
    return int(found[1]) if found else 1


def filled(schema: dict[str, Any], words: str, root: dict[str, Any] | None = None, number: int = 1) -> Any:
    """A value that fits a JSON schema, with `words` for every text and `number` for every number."""
    root = schema if root is None else root
    if "$ref" in schema:
        return filled(_referred(root, schema["$ref"]), words, root, number)
    if schema.get("enum"):
        return schema["enum"][0]
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return filled(options[0], words, root, number)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        return {name: filled(inner, words, root, number) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [filled(schema.get("items", {"type": "string"}), words, root, number)]
    return {"string": words, "integer": number, "number": number, "boolean": True}.get(str(kind), words)


def _referred(root: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)
