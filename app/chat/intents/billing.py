"""Billable time that is not billed yet, by project, and what it is worth. Invoices are not kept, which is said."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.chat.intents import words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.coach.values import Minutes, Money
from app.crm import days
from app.crm.projects import value_of
from app.crm.standing.projects import TO_BILL
from app.models import Project, TimeEntry


def unbilled(ask: Ask) -> Offline:
    """All billable hours that are not billed yet, whether or not their project has a rate."""
    reply = _told(ask, Reply("work"))
    return (reply.say("no_invoices") if "bill" in ask.found.words else reply).done("projects")


def owed(ask: Ask) -> Offline:
    """Who owes is not known here; what could be billed is."""
    return _told(ask, Reply("work").say("not_known_who_owes")).done("projects")


def _told(ask: Ask, reply: Reply) -> Reply:
    rows = _waiting(ask)
    rated = [row for row in rows if row.rate]
    minutes, bare = sum(row.minutes for row in rows), sum(row.minutes for row in rows if not row.rate)
    total = ask.added((value_of(row.minutes, row.rate), row.currency) for row in rated)
    reply.say("unbilled" if rated or not rows else "unbilled_unrated", n=len(rows), all=Minutes(minutes), total=total)
    for row in rows[:LINES]:
        record = ("project", row.id, row.name) if row.id else None
        title = {} if record else {"title": words.line("work", "no_project", {})}
        reply.item("unbilled_row", record, **title, all=Minutes(row.minutes), value=_worth(row),
                   on=ask.when(days.local_day(row.first, ask.now)))  # fmt: skip
    if len(rows) > LINES:
        reply.say("more_unbilled", n=len(rows) - LINES, all=Minutes(sum(row.minutes for row in rows[LINES:])))
    if rated and bare:
        reply.say("unrated", all=Minutes(bare))
    for row in [row for row in rows if row.id][:1]:
        reply.offer_task(ask, "bill", {}, project=row.name)
    return reply


def _waiting(ask: Ask) -> Sequence[Any]:
    """By project, what is worth most in the owner's currency first; a running timer does not count yet."""
    waiting = (
        select(
            TimeEntry.project_id, func.sum(TimeEntry.duration_minutes).label("minutes"),
            func.min(TimeEntry.ended_at).label("first"),
        )
        .where(TO_BILL, TimeEntry.ended_at.is_not(None)).group_by(TimeEntry.project_id).subquery()
    )  # fmt: skip
    query = select(Project.id, Project.name, Project.currency, Project.hourly_rate_cents.label("rate"),
                   waiting.c.minutes, waiting.c.first)  # fmt: skip
    query = query.select_from(waiting).outerjoin(Project, Project.id == waiting.c.project_id)
    rows = list(ask.session.execute(query.where(waiting.c.minutes > 0)))
    own = ask.currency
    rows.sort(key=lambda row: (row.currency != own, -(value_of(row.minutes, row.rate) or 0), -row.minutes, row.id or 0))
    return rows


def _worth(row: Any) -> Any:
    cents = value_of(row.minutes, row.rate) if row.rate else None
    return words.said(words.line("work", "no_rate", {})) if cents is None else Money(cents, row.currency)
