"""Deals that wait: in a stage for longer than it takes, or past the day they should have closed.

The board, the filters and the coach share the one condition for a stuck deal.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, text
from sqlalchemy.orm import Session

from app.crm import days, id_lists, preferences
from app.crm.standing.row import TOP, Listed, Row
from app.models import Business, Contact, Deal, Followup, Stage, Task

ENOUGH = 10
"""Finished stays in a stage, or deals with a value, from which on the owner's own figures count."""
LATEST = 500
"""Stage changes, and deals with a value, that are looked at: what was long ago says little about today."""
SHARE = 0.8
LONGEST = 3650
"""Days."""
Sql = ColumnElement[bool]


def limits(session: Session) -> dict[int, int]:
    """Open stage id -> full days in it from which on a deal counts as stuck.

    The stage's own limit, where the owner set one: what was said outright weighs more than what was counted. Else the
    day after the 80th percentile (nearest rank) of the days that deals stayed there before they went on or were
    closed, once there are ten such stays among the latest stage changes. Else the setting.
    """
    query = select(Stage.id, Stage.pipeline_id, Stage.name, Stage.former_names, Stage.stuck_after_days)
    stages = session.execute(query.where(Stage.kind == "open").order_by(Stage.id)).all()
    usual = preferences.get(session, "stuck_deal_days")
    stays = _stays(session, stages) if any(stage.stuck_after_days is None for stage in stages) else {}
    return {
        stage.id: stage.stuck_after_days or _beyond(stays.get(stage.id, ()), usual) for stage in stages
    }  # fmt: skip


def is_stuck(session: Session, at: datetime) -> Sql:
    """An open deal that has waited for the days of its stage with nothing planned, as a condition on deals."""
    by_limit: dict[int, list[int]] = defaultdict(list)
    for stage_id, limit in limits(session).items():
        by_limit[limit].append(stage_id)
    waits = (
        and_(Deal.stage_id.in_(stages), Deal.stage_entered_at <= at - timedelta(days=limit))
        for limit, stages in sorted(by_limit.items())
    )
    return and_(Deal.closed_at.is_(None), or_(false(), *waits), ~is_planned(at))


def is_planned(at: datetime) -> Sql:
    """A next step, a task or a follow-up for today or a later day, as a condition on deals."""
    step = and_(Deal.next_step_on.is_not(None), Deal.next_step_on >= at.date())
    tasks = select(Task.deal_id).where(
        Task.status.in_(("pending", "in_progress")), Task.due_on >= at.date(), Task.deal_id.is_not(None)
    )
    followups = select(Followup.deal_id).where(
        Followup.status == "scheduled", Followup.scheduled_at >= days.midnight(at.date(), at),
        Followup.deal_id.is_not(None),
    )  # fmt: skip
    return or_(step, Deal.id.in_(tasks), Deal.id.in_(followups))


def stuck(session: Session, at: datetime, without: Collection[int] = ()) -> Listed:
    """The stuck deals, the largest in the owner's currency first, and what they are worth together.

    facts: days, stage, cents, currency, who, contact_id.
    """
    return _listed(session, and_(is_stuck(session, at), id_lists.outside(Deal.id, without)), at)


def is_past_close(at: datetime) -> Sql:
    """An open deal whose expected close lies before today, as a condition on deals."""
    return and_(Deal.closed_at.is_(None), Deal.expected_close_on < at.date())


def past_close(session: Session, at: datetime, without: Collection[int] = ()) -> Listed:
    """Open deals that should have closed, as `stuck`. facts also: late, the days since."""
    return _listed(session, and_(is_past_close(at), id_lists.outside(Deal.id, without)), at)


def median_value(session: Session) -> float | None:
    """The middle value of the owner's latest deals in the default currency; None while fewer than ten have a value."""
    given = {"currency": preferences.get(session, "currency"), "latest": LATEST}
    values = [int(row.value_cents) for row in session.execute(_VALUES, given)]
    return median(values) if len(values) >= ENOUGH else None


def _listed(session: Session, wanted: Sql, at: datetime) -> Listed:
    default = preferences.get(session, "currency")
    own = Deal.currency == default
    count, cents, foreign = func.count(), func.sum(Deal.value_cents).filter(own), func.count().filter(~own)
    all_of = session.execute(
        select(count.label("n"), cents.label("cents"), foreign.label("others")).where(wanted)
    ).one()
    if not all_of.n:
        return Listed()
    order = (case((own, 0), else_=1), Deal.value_cents.desc().nulls_last(), Deal.stage_entered_at, Deal.id)
    ids = list(session.scalars(select(Deal.id).where(wanted).order_by(*order).limit(TOP)))
    rows = {row.id: _row(row, at) for row in session.execute(_rows().where(Deal.id.in_(ids)))}
    others = _others(session, and_(wanted, ~own)) if all_of.others else ()
    return Listed(tuple(rows[deal_id] for deal_id in ids), all_of.n, all_of.cents or 0, others)


def _others(session: Session, wanted: Sql) -> tuple[tuple[str, int], ...]:
    query = select(Deal.currency, func.count()).where(wanted).group_by(Deal.currency).order_by(Deal.currency)
    return tuple((currency, n) for currency, n in session.execute(query))


def _rows() -> Any:
    return (
        select(
            Deal.id, Deal.title, Deal.value_cents, Deal.currency, Deal.stage_entered_at, Deal.expected_close_on,
            Deal.contact_id, Stage.name.label("stage"), func.coalesce(Business.name, Contact.name).label("who"),
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Contact, Contact.id == Deal.contact_id)
        .outerjoin(Business, Business.id == Deal.business_id)
    )  # fmt: skip


def _row(row: Any, at: datetime) -> Row:
    late = (at.date() - row.expected_close_on).days if row.expected_close_on else 0
    facts = {
        "days": days.whole_days(row.stage_entered_at, at), "stage": row.stage, "cents": row.value_cents,
        "currency": row.currency, "who": row.who, "contact_id": row.contact_id, "late": late,
    }  # fmt: skip
    return Row("deal", row.id, row.title, facts)


def _stays(session: Session, stages: Sequence[Any]) -> Mapping[int, list[int]]:
    """Stage id -> whole days of the latest stays that ended. The log calls stages by the names they had."""
    known = {(stage.pipeline_id, name): stage.id for stage in stages for name in stage.former_names or ()}
    known |= {(stage.pipeline_id, stage.name): stage.id for stage in stages}
    found: dict[int, list[int]] = defaultdict(list)
    for row in session.execute(_STAYS, {"latest": LATEST}):
        if (row.pipeline_id, row.name) in known:
            found[known[row.pipeline_id, row.name]] += json.loads(row.days)
    return found


def _beyond(stays: Sequence[int], usual: int) -> int:
    if len(stays) < ENOUGH:
        return usual
    return max(1, min(LONGEST, sorted(stays)[ceil(SHARE * len(stays)) - 1] + 1))


_STAYS = text(
    """
    SELECT s.pipeline_id, l.metadata ->> 'old_stage' AS name,
        json_group_array(CAST(l.metadata ->> 'days_in_stage' AS INTEGER)) AS days
    FROM (
        SELECT entity_id, metadata FROM activity_logs WHERE action = 'deal_stage_changed'
        ORDER BY created_at DESC LIMIT :latest
    ) l CROSS JOIN deals d ON d.id = l.entity_id JOIN stages s ON s.id = d.stage_id
    WHERE l.metadata ->> 'days_in_stage' IS NOT NULL GROUP BY 1, 2
    """
)
_VALUES = text(
    """
    SELECT value_cents FROM (
        SELECT value_cents FROM deals WHERE value_cents IS NOT NULL AND currency = :currency
        ORDER BY id DESC LIMIT :latest
    ) ORDER BY value_cents
    """
)
