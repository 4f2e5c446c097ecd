"""What may leave the machine: a switch per kind of data, names as placeholders, addresses and numbers masked."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.clients.llm.talk import Message, Part
from app.core.settings import Value

KINDS: Mapping[str, tuple[str, str]] = {
    "profile": ("model_sends_profile", "Your business profile"),
    "figures": ("model_sends_figures", "Your figures"),
    "people": ("model_sends_people", "Contacts and businesses"),
    "work": ("model_sends_work", "Deals, projects and tasks"),
    "notes": ("model_sends_notes", "Notes and messages"),
    "memories": ("model_sends_memories", "What the coach remembers"),
    "earlier": ("model_sends_earlier", "Earlier conversations"),
}
"""kind of a part -> (its switch, how the owner reads it)"""
NAMES, ADDRESSES = "model_sends_names", "model_sends_addresses"
MASKS = (
    (re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "[e-mail]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "[bank account]"),
    (
        re.compile(
            r"(?<![\w.,-])(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b)(?:"
            r"(?:\+|00)[1-9][\d ()/.-]{5,17}\d"  # with the code of a country
            r"|\(?0[1-9]\d{0,4}\)?[ /-]?\d[\d /-]{4,11}\d"  # with a trunk zero
            r"|\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}"  # as in North America
            r")(?!\w)"
        ),
        "[phone]",
    ),
)
SHORTEST_NAME = 2
PLACEHOLDER = re.compile(r"\[name (\d{1,4})\]")
LONGEST_PLACEHOLDER = len("[name 9999]")


@dataclass
class Names:
    """Names that go out as placeholders and come back as themselves."""

    known: tuple[str, ...]
    _pattern: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        longest_first = sorted((re.escape(name) for name in self.known), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)") if self.known else None
        self._places = {name: f"[name {n}]" for n, name in enumerate(self.known, 1)}

    def hidden(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._places[found[0]], text) if self._pattern else text

    def restored(self, text: str) -> str:
        """A number the model made up stays as it is."""
        return PLACEHOLDER.sub(self._back, text) if self.known else text

    def restored_json(self, text: str) -> str:
        """The same inside of JSON, where a name may need escapes."""
        return PLACEHOLDER.sub(lambda found: json.dumps(self._back(found))[1:-1], text) if self.known else text

    def _back(self, found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return self.known[place] if 0 <= place < len(self.known) else found[0]


def names_of(given: Iterable[str], settings: Mapping[str, Value]) -> Names:
    """The names to hide: none where names may leave."""
    wanted = () if settings[NAMES] else dict.fromkeys(n.strip() for n in given if len(n.strip()) >= SHORTEST_NAME)
    return Names(tuple(wanted))


def reduced(
    messages: Iterable[Message], names: Names, settings: Mapping[str, Value]
) -> tuple[list[tuple[Message, str]], tuple[str, ...]]:
    """Each message, its calls cleaned, with the text of it that may leave; and the labels of what stays here.

    Errors: KeyError for a kind nobody declared: such text never leaves.
    """
    left_out: dict[str, None] = {}
    made = [
        (_with_clean_calls(message, names, settings), "\n\n".join(_texts(message.parts, names, settings, left_out)))
        for message in messages
    ]
    return made, tuple(left_out)


def _texts(parts: Iterable[Part], names: Names, settings: Mapping[str, Value], left_out: dict[str, None]) -> list[str]:
    found = []
    for part in parts:
        if part.kind and not settings[KINDS[part.kind][0]]:
            label = KINDS[part.kind][1]
            left_out[label] = None
            found.append(f"[{label}: kept on the owner's machine]")
        else:
            found.append(cleaned(part.text, names, settings))
    return found


def _with_clean_calls(message: Message, names: Names, settings: Mapping[str, Value]) -> Message:
    calls = (replace(call, arguments=_cleaned_values(call.arguments, names, settings)) for call in message.calls)
    return replace(message, calls=tuple(calls))


def _cleaned_values(value: Any, names: Names, settings: Mapping[str, Value]) -> Any:
    if isinstance(value, str):
        return cleaned(value, names, settings)
    if isinstance(value, dict):
        return {key: _cleaned_values(inner, names, settings) for key, inner in value.items()}
    return [_cleaned_values(inner, names, settings) for inner in value] if isinstance(value, list) else value


def cleaned(text: str, names: Names, settings: Mapping[str, Value]) -> str:
    if not settings[ADDRESSES]:
        for pattern, instead in MASKS:
            text = pattern.sub(instead, text)
    return names.hidden(text)
