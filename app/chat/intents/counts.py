"""How many there are, how many are new, and what was done in a stretch of time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.chat.intents import spans, words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Minutes
from app.crm import figures
from app.crm.standing import week
from app.models import Business, Contact, Deal, Interaction, Project, Task


def how_many(ask: Ask) -> Offline:
    """Of the kind asked about: all of them, or those added in the days named."""
    kind = next((kind for kind in COUNTED if kind in ask.found.words), "contact")
    model, wanted = COUNTED[kind]
    span = ask.found.span(ask.now)
    if span is None and ask.found.words & {"new", "add"}:
        span = spans.month(ask.today)
    reply = Reply("counts")
    count = ask.session.scalar(select(func.count()).select_from(model).where(*wanted)) or 0
    if span is None:
        reply.say(f"{kind}_all", n=count)
        _by_status(ask, reply, kind)
        if kind in RECORDS and count:
            _newest(ask, reply.say("newest"), kind, wanted)
        return reply.done(PAGES.get(kind, "contacts"))
    begin, end = span.moments(ask.now)
    added = (*wanted, model.created_at >= begin, model.created_at < end)
    new = ask.session.scalar(select(func.count()).select_from(model).where(*added)) or 0
    reply.say(f"{kind}_new", n=new, span=span.told, all=count)
    _newest(ask, reply, kind, added)
    return reply.done(PAGES.get(kind, "contacts"))


def _newest(ask: Ask, reply: Reply, kind: str, wanted: tuple[ColumnElement[bool], ...]) -> None:
    model = COUNTED[kind][0]
    name = getattr(model, "title" if model in (Deal, Task) else "name")
    query = select(model.id, name.label("name")).where(*wanted).order_by(model.created_at.desc(), model.id.desc())
    for row in ask.session.execute(query.limit(LINES)):
        reply.item("named", (RECORDS.get(kind, kind), row.id, row.name))


def _by_status(ask: Ask, reply: Reply, kind: str) -> None:
    """What all contacts are, or which businesses are clients, too."""
    if kind == "contact":
        query = select(Contact.status, func.count()).group_by(Contact.status).order_by(func.count().desc())
        for status, n in ask.session.execute(query):
            reply.item("status", status=words.said(words.line("counts", f"is_{status}", {"n": n})))
    if kind in ("client", "prospect"):
        count = ask.session.scalar(select(func.count()).select_from(Business).where(Business.kind == kind)) or 0
        reply.say(f"{kind}_businesses", n=count)


def tasks_done(ask: Ask) -> Offline:
    span = ask.span(this_week(ask))
    begin, end = span.moments(ask.now)
    reply = Reply("counts").say("done", n=week.tasks_done(ask.session, begin, end), span=span.told)
    query = select(Task.id, Task.title).where(Task.completed_at >= begin, Task.completed_at < end)
    for row in ask.session.execute(query.order_by(Task.completed_at.desc()).limit(LINES)):
        reply.item("named", ("task", row.id, row.title))
    return reply.done("tasks")


def who_was_contacted(ask: Ask) -> Offline:
    """People the owner was in touch with, by kind of contact; where only calls are asked for, those."""
    span = ask.span(this_week(ask))
    kinds_alone = bool(ask.found.words & {"calls", "emails"}) and "did" not in ask.found.words
    begin, end = span.moments(ask.now)
    within = (Interaction.at >= begin, Interaction.at < end, Interaction.contact_id.is_not(None))
    kinds = select(Interaction.kind, func.count().label("n")).where(*within).group_by(Interaction.kind)
    rows = ask.session.execute(kinds.order_by(func.count().desc())).all()
    kind = next((kind for word, kind in TALKS.items() if word in ask.found.words), None)
    if kind is not None and (kinds_alone or "howmany" in ask.found.words):
        return _of_kind(ask, kind, span)
    people = ask.session.scalar(select(func.count(func.distinct(Interaction.contact_id))).where(*within)) or 0
    reply = Reply("counts")
    told = [words.line("counts", f"talk_{row.kind}", {"n": row.n}) for row in rows]
    reply.say("contacted", n=people, span=span.told, kinds=words.joined(told))
    last = func.max(Interaction.at)
    newest = select(Interaction.contact_id, last.label("at")).where(*within).group_by(Interaction.contact_id)
    first = newest.order_by(last.desc()).limit(LINES).subquery()
    query = select(Contact.id, Contact.name, first.c.at).join(first, first.c.contact_id == Contact.id)
    for row in ask.session.execute(query.order_by(first.c.at.desc())):
        reply.item("talked", ("contact", row.id, row.name), on=ask.day(row.at))
    return reply.done("contacts")


def _of_kind(ask: Ask, kind: str, span: Span) -> Offline:
    """Calls, meetings or e-mails, by who began."""
    begin, end = span.moments(ask.now)
    wanted = (Interaction.at >= begin, Interaction.at < end, Interaction.kind == kind)
    query = select(Interaction.direction, func.count()).where(*wanted).group_by(Interaction.direction)
    counts = dict(ask.session.execute(query).all())
    out, back = counts.get("outbound", 0), counts.get("inbound", 0)
    return Reply("counts").say(f"n_{kind}", n=out + back, span=span.told, out=out, back=back).done("contacts")


def what_happened(ask: Ask) -> Offline:
    """Deals won and lost, tasks done, people contacted, hours, new contacts: the week's review, and more."""
    usual = spans.month(ask.today) if "howdoing" in ask.found.words else this_week(ask)
    span = ask.span(usual)
    begin, end = span.moments(ask.now)
    done = week.done(ask.session, begin, end)
    lost = ask.session.scalar(_counted(Deal, Deal.closed_at >= begin, Deal.closed_at < end, Deal.won.is_(False))) or 0
    deals, people = (
        ask.session.scalar(_counted(model, model.created_at >= begin, model.created_at < end)) or 0
        for model in (Deal, Contact)
    )
    reply = Reply("counts")
    told: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("h_won", done.won.count, {"total": ask.total(done.won)}), ("h_lost", lost, {}), ("h_deals", deals, {}),
        ("h_people", people, {}), ("h_tasks", done.tasks, {}), ("h_contacted", done.contacted, {}),
        ("h_hours", done.minutes, {"all": Minutes(done.minutes)}),
    )  # fmt: skip
    some = [one for one in told if one[1]]
    reply.say("happened" if some else "nothing_happened", span=words.said(span.told[0].upper() + span.told[1:]))
    for name, n, values in some:
        reply.item(name, n=n, **values)
    reply.rows(week.rows(ask.session, begin, end))
    if not figures.has_records(ask.session):
        reply.say("no_records")
    return reply.done("reports")


def this_week(ask: Ask) -> Span:
    monday = ask.today - timedelta(days=ask.today.weekday())
    return Span(monday, monday + timedelta(days=spans.WEEK), "this_week")


def _counted(model: Any, *wanted: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(model).where(*wanted)


COUNTED: Mapping[str, tuple[Any, tuple[ColumnElement[bool], ...]]] = {
    "lead": (Contact, (Contact.status == "lead",)), "client": (Contact, (Contact.status == "client",)),
    "prospect": (Contact, (Contact.status == "prospect",)), "partner": (Business, (Business.kind == "partner",)),
    "business": (Business, (Business.kind != "own",)), "task": (Task, (Task.status != "completed",)),
    "project": (Project, (Project.status != "closed",)), "deal": (Deal, ()), "contact": (Contact, ()),
}  # fmt: skip
"""What can be counted: the table and which of its rows."""
TALKS = {"call": "call", "appointment": "meeting", "meet": "meeting", "write": "email"}
"""Words of a question -> kind of interaction."""
PAGES = {"task": "tasks", "project": "projects", "deal": "pipeline", "business": "businesses", "partner": "businesses"}
RECORDS = {"lead": "contact", "client": "contact", "prospect": "contact", "partner": "business"}
