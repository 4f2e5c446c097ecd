"""The activity log of imported records: what happened when the source says it did. Nobody reacts to these rows."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.crm.importing.dates import Moment
from app.crm.importing.drafts import Draft

Entry = tuple[str, str, int, str, str, str, int | None]
"""action, entity type, entity id, details, actor, created at, offset."""
COLUMNS = ("action", "entity_type", "entity_id", "metadata", "actor", "created_at", "utc_offset_minutes")


def entry(action: str, kind: str, record_id: int, moment: Moment, details: Mapping[str, Any]) -> Entry:
    return action, kind, record_id, json.dumps(dict(details)), "import", moment.text, moment.offset


class History:
    """Log entries of new records. now: for what the source gives no time of."""

    def __init__(self, now: Moment) -> None:
        self._now = now
        self._details: dict[tuple[Any, ...], str] = {}

    def of(self, draft: Draft, row: Mapping[str, Any], stage: str | None) -> Iterator[Entry]:
        """row: the values as they are stored."""
        created = draft.moments.get("created_at") or self._now
        if draft.table == "contacts":
            details = self._cached(source=row.get("source"), status=row["status"])
            yield "contact_created", "contact", draft.id, details, "import", created.text, created.offset
        elif draft.table == "businesses":
            yield entry("business_created", "business", draft.id, created, {"kind": row["kind"], "source": None})
        elif draft.table == "deals":
            yield from self._deal(draft, row, stage, created)
        elif draft.table == "tasks":
            yield from self._task(draft, row, created)
        else:
            yield from self._happened(draft, row)

    def _deal(self, draft: Draft, row: Mapping[str, Any], stage: str | None, created: Moment) -> Iterator[Entry]:
        value, source = row.get("value_cents"), row.get("source")
        details = {"value": value, "stage": stage, "contact_id": row.get("contact_id"), "source": source}
        yield entry("deal_created", "deal", draft.id, created, details)
        closed = draft.moments.get("closed_at")
        if closed is not None:
            took = days_between(created.text, closed.text)
            details = {
                "won": row["won"],
                "value": value,
                "cost": row.get("cost_cents"),
                "days_to_close": took,
                "source": source,
            }
            yield entry("deal_closed", "deal", draft.id, closed, details)

    def _task(self, draft: Draft, row: Mapping[str, Any], created: Moment) -> Iterator[Entry]:
        due = row.get("due_on") is not None
        yield entry("task_created", "task", draft.id, created, {"priority": row["priority"], "has_due_date": due})
        done = draft.moments.get("completed_at")
        if done is not None:
            took = days_between(created.text, done.text)
            details = {"priority": row["priority"], "had_due_date": due, "days_to_complete": took}
            details |= {"guessed": True} if draft.guessed else {}
            yield entry("task_completed", "task", draft.id, done, details)

    def _happened(self, draft: Draft, row: Mapping[str, Any]) -> Iterator[Entry]:
        if draft.table == "interactions" and row.get("contact_id"):
            details = {"kind": row["kind"], "direction": row["direction"]}
            yield entry("contact_contacted", "contact", row["contact_id"], draft.moments["at"], details)
        elif draft.table == "notes" and row.get("entity_id"):
            yield entry("note_added", "contact", row["entity_id"], draft.moments["at"], {})
        elif draft.table == "time_entries":
            details = {
                "duration": row["duration_minutes"],
                "project_id": row.get("project_id"),
                "is_billable": row["billable"],
            }
            yield entry("time_logged", "time_entry", draft.id, draft.moments["ended_at"], details)

    def _cached(self, **details: Any) -> str:
        key = tuple(details.values())
        if key not in self._details:
            self._details[key] = json.dumps(details)
        return self._details[key]


def days_between(start: str, end: str) -> int:
    """Whole days; an end before its start gives 0."""
    return max(0, (datetime.fromisoformat(end) - datetime.fromisoformat(start)).days)
