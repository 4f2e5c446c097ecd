"""The private texts of a guard as they are looked for, made once for many guards: only what is open differs."""

from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from app.guard.ciphers import Ciphers
from app.guard.letters import bare, plain
from app.guard.script import Script, Span
from app.guard.words import Chains

MOST_OPEN = 2_000
"""Open texts that are remembered for one list."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What an open text has in common with the private ones: of their letters, letters but vowels, and words."""

    letters: tuple[Span, ...]
    bare: tuple[Span, ...]
    stems: frozenset[str]
    places: tuple[int, ...]


class Known:
    """What a guard asks. The letters, the words and the codes of it stay closed: a guard opens its own `view`."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.script = Script(texts)
        self.bare = Script(self.script.texts, bare)
        self.chains = Chains(self.script.texts)
        self.ciphers = Ciphers(self.script)
        self._shared: dict[str, Shared] = {}

    def view(self, open_texts: tuple[str, ...]) -> "Known":
        """With these texts open, for one guard alone."""
        made = copy(self)
        made.script, made.bare, made.chains = self.script.closed(), self.bare.closed(), self.chains.closed()
        made.ciphers = self.ciphers.of(made.script)
        for text in open_texts:
            shared = self._of(text)
            made.script.allow(shared.letters)
            made.bare.allow(shared.bare)
            made.chains.allow(shared.stems, shared.places)
        return made

    def _of(self, text: str) -> Shared:
        found = self._shared.get(text)
        if found is None:
            said = plain(text)
            found = Shared(self.script.shared(said), self.bare.shared(said), *self.chains.shared(said))
            if len(self._shared) >= MOST_OPEN:
                self._shared.clear()
            self._shared[text] = found
        return found


@lru_cache(maxsize=4)
def known(texts: tuple[str, ...]) -> Known:
    """By the private texts themselves, so it can never be an old one."""
    return Known(texts)
