"""A person, a business, a deal or a project by its name: how it stands, the last contact, how to reach them."""

import calendar
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.chat import deeds, naming
from app.chat.intents import agenda, whom, words, work
from app.chat.intents.reply import LINES, Ask, Offline, Reply, worth
from app.coach.values import Days, Minutes, Percent
from app.coach.wording import Phrase
from app.crm import businesses, contacts, days, deals, names, projects, records, surroundings
from app.crm.search import Hit
from app.models import Contact, ContactPoint, Deal, Interaction, Note, Stage

Tell = Callable[[Ask, Hit], Offline]
POINTS = {"phone": {"phone", "telephone", "mobile", "cell"}, "email": {"email", "mail"}}
"""Kind of address -> words that ask for it."""
TALKS = ("call", "email", "meeting", "sms", "message", "other")


def named(ask: Ask) -> Offline | None:
    """What is asked about the one who is meant; which ones there are where several are called so."""
    found = whom.meant(ask)
    if not found:
        return None
    if len(found) > 1:
        return _several(ask, found)
    told = TELLS[ask.found.intent].get(found[0].kind, about)
    return told(ask, found[0])


def nobody(name: str) -> Offline:
    if whom.POINTING.fullmatch(name):
        return Reply("people").say("not_in_view").done("contacts")
    return Reply("people").say("nobody", name=name).done("contacts")


def _several(ask: Ask, hits: tuple[Hit, ...]) -> Offline:
    many = len(hits) >= whom.MOST
    reply = Reply("people").say("very_many" if many else "several", n=len(hits), name=ask.found.name)
    for hit in hits[:LINES]:
        about = words.said(f" ({words.plain(hit.snippet)})" if hit.snippet else "")
        reply.item("which", (hit.kind, hit.id, hit.title), about=about, kind=hit.kind)
    return reply.done("contacts")


def about(ask: Ask, hit: Hit) -> Offline:
    reply = Reply("people")
    reply.use(hit.kind, hit.id, hit.title)
    ABOUT[hit.kind](ask, hit, reply)
    return reply.done()


def _contact(ask: Ask, hit: Hit, reply: Reply) -> None:
    contact = contacts.get(ask.session, hit.id)
    firm = contact.business_id and businesses.get(ask.session, contact.business_id)
    works = [words.plain(part) for part in (contact.role, firm and firm.name) if part]
    reply.say("contact", name=contact.name, status=contact.status.replace("_", " "),
              works=words.said(f", {', '.join(works)}" if works else ""))  # fmt: skip
    if contact.do_not_contact:
        reply.say("refuses")
    _last(ask, contact, reply)
    _deals(ask, hit, reply)
    _tasks(ask, hit, reply)
    if contact.birthday:
        _birthday(ask, contact.birthday, reply)
    event = agenda.next_event(ask.session, "contact", contact.id, ask.now)
    if event is not None:
        at = days.local(event.starts_at, ask.now)
        reply.item("event", ("event", event.id, event.title), on=ask.when(at.date()), at=agenda.hour(at))
    _notes(ask, hit, reply)
    _offer_call(ask, contact, reply)


def _offer_call(ask: Ask, contact: Contact, reply: Reply) -> None:
    if not contact.do_not_contact:
        reply.offer_task(ask, "call", {"contact_id": contact.id}, who=contact.name)


def _birthday(ask: Ask, text: str, reply: Reply) -> None:
    """The day of this year, or of the next one where it is over."""
    month, day = int(text[-5:-3]), int(text[-2:])
    leap = (month, day) == (2, 29)
    for year in (ask.today.year, ask.today.year + 1):
        on = date(year, month, 28 if leap and not calendar.isleap(year) else day)
        if on >= ask.today:
            reply.item("birthday", on=ask.when(on))
            return


def _business(ask: Ask, hit: Hit, reply: Reply) -> None:
    firm = businesses.get(ask.session, hit.id)
    place = [words.plain(part) for part in (firm.industry_category, firm.city) if part]
    reply.say("business", name=firm.name, kind=words.said(words.line("people", f"kind_{firm.kind}", {})),
              place=words.said(f", {', '.join(place)}" if place else ""))  # fmt: skip
    people = surroundings.people(ask.session, hit.id)
    if people:
        told = [words.plain(person.name) for person in people[:LINES]]
        reply.item("people", n=len(people), names=words.joined(list(told)), more=len(people) - len(told))
    for person in people[:LINES]:
        reply.use("contact", person.id, person.name)
    _last_of_business(ask, people, reply)
    _deals(ask, hit, reply)
    _tasks(ask, hit, reply)
    _notes(ask, hit, reply)


def _deal(ask: Ask, hit: Hit, reply: Reply) -> None:
    deal = deals.get(ask.session, hit.id)
    stage = ask.session.get_one(Stage, deal.stage_id).name
    value = worth(deal.value_cents, deal.currency)
    if deal.closed_at is None:
        waited = Days(days.whole_days(deal.stage_entered_at, ask.now))
        reply.say("deal_open", title=deal.title, value=value, stage=stage, days=waited)
        reply.item("step" if deal.next_step else "no_step", step=deal.next_step or "", on=_on(ask, deal.next_step_on))
        if deal.expected_close_on:
            reply.item("closes", on=ask.when(deal.expected_close_on))
    else:
        reason = words.plain(deal.lost_reason) if deal.lost_reason else ""
        reply.say("deal_won" if deal.won else "deal_lost", title=deal.title, value=value, on=ask.day(deal.closed_at))
        if reason:
            reply.say("reason", reason=reason)
    for kind, key in (("contact", deal.contact_id), ("business", deal.business_id)):
        if key is not None:
            title = records.title_of(records.get(ask.session, kind, key))
            reply.item("with", (kind, key, title))
    _tasks(ask, hit, reply)
    _notes(ask, hit, reply)
    if deal.closed_at is None:
        reply.offer_task(ask, "step", {"deal_id": deal.id}, deal=deal.title)


def _project(ask: Ask, hit: Hit, reply: Reply) -> None:
    project, standing = projects.get(ask.session, hit.id), projects.standing(ask.session, hit.id)
    reply.say("project", title=project.name, status=project.status, all=Minutes(standing.minutes))
    if standing.used is not None:
        reply.item("used", used=Percent(standing.used))
    if standing.unbilled:
        reply.item("unbilled", unbilled=Minutes(standing.unbilled))
    if project.due_on:
        reply.item("due", on=ask.when(project.due_on))
    _tasks(ask, hit, reply)
    _notes(ask, hit, reply)


def _last(ask: Ask, contact: Contact, reply: Reply) -> None:
    query = select(Interaction.kind, Interaction.direction, Interaction.at, Interaction.summary)
    row = ask.session.execute(query.where(Interaction.contact_id == contact.id, Interaction.at <= ask.now)
                              .order_by(Interaction.at.desc()).limit(1)).first()  # fmt: skip
    if row is None:
        reply.item("never")
        return
    summary = words.said(f": {words.plain(row.summary)}" if row.summary else "")
    how = words.said(words.line("people", f"{row.direction}_{row.kind}", {}))
    reply.item("last", on=ask.day(row.at), ago=_ago(ask, row.at), how=how, summary=summary)


def _ago(ask: Ask, moment: Any) -> Phrase:
    count = max(0, (ask.today - ask.day(moment)).days)
    key = {0: "today", 1: "yesterday"}.get(count, "ago")
    return words.said(words.line("people", key, {"days": Days(count)}))


def _last_of_business(ask: Ask, people: list[surroundings.PersonLine], reply: Reply) -> None:
    spoken = [person for person in people if person.last_contact_at]
    if spoken and spoken[0].last_contact_at:
        at = spoken[0].last_contact_at
        reply.item("last_with", ("contact", spoken[0].id, spoken[0].name), on=ask.day(at), ago=_ago(ask, at))


def _deals(ask: Ask, hit: Hit, reply: Reply) -> None:
    found = surroundings.deals(ask.session, hit.kind, hit.id)
    for deal in [deal for deal in found if deal.is_open][:LINES]:
        reply.item("open_deal", ("deal", deal.id, deal.title), stage=deal.stage,
                   value=worth(deal.value_cents, deal.currency))  # fmt: skip
    wanted = Deal.id.in_([deal.id for deal in found if not deal.is_open])
    rows = ask.session.execute(select(Deal.won, Deal.value_cents, Deal.currency).where(wanted)).all()
    won = [row for row in rows if row.won]
    if rows:
        total = ask.added((row.value_cents, row.currency) for row in won)
        reply.item("history", n=len(won), lost=len(rows) - len(won), total=total)


def _tasks(ask: Ask, hit: Hit, reply: Reply) -> int:
    found = surroundings.open_tasks(ask.session, hit.kind, hit.id)
    for task in found[:LINES]:
        reply.item("task", ("task", task.id, task.title), on=_on(ask, task.due_on))
    return len(found)


def _on(ask: Ask, day: date | None) -> Phrase:
    return words.said(words.line("people", "on_day", {"on": ask.when(day)}) if day else "")


def _notes(ask: Ask, hit: Hit, reply: Reply) -> None:
    count = ask.session.scalar(
        select(func.count()).select_from(Note).where(Note.entity_type == hit.kind, Note.entity_id == hit.id)
    )
    if count:
        reply.item("notes", n=count)


def last_contact(ask: Ask, hit: Hit) -> Offline:
    """When they were last spoken to, by whichever side."""
    contact = contacts.get(ask.session, hit.id)
    reply = Reply("people")
    reply.use("contact", contact.id, contact.name)
    reply.say("last_title", name=contact.name)
    _last(ask, contact, reply)
    if contact.do_not_contact:
        reply.say("refuses")
    _offer_call(ask, contact, reply)
    return reply.done()


def last_with_business(ask: Ask, hit: Hit) -> Offline:
    reply = Reply("people")
    reply.use(hit.kind, hit.id, hit.title)
    people = surroundings.people(ask.session, hit.id)
    reply.say("last_title", name=hit.title)
    if any(person.last_contact_at for person in people):
        _last_of_business(ask, people, reply)
    else:
        reply.item("never")
    return reply.done()


def reach(ask: Ask, hit: Hit) -> Offline:
    """Every address and number that is known."""
    contact = contacts.get(ask.session, hit.id)
    query = select(ContactPoint).where(ContactPoint.contact_id == contact.id)
    points = ask.session.scalars(query.order_by(ContactPoint.is_primary.desc(), ContactPoint.id)).all()
    place = ", ".join(filter(None, (contact.address, contact.postal_code, contact.city, contact.country)))
    reply = Reply("people")
    reply.use("contact", contact.id, contact.name)
    if points or place:
        _miss(ask, contact.name, {point.kind for point in points}, reply)
    reply.say("reach" if points or place else "unreachable", name=contact.name)
    for point in points:
        label = words.said(f" ({words.plain(point.label)})" if point.label else "")
        reply.item(f"point_{point.kind}", value=words.said(words.escaped(point.value)), label=label)
    if place:
        reply.item("point_address", value=words.said(words.escaped(place)))
    return (reply.say("refuses") if contact.do_not_contact else reply).done()


def _miss(ask: Ask, name: str, known: set[str], reply: Reply) -> None:
    """Say that what was asked for is not there, before all that is."""
    for kind, asked in POINTS.items():
        if kind not in known and ask.found.words & asked:
            reply.say(f"no_{kind}", name=name)


def reach_business(ask: Ask, hit: Hit) -> Offline:
    firm = businesses.get(ask.session, hit.id)
    known = {"phone": firm.phone, "website": firm.website, "address": firm.address}
    reply = Reply("people")
    reply.use(hit.kind, hit.id, hit.title)
    reply.say("reach" if any(known.values()) else "unreachable", name=firm.name)
    for name, value in known.items():
        if value:
            reply.item(f"point_{name}", value=words.said(words.escaped(value)), label="")
    for person in surroundings.people(ask.session, hit.id)[:LINES]:
        reply.item("person", ("contact", person.id, person.name))
    return reply.done()


def meeting_with(ask: Ask, hit: Hit) -> Offline:
    reply = Reply("people")
    reply.use(hit.kind, hit.id, hit.title)
    event = agenda.next_event(ask.session, hit.kind, hit.id, ask.now)
    if event is None:
        return reply.say("no_meeting", name=hit.title).done("today")
    at = days.local(event.starts_at, ask.now)
    reply.say("meeting", name=hit.title)
    return reply.item("event", ("event", event.id, event.title), on=ask.when(at.date()), at=agenda.hour(at)).done(
        "today"
    )


def make_task(ask: Ask) -> Offline | None:
    """A card with the task in the owner's own words, about the one it names where that is clear."""
    title = ask.found.name[:1].upper() + ask.found.name[1:]
    span = ask.found.span(ask.now)
    links = {f"{kind}_id": key for kind, key in _told_of(ask, title)[:1]}
    due_on = None if span is None else span.last.isoformat()
    return Reply("people").say("task_offered").offer(ask, "create_task", title=title, due_on=due_on, **links).done()


def _told_of(ask: Ask, text: str) -> list[tuple[str, int]]:
    """The record whose whole name stands in the text, or the only one that may be meant."""
    found = [(kind, key) for kind, key in naming.named(ask.session, text) if kind in deeds.AIMS]
    title = names.fold(records.title_of(records.get(ask.session, *found[0]))) if found else ""
    return found if len(found) == 1 or (title and title in names.fold(text)) else []


def tasks_of(ask: Ask, hit: Hit) -> Offline:
    reply = Reply("people")
    reply.use(hit.kind, hit.id, hit.title)
    count = len(surroundings.open_tasks(ask.session, hit.kind, hit.id))
    reply.say("tasks_of", n=count, name=hit.title)
    _tasks(ask, hit, reply)
    return reply.done()


def deals_of(ask: Ask, hit: Hit) -> Offline:
    reply = Reply("people")
    reply.use(hit.kind, hit.id, hit.title)
    found = surroundings.deals(ask.session, hit.kind, hit.id)
    reply.say("deals_of", n=sum(deal.is_open for deal in found), name=hit.title)
    _deals(ask, hit, reply)
    return reply.done()


ABOUT: Mapping[str, Callable[[Ask, Hit, Reply], None]] = {
    "contact": _contact, "business": _business, "deal": _deal, "project": _project,
}  # fmt: skip
TELLS: Mapping[str, Mapping[str, Tell]] = {
    "about": {},
    "exactly": {},
    "last": {"contact": last_contact, "business": last_with_business},
    "reach": {"contact": reach, "business": reach_business},
    "hours_on": {
        "project": lambda ask, hit: work.hours_on(ask, hit.id),
        "business": lambda ask, hit: work.hours_for(ask, hit.id),
    },
    "meeting_of": dict.fromkeys(("contact", "business"), meeting_with),
    "tasks_of": dict.fromkeys(ABOUT, tasks_of),
    "deals_of": dict.fromkeys(("contact", "business"), deals_of),
}
