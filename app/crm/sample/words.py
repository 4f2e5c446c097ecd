"""The sample's words: read from `resources/demo`, drawn so that nothing repeats before all has been said."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import yaml

from app.core.paths import source_tree
from app.crm import names

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PLAIN = str.maketrans({"ø": "o", "ł": "l", "\u0131": "i", "æ": "ae", "đ": "d", "ß": "ss", "&": " "})


@cache
def data(name: str) -> Any:
    """One file of `resources/demo`, read once; nobody changes what it gives."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (source_tree("resources") / "demo" / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=loader)


def slug(text: str, mark: str = "") -> str:
    """Letters and digits for an address: "Bäckerei Morgenrot" is backereimorgenrot."""
    plain = unicodedata.normalize("NFKD", names.fold(text).translate(PLAIN))
    return re.sub(r"[^a-z0-9]+", mark, plain).strip(mark or None)


class Words:
    """Draws from lists. A list is used up in random order before anything of it comes again."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._bags: dict[str, list[Any]] = {}

    def draw(self, key: str, choices: Sequence[Any]) -> Any:
        """The next of `choices`; key: which bag it comes from."""
        bag = self._bags.get(key)
        if not bag:
            bag = self._bags[key] = self.rng.sample(choices, len(choices))
        return bag.pop()

    def weighted(self, weights: dict[str, float]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def said(self, situation: str, **values: str) -> str:
        """A summary for an interaction: an opening, and often a second sentence."""
        talk = data("talk")[situation]
        first, second = self.draw(situation, talk["first"]), self.draw(f"{situation}, then", talk["second"])
        return self.fill(f"{first} {second}".strip(), **values)

    def fill(self, template: str, **values: str) -> str:
        """Put names and small facts into a text; its first letter becomes a capital."""
        if "{" in template:
            facts = {
                "day": self.rng.choice(WEEKDAYS), "n": str(self.rng.randint(2, 6)),
                "via": self.rng.choice(data("talk")["via"]), **values,
            }  # fmt: skip
            template = template.format(**facts)
        return template[:1].upper() + template[1:]
