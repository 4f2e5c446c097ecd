"""Projects that ask for the owner: time that is not billed yet, and budgets that are used up.

Time is counted and rounded as on the page of a project.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select, text
from sqlalchemy.orm import Session

from app.crm import days, preferences
from app.crm.projects import value_of
from app.crm.standing.row import TOP, Listed, Row
from app.models import Project, TimeEntry

WAITS, LAST_DAYS = timedelta(days=14), timedelta(days=3)
"""How long time may wait for its bill, and how many days of a month are its end."""
TO_BILL = text("billable = 1 AND billed_at IS NULL")
"""Word for word as in the index of what is to be billed."""


@dataclass(frozen=True, slots=True)
class Unbilled:
    """cents and others of `listed`: what the time is worth at the rates. minutes: of all of it."""

    listed: Listed
    minutes: int


def unbilled(session: Session, now: datetime, without: Collection[int] = (), waits: timedelta = WAITS) -> Unbilled:
    """Billable time that ended 14 days ago or before, in the last three days of a month all of it, by project.

    Only of projects that are billed by the hour: they have a rate, or some of their time was billed before. What is
    worth most comes first. facts: minutes, cents (None without a rate), currency, on (the day of the oldest).
    """
    rows = [row for row in session.execute(_unbilled(now, waits)).all() if row.id not in without]
    own = preferences.get(session, "currency")
    worth = {row.id: value_of(row.minutes, row.rate) for row in rows}
    rows.sort(key=lambda row: (row.currency != own, -(worth[row.id] or 0), -row.minutes, row.id))
    elsewhere = sorted({row.currency for row in rows if row.currency != own})
    listed = Listed(
        tuple(_to_bill(row, worth[row.id], now) for row in rows[:TOP]), len(rows),
        sum(worth[row.id] or 0 for row in rows if row.currency == own),
        tuple((code, sum(row.currency == code for row in rows)) for code in elsewhere),
    )  # fmt: skip
    return Unbilled(listed, sum(row.minutes for row in rows))


def over_budget(session: Session, without: Collection[int] = ()) -> Listed:
    """Active projects whose time, or whose billable time at the rate, is more than the budget; the furthest over first.

    facts: text (time or money), used (share of the budget), spent and budget (minutes or minor units), currency,
    business_id.
    """
    found = [over for row in session.execute(_spent()) if row.id not in without and (over := _over(row)) is not None]
    found.sort(key=lambda row: (-row.facts["used"], row.id))
    return Listed(tuple(found[:TOP]), len(found))


def _unbilled(now: datetime, waits: timedelta) -> Any:
    ends = (now.date() + LAST_DAYS).month != now.month
    edge = now if ends else now - waits
    waiting = (
        select(
            TimeEntry.project_id, func.sum(TimeEntry.duration_minutes).label("minutes"),
            func.min(TimeEntry.ended_at).label("first"),
        )
        .where(TO_BILL, TimeEntry.project_id.is_not(None), TimeEntry.ended_at <= edge)
        .group_by(TimeEntry.project_id)
        .subquery()
    )  # fmt: skip
    billed = exists().where(TimeEntry.project_id == Project.id, TimeEntry.billed_at.is_not(None))
    query = select(
        Project.id, Project.name, Project.currency, Project.hourly_rate_cents.label("rate"), waiting.c.minutes,
        waiting.c.first,
    )  # fmt: skip
    query = query.join(waiting, waiting.c.project_id == Project.id)
    return query.where(waiting.c.minutes > 0, or_(Project.hourly_rate_cents > 0, billed))


def _to_bill(row: Any, cents: int | None, now: datetime) -> Row:
    facts = {
        "minutes": row.minutes, "cents": cents, "currency": row.currency, "on": days.local_day(row.first, now)
    }  # fmt: skip
    return Row("project", row.id, row.name, facts)


def _spent() -> Any:
    total, billable = func.sum(TimeEntry.duration_minutes), TimeEntry.billable
    query = select(
        Project.id, Project.name, Project.currency, Project.business_id, Project.budget_minutes, Project.budget_cents,
        Project.hourly_rate_cents.label("rate"), total.label("minutes"), total.filter(billable).label("billable"),
    ).join(TimeEntry, TimeEntry.project_id == Project.id)  # fmt: skip
    has_budget = or_(Project.budget_minutes > 0, Project.budget_cents > 0)
    return query.where(Project.status == "active", has_budget).group_by(Project.id)


def _over(row: Any) -> Row | None:
    """By the budget that is exceeded further."""
    kinds = {
        "time": (row.minutes or 0, row.budget_minutes or 0),
        "money": (value_of(row.billable or 0, row.rate) or 0, row.budget_cents or 0),
    }
    shares = {kind: spent / budget for kind, (spent, budget) in kinds.items() if budget > 0}
    kind = max(shares, key=lambda one: shares[one])
    if shares[kind] <= 1:
        return None
    spent, budget = kinds[kind]
    facts = {"text": kind, "used": shares[kind], "spent": spent, "budget": budget, "currency": row.currency}
    return Row("project", row.id, row.name, facts | {"business_id": row.business_id})
