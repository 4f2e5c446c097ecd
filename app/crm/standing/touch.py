"""Staying in touch: who is past the rhythm the owner wished for, and whose birthday it is."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union
from sqlalchemy.orm import Session

from app.crm import days, id_lists
from app.crm.standing.row import TOP, Listed, Row, kept
from app.models import CoachInsight, Contact, Event, Followup, Task
from app.models.types import stored

Sql = ColumnElement[bool]
SINCE = func.coalesce(Contact.last_contact_at, Contact.created_at)
"""When a contact was last in touch in either direction, or was added."""
WISHED = func.coalesce(Contact.keep_in_touch_days, Contact.keep_in_touch_max_days)
"""Days after which the owner wishes to be in touch again."""
HAS_RHYTHM = or_(Contact.keep_in_touch_days.is_not(None), Contact.keep_in_touch_max_days.is_not(None))
"""Word for word as in the index of rhythms."""
LEAP_DAY, DAY_BEFORE = "02-29", "02-28"
OLDEST = 130
"""Years that a birthday may lie back."""


def planned(now: datetime) -> Any:
    """Ids of contacts with a follow-up or an open task for today or a later day, or an appointment ahead."""
    begin = days.midnight(now.date(), now)
    followups = select(Followup.contact_id).where(
        Followup.status == "scheduled", Followup.scheduled_at >= begin, Followup.contact_id.is_not(None)
    )
    tasks = select(Task.contact_id).where(
        Task.status.in_(("pending", "in_progress")), Task.due_on >= now.date(), Task.contact_id.is_not(None)
    )
    meetings = select(Event.contact_id).where(Event.starts_at >= now, Event.contact_id.is_not(None))
    return union(followups, tasks, meetings)


def silent(now: datetime) -> ColumnElement[float]:
    """Days since the last contact, or since the person was added."""
    return func.julianday(stored(now)) - func.julianday(SINCE)


def is_past_rhythm(now: datetime) -> Sql:
    """Longer out of touch than the owner wishes, and nothing planned, as a condition on contacts."""
    late = and_(HAS_RHYTHM, Contact.do_not_contact.is_(False), silent(now) > WISHED)
    return and_(late, Contact.id.not_in(planned(now)))


def past_rhythm(session: Session, now: datetime, without: Collection[int] = ()) -> tuple[Listed, int]:
    """Clients before others, those past the longest interval before the rest, then those whose day came last; and how
    many are past the longest.

    facts: days, wished, text (met, longest where that is passed, new where there was no contact at all).
    """
    wanted = and_(is_past_rhythm(now), id_lists.outside(Contact.id, without))
    beyond = case((silent(now) > Contact.keep_in_touch_max_days, 1), else_=0)
    order = (case((Contact.status == "client", 0), else_=1), beyond.desc(), silent(now) - WISHED, Contact.id)
    counted = select(func.count(), func.coalesce(func.sum(beyond), 0)).select_from(Contact).where(wanted)
    count, past = session.execute(counted).one()
    top = select(Contact.id).where(wanted).order_by(*order).limit(TOP)
    query = select(
        Contact.id, Contact.name, Contact.last_contact_at, SINCE.label("since"), WISHED.label("wished"),
        beyond.label("beyond"),
    )  # fmt: skip
    rows = session.execute(query.where(Contact.id.in_(top)).order_by(*order)) if count else ()
    return Listed(tuple(_late(row, now) for row in rows), count), past


def _late(row: Any, now: datetime) -> Row:
    text = "new" if row.last_contact_at is None else "longest" if row.beyond else "met"
    facts = {"text": text, "days": days.whole_days(row.since, now), "wished": row.wished}
    return Row("contact", row.id, row.name, facts)


def birthdays(session: Session, now: datetime, ahead: int, without: Collection[int] = ()) -> Listed:
    """Whose birthday is today or in the next days: the first ones first, of a day clients first. facts: on.

    Found by their day from an index: every year a person can be born in is asked for. Who was born on 29 February has
    their day on the 28th in other years.
    """
    by_text = {text: on for on in _days(now.date(), ahead) for text in _spellings(on)}
    wanted = and_(
        Contact.birthday.in_(by_text), Contact.do_not_contact.is_(False), id_lists.outside(Contact.id, without)
    )
    found = session.execute(select(Contact.id, Contact.name, Contact.birthday, Contact.status).where(wanted)).all()
    ranked = sorted(found, key=lambda row: (by_text[row.birthday], row.status != "client", row.id))
    rows = tuple(Row("contact", row.id, row.name, {"on": by_text[row.birthday]}) for row in ranked[:TOP])
    return Listed(rows, len(ranked))


def named_lately(session: Session, rule: str, now: datetime, within: int) -> frozenset[int]:
    """Ids of the records that a rule has spoken of in so many days around now."""
    around = CoachInsight.created_at.between(now - timedelta(days=within), now + timedelta(days=within))
    told = session.scalars(select(CoachInsight.evidence).where(CoachInsight.rule_id == rule, around))
    return frozenset(record_id for evidence in told for _kind, record_id in kept(evidence))


def _days(today: date, ahead: int) -> list[date]:
    return [today + timedelta(days=number) for number in range(ahead + 1)]


def _spellings(on: date) -> Iterator[str]:
    """Every way in which a birthday on this day is kept."""
    ends = [f"{on:%m-%d}"]
    if ends == [DAY_BEFORE] and (on + timedelta(days=1)).month > on.month:
        ends.append(LEAP_DAY)
    for end in ends:
        yield f"--{end}"
        yield from (f"{year:04}-{end}" for year in range(on.year - OLDEST, on.year + 1))
