"""From the text of a CSV file to its head and its rows, numbered as a spreadsheet numbers them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core.errors import CrmError
from app.crm.importing import vocabulary
from app.crm.importing.yielding import pieces

DELIMITERS = ",;\t|"
SAMPLE = 60
FIELD_LIMIT = 32 << 20
MANY_LINES = 300
SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?[ \t]*[,;]*\r?\n", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
Row = tuple[int, list[str]]


@dataclass
class Table:
    """heads: one for each column, no two alike; given: fields known already (cards), else empty; rows: cells."""

    heads: list[str]
    rows: list[Row]
    given: list[str] = field(default_factory=list)
    source: str = ""
    kind: str = ""
    broken: list[tuple[int, str]] = field(default_factory=list)


def read_table(text: str, where: str) -> Table:
    """Errors: CrmError when there is no head or no row below it."""
    delimiter, start, skipped = _delimiter(text)
    broken: list[tuple[int, str]] = []
    rows = list(_rows(text[start:], delimiter, skipped, broken))
    head = _find_head(rows)
    if head is None:
        raise CrmError(f"{where} holds no table.", kind="unsupported", where=where)
    heads, below = rows[head][1], rows[head + 1 :]
    if _is_data(heads):
        below, heads = rows[head:], [f"Column {n + 1}" for n in range(len(heads))]
    kept = [row for row in below if any(cell and not cell.isspace() for cell in row[1])]
    if not kept and not broken:
        raise CrmError(f"{where} has a head but no rows.", kind="unsupported", where=where)
    width = max([len(heads), *(len(cells) for _, cells in kept)])
    return Table(_unique(heads, width), kept, broken=broken)


def _rows(text: str, delimiter: str, skipped: int, broken: list[tuple[int, str]]) -> Iterator[Row]:
    """Records with their number in a spreadsheet, where one with line breaks inside is one row."""
    csv.field_size_limit(FIELD_LIMIT)
    lines = _lines(text)
    number, at = skipped, 0
    while at < len(lines):
        reader = csv.reader(lines[at:] if at else lines, delimiter=delimiter)
        start, at = at, len(lines)
        before = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                broken.append((number, f"The row cannot be read: {error}."))
                cells = []
            taken = reader.line_num - before
            if taken > 1 and _is_unclosed(
                lines[start + before : start + reader.line_num], start + reader.line_num, lines
            ):
                yield number, _unquoted(lines[start + before], delimiter)
                at = start + before + 1
                break
            before = reader.line_num
            yield number, cells


def _lines(text: str) -> list[str]:
    """Piece by piece, so that other threads get their turn."""
    plain, found = "\r" not in text, list[str]()
    for piece in pieces(text):
        found += io.StringIO(piece, newline="").readlines() if plain else piece.splitlines(keepends=True)
    return found


def _is_unclosed(taken: list[str], end: int, lines: list[str]) -> bool:
    """A quote that is never closed has swallowed the rest of the file."""
    return (end == len(lines) or len(taken) > MANY_LINES) and sum(line.count('"') for line in taken) % 2 == 1


def _unquoted(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return [cell.strip('"') for cell in cells]


def _delimiter(text: str) -> tuple[str, int, int]:
    """The separator, where the text begins, and how many rows stand before that."""
    named = SEPARATOR.match(text)
    if named:
        return named[1], named.end(), 1
    return max(DELIMITERS, key=lambda mark: _score(text[:200_000], mark)), 0, 0


def _score(text: str, delimiter: str) -> tuple[float, int]:
    """How evenly a separator cuts the first rows, then into how many cells."""
    widths: Counter[int] = Counter()
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number > SAMPLE:
                break
            if cells:
                widths[len(cells)] += 1
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0], 3), item[0]))
    if width == 1:
        return 0, 1
    return round(count / widths.total(), 1), width


def _find_head(rows: list[Row]) -> int | None:
    """The first rows may be a preamble: the head is the one with the most known words, else the first full one."""
    first = [(n, cells) for n, (_, cells) in enumerate(rows[:SAMPLE]) if any(cell.strip() for cell in cells)]
    if not first:
        return None
    known = {n: _known(cells) for n, cells in first[:20]}
    best = max(known, key=lambda n: (known[n], -n))
    if known[best] > 1:
        return best
    width = Counter(len(cells) for _, cells in first).most_common(1)[0][0]
    full = (n for n, cells in first if sum(bool(cell.strip()) for cell in cells) >= 0.6 * width)
    return next(full, first[0][0])


def _known(cells: list[str]) -> int:
    words = {vocabulary.unnumbered(cell) for cell in cells[:500] if 0 < len(cell) < 60}  # noqa: PLR2004
    return max(len(words & vocabulary.heads(kind).keys()) for kind in vocabulary.KINDS)


def _is_data(cells: list[str]) -> bool:
    """A file without a head: its first row holds an address."""
    return any(EMAIL.fullmatch(cell.strip()) for cell in cells)


def _unique(heads: list[str], width: int) -> list[str]:
    found: dict[str, None] = {}
    for number in range(width):
        plain = (heads[number].strip() if number < len(heads) else "") or f"Column {number + 1}"
        head, copy = plain, 1
        while head in found:
            copy += 1
            head = f"{plain} ({copy})"
        found[head] = None
    return list(found)
