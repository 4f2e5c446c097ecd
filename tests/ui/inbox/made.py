"""Insights for tests of the inbox, stored as the engine stores them."""

from datetime import datetime
from itertools import count
from typing import Any

from app.coach import insights
from app.coach.delivery import QUEUED, Verdict
from app.coach.rule import Action, Draft
from app.coach.rules import RULES
from app.crm.standing.row import Row
from app.models import CoachInsight
from tests.conftest import NOW

STALE = next(rule for rule in RULES if rule.id == "stale-leads")
INBOXED = Verdict("inboxed", "quiet hours")
_numbers = count()


def of_leads(
    session: Any, rows: tuple[Row, ...] = (), verdict: Verdict = INBOXED, at: datetime = NOW, **fields: Any
) -> int:
    """What the rule about stale leads says of these."""
    values = {"n": len(rows), "limit": 7, "names": ", ".join(row.title for row in rows), "days": 9, "person": "Ana"}
    first = rows[0].id if rows else 0
    actions = (
        Action("open", "open", {"kind": "contact", "id": first}),
        Action("task", "create_task", {"contact_id": first, "due_days": 0}),
    )
    key = f"test:{next(_numbers)}"
    draft = Draft(values, text="many", dedupe=key, rows=rows, actions=actions, **fields)
    row = insights.build(STALE, draft, verdict, "time", at=at)
    insights.store(session, row)
    return row.id


def plain(session: Any, message: str, **fields: Any) -> int:
    """A row with a message alone."""
    made: dict[str, Any] = {
        "type": "time", "rule_id": "stale-leads", "priority": "medium", "delivery": "inboxed", "reason": "level",
        "created_at": NOW,
    }  # fmt: skip
    row = CoachInsight(message=message, dedupe_key=f"plain:{next(_numbers)}", **made | fields)
    session.add(row)
    session.flush()
    return row.id


__all__ = ["INBOXED", "QUEUED", "of_leads", "plain"]
