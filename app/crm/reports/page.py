"""All reports of the page at one moment of the file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crm.reports import deals, forecast, hours, periods
from app.crm.reports.deals import Cycle, Sources, Won
from app.crm.reports.hours import Hours
from app.models import Deal, TimeEntry


@dataclass(frozen=True, slots=True)
class Reports:
    won: Won
    sources: Sources
    cycle: Cycle
    hours: Hours


def reports(session: Session, period: str, pipeline_id: int | None, at: datetime) -> Reports:
    """What lies in one period. pipeline_id: None for all pipelines; hours belong to none."""
    whole = periods.period(session, period, at)
    return Reports(
        deals.won(session, whole, pipeline_id, at), deals.sources(session, whole, pipeline_id, at),
        deals.cycle(session, whole, pipeline_id, at), hours.hours(session, whole, at),
    )  # fmt: skip


def one(session: Session, name: str, period: str, at: datetime) -> Any:
    """One report over all pipelines. name: won, sources, cycle, hours or forecast, which knows no period."""
    if name == "forecast":
        return forecast.forecast(session, None, at)
    return getattr(reports(session, period, None, at), name)


def has_something(session: Session) -> bool:
    """Whether there is a deal or an hour to report on."""
    return any(session.scalar(select(model.id).limit(1)) is not None for model in (Deal, TimeEntry))
