"""New deals and tasks from the line of a pane: what was typed, and what they belong to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.crm import deals, tasks
from app.ui.reading import read_date, read_money


def deal(session: Any, typed: Mapping[str, str], currency: str, at: datetime, **links: Any) -> int:
    """typed: title, value. Returns its id. Errors: CrmError for a value that is none."""
    value = read_money(typed["value"], currency)
    return deals.create(session, at=at, title=typed["title"], value_cents=value, **links).id


def task(session: Any, typed: Mapping[str, str], at: datetime, **links: Any) -> int:
    """typed: title, due. Returns its id. Errors: CrmError for a day that is none."""
    return tasks.create(session, at=at, title=typed["title"], due_on=read_date(typed["due"], at.date()), **links).id
