"""What deals alone can be filtered by, beyond their columns."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import funnel
from app.crm.standing import stuck
from app.models import Deal

Sql = ColumnElement[bool]


def sql(session: Session, field: str, value: Any, now: datetime) -> Sql:
    """field: one of FIELDS. Errors: CrmError for a value it does not take."""
    return FIELDS[field](session, value, now)


def _stuck(session: Session, value: Any, now: datetime) -> Sql:
    """value: True for the stuck ones, False for the others."""
    found = stuck.is_stuck(session, now)
    return ~found if value in (False, "no", "false") else found


def _step(_session: Session, value: Any, now: datetime) -> Sql:
    """Open deals whose next step is missing, overdue or planned."""
    is_open, nothing = Deal.closed_at.is_(None), and_(Deal.next_step_on.is_(None), Deal.next_step.is_(None))
    found = {
        "missing": nothing, "overdue": Deal.next_step_on < now.date(), "planned": Deal.next_step_on >= now.date(),
    }  # fmt: skip
    if value not in found:
        raise CrmError(f"A next step is {', '.join(found)}, not {value}.", where="step")
    return and_(is_open, found[value])


FIELDS: Mapping[str, Callable[[Session, Any, datetime], Sql]] = {
    "reached": funnel.reached, "stuck": _stuck, "step": _step,
}  # fmt: skip
"""Field of a condition -> the SQL of it, given the value."""
