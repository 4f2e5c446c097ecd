"""Leaving the interpreter to the window while an import holds a million objects.

Python runs one thread at a time and changes between them only between its own instructions. Looking for dead cycles
among a million objects, or dropping all of them at once, is one instruction of a third of a second.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

AT_ONCE = 500
PIECE = 1 << 18


@contextmanager
def without_collector() -> Iterator[None]:
    """The search for dead cycles took half of the time; an import makes none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def let_go(*held: dict[Any, Any] | list[Any]) -> None:
    """Empty what is not needed any more, a few entries at a time."""
    for one in held:
        if isinstance(one, dict):
            while one:
                one.popitem()
        else:
            while one:
                del one[-AT_ONCE:]


def pieces(text: str) -> Iterator[str]:
    """A long text in parts of a quarter of a million letters, each but the last with a line's end as its end."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + PIECE) + 1 or len(text)
        yield text[at:end]
        at = end
