"""The word lists of the leak guard: resources/guard/*.yaml."""

from functools import cache
from typing import Any

import yaml

from app.core.paths import source_tree


@cache
def words(name: str) -> dict[str, Any]:
    """One list by the name of its file. Raises OSError when it is missing: without it nothing may leave."""
    path = source_tree("resources") / "guard" / f"{name}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found
