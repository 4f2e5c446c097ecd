"""Insights for tests, stored as the engine stores them."""

from itertools import count
from typing import Any

from app.coach import insights, wording
from app.crm.standing.row import Row
from app.models import CoachInsight
from tests.conftest import NOW

RULE = "stale-leads"
_numbers = count()


def insight(session: Any, message: str = "3 leads wait.", **fields: Any) -> int:
    """With its decision in the ledger. fields: columns."""
    made: dict[str, Any] = {
        "type": "time", "rule_id": RULE, "priority": "medium", "delivery": "inboxed", "reason": "quiet hours",
        "created_at": NOW, "evidence": {"rows": [], "count": 0},
    }  # fmt: skip
    row = CoachInsight(message=message, dedupe_key=f"test:{next(_numbers)}", **made | fields)
    insights.store(session, row)
    return row.id


def of_leads(session: Any, *rows: Row, count: int = 0, figures: dict[str, Any] | None = None, **fields: Any) -> int:
    """About these leads, with two buttons: open the first, and plan a task with them. figures: n, value, low, high."""
    kept = [{"kind": row.kind, "id": row.id, "title": row.title, "note": wording.note(RULE, row.facts)} for row in rows]
    first = rows[0].id if rows else 0
    opens = {"kind": "open", "label": "Open", "params": {"kind": "contact", "id": first}}
    task = {
        "kind": "create_task",
        "label": "Plan a call",
        "params": {"contact_id": first, "title": "Call", "due_days": 0},
    }
    return insight(
        session, f"{len(rows)} leads wait.", evidence={"rows": kept, "count": count or len(kept)} | (figures or {}),
        suggested_action="open", action_params=opens, further_actions={"actions": [task]}, **fields,
    )  # fmt: skip
