"""Values a business is described by, from the lists of the program; any other words are as good."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from app.crm import names


@cache
def _lists() -> Mapping[str, Any]:
    import yaml  # noqa: PLC0415 - after the first paint

    from app.core.paths import source_tree  # noqa: PLC0415

    found: Mapping[str, Any] = yaml.safe_load(
        (source_tree("resources") / "lists" / "businesses.yaml").read_text("utf-8")
    )
    return found


def offered(field: str) -> Mapping[str, str]:
    """Value as it is kept -> its words."""
    listed = _lists()[field]
    return listed if isinstance(listed, dict) else {str(value): str(value) for value in listed}


def words_of(field: str, value: str | None) -> str:
    """ "winding_down" is "Winding down"; what is not in the list stays as it was typed."""
    return offered(field).get(value or "", value or "")


def value_of(field: str, typed: str) -> str | None:
    """The listed value that is meant, whatever its case; else the words themselves."""
    wanted = names.fold(typed)
    for value, words in offered(field).items():
        if wanted and wanted in (names.fold(words), names.fold(value)):
            return value
    return typed.strip() or None


def choices(field: str) -> Sequence[str]:
    return list(offered(field).values())
