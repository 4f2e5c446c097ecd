"""The rules as they stand today: what each looks for, when it speaks, and whether the owner has quietened it."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.coach import delivery, wording
from app.coach.delivery import Cause
from app.coach.rule import Draft, Every, OnActivity, OnPattern, Rule
from app.coach.rules import RULES
from app.core.errors import CrmError
from app.core.settings import Value, names

CAUSES: Mapping[type, Cause] = {OnActivity: "action", Every: "time", OnPattern: "pattern"}


@dataclass(frozen=True, slots=True)
class RuleNow:
    """cause: what it is asked by, first of all. doc: what it looks for, and when it is silent; empty where only an
    earlier version of Rainmaker had it. level: the lowest intensity that shows it, 4 for none. lowered: by how many
    steps dismissals raised that. stopped: a trial showed that it does not help.
    """

    id: str
    name: str
    cause: Cause
    doc: str
    formula: str
    level: int
    lowered: int
    muted: bool
    stopped: bool = False

    @property
    def is_off(self) -> bool:
        return self.muted or self.stopped


def roster(settings: Mapping[str, Value], rules: Sequence[Rule] = RULES) -> tuple[RuleNow, ...]:
    """Every rule, in the order in which they are listed."""
    return tuple(describe(rule.id, settings, rules=rules) for rule in rules)


def describe(
    rule_id: str, settings: Mapping[str, Value], *, critical: bool = False, rules: Sequence[Rule] = RULES
) -> RuleNow:
    """One rule by its id, also one that is no more. critical: of an insight that is shown at every intensity."""
    rule = next((rule for rule in rules if rule.id == rule_id), None)
    steps = names(settings["lowered_rules"]).count(rule_id)
    muted, stopped = (rule_id in names(settings[key]) for key in ("muted_rules", "stopped_rules"))
    if rule is None:
        return RuleNow(rule_id, rule_id, "action", "", "", delivery.INBOX_ONLY, steps, muted, stopped)
    level = delivery.needed_level(rule, Draft({}, critical=critical), settings)
    name, formula = _words(rule_id)
    return RuleNow(rule_id, name, CAUSES[type(rule.when[0])], _doc(rule), formula, level, steps, muted, stopped)


def _doc(rule: Rule) -> str:
    """The head of its file."""
    module = inspect.getmodule(rule.check)
    return inspect.cleandoc(module.__doc__ or "") if module else ""


def _words(rule_id: str) -> tuple[str, str]:
    """Name and formula; the id where the message file has gone."""
    try:
        return wording.rule_name(rule_id), wording.formula(rule_id)
    except CrmError:
        return rule_id, ""
