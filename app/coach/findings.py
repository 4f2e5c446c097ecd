"""What the weekly analysis found, and how it is said: by the rules about patterns and on the command line alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.coach import wording
from app.coach.rule import QUARTER, Action, Context, Draft
from app.coach.values import Money, Percent
from app.crm.standing import cases
from app.models import CoachInsight, PatternFinding


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one group of one question, as it is stored; or why there is nothing to say.

    question: what was asked, "deals" or "tasks_weekday". lasting: it may be claimed. missing: "61 of 150 hours".
    text: what the sentence needs besides: {asked, variant, side, best, news, slices, unit, currency, facts}, and the
    cases behind it: {rows: [[kind, id]], count}. news: false for what is true but goes without saying.
    """

    rule_id: str
    question: str
    group_name: str
    n: int
    computed_at: datetime
    lasting: bool
    value: float | None = None
    rest: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    reason: str | None = None
    missing: str | None = None
    since: date | None = None
    until: date | None = None
    text: dict[str, Any] = field(default_factory=dict)


Found = Finding | PatternFinding
"""As just made, or as stored."""


def sentence(found: Found) -> str:
    """The claim in words."""
    return wording.sentence(found.rule_id, str(found.text["variant"]), values(found))


def title(found: Found) -> str:
    """What was asked: "Best day"."""
    return str(wording.messages(found.rule_id)["questions"][found.text["asked"]])


def values(found: Found) -> dict[str, Any]:
    """What the sentence is filled with. more, less: how far the group lies above or below the rest, as a share."""
    value, rest = found.value or 0.0, found.rest or 0.0
    figures = {name: _written(found, getattr(found, name)) for name in ("value", "rest", "low", "high")}
    ratio = value / rest if rest else 1.0
    apart = {"more": Percent(max(0.0, ratio - 1)), "less": Percent(max(0.0, 1 - ratio))}
    group = found.group_name.replace("_", " ")
    return {"group": group, "n": found.n, "since": found.since, **figures, **apart, **found.text["facts"]}


def draft(ctx: Context, rule_id: str, actions: Sequence[Action] = ()) -> Draft | None:
    """The clearest claim of a pattern that is news and was not told yet, with the cases it counts."""
    known = select(CoachInsight.dedupe_key).where(CoachInsight.rule_id == rule_id)
    told = set(ctx.session.scalars(known))
    found = next((one for one in ctx.findings(rule_id) if one.text["news"] and _key(one) not in told), None)
    if found is None:
        return None
    return Draft(
        values(found), text=str(found.text["variant"]), dedupe=_key(found),
        rows=cases.named(ctx.session, found.text["rows"]), count=int(found.text["count"]), n=found.n,
        value=found.value, low=found.low, high=found.high, actions=tuple(actions), keeps=QUARTER,
    )  # fmt: skip


def _key(found: Found) -> str:
    """A claim is news once: the same group on the same side is not told again."""
    return f"{found.rule_id}:{found.question}:{found.group_name}:{found.text['side']}"


def _written(found: Found, figure: float | None) -> Any:
    """A figure in its unit."""
    if figure is None:
        return ""
    kinds: Mapping[str, Callable[[float], Any]] = {
        "share": Percent,
        "money": lambda cents: Money(round(cents), str(found.text["currency"])),
        "days": round,
    }
    return kinds.get(str(found.text["unit"]), float)(figure)
