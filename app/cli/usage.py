"""Sentences about what was typed."""

import difflib
from collections.abc import Iterable

from app.core.errors import CrmError


class UsageError(CrmError):
    """Wrong use of the command line."""

    def __init__(self, message: str, where: str | None = None) -> None:
        super().__init__(message, kind="usage", where=where)


def shown(text: str) -> str:
    """A typed value inside a sentence: quoted, short, and printable."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"  # noqa: PLR2004 - enough to recognise it by


def nearest(name: str, known: Iterable[str]) -> str:
    """ " Did you mean X?", or nothing when nothing is near."""
    near = difflib.get_close_matches(name[:60], list(known), n=1, cutoff=0.55)
    return f" Did you mean {near[0]}?" if near else ""
