"""Reading `rainmaker.json` a row at a time, trusting nothing in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.core import schema
from app.core.errors import CrmError
from app.crm.exporting import layout

TABLE = re.compile(r',?"([a-z_]{1,64})":\[')
OURS = '"tables":{'
"""How the first line of a file ends that has a row on each line."""
LONGEST = 64_000_000
"""Bytes of a line, and of a whole file that was laid out anew by another program."""


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file, not yet checked. number: from 1 within its table."""

    table: str
    number: int
    values: dict[str, Any]


def unreadable(why: str, where: str = layout.JSON_FILE) -> CrmError:
    """The folder is not an export, or not a whole one."""
    return CrmError(f"This export cannot be taken back: {why}. Nothing was changed.", where=where)


def read_head(path: Path) -> dict[str, Any]:
    """Format, version and revision. Errors: CrmError when it is not ours or newer than this program."""
    with _opened(path) as file:
        first = _line(file)
    head = _parsed(first + "}}", "the beginning") if first.endswith(OURS) else _whole(path)
    if not isinstance(head, dict) or head.get("format") != layout.FORMAT:
        raise unreadable("it was not written by Rainmaker")
    _refuse_newer(head.get("version"), head.get("revision"))
    return head


def read_rows(path: Path) -> Iterator[Row | str]:
    """The name of each table as it begins, then its rows. Errors: CrmError where the file is damaged."""
    with _opened(path) as file:
        first = _line(file)
        if first.endswith(OURS):
            yield from _by_line(file)
        else:
            yield from _at_once(path)


def _by_line(file: IO[bytes]) -> Iterator[Row | str]:
    seen: set[str] = set()
    while (line := _line(file)) != "}}":
        opening = TABLE.fullmatch(line)
        if opening is None or opening[1] in seen:
            raise unreadable("a part of it is missing" if not line else "it is damaged")
        seen.add(opening[1])
        yield opening[1]
        yield from _rows_of(file, opening[1])
    if _line(file):
        raise unreadable("there is something after its end")


def _rows_of(file: IO[bytes], table: str) -> Iterator[Row]:
    number = 0
    while (line := _line(file)) != "]":
        number += 1
        if not line:
            raise unreadable(f"it ends in the middle of {table}")
        yield _row(table, number, _parsed(line.removesuffix(","), f"row {number} of {table}"))


def _at_once(path: Path) -> Iterator[Row | str]:
    tables = _whole(path).get("tables")
    if not isinstance(tables, dict):
        raise unreadable("its tables are missing")
    for table, rows in tables.items():
        if not isinstance(rows, list):
            raise unreadable(f"{table} is not a list", table)
        yield table
        for number, values in enumerate(rows, 1):
            yield _row(table, number, values)


def _whole(path: Path) -> Any:
    """A file that another program laid out anew has to be read in one piece."""
    if path.stat().st_size > LONGEST:
        raise unreadable("it was laid out anew and is too large")
    try:
        return _parsed(path.read_text("utf-8"), "the file")
    except UnicodeDecodeError as error:
        raise unreadable("it is not text") from error


def _row(table: str, number: int, values: Any) -> Row:
    if not isinstance(values, dict):
        raise unreadable(f"row {number} of {table} is not a record", table)
    return Row(table, number, values)


def _line(file: IO[bytes]) -> str:
    line = file.readline(LONGEST)
    if len(line) == LONGEST:
        raise unreadable("a line of it is too long")
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise unreadable("it is not text") from error


def _parsed(text: str, what: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise unreadable(f"{what} is damaged") from error


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(f"there is no {layout.JSON_FILE} in it that can be read") from error


def _refuse_newer(version: Any, revision: Any) -> None:
    if type(version) is not int or not isinstance(revision, str) or not re.fullmatch(r"\d{4}", revision):
        raise unreadable("its beginning is damaged")
    if version > layout.VERSION or schema.is_newer(revision):
        raise CrmError(
            "This export was written by a newer Rainmaker. Install the newest version; nothing was changed.",
            kind="unsupported",
            where=layout.JSON_FILE,
        )
