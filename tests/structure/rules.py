"""docs/rules.md: what the coach looks out for, made from the rules, their docstrings and their messages."""

import importlib
import re
from collections.abc import Iterator

from app.coach import wording
from app.coach.rule import Every, OnActivity, OnPattern, Rule
from app.coach.rules import RULES

GROUPS = {"After what you do": OnActivity, "As time passes": Every, "What your history shows": OnPattern}
LEVELS = {2: "Balanced", 3: "Active Coach"}
FORM = re.compile(
    r"(?P<name>[^\n:]+): (?P<does>.+?)\n\nAsked when: (?P<asked>.+?) Silent when: (?P<silent>.+)", re.DOTALL
)
"""How the docstring of a rule is written."""


def page(made: str) -> Iterator[str]:
    yield f"# Rules of the coach\n\n{made}\n"
    yield "Each speaks from the intensity given; what is critical is said at every intensity, Minimal too."
    yield "`rainmaker mute RULE` silences one, `rainmaker insight why ID` shows what an insight rests on."
    for title, kind in GROUPS.items():
        yield f"\n## {title}"
        for rule in RULES:
            if isinstance(rule.when[0], kind):
                yield from _entry(rule)


def docstring(rule: Rule) -> str:
    return importlib.import_module(f"app.coach.rules.{module_name(rule.id)}").__doc__ or ""


def module_name(rule_id: str) -> str:
    return rule_id.replace("-", "_")


def _entry(rule: Rule) -> Iterator[str]:
    found = FORM.fullmatch(docstring(rule).strip())
    if found is None:
        raise SystemExit(f"The docstring of {rule.id} is not in the form the others have.")
    part = {key: " ".join(text.split()) for key, text in found.groupdict().items()}
    yield f"\n### {rule.id}\n\n{part['does'][:1].upper()}{part['does'][1:]}\n"
    yield f"- From {LEVELS[rule.level]} on, priority {rule.priority}."
    yield f"- Asked when: {part['asked']}"
    yield f"- Silent when: {part['silent']}"
    yield f"- Its figure: {wording.formula(rule.id)}"
    for text in wording.messages(rule.id)["text"].values():
        yield f"- “{' '.join(str(text).split())}”"
    labels = [str(action["label"]) for action in wording.messages(rule.id).get("actions", {}).values()]
    if labels:
        yield f"- Buttons: {', '.join(labels)}"
