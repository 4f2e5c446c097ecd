"""The data the goals are made from: resources/rules/*.json and the offered values of resources/lists."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import yaml

from app.core.paths import source_tree
from app.crm import names

NOT_LETTERS = re.compile(r"[^a-z0-9+]+")


@cache
def rules() -> tuple[dict[str, Any], ...]:
    """Every rule, in the order that decides between equals."""
    return tuple(_read("goals")["rules"])


@cache
def rule(rule_id: str) -> dict[str, Any] | None:
    """None for a goal whose rule is no longer shipped."""
    return next((found for found in rules() if found["id"] == rule_id), None)


@cache
def template(rule_id: str, key: str) -> Mapping[str, Any] | None:
    """What an item of a rule was made from. key: of the item, also of a later round."""
    found = rule(rule_id) or {"items": [], "more": []}
    return next(
        (item for item in (*found["items"], *found["more"]) if item["key"] == key.split("#", maxsplit=1)[0]), None
    )


@cache
def profile() -> Mapping[str, Any]:
    return _read("profile")


@cache
def offered(column: str) -> Mapping[str, str]:
    """Value as it is kept -> its words, for a column with offered values."""
    found = _offers().get(column) or {}
    return dict(found) if isinstance(found, dict) else {str(value): str(value) for value in found}


def slug(text: str) -> str:
    """A word of a list in one form: "Finding clients", finding_clients and greenfield_growth are the same."""
    plain = NOT_LETTERS.sub("_", names.fold(text)).strip("_")
    aliases: Mapping[str, str] = profile()["aliases"]
    return aliases.get(plain, plain)


def slugs(texts: Iterable[str]) -> list[str]:
    return [slug(text) for text in texts if isinstance(text, str)]


@cache
def _offers() -> Mapping[str, Any]:
    return dict(yaml.safe_load((source_tree("resources") / "lists" / "businesses.yaml").read_text("utf-8")))


def _read(name: str) -> dict[str, Any]:
    text = (source_tree("resources") / "rules" / f"{name}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
