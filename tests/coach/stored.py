"""Insights for tests, stored as the engine stores them."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from app.coach import insights, trials, wording
from app.core.db import Database
from app.crm.standing.row import Row
from app.models import ActivityLog, CoachInsight, LedgerEntry
from tests import build
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


def tell(db: Database, shown: bool, count: int, followed: int, at: datetime) -> None:
    """So many toasts of a kind, the first of which were followed a day later."""
    with db.write() as session:
        people = [build.contact(session, f"P{number}") for number in range(count)]
        for number, person in enumerate(people):
            insight = CoachInsight(
                type="time", rule_id="stale-leads", message="x", priority="medium", critical=False,
                evidence={"rows": [{"kind": "contact", "id": person.id, "title": "x", "note": ""}]},
                dedupe_key=f"{shown}:{person.id}:{at}", delivery="shown" if shown else "withheld", created_at=at,
            )  # fmt: skip
            session.add(insight)
            session.flush()
            decision, reason = ("shown", "") if shown else ("withheld", trials.HELD)
            session.add(
                LedgerEntry(insight_id=insight.id, rule_id="stale-leads", decision=decision, reason=reason, at=at)
            )
            if number < followed:
                session.add(
                    ActivityLog(
                        action="contact_contacted", entity_type="contact", entity_id=person.id, actor="owner",
                        created_at=at + timedelta(days=1),
                    )
                )  # fmt: skip
