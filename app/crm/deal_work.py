"""What is left of the value of a deal after the work it led to. Read-only."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.crm import deals
from app.crm.projects import value_of
from app.models import Project, TimeEntry


@dataclass(frozen=True, slots=True)
class Margin:
    """Value minus cost, minor units of the deal's currency. minutes: what the cost was made of where none was typed;
    left_out: projects whose hours have no cost an hour, or one in another currency."""

    value: int
    cost: int
    minutes: int | None = None
    left_out: int = 0

    @property
    def cents(self) -> int:
        return self.value - self.cost

    @property
    def share(self) -> float | None:
        return self.cents / self.value if self.value else None


def margin(session: Session, deal_id: int) -> Margin | None:
    """By the cost that was typed, else by the logged hours at the hourly cost; None where neither is known."""
    deal = deals.get(session, deal_id)
    if deal.value_cents is None:
        return None
    if deal.cost_cents is not None:
        return Margin(deal.value_cents, deal.cost_cents)
    spent = func.coalesce(func.sum(TimeEntry.duration_minutes), 0).label("minutes")
    query = select(Project.hourly_cost_cents, Project.currency, spent).join(TimeEntry).where(Project.deal_id == deal_id)
    cost = minutes = left_out = 0
    for row in session.execute(query.group_by(Project.id)):
        costs = value_of(row.minutes, row.hourly_cost_cents)
        if costs is None or row.currency != deal.currency:
            left_out += bool(row.minutes)
        else:
            cost, minutes = cost + costs, minutes + row.minutes
    return Margin(deal.value_cents, cost, minutes, left_out) if minutes else None
