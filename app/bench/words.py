"""Words from which believable records are made, read from `resources/lists/invented.yaml`."""

from functools import cache

import yaml

from app.core.paths import source_tree

SOURCES = ("referral", "website", "cold_outreach", "social", "event", "partner", "repeat", "other")


@cache
def of(kind: str) -> tuple[str, ...]:
    """Such as first, last, cities."""
    found = _lists()[kind]
    return tuple(found.split() if isinstance(found, str) else found)


@cache
def _lists() -> dict[str, str | list[str]]:
    text = (source_tree("resources") / "lists" / "invented.yaml").read_text("utf-8")
    lists: dict[str, str | list[str]] = yaml.safe_load(text)
    return lists
