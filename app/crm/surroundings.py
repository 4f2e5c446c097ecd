"""What belongs to a contact, a business or a deal: its deals, open tasks, people and projects; read-only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from app.models import Contact, Deal, Project, Stage, Task

MOST = 200
"""Read at once; more than that is looked at on its own page."""


@dataclass(frozen=True, slots=True)
class DealLine:
    id: int
    title: str
    stage: str
    value_cents: int | None
    currency: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    id: int
    title: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    name: str
    role: str | None
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProjectLine:
    id: int
    name: str
    status: str
    due_on: date | None


def deals(session: Session, kind: str, record_id: int) -> list[DealLine]:
    """Of a contact, or of a business and its people: open ones first, then the newest."""
    query = (
        select(Deal.id, Deal.title, Stage.name, Deal.value_cents, Deal.currency, Deal.closed_at.is_(None))
        .join(Stage, Stage.id == Deal.stage_id)
        .where(_belongs(Deal, kind, record_id))
        .order_by(Deal.closed_at.is_not(None), Deal.created_at.desc(), Deal.id.desc())
    )
    return [DealLine(*row) for row in session.execute(query.limit(MOST))]


def open_tasks(session: Session, kind: str, record_id: int) -> list[TaskLine]:
    """The ones due first, first."""
    query = select(Task.id, Task.title, Task.due_on).where(_belongs(Task, kind, record_id), Task.status != "completed")
    due_first = query.order_by(Task.due_on.asc().nulls_last(), Task.id)
    return [TaskLine(*row) for row in session.execute(due_first.limit(MOST))]


def people(session: Session, business_id: int) -> list[PersonLine]:
    """The one heard of last first."""
    query = select(Contact.id, Contact.name, Contact.role, Contact.last_contact_at)
    query = query.where(Contact.business_id == business_id)
    newest = query.order_by(Contact.last_contact_at.desc().nulls_last(), Contact.sort_name)
    return [PersonLine(*row) for row in session.execute(newest.limit(MOST))]


def projects(session: Session, kind: str, record_id: int) -> list[ProjectLine]:
    """Of a business or of a deal: those under way first."""
    query = select(Project.id, Project.name, Project.status, Project.due_on)
    query = query.where((Project.business_id if kind == "business" else Project.deal_id) == record_id)
    active_first = query.order_by(Project.status, Project.due_on.asc().nulls_last(), Project.id)
    return [ProjectLine(*row) for row in session.execute(active_first.limit(MOST))]


def _belongs(model: Any, kind: str, record_id: int) -> Any:
    if kind != "business":
        return getattr(model, f"{kind}_id") == record_id
    return of_business(model, record_id)


def of_business(model: Any, business_id: int) -> Any:
    """Its own deals or tasks and those of its people: ids by their indexes first, whatever else is asked and sorted."""
    staff = select(Contact.id).where(Contact.business_id == business_id)
    own, theirs = model.business_id == business_id, model.contact_id.in_(staff)
    return model.id.in_(union_all(select(model.id).where(own), select(model.id).where(theirs)))
