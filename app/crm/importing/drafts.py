"""A row on its way to becoming a record."""

from dataclasses import dataclass, field
from typing import Any

from app.crm.importing.dates import Moment

Point = tuple[str, str, str | None]
"""Value as compared, text as given, label."""
Reference = tuple[str, str, str]
"""The column to fill, how the target is named (external_id, email, domain, name), its name."""


class RowError(Exception):
    """A row that cannot become a record. field: what is wrong with it; message: a sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(slots=True)
class Draft:
    """values: what was read, by field; later by column, as it is stored. moments: by field, with what the source knew.

    given_id: the id the source gave; print: a fingerprint of a row without one. guessed: when it was done is not known.
    """

    row: int
    table: str
    values: dict[str, Any]
    custom: dict[str, str]
    emails: list[Point] = field(default_factory=list)
    phones: list[Point] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    moments: dict[str, Moment] = field(default_factory=dict)
    money: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    label: str | None = None
    given_id: str | None = None
    print: str | None = None
    id: int = 0
    stage: tuple[str | None, str | None, str] | None = None
    mentioned: bool = False
    guessed: bool = False
