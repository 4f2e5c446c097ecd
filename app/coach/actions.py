"""What the buttons of the coach do: one write for the deed and its outcome, undone with one step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.coach import insights
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import tasks


@dataclass(frozen=True, slots=True)
class Done:
    """said: what was done, empty where nothing was changed. opens: a record to show, (kind, id).

    draft: a message to write: {contact_id, subject, body}. step: the undo step, where there is one.
    """

    said: str = ""
    opens: tuple[str, int] | None = None
    draft: Mapping[str, Any] | None = None
    step: int | None = None


Deed = Callable[[Session, Mapping[str, Any], datetime], Done]


def perform(db: Database, insight_id: int, n: int = 0, *, at: datetime) -> Done:
    """Do what button `n` says, and remember it. Errors: CrmError, as where the record is gone; nothing is done then."""
    with db.write(actor="coach") as session:
        insight = insights.row(session, insight_id)
        action = _action(insights.stored_actions(insight), insight_id, n)
        done = KINDS[action["kind"]](session, action["params"], at)
        insights.mark_acted(session, insight, session.info["undo_step"] if done.said else None, at=at)
        return Done(done.said, done.opens, done.draft, insight.step_id)


def _action(actions: list[dict[str, Any]], insight_id: int, n: int) -> dict[str, Any]:
    if not 0 <= n < len(actions) or actions[n]["kind"] not in KINDS:
        raise CrmError(f"This insight has no button {n}.", kind="not_found", where=f"insight {insight_id}")
    return actions[n]


def _create_task(session: Session, params: Mapping[str, Any], at: datetime) -> Done:
    fields = {key: value for key, value in params.items() if key != "due_days"}
    due_on = at.date() + timedelta(days=params["due_days"]) if "due_days" in params else None
    tasks.create(session, at=at, due_on=due_on, **fields)
    return Done("Task created.")


def _open(_session: Session, params: Mapping[str, Any], _at: datetime) -> Done:
    return Done(opens=(params["kind"], params["id"]))


KINDS: Mapping[str, Deed] = {"create_task": _create_task, "open": _open}
