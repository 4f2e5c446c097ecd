"""What is typed and not yet sent, kept beside the data file: it survives a closed panel, a quit and a crash."""

import json
import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)
NAME = "drafts.json"


class Drafts:
    """One text for each place it is typed in. Not in the data file: it changes with every pause, and is no record."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._texts = _read(self._path)

    def get(self, place: str) -> str:
        return self._texts.get(place, "")

    def places(self) -> tuple[str, ...]:
        """The one typed in last at the end."""
        return tuple(self._texts)

    def latest(self) -> str:
        """The place in which something was typed last; empty where there is none."""
        return next(reversed(self._texts), "")

    def keep(self, place: str, text: str) -> None:
        """Written whole beside the old file, which it then replaces. Where the disk refuses, it lives in memory."""
        if self.get(place) == text:
            return
        self._texts.pop(place, None)
        if text:
            self._texts[place] = text
        try:
            _write(self._path, self._texts)
        except OSError:
            log.exception("a draft could not be written")


def _read(path: Path) -> dict[str, str]:
    """Empty where there is none, or none that can be read."""
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {place: text for place, text in found.items() if isinstance(text, str)}
    return {}


def _write(path: Path, texts: dict[str, str]) -> None:
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        # a paste may hold half of a surrogate pair, which no file can: JSON writes it as an escape
        json.dump(texts, file)
    fresh.replace(path)
