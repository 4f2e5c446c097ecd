"""Cells of a table that are counted or summed up from other tables: SQL expressions, no queries."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Table, func, select, type_coerce, union_all

from app.models import Contact, Deal, Tag, Tagging, Task, TimeEntry

Expression = ColumnElement[Any]
TAGGED = ("contact", "business", "deal", "task", "project", "interaction", "note", "event", "attachment")
"""Kinds that can carry tags."""


def cells(kind: str, table: Table) -> dict[str, Expression]:
    """Cells that are counted or summed up."""
    if kind == "contact":
        return {"next_on": _next_step(table)}
    if kind == "business":
        return _of_business(table)
    if kind == "project":
        spent = select(func.coalesce(func.sum(TimeEntry.duration_minutes), 0)).where(TimeEntry.project_id == table.c.id)
        return {"minutes": spent.scalar_subquery()}
    if kind == "tag":
        return {"records": select(func.count()).where(Tagging.tag_id == table.c.id).scalar_subquery()}
    return {}


def _next_step(table: Table) -> Expression:
    """The first day an open task or an open deal of a contact asks for."""
    due = select(func.min(Task.due_on)).where(Task.contact_id == table.c.id, Task.status != "completed")
    step = select(func.min(Deal.next_step_on)).where(Deal.contact_id == table.c.id, Deal.closed_at.is_(None))
    never = "9999-12-31"
    days = (func.coalesce(day.scalar_subquery(), never) for day in (due, step))
    return type_coerce(func.nullif(func.min(*days), never), Date)


def _of_business(table: Table) -> dict[str, Expression]:
    """Its people, its open deals, and the last word with any of its people."""
    staff = Contact.business_id == table.c.id
    return {
        "people": select(func.count()).where(staff).scalar_subquery(),
        "open_deals": select(func.count()).where(Deal.business_id == table.c.id, Deal.closed_at.is_(None))
        .scalar_subquery(),
        "last_contact_at": select(func.max(Contact.last_contact_at)).where(staff).scalar_subquery(),
    }  # fmt: skip


def sparse(kind: str) -> dict[str, Any]:
    """Name -> (id, value) of the records that have one: for orders that are quicker from that side."""
    found: dict[str, Any] = {}
    if kind in TAGGED:
        ranks = select(Tag.id, func.row_number().over(order_by=func.lower(Tag.name)).label("place")).subquery()
        marked = select(Tagging.entity_id, func.min(ranks.c.place)).join(ranks, ranks.c.id == Tagging.tag_id)
        found["tags"] = marked.where(Tagging.entity_type == kind).group_by(Tagging.entity_id)
    if kind == "contact":
        due = select(Task.contact_id.label("id"), Task.due_on.label("day")).where(
            Task.status != "completed", Task.due_on.is_not(None), Task.contact_id.is_not(None)
        )
        steps = select(Deal.contact_id, Deal.next_step_on).where(
            Deal.closed_at.is_(None), Deal.next_step_on.is_not(None), Deal.contact_id.is_not(None)
        )
        both = union_all(due, steps).subquery()
        found["next_on"] = select(both.c.id, func.min(both.c.day)).group_by(both.c.id)
    if kind == "business":
        last = select(Contact.business_id, func.max(Contact.last_contact_at))
        spoken = (Contact.business_id.is_not(None), Contact.last_contact_at.is_not(None))
        found["last_contact_at"] = last.where(*spoken).group_by(Contact.business_id)
    return found
