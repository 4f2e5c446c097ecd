"""CSV for people: cells that a spreadsheet would take for a formula are shown as text."""

import csv
import re
from collections.abc import Sequence
from typing import IO, Any

from app.crm.exporting.layout import dumps

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?[\d .()/-]+")
"""Phone numbers and amounts may begin with + or -; without a letter there is nothing to run."""


class Sheet:
    """One CSV file: UTF-8 with a mark that spreadsheets look for, CRLF, the header first."""

    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(columns)

    def write(self, values: Sequence[Any]) -> None:
        """Values as they stand in the JSON."""
        self._writer.writerow([_cell(value) for value in values])


def _cell(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return guarded(value) if value[:1] in FORMULA else value
    if kind is bool:
        return "true" if value else "false"
    return dumps(value) if kind in (dict, list) else value


def guarded(text: str) -> str:
    """An apostrophe before what could run: spreadsheets then show the cell as text."""
    if text.startswith(FORMULA) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
