"""The words other programs use, from resources/import: column heads, statuses, stages, months."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import yaml

from app.core.paths import source_tree
from app.crm import columns, names
from app.crm.activity import ENTITY_TYPES
from app.models import Base

KINDS = ("contacts", "businesses", "deals", "tasks", "time_entries", "interactions", "events")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOT_WORDS = re.compile(r"[\W_]+")
NUMBERS = re.compile(r"\b\d+\b")
TYPES = {"str": "text", "int": "int", "float": "number", "bool": "yes_no", "date": "day", "datetime": "moment"}
NEVER = frozenset(
    ("ai_summary", "ai_insights", "last_ai_analysis_at", "consent", "custom", "contact_id", "business_id", "deal_id",
     "project_id", "task_id", "stage_id", "origin")
)  # fmt: skip
"""Columns a file cannot fill by name."""


@dataclass(frozen=True)
class FieldSpec:
    """A field a file can fill. type: how a cell is read; words: what heads such a column elsewhere."""

    name: str
    type: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """tells: fields that point to this kind of record; needs: one of them has to be there."""

    name: str
    fields: Mapping[str, FieldSpec]
    tells: frozenset[str]
    needs: tuple[str, ...]


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """A head or a word as it is compared: lower case, no accents, only letters, digits and single spaces."""
    spaced = NOT_WORDS.sub(" ", names.fold(CAMEL.sub(" ", text))).strip()
    return re.sub(r"\be mail(s?)\b", r"email\1", spaced)


def unnumbered(text: str) -> str:
    """The key of a head with 0 for its numbers, so that "E-mail 2 - Value" is "email 0 value"."""
    return NUMBERS.sub("0", key(text))


@cache
def kind(name: str) -> Kind:
    given = _load("fields")[name]
    found = {
        field: FieldSpec(field, spec["type"], tuple(str(word) for word in spec["words"]))
        for field, spec in given["fields"].items()
    }
    for column in columns.fields_of(_model(name)).values():
        if column.name not in found and column.name not in NEVER:
            found[column.name] = FieldSpec(column.name, _type(column), ())
    return Kind(name, found, frozenset(given["tells"]), tuple(given["needs"]))


@cache
def heads(name: str) -> Mapping[str, str]:
    """Head -> field of a kind. A field's own name always heads it; among equal words the first field wins."""
    found: dict[str, str] = {}
    spec = kind(name)
    for field in spec.fields:
        found.setdefault(key(field), field)
    for given in spec.fields.values():
        for word in given.words:
            found.setdefault(word, given.name)
    return found


@cache
def meanings(table: str) -> Mapping[str, str]:
    """Word -> our word, of one table of words.yaml."""
    found: dict[str, str] = {}
    for ours, words in _load("words")[table].items():
        found.setdefault(key(str(ours)), str(ours))
        for word in words:
            found.setdefault(key(str(word)), str(ours))
    return found


@cache
def listed(table: str) -> tuple[str, ...]:
    """The words of a plain list of words.yaml, as keys."""
    return tuple(key(str(word)) for word in _load("words")[table])


@cache
def sources() -> tuple[Mapping[str, Any], ...]:
    return tuple(_load("sources")["sources"])


@cache
def refusals() -> tuple[Mapping[str, Any], ...]:
    return tuple(_load("sources")["refused"])


@cache
def _load(name: str) -> Any:
    with (source_tree("resources") / "import" / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _model(name: str) -> type[Base]:
    return next(m.class_ for m in Base.registry.mappers if m.class_.__tablename__ == name and name in ENTITY_TYPES)


def _type(column: columns.Field) -> str:
    if column.name.endswith("_cents"):
        return "cents"
    if column.choices:
        return "choice"
    return TYPES.get(column.type.__name__, "list" if column.type is list else "custom")
