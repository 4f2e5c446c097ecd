"""Follow-ups that are planned: with whom and when, by today or in the days that are named."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.chat.intents import spans
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Days
from app.crm import days
from app.crm.standing import due
from app.models import Business, Contact, Deal, Followup, Task

DAY = timedelta(days=1)
KINDS = ("contact", "deal", "business", "task")
"""What a follow-up is about, as `due.AIMS` orders it."""


def which_are_planned(ask: Ask) -> Offline:
    """Those due by today, the late ones with them, or those of the days named; then how many come after."""
    missed = bool(ask.found.words & {"overdue", "missed"})
    span = Span(spans.ever(ask.today).first, ask.today) if missed else ask.span(_today(ask))
    rows, count = within(ask, span)
    name = "followups_missed" if missed else "followups" if span.first <= ask.today else "followups_ahead"
    reply = Reply("agenda").say(name, n=count, span=span.told)
    tell(ask, reply, rows)
    if count > len(rows):
        reply.say("more_followups", n=count - len(rows))
    if span.stop > ask.today:
        _tell_later(ask, reply, Span(span.stop, span.stop + spans.MOST * DAY), found=bool(count))
    for row in [row for row in rows if row.contact_id][:1]:
        reply.offer_task(ask, "call", {"contact_id": row.contact_id}, who=row.person)
    return reply.done("today")


def _today(ask: Ask) -> Span:
    return Span(ask.today, ask.today + DAY, "today")


def _tell_later(ask: Ask, reply: Reply, span: Span, *, found: bool) -> None:
    """How many come after; the first of them where none was found before."""
    rows, later = within(ask, span)
    if later and found:
        reply.say("followups_later", n=later)
    elif later:
        tell(ask, reply.say("followup_next"), rows[:1])


def within(ask: Ask, span: Span) -> tuple[Sequence[Any], int]:
    """The first follow-ups of the days, and how many there are; what is late counts where today is among them."""
    wanted = _by(ask, span)
    query = select(
        Followup.id, Followup.scheduled_at, *due.AIMS, Contact.name.label("person"), Deal.title.label("deal"),
        Business.name.label("firm"), Task.title.label("task"),
    )  # fmt: skip
    for model, key in zip((Contact, Deal, Business, Task), due.AIMS, strict=True):
        query = query.outerjoin(model, model.id == key)
    found = ask.session.execute(query.where(*wanted).order_by(Followup.scheduled_at, Followup.id).limit(LINES))
    return found.all(), _count(ask, wanted)


def tell(ask: Ask, reply: Reply, rows: Sequence[Any]) -> None:
    """Each by what it is about, and its day."""
    for row in rows:
        at = days.local(row.scheduled_at, ask.now)
        about = zip(KINDS, row[2:6], (row.person, row.deal, row.firm, row.task), strict=True)
        record = next(found for found in about if found[1] is not None)
        name = "followup_late" if at.date() < ask.today else "followup"
        reply.item(name, record, days=Days((ask.today - at.date()).days), day=at.date(), on=ask.when(at.date()),
                   at=f"{at:%H:%M}")  # fmt: skip


def _by(ask: Ask, span: Span) -> tuple[ColumnElement[bool], ...]:
    """What would be due on the last day; from the first day on, unless today is among them."""
    last = due.is_followup_due(ask.now + (span.last - ask.today))
    if span.first <= ask.today < span.stop:
        return (last,)
    return last, Followup.scheduled_at >= days.midnight(span.first, ask.now)


def _count(ask: Ask, wanted: tuple[ColumnElement[bool], ...]) -> int:
    return ask.session.scalar(select(func.count()).select_from(Followup).where(*wanted)) or 0
