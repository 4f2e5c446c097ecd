"""The words of the answers: sentences from `resources/answers`, filled with values in the way of the owner's locale.

Answers are Markdown; what comes out of a record is written so that it reads as it stands there.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import yaml
from babel import dates

from app.coach import wording
from app.core.errors import CrmError
from app.core.paths import source_tree

MARKS = re.compile(r"[\\`*\[\]<>|~#]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|^[-+](?=\s)|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown would take for more than a letter; an underscore within a word is one."""


@cache
def sentences(topic: str) -> Mapping[str, Any]:
    """The file of a topic: {name: sentence}, or {name: {none, one, many}} by the value `n`, else `days`."""
    path = source_tree("resources") / "answers" / f"{topic}.yaml"
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CrmError("The words of the answers cannot be read.", kind="storage", where=str(path)) from error
    if not isinstance(found, dict):
        raise CrmError("The words of the answers are not whole.", kind="storage", where=str(path))
    return found


def line(topic: str, name: str, values: Mapping[str, Any]) -> str:
    """One sentence, every value written out."""
    told = {key: plain(value) if isinstance(value, str) else value for key, value in values.items()}
    return wording.fill(_counted(sentences(topic)[name], values), told)


def bare(topic: str, name: str, values: Mapping[str, Any]) -> str:
    """The same as plain text, such as the title of a task."""
    return wording.fill(_counted(sentences(topic)[name], values), values)


def plain(text: str) -> str:
    """A record's own words, cut where they are long, with nothing in them that Markdown would read."""
    return text if isinstance(text, wording.Phrase) else said(escaped(wording.written(text)))


def escaped(text: str) -> str:
    """The same in full length."""
    return MARKS.sub(r"\\\g<0>", text)


def said(text: str) -> wording.Phrase:
    """Words that are written out already."""
    return wording.Phrase(text)


def joined(pieces: list[str]) -> wording.Phrase:
    """a, b and c, each written out already."""
    return said(" and ".join(part for part in (", ".join(pieces[:-1]), *pieces[-1:]) if part))


def month(day: date) -> wording.Phrase:
    """March 2026"""
    return said(str(dates.format_skeleton("yMMMM", day, locale=wording.locale_here())))


def weekday(day: date) -> wording.Phrase:
    return said(str(dates.format_date(day, "EEEE", locale=wording.locale_here())))


def _counted(template: Any, values: Mapping[str, Any]) -> str:
    if not isinstance(template, Mapping):
        return str(template)
    number = next(values[key] for key in ("n", "days") if key in values)
    variant = "one" if number == 1 else "none" if number == 0 and "none" in template else "many"
    return str(template[variant])
