"""Ask one time rule, and hear its sentence."""

from collections.abc import Collection
from datetime import datetime

from app.coach import wording
from app.coach.rule import Context, Draft, Rule
from app.coach.values import Money
from app.core.db import Database
from app.crm import preferences
from tests.conftest import NOW


def ask(db: Database, rule: Rule, now: datetime = NOW, silent: Collection[int] = ()) -> Draft | None:
    with db.read() as session:
        rejected = frozenset(("contact", record_id) for record_id in silent)
        return rule.check(Context(session, now, preferences.all_values(session), rejected=rejected))


def told(db: Database, rule: Rule, now: datetime = NOW) -> str:
    """What it says; empty where it has nothing to say. Every button and every note must have its words, too."""
    draft = ask(db, rule, now)
    if draft is None:
        return ""
    for action in draft.actions:
        assert wording.button(rule.id, action.name, draft.values).label
    for row in draft.rows:
        assert "{" not in wording.note(rule.id, row.facts)
    return wording.sentence(rule.id, draft.text, draft.values)


def ids(draft: Draft | None) -> list[int]:
    """Of the records it counts, in their order."""
    return [] if draft is None else [row.id for row in draft.rows]


def money(cents: int, currency: str = "EUR") -> str:
    """As it stands in a sentence."""
    return " ".join(wording.written(Money(cents, currency)).split())
