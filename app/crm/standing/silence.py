"""People who do not answer: those the owner has written to in vain, and clients who are quieter than usual.

Never in either list: who must not be contacted, and with whom something is planned. Who is in the first is not in the
second, and who wrote last is not in the first, nor, while the
owner owes them an answer, in the second.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.crm import days, id_lists, preferences
from app.crm.standing.response import FRESH, WRITTEN
from app.crm.standing.row import TOP, Listed, Row
from app.crm.standing.touch import is_past_rhythm, planned
from app.models import Contact, Deal, Followup, Interaction
from app.models.types import stored

PATIENCE, LET_GO = timedelta(days=7), timedelta(days=90)
"""How long an answer may take, and after how long it is no longer waited for."""
LATEST = 500
"""People written to last who are looked at."""
APART = 0.5
"""Days between two attempts, or two contacts: what comes sooner belongs to the same one."""
YEAR, GAPS, MOST = timedelta(days=365), 5, 0.9
Sql = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Of `n` gaps the median is `usual`; the last contact was `silent` ago; all in days."""

    n: int
    usual: float
    silent: float


def is_ghosted(now: datetime) -> Sql:
    """Tried twice or more since they last answered, the last time a week ago at least, as a condition on contacts.

    An answer is whatever they sent, a meeting, or a call that took time. Two attempts lie half a day apart at least.
    """
    last = Contact.last_outbound_at
    spoken_to = (
        Contact.last_contact_at > now - LET_GO, Contact.last_contact_at <= now - PATIENCE,
        last == Contact.last_contact_at, Contact.do_not_contact.is_(False), Contact.status != "lost",
    )  # fmt: skip
    latest = select(Contact.id).where(*spoken_to).order_by(Contact.last_contact_at.desc()).limit(LATEST)
    before, answer = aliased(Interaction), aliased(Interaction)
    apart = func.julianday(before.at) <= func.julianday(last) - APART
    tried, answered = _latest(before, _is_attempt(before), apart), _latest(answer, ~_is_attempt(answer))
    return and_(Contact.id.in_(latest), tried > answered, *_unplanned(now))


def unanswering(now: datetime) -> Select[int]:
    """The ids of the ghosted."""
    return select(Contact.id).where(is_ghosted(now))


def ghosted(session: Session, now: datetime, without: Collection[int] = ()) -> Listed:
    """Those with an open deal first, then who was written to last. facts: days, tries, first_name."""
    has_deal = exists().where(Deal.contact_id == Contact.id, Deal.closed_at.is_(None))
    wanted = and_(is_ghosted(now), id_lists.outside(Contact.id, without))
    query = select(Contact.id, case((has_deal, 0), else_=1).label("rank")).where(wanted)
    ids = list(session.scalars(query.order_by("rank", Contact.last_contact_at.desc(), Contact.id)))
    told = select(Contact.id, Contact.name, Contact.first_name, Contact.last_outbound_at, _tries().label("tries"))
    found = {row.id: row for row in session.execute(told.where(Contact.id.in_(ids[:TOP])))}
    return Listed(tuple(_unanswered(found[contact_id], now) for contact_id in ids[:TOP]), len(ids))


def quiet_clients(session: Session, now: datetime, without: Collection[int] = ()) -> Listed:
    """Clients out of touch for longer than usual, the one who brought the most first.

    Counted are the gaps between contacts in either direction, five at least: the time since the last one is more than
    twice the median of them, more than nine in ten of them (nearest rank), and more than a week. Silence of over a year
    is no news. facts: days, usual (the median gap in days), n (gaps), cents (won, in the owner's currency).
    """
    given = {"now": stored(now), "edge": stored(now - PATIENCE), "oldest": stored(now - YEAR), "gaps": GAPS}
    rhythms = {row.id: one for row in session.execute(_QUIET, given) if (one := _rhythm(row)) is not None}
    free = (~is_past_rhythm(now), *_unplanned(now))
    own = and_(Deal.won.is_(True), Deal.currency == preferences.get(session, "currency"))
    won = select(func.coalesce(func.sum(Deal.value_cents), 0)).where(Deal.contact_id == Contact.id, own)
    query = select(Contact.id, Contact.name, Contact.last_contact_at, won.scalar_subquery().label("cents"))
    query = query.where(
        Contact.id.in_(list(rhythms)), id_lists.outside(Contact.id, without), *free, ~is_ghosted(now), ~_wrote_last(now)
    )
    found = session.execute(query).all() if rhythms else []
    ranked = sorted(found, key=lambda row: (-row.cents, -rhythms[row.id].silent / rhythms[row.id].usual, row.id))
    return Listed(tuple(_quiet(row, rhythms[row.id], now) for row in ranked[:TOP]), len(ranked))


def _wrote_last(now: datetime) -> Sql:
    """They wait for the owner, lately: that is no silence of theirs."""
    last = aliased(Interaction)
    wrote = exists().where(
        last.contact_id == Contact.id, last.at == Contact.last_contact_at, last.direction == "inbound",
        last.kind.in_(WRITTEN),
    )  # fmt: skip
    return and_(Contact.last_contact_at > now - FRESH, wrote)


def _tries() -> Any:
    """Attempts since the last answer."""
    answer, attempt = aliased(Interaction), aliased(Interaction)
    since = attempt.at > _latest(answer, ~_is_attempt(answer))
    query = select(func.count(attempt.id)).where(attempt.contact_id == Contact.id, _is_attempt(attempt), since)
    return query.correlate(Contact).scalar_subquery()


def _latest(one: type[Interaction], *wanted: Sql) -> Any:
    """When a contact last had such an interaction; empty, which is before everything, where they never had."""
    query = select(func.max(one.at)).where(one.contact_id == Contact.id, *wanted)
    return func.coalesce(query.correlate(Contact).scalar_subquery(), "")


def _is_attempt(one: type[Interaction]) -> Sql:
    """Something the owner sent, or a call that took no time, as a condition on interactions."""
    talked = or_(
        one.kind == "meeting",
        and_(one.kind == "call", func.coalesce(one.duration_minutes, 0) > 0),
    )
    return and_(one.direction == "outbound", ~talked)


def _unplanned(now: datetime) -> tuple[Sql, Sql]:
    """Nothing ahead, and no follow-up that is late: another rule speaks of that."""
    awaited = select(Followup.contact_id).where(Followup.status == "scheduled", Followup.contact_id.is_not(None))
    return Contact.id.not_in(planned(now)), Contact.id.not_in(awaited)


def _unanswered(row: Any, now: datetime) -> Row:
    facts = {
        "days": days.whole_days(row.last_outbound_at, now), "tries": row.tries, "first_name": row.first_name or row.name
    }  # fmt: skip
    return Row("contact", row.id, row.name, facts)


def _rhythm(row: Any) -> Rhythm | None:
    """None where there are too few gaps, or the silence is none yet."""
    moments: list[float] = sorted(json.loads(row.moments))
    gaps = sorted(gap for before, after in pairwise(moments) if (gap := after - before) >= APART)
    if len(gaps) < GAPS:
        return None
    usual, widest = median(gaps), gaps[ceil(MOST * len(gaps)) - 1]
    return Rhythm(len(gaps), usual, row.days) if row.days > max(2 * usual, widest) else None


def _quiet(row: Any, rhythm: Rhythm, now: datetime) -> Row:
    facts = {
        "days": days.whole_days(row.last_contact_at, now),
        "usual": rhythm.usual,
        "n": rhythm.n,
        "cents": row.cents,
    }
    return Row("contact", row.id, row.name, facts)


_QUIET = text(
    """
    WITH silent AS MATERIALIZED (
        SELECT id, last_contact_at FROM contacts
        WHERE status = 'client' AND do_not_contact = 0 AND last_contact_at > :oldest AND last_contact_at < :edge
            AND EXISTS (SELECT 1 FROM interactions i WHERE i.contact_id = contacts.id LIMIT 1 OFFSET :gaps)
    )
    SELECT s.id, julianday(:now) - julianday(s.last_contact_at) AS days, json_group_array(julianday(i.at)) AS moments
    FROM silent s CROSS JOIN interactions i ON i.contact_id = s.id GROUP BY s.id
    """
)
