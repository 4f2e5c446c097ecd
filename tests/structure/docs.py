"""Writes the pages of docs/ that follow from the code: `python -m tests.structure.docs [--check]`."""

import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from app.cli import grammar, pages
from app.core import settings
from app.core.settings import Setting, Value
from tests.structure import rules

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = "<!-- Made from the code by `make docs`; do not edit. -->"


def cli_page() -> str:
    """docs/cli.md: the overview and every command."""
    return "\n".join(_cli_lines()) + "\n"


def settings_page() -> str:
    """docs/settings.md: every setting the owner may change."""
    return "\n".join(_settings_lines()) + "\n"


def rules_page() -> str:
    """docs/rules.md: what the coach looks out for."""
    return "\n".join(rules.page(MADE)) + "\n"


PAGES: dict[str, Callable[[], str]] = {"cli.md": cli_page, "settings.md": settings_page, "rules.md": rules_page}


def stale() -> list[str]:
    """Names of the pages that are missing or no longer say what the code says."""
    return [name for name, make in PAGES.items() if not _same(DOCS / name, make())]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check exit with 1 when one is stale."""
    names = stale()
    for name in names:
        if "--check" in arguments:
            sys.stderr.write(f"docs/{name} is stale: run `make docs`.\n")
        else:
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
            sys.stdout.write(f"Wrote docs/{name}\n")
    return 1 if names and "--check" in arguments else 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _cli_lines() -> Iterator[str]:
    yield f"# Commands\n\n{MADE}\n"
    yield f"```\n{pages.overview(grammar.GROUPS)}\n```"
    for title, commands in grammar.GROUPS.items():
        yield f"\n## {title}"
        for command in commands:
            yield f"\n### {command.name}\n\n```\n{pages.of(command)}\n```"


def _settings_lines() -> Iterator[str]:
    yield f"# Settings\n\n{MADE}\n"
    yield "Change them on the Settings page or with `rainmaker settings KEY VALUE`."
    shown = [setting for setting in settings.DECLARED if setting.group != "Internal"]
    for group, members in groupby(shown, key=lambda setting: setting.group):
        yield f"\n## {group}\n\n| key | what | value | at first | |\n|---|---|---|---|---|"
        yield from map(_row, members)


def _row(setting: Setting) -> str:
    takes = ", ".join(str(choice) for choice in setting.choices) or _TYPES[type(setting.default)]
    takes = f"{takes} ({setting.unit})" if setting.unit else takes
    first = _first(setting.default)
    return f"| `{setting.key}` | {setting.label} | {takes} | {first} | {setting.help} |"


def _first(default: Value) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    text = ", ".join(map(str, default)) if isinstance(default, list) else str(default)
    return text or "empty"


_TYPES = {bool: "on or off", int: "a whole number", str: "text", list: "a list"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
