"""What this day asks for: appointments, tasks, deals without a step, people to talk to, and what was done; read-only.

Each list is the top of a longer one, with the count of all. Rows say why they are there by a reason and its figures;
the words are the page's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union
from sqlalchemy.orm import Session

from app.crm import days, preferences, tasks
from app.crm.standing import day, due, leads, touch, week
from app.crm.standing.row import Row
from app.models import Business, Contact, Deal, Event, Followup, Task

FULL, ALL = 8, 500
"""Rows of a list, and of one that is wanted whole."""
MATTERS = 3
AHEAD = timedelta(days=1)
"""A moment ahead of the clock still counts: clocks of two devices differ."""
Sql = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Line:
    """kind, id: the record. who: the person or business it is about. reason: a key of `RANKS`.

    days: how late or how long, by the reason. at: an hour. cents: what is at stake, in `currency`.
    """

    kind: str
    id: int
    title: str
    reason: str
    who: str | None = None
    days: int = 0
    at: datetime | None = None
    cents: int | None = None
    currency: str = ""
    priority: str = "medium"


@dataclass(frozen=True, slots=True)
class Part:
    """A list of the day. count: of all there are; the lines are the first of them. late: how many are overdue."""

    count: int = 0
    lines: tuple[Line, ...] = ()
    late: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Since Monday: tasks done, people contacted, minutes worked. This month: deals won and what they bring.

    won_cents: in the owner's currency alone; won_others: deals won in other ones.
    """

    tasks_done: int
    contacted: int
    minutes: int
    won: int
    won_cents: int
    won_others: int


def part(session: Session, name: str, now: datetime, *, whole: bool = False) -> Part:
    """One list of the day, by its name in `PARTS`. whole: with all its rows, at most `ALL`."""
    return PARTS[name](session, now, ALL if whole else FULL)


def _events(session: Session, now: datetime, room: int) -> Part:
    """Appointments of today, also those under way."""
    query = _named(select(Event.id, Event.title, Event.starts_at.label("at")), Event).where(due.is_of_today(now))
    rows = session.execute(query.order_by(Event.starts_at)).all()
    lines = tuple(Line("event", row.id, row.title, "event", row.who, at=row.at) for row in rows)
    return Part(len(lines), lines[:room])


def _due(session: Session, now: datetime, room: int) -> Part:
    """Open tasks due today or before: late ones first, the high ones of a day before the others."""
    wanted = due.is_due(now)
    rank = case({"high": 0, "medium": 1, "low": 2}, value=Task.priority)
    query = _named(select(Task.id, Task.title, Task.due_on, Task.due_at, Task.priority), Task)
    order = (Task.due_on, rank, Task.due_at.nulls_last(), Task.id)
    rows = session.execute(_first(query, Task, wanted, order, room)).all()
    late = func.coalesce(func.sum(case((tasks.overdue(now), 1), else_=0)), 0)
    every, overdue = session.execute(select(func.count(), late).select_from(Task).where(wanted)).one()
    return Part(every, tuple(_task_line(row, now) for row in rows), overdue)


def _task_line(row: Any, now: datetime) -> Line:
    late = (now.date() - row.due_on).days
    overdue = late > 0 or (row.due_at is not None and row.due_at < now)
    reason = "task_late" if overdue else "task_today"
    return Line("task", row.id, row.title, reason, row.who, late, row.due_at, priority=row.priority)


def _deals(session: Session, now: datetime, room: int) -> Part:
    """Open deals whose step is due, that should have closed, or that have no step planned; the largest first."""
    today, default = now.date(), preferences.get(session, "currency")
    step_due, none = due.is_step_due(now), and_(Deal.next_step_on.is_(None), Deal.next_step.is_(None))
    passed = and_(Deal.expected_close_on < today, or_(Deal.next_step_on.is_(None), step_due))
    wanted = and_(Deal.closed_at.is_(None), or_(step_due, passed, none))
    rank = case((step_due, 0), (passed, 1), else_=2)
    own = case((Deal.currency == default, 0), else_=1)
    query = _named(
        select(Deal.id, Deal.title, Deal.value_cents, Deal.currency, Deal.next_step, Deal.next_step_on,
               Deal.expected_close_on, Deal.stage_entered_at, rank.label("rank")), Deal,
    )  # fmt: skip
    order = (rank, own, Deal.value_cents.desc().nulls_last(), Deal.id)
    rows = session.execute(_first(query, Deal, wanted, order, room)).all()
    return Part(_count(session, Deal, wanted), tuple(_deal_line(row, now) for row in rows))


def _deal_line(row: Any, now: datetime) -> Line:
    reason = ("step_due", "close_passed", "step_missing")[row.rank]
    entered = days.local_day(row.stage_entered_at, now)
    since: date = (row.next_step_on, row.expected_close_on, entered)[row.rank]
    waited = max(0, (now.date() - since).days)
    title = row.next_step if reason == "step_due" and row.next_step else row.title
    who = row.title if title != row.title else row.who
    return Line("deal", row.id, title, reason, who, waited, cents=row.value_cents, currency=row.currency)


def _people(session: Session, now: datetime, room: int) -> Part:
    """Promised follow-ups, then people past their rhythm, then leads nobody has spoken to; each person once."""
    promise, rhythm = due.is_followup_due(now), touch.is_past_rhythm(now)
    after = int(preferences.get(session, "stale_lead_days"))
    stale = leads.stale(session, now, after, room=room)
    found: dict[int, Line] = {}
    lines = (_promised(session, promise, now, room), _past_rhythm(session, rhythm, now, room),
             _stale_leads(session, stale.rows))  # fmt: skip
    for line in chain.from_iterable(lines):
        found.setdefault(line.id, line)
    promised = select(Followup.contact_id).where(promise)
    others = Contact.id.in_(union(promised, select(Contact.id).where(rhythm)))
    but_stale = select(func.count() - func.count().filter(leads.is_stale(now, after))).where(others)
    return Part(stale.count + (session.scalar(but_stale) or 0), tuple(found.values())[:room])


def _promised(session: Session, wanted: Sql, now: datetime, room: int) -> Iterator[Line]:
    query = _with_business(select(Contact.id, Contact.name, func.min(Followup.scheduled_at).label("at")))
    query = query.join(Followup, Followup.contact_id == Contact.id).where(wanted).group_by(Contact.id)
    for row in session.execute(query.order_by(func.min(Followup.scheduled_at)).limit(room)):
        late = (now.date() - days.local_day(row.at, now)).days
        yield Line("contact", row.id, row.name, "promised", row.who, late)


def _past_rhythm(session: Session, wanted: Sql, now: datetime, room: int) -> Iterator[Line]:
    """Clients before others, and those whose day came last first."""
    query = _with_business(select(Contact.id, Contact.name, Contact.last_contact_at, touch.SINCE.label("since")))
    order = (case((Contact.status == "client", 0), else_=1), touch.silent(now) - touch.WISHED, Contact.id)
    for row in session.execute(_first(query, Contact, wanted, order, room)):
        yield _silence(row, "rhythm" if row.last_contact_at else "rhythm_new", now)


def _stale_leads(session: Session, rows: Sequence[Row]) -> Iterator[Line]:
    """Those who came last first: they are the warmest."""
    query = select(Contact.id, Business.name).join(Business, _works_at).where(Contact.id.in_([row.id for row in rows]))
    works_at: dict[int, str] = {row.id: row.name for row in session.execute(query)}
    for row in rows:
        yield Line("contact", row.id, row.title, "stale_lead", works_at.get(row.id), row.facts["days"])


def _silence(row: Any, reason: str, now: datetime) -> Line:
    return Line("contact", row.id, row.name, reason, row.who, days.whole_days(row.since, now))


def matters(parts: Mapping[str, Part]) -> tuple[Line, ...]:
    """The three that matter most, by what it costs to leave them: a promise to somebody, work that is late and
    important, a deal whose step or close is past, the rest of today's work; at most one of a kind and reason before
    the others had theirs."""
    found = [line for name in ("due", "deals", "people") if name in parts for line in parts[name].lines]
    ranked = sorted(found, key=_weight)
    first: dict[str, Line] = {}
    for line in ranked:
        first.setdefault(line.reason, line)
    chosen = list(first.values())[:MATTERS]
    chosen += [line for line in ranked if line not in chosen][: MATTERS - len(chosen)]
    return tuple(sorted(chosen, key=_weight))


def _weight(line: Line) -> tuple[int, int, int]:
    """Smaller comes first."""
    rank = HIGH_RANKS.get(line.reason) if line.priority == "high" else None
    return RANKS[line.reason] if rank is None else rank, -(line.cents or 0), -line.days


def progress(session: Session, now: datetime) -> Progress:
    """What was done this week and won this month."""
    this_week, month = (day.monday(now), day.monday(now, 1)), days.midnight(now.date().replace(day=1), now)
    won = week.won(session, month, now + AHEAD)
    return Progress(
        week.tasks_done(session, *this_week), week.contacted(session, *this_week), week.minutes(session, *this_week),
        won.count, won.cents, sum(count for _currency, count in won.others),
    )  # fmt: skip


_works_at = Business.id == Contact.business_id


def _with_business(query: Any) -> Any:
    return query.add_columns(Business.name.label("who")).outerjoin(Business, _works_at)


def _named(query: Any, model: Any) -> Any:
    """With `who`: the contact, else the business."""
    named = query.add_columns(func.coalesce(Contact.name, Business.name).label("who"))
    return named.outerjoin(Contact, Contact.id == model.contact_id).outerjoin(
        Business, Business.id == model.business_id
    )


def _first(query: Any, model: Any, wanted: Sql, order: tuple[Any, ...], room: int) -> Any:
    """The first rows of a list: ranked within an index, and only then looked up and named."""
    top = select(model.id).where(wanted).order_by(*order).limit(room)
    return query.where(model.id.in_(top)).order_by(*order)


def _count(session: Session, model: Any, wanted: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(wanted)) or 0


RANKS: Mapping[str, int] = {
    "promised": 0, "step_due": 2, "close_passed": 3, "task_late": 4, "task_today": 5, "rhythm": 6, "rhythm_new": 6,
    "stale_lead": 7, "step_missing": 8, "event": 9,
}  # fmt: skip
"""Why a line stands there -> what matters more comes first."""
HIGH_RANKS: Mapping[str, int] = {"task_late": 1, "task_today": 2}
"""The same for tasks of high priority."""
PARTS: Mapping[str, Callable[[Session, datetime, int], Part]] = {
    "events": _events, "due": _due, "deals": _deals, "people": _people,
}  # fmt: skip
