"""Answers for people: aligned tables, local days and hours, money in the way of its currency."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

WIDEST = 40
"""Columns of the terminal one cell may take."""


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], widest: int = WIDEST) -> Iterator[str]:
    """A heading and one line a row; numbers stand right, cells wider than `widest` are cut."""
    cells = [[cell(row, column, widest) for column in columns] for row in rows]
    heads = [
        column.removesuffix("_cents").removesuffix("_at").removesuffix("_on").replace("_", " ") for column in columns
    ]
    widths = [max(map(_width, column)) for column in zip(heads, *cells, strict=True)]
    right = [all(isinstance(row.get(column), int | float | None) for row in rows) for column in columns]
    for line in (heads, *cells):
        yield "  ".join(_pad(*parts) for parts in zip(line, widths, right, strict=True)).rstrip()


def record(row: Mapping[str, Any]) -> Iterator[str]:
    """One field a line; empty ones and those that only help sorting are left out."""
    filled = {
        name.removesuffix("_cents"): cell(row, name, widest=None)
        for name, value in row.items()
        if value not in (None, "", [], {}) and not name.startswith("sort_")
    }
    width = max(map(len, filled), default=0)
    for name, text in filled.items():
        yield f"{name:<{width}}  {text}".rstrip()


def cell(row: Mapping[str, Any], column: str, widest: int | None = WIDEST) -> str:
    """One value as a person reads it."""
    value = row.get(column)
    if column.endswith("_cents") and isinstance(value, int) and row.get("currency"):
        return money(value, row["currency"])
    text = _written(column, value)
    if widest is None:
        return text
    text = " ".join(text.split())
    return text if len(text) <= widest else f"{text[: widest - 1]}…"


def money(cents: int, currency: str) -> str:
    """An amount as 1,234.50 EUR, with the digits its currency has."""
    from app.core.money import exponent, to_major  # noqa: PLC0415 - babel, only where there is money

    return f"{to_major(cents, currency):,.{exponent(currency)}f} {currency}"


def moment(text: str | datetime) -> str:
    """A moment on this computer's wall clock, to the minute."""
    value = datetime.fromisoformat(text) if isinstance(text, str) else text
    return f"{value.astimezone():%Y-%m-%d %H:%M}"


def _written(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "at" or column.endswith("_at"):
        return moment(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(_item, value))
    return str(value)


def _item(value: object) -> str:
    """An e-mail or a phone as it was written, with its label; anything else as it is."""
    if not isinstance(value, dict):
        return str(value)
    if "original" in value:
        return f"{value['original']} ({value['label']})" if value["label"] else str(value["original"])
    return json.dumps(value, ensure_ascii=False)


def _width(text: str) -> int:
    """Columns in a terminal: Chinese, Japanese and Korean letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
