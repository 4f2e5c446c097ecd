"""The house stays small: short files, short functions, plain names, a docstring on every module."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "app").rglob("*.py"))
BANNED = {"utils", "util", "helpers", "helper", "manager", "misc"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    for path in FILES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0  # type: ignore[operator]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): n for path in FILES if (n := path.read_text().count("\n")) > 400}
    assert long == {}


def test_functions_are_short() -> None:
    sizes = [
        body_lines(node) for _, tree in parsed() for node in ast.walk(tree) if isinstance(node, Function)
    ]  # fmt: skip
    assert statistics.median(sizes) <= 8
    assert statistics.quantiles(sizes, n=10)[-1] <= 20


def test_modules_have_plain_names_and_say_what_they_are() -> None:
    vague = [str(path.relative_to(ROOT)) for path in FILES if BANNED & set(path.stem.split("_"))]
    silent = [str(path.relative_to(ROOT)) for path, tree in parsed() if not ast.get_docstring(tree)]
    assert (vague, silent) == ([], [])


def test_decisions_are_numbered_once_and_short() -> None:
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [note.name[:4] for note in notes]
    assert len(set(numbers)) == len(numbers)
    assert [note.name for note in notes if len(note.read_text().splitlines()) > 30] == []
