"""docs/traceability.md: every row is whole, and what it says is built can be found in the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.models import Base

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "traceability.md"
HEADER = ["Paper item", "Here", "Where it stands"]
QUOTED = re.compile(r"`([^`]+)`")
COLUMN = re.compile(r"[a-z_]+\.[a-z_]+")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line[1:-1].split("|")]


def _rows() -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row below a header of three columns."""
    inside = False
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.startswith("|"):
            inside = False
        elif _cells(line) == HEADER:
            inside = True
        elif inside and not line.startswith("|---"):
            yield number, _cells(line)


ROWS = list(_rows())
FILLED = [(number, cells) for number, cells in ROWS if cells[-1]]


def _wrong_places(where: str) -> Iterator[str]:
    """A place is `path` or `path:name`, the name being a word of that file."""
    if QUOTED.sub("", where).replace(",", "").strip():
        yield "only paths in backticks belong here"
    for place in QUOTED.findall(where):
        path, _, name = place.partition(":")
        if not (ROOT / path).exists():
            yield f"{path} does not exist"
        elif name and not re.search(rf"\b{re.escape(name)}\b", (ROOT / path).read_text(encoding="utf-8")):
            yield f"{path} does not name {name}"


def test_every_table_row_of_the_papers_is_read() -> None:
    lines = PAGE.read_text(encoding="utf-8").partition("\n## Not carried over\n")[0].splitlines()
    written = [line for line in lines if line.startswith("|")]
    headers = sum(_cells(line) == HEADER for line in written)
    assert len(ROWS) == len(written) - 2 * headers
    assert FILLED


def test_rows_are_whole() -> None:
    wrong = [number for number, cells in ROWS if len(cells) != len(HEADER) or not all(cells[:2])]
    assert not wrong, f"lines {wrong} of {PAGE.name} lack a cell"


def test_filled_cells_name_what_exists() -> None:
    wrong = [(number, problem) for number, cells in FILLED for problem in _wrong_places(cells[-1])]
    assert not wrong, f"(line, problem): {wrong}"


def test_columns_of_built_tables_exist() -> None:
    known = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    named = [(n, word) for n, cells in FILLED if "app/models/" in cells[-1] for word in QUOTED.findall(cells[1])]
    wrong = [(n, word) for n, word in named if COLUMN.fullmatch(word) and word not in known]
    assert not wrong, f"no such columns: {wrong}"
