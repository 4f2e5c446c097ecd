"""An action typed as a command, and what the coach says to it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.cli.command import Answer, Call
from app.cli.text import moment
from app.cli.text import record as record_lines
from app.coach import insights
from app.coach.insights import Insight
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import records
from app.models import Base


def act(call: Call, work: Callable[[Session, datetime], Base]) -> Answer:
    """Do the work as one step. The answer: the record as it left it, and the insights that the action caused."""
    with call.open() as app:
        events: list[ActivityRecorded] = []
        app.bus.subscribe(ActivityRecorded, events.append)
        with app.db.write() as session:
            row = records.as_row(work(session, session.info["at"]))
        caused = [insight for event in events for insight in said(app, app.coach.react(event).insights)]
    return Answer({**row, "insights": [as_json(insight) for insight in caused]}, lambda: _lines(row, caused))


def said(app: App, found: Iterable[Insight], level: int | None = None) -> list[Insight]:
    """Insights as they stand once a toast of them was printed: who reads the answer has seen it.

    level: the intensity they were asked at, if not the owner's.
    """
    return [_printed(app, one, level) for one in found]


def _printed(app: App, insight: Insight, level: int | None) -> Insight:
    if insight.delivery != "queued":
        return insight
    if app.coach.may_show(insight.id, level):
        app.coach.note_shown(insight.id)
    with app.db.read() as session:
        return insights.get(session, insight.id)


def as_json(insight: Insight) -> dict[str, Any]:
    """{id, rule, type, priority, critical, message, evidence, actions, decision, reason, ...}."""
    return {
        "id": insight.id, "rule": insight.rule, "type": insight.type, "priority": insight.priority,
        "critical": insight.critical, "message": insight.message, "evidence": insight.evidence,
        "actions": [{"n": one.n, "label": one.label, "kind": one.kind} for one in insight.buttons],
        "entity": list(insight.entity) if insight.entity else None, "decision": insight.delivery,
        "reason": insight.reason, "outcome": insight.outcome, "created_at": insight.created_at,
        "shown_at": insight.shown_at, "snoozed_until": insight.snoozed_until,
    }  # fmt: skip


def told(insight: Insight) -> Iterator[str]:
    """An insight as a person reads it."""
    where = f" ({insight.reason})" if insight.reason else ""
    yield f"{insight.id}  {insight.name}, {moment(insight.created_at)}: {insight.outcome or insight.delivery}{where}"
    yield f"    {insight.message}"
    if insight.buttons and insight.outcome is None:
        yield "    " + "   ".join(f"[{one.n}] {one.label}" for one in insight.buttons)


def _lines(row: dict[str, Any], caused: Iterable[Insight]) -> Iterator[str]:
    yield from record_lines(row)
    for insight in caused:
        yield from told(insight)
