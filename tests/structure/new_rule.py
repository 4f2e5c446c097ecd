"""Writes the files of a new rule: `python -m tests.structure.new_rule big-deal`. Its test fails until it is written."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

RULE = '''"""{title}: what it does, in one sentence.

Asked when: what makes it worth a look. Silent when: the cases in which it says nothing.
"""

from app.coach.rule import Context, Draft, Every, Rule


def check(ctx: Context) -> Draft | None:
    raise NotImplementedError("{name} is not written yet")


RULE = Rule(id="{name}", when=(Every(),), level=2, priority="medium", check=check)
'''
MESSAGES = """name: {title}
formula: How the figure is made, in words.
text:
  default: "What is said, with {{values}}."
actions: {{}}
"""
TEST = '''"""{title}: when it speaks and when it is silent."""

from app.coach.engine import Engine
from app.coach.rules import {module}
from app.core.clock import Clock
from app.core.db import Database


def test_it_speaks(db: Database, clock: Clock) -> None:
    [insight] = Engine(db, clock, ({module}.RULE,)).run_checks().insights
    assert insight.message == "What is said."


def test_it_is_silent_about_an_empty_business(db: Database, clock: Clock) -> None:
    assert {module}.check  # write the cases in which it must say nothing
    assert Engine(db, clock, ({module}.RULE,)).run_checks().insights == ()
'''


def main(name: str, root: Path = ROOT) -> list[Path]:
    """Write rule, messages and test, and list the rule. Errors: SystemExit with a sentence; nothing is written then."""
    if not NAME.fullmatch(name):
        raise SystemExit("Name the rule in small letters with hyphens: make rule NAME=deal-won")
    module = name.replace("-", "_")
    filled = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    files = {
        root / "app/coach/rules" / f"{module}.py": RULE,
        root / "resources/messages" / f"{name}.yaml": MESSAGES,
        root / "tests/coach/rules" / f"test_{module}.py": TEST,
    }
    taken = [path for path in files if path.exists()]
    if taken:
        raise SystemExit(f"There is a rule {name} already: {taken[0].relative_to(root)}")
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(**filled), encoding="utf-8")
    _list(root / "app/coach/rules/__init__.py", module)
    return list(files)


def _list(path: Path, module: str) -> None:
    """Add the rule to the import and to RULES; `make format` puts both into order."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(from app\.coach\.rules import \(?)", rf"\g<1>{module}, ", text, count=1)
    text = re.sub(r"(\n\)[^\n]*\n*)\Z", rf"\n    {module}.RULE,\g<1>", text)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for written in main(sys.argv[1] if len(sys.argv) > 1 else ""):
        sys.stdout.write(f"Wrote {written.relative_to(ROOT)}\n")
    sys.stdout.write("Its test fails until the rule is written; `make format` and `make docs` when it is.\n")
