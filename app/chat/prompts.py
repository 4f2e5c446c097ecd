"""The words a model is given, from `resources/prompts`."""

from functools import cache

from app.core.paths import source_tree
from app.guard import RULE


@cache
def prompt(name: str) -> str:
    """name: coach or summary. With the rule about what stands between fences."""
    text = (source_tree("resources") / "prompts" / f"{name}.md").read_text(encoding="utf-8")
    return f"{text.strip()}\n\n{RULE}"
