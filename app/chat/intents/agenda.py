"""What is due when: tasks, appointments, birthdays; leads nobody has spoken to."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.chat.intents import day, followups, words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Days
from app.coach.wording import Phrase
from app.crm import days, figures, preferences, tasks
from app.crm.standing import due, leads, touch
from app.crm.standing.row import Row
from app.models import Event, Task

DAY = timedelta(days=1)
AHEAD = 30
"""Days ahead that "soon" means."""


def what_today(ask: Ask) -> Offline:
    """Of another day than today: what is due then."""
    span = ask.found.span(ask.now)
    return day.what_today(ask) if span is None or span == _today(ask) else what_is_due(ask)


def what_is_due(ask: Ask) -> Offline:
    """Open tasks by their day, and appointments; what is late beside it."""
    span = ask.found.span(ask.now)
    if span is None and not figures.count_tasks(ask.session):
        return Reply("agenda").say("no_tasks").done("tasks")
    within = () if span is None else (Task.due_on >= span.first, Task.due_on < span.stop)
    wanted = and_(Task.status.in_(tasks.OPEN), *within)
    count = ask.session.scalar(select(func.count()).select_from(Task).where(wanted)) or 0
    reply = Reply("agenda").say("due" if span else "open", n=count, span=span.told if span else "")
    for row in ask.session.execute(_by_day(wanted)):
        on = words.line("agenda", "dated", {"on": ask.when(row.due_on)}) if row.due_on else None
        reply.item("task", ("task", row.id, row.title), on=words.said(on or words.line("agenda", "anytime", {})))
    if span is not None:
        _tell_followups(ask, reply, span)
        _tell_appointments(ask, reply, span)
    late, _critical = due.overdue(ask.session, ask.now, room=1)
    if late.count and (span is None or span.first <= ask.today):
        reply.say("late_too", n=late.count)
    return reply.done("tasks")


def what_is_overdue(ask: Ask) -> Offline:
    """Late tasks, the critical and oldest first, and follow-ups of earlier days."""
    late, _critical = due.overdue(ask.session, ask.now, room=LINES)
    missed = due.count_missed(ask.session, ask.now)
    reply = Reply("agenda").say("overdue", n=late.count)
    for row in late.rows:
        reply.item("late_task", (row.kind, row.id, row.title), late=_late(row))
    if late.count > LINES:
        reply.say("more_tasks", n=late.count - LINES)
    if missed:
        reply.say("missed", n=missed)
        _followups(ask, reply)
    for row in late.rows[:1]:
        reply.offer(ask, "complete_task", task_id=row.id)
    return reply.done("tasks")


def _followups(ask: Ask, reply: Reply) -> None:
    found, _promises = due.followups(ask.session, ask.now, room=LINES)
    for row in found.rows:
        if row.facts["days"]:
            reply.item("late_followup", (row.kind, row.id, row.title), days=Days(row.facts["days"]))


def _late(row: Row) -> Phrase:
    if row.facts["days"]:
        return words.said(words.line("agenda", "days_late", {"n": row.facts["days"]}))
    return words.said(words.line("agenda", "hour_late", {"at": hour(row.facts["at"])}))


def hour(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def appointments(ask: Ask) -> Offline:
    """Those of the days named, else the next ones."""
    span = ask.span(Span(ask.today, ask.today + (AHEAD + 1) * DAY, "next_days"))
    reply = Reply("agenda")
    rows, count = _events(ask, span)
    reply.say("appointments", n=count, span=span.told)
    for row in rows:
        _tell_event(ask, reply, row)
    return reply.done("today")


def birthdays(ask: Ask) -> Offline:
    span = ask.span(Span(ask.today, ask.today + (AHEAD + 1) * DAY, "next_days"))
    ahead = (span.last - ask.today).days
    found = touch.birthdays(ask.session, ask.now, min(ahead, 366)).rows if ahead >= 0 else ()
    within = [row for row in found if row.facts["on"] >= span.first]
    reply = Reply("agenda").say("birthdays", n=len(within), span=span.told)
    for row in within[: 2 * LINES]:
        reply.item("birthday", (row.kind, row.id, row.title), on=ask.when(row.facts["on"]))
    for row in within[:1]:
        reply.offer(ask, "create_task", title=words.bare("cards", "wish", {"who": row.title}),
                    due_on=row.facts["on"].isoformat(), contact_id=row.id)  # fmt: skip
    return reply.done("contacts")


def stale_leads(ask: Ask) -> Offline:
    """Leads without any contact for as long as the setting says."""
    after = int(preferences.get(ask.session, "stale_lead_days"))
    found = leads.stale(ask.session, ask.now, after, room=LINES)
    reply = Reply("agenda").say("leads", n=found.count, after=after)
    for row in found.rows:
        reply.item("lead", (row.kind, row.id, row.title), days=Days(row.facts["days"]))
    if found.count > LINES:
        reply.say("more_leads", n=found.count - LINES)
    for row in found.rows[:1]:
        reply.offer_task(ask, "call", {"contact_id": row.id}, who=row.title)
    return reply.done("contacts")


def _tell_followups(ask: Ask, reply: Reply, span: Span) -> None:
    """Not where tasks alone are asked for."""
    rows, count = followups.within(ask, span)
    if count and "task" not in ask.found.words:
        reply.say("followups" if span.first <= ask.today else "followups_ahead", n=count, span=span.told)
        followups.tell(ask, reply, rows)


def _tell_appointments(ask: Ask, reply: Reply, span: Span) -> None:
    rows, count = _events(ask, span)
    if count:
        reply.say("appointments", n=count, span=span.told)
    for row in rows:
        _tell_event(ask, reply, row)


def _events(ask: Ask, span: Span) -> tuple[list[Any], int]:
    """From today on: what is over needs no preparing."""
    begin, end = span.moments(ask.now)
    wanted = (Event.starts_at >= max(begin, days.midnight(ask.today, ask.now)), Event.starts_at < end)
    count = ask.session.scalar(select(func.count()).select_from(Event).where(*wanted)) or 0
    return list(ask.session.scalars(select(Event).where(*wanted).order_by(Event.starts_at).limit(LINES))), count


def _tell_event(ask: Ask, reply: Reply, row: Event) -> None:
    at = days.local(row.starts_at, ask.now)
    reply.item("event", ("event", row.id, row.title), on=ask.when(at.date()), at=hour(at))


def _by_day(wanted: ColumnElement[bool]) -> Any:
    rank = func.instr("high medium low", Task.priority)
    order = (Task.due_on.asc().nulls_last(), rank, Task.due_at, Task.id)
    return select(Task.id, Task.title, Task.due_on).where(wanted).order_by(*order).limit(LINES)


def _today(ask: Ask) -> Span:
    return Span(ask.today, ask.today + DAY, "today")


def next_event(session: Session, kind: str, record_id: int, now: datetime) -> Event | None:
    """The next appointment with a contact or a business."""
    about = Event.contact_id if kind == "contact" else Event.business_id
    query = select(Event).where(about == record_id, Event.starts_at >= now)
    return session.scalar(query.order_by(Event.starts_at).limit(1))
