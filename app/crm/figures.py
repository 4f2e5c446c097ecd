"""What the deals say, read-only: the board, its sums, what is stuck, the owner's own win rates.

The one truth for pages and for the coach's rules. Sums stay within one currency; rates are counted, never assumed.
"""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from app.crm import days, id_lists, preferences
from app.crm.standing import stuck
from app.models import Business, Contact, Deal, Pipeline, Project, Stage, Task

ENOUGH = 10
"""Closed deals from which on a win rate may be named."""
MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `n` closed deals that once stood in a stage, `won` were won."""

    won: int
    n: int

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH

    def of(self, cents: int) -> int:
        return round(cents * self.won / self.n)


@dataclass(frozen=True, slots=True)
class Sum:
    """cents: the deals in the default currency together. others: (currency, how many deals) of the rest."""

    count: int = 0
    cents: int = 0
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board: the stage, its deals in the order shown, and their sum."""

    stage_id: int
    name: str
    kind: str
    ids: "array[int]"
    sum: Sum


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a deal lies on the board: the stage, and its place in that column from 0."""

    stage_id: int
    place: int


@dataclass(frozen=True, slots=True)
class Card:
    """What the board shows of a deal. stuck: it has waited longer than its stage allows and nothing is planned."""

    id: int
    title: str
    stage_id: int
    contact_id: int | None
    person: str | None
    value_cents: int | None
    currency: str
    days_in_stage: int
    stuck: bool
    next_step: str | None
    next_step_on: date | None
    closed_at: datetime | None
    won: bool | None


def board(session: Session, pipeline_id: int, at: datetime) -> list[Lane]:
    """Every stage with its open deals, the newest arrival first; won and lost hold what closed this month."""
    since = _month(at)
    query = select(Stage.id, Stage.name, Stage.kind).where(Stage.pipeline_id == pipeline_id)
    return [
        Lane(row.id, row.name, row.kind, _ids(session, row.id, row.kind, since), _sum(session, row.id, row.kind, since))
        for row in session.execute(query.order_by(Stage.position, Stage.id)).all()
    ]


def spots(session: Session, pipeline_id: int, ids: Sequence[int], at: datetime) -> dict[int, Spot]:
    """Where these deals lie on the board of a pipeline now; one that it does not show is left out."""
    since = _month(at)
    query = select(Deal.id, Deal.stage_id, Deal.stage_entered_at, Deal.closed_at, Stage.kind)
    query = query.join(Stage, Stage.id == Deal.stage_id).where(Deal.id.in_(ids), Stage.pipeline_id == pipeline_id)
    shown = [row for row in session.execute(query).all() if _is_shown(row, since)]
    return {row.id: Spot(row.stage_id, _place(session, row, since)) for row in shown}


def sums(session: Session, lanes: Sequence[Lane], at: datetime) -> dict[int, Sum]:
    """Stage id -> what the deals shown in these columns add up to now."""
    since = _month(at)
    return {lane.stage_id: _sum(session, lane.stage_id, lane.kind, since) for lane in lanes}


def cards(session: Session, ids: Sequence[int], at: datetime) -> dict[int, Card]:
    """The deals of these ids as cards; an id that is gone is left out."""
    query = _card_query().add_columns(stuck.is_stuck(session, at).label("stuck")).where(Deal.id.in_(ids))
    return {row.id: _card(row, at) for row in session.execute(query)}


def find_stuck(session: Session, at: datetime) -> list[int]:
    """Open deals that have waited longer than their stage allows with nothing planned, the longest first."""
    query = select(Deal.id).where(stuck.is_stuck(session, at))
    return list(session.scalars(query.order_by(Deal.stage_entered_at, Deal.id)))


def sum_of(session: Session, ids: Sequence[int]) -> Sum:
    """What these deals add up to."""
    default = preferences.get(session, "currency")
    count = cents = 0
    others: list[tuple[str, int]] = []
    for currency, n, total in session.execute(_SUM_OF, {"ids": json.dumps(list(ids))}):
        count += n
        if currency == default:
            cents = total or 0
        else:
            others.append((currency, n))
    return Sum(count, cents, tuple(others))


def win_rates(session: Session, pipeline_id: int, latest: int | None = None) -> dict[int, Rate]:
    """Stage id -> how many of the closed deals of this pipeline that ever stood there were won.

    latest: only so many that were closed last, which takes the same time however many there are.
    """
    query = select(Stage.id, Stage.name, Stage.former_names)
    stages = session.execute(query.where(Stage.pipeline_id == pipeline_id, Stage.kind == "open")).all()
    known = {name: stage.id for stage in stages for name in stage.former_names or ()}
    known |= {stage.name: stage.id for stage in stages}
    every = -1
    wanted = {"pipeline": pipeline_id, "names": json.dumps(list(known.items())), "latest": latest or every}
    rates = {row.stage_id: Rate(int(row.won), int(row.n)) for row in session.execute(_WIN_RATES, wanted)}
    return {stage.id: rates.get(stage.id, Rate(0, 0)) for stage in stages}


def weighted(lanes: Sequence[Lane], rates: dict[int, Rate]) -> int | None:
    """The open deals' worth by the owner's own win rates; None while a stage that holds money lacks a rate."""
    total = 0
    for lane in lanes:
        if lane.kind == "open" and lane.sum.cents:
            rate = rates.get(lane.stage_id)
            if rate is None or not rate.enough:
                return None
            total += rate.of(lane.sum.cents)
    return total


def find_pipelines(session: Session) -> list[tuple[int, str]]:
    """(id, name) in the owner's order."""
    rows = session.execute(select(Pipeline.id, Pipeline.name).order_by(Pipeline.position, Pipeline.id))
    return [(row.id, row.name) for row in rows]


def open_by_pipeline(session: Session) -> dict[int, int]:
    """Pipeline id -> open deals in it; a pipeline without any is left out."""
    query = select(Stage.pipeline_id, func.count()).join(Deal, Deal.stage_id == Stage.id)
    rows = session.execute(query.where(Deal.closed_at.is_(None)).group_by(Stage.pipeline_id)).all()
    return dict(rows)


def pipeline_of(session: Session, deal_id: int) -> int | None:
    query = select(Stage.pipeline_id).join(Deal, Deal.stage_id == Stage.id).where(Deal.id == deal_id)
    return session.scalar(query)


def lost_reasons(session: Session) -> list[str]:
    """The reasons given most often, first."""
    query = select(Deal.lost_reason).where(Deal.won.is_(False), Deal.lost_reason.is_not(None))
    found = session.scalars(query.group_by(Deal.lost_reason).order_by(func.count().desc()).limit(MOST_REASONS))
    return [reason for reason in found if reason]


def stage_names(session: Session) -> dict[int, str]:
    return {row.id: row.name for row in session.execute(select(Stage.id, Stage.name))}


def count_open(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Deal).where(Deal.closed_at.is_(None))) or 0


def count_contacts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contact)) or 0


def count_tasks(session: Session) -> int:
    """Tasks that are not done."""
    is_open = Task.status.in_(("pending", "in_progress"))
    return session.scalar(select(func.count()).select_from(Task).where(is_open)) or 0


def count_projects(session: Session) -> int:
    """Projects that are not closed."""
    return session.scalar(select(func.count()).select_from(Project).where(Project.status != "closed")) or 0


def has_records(session: Session) -> bool:
    """Whether the owner has put anything in: a contact or a deal."""
    return any(session.scalar(select(model.id).limit(1)) is not None for model in (Contact, Deal))


def _month(at: datetime) -> datetime:
    """When the month of the owner's calendar began."""
    return days.midnight(at.date().replace(day=1), at)


def _shown(kind: str, since: datetime) -> Any:
    """Which deals of a stage the board shows."""
    return Deal.closed_at.is_(None) if kind == "open" else Deal.closed_at >= since


def _is_shown(row: Any, since: datetime) -> bool:
    if row.kind == "open":
        return row.closed_at is None
    return row.closed_at is not None and row.closed_at >= since


def _place(session: Session, row: Any, since: datetime) -> int:
    """How many cards lie above this one."""
    column, moment = _arrival(row.kind), row.stage_entered_at if row.kind == "open" else row.closed_at
    above = or_(column > moment, and_(column == moment, Deal.id > row.id))
    query = select(func.count()).where(Deal.stage_id == row.stage_id, _shown(row.kind, since), above)
    return session.scalar(query) or 0


def _arrival(kind: str) -> Any:
    """What the cards of a column are ordered by, the newest first."""
    return Deal.stage_entered_at if kind == "open" else Deal.closed_at


def _ids(session: Session, stage_id: int, kind: str, since: datetime) -> "array[int]":
    order = _arrival(kind).desc()
    query = select(Deal.id).where(Deal.stage_id == stage_id, _shown(kind, since)).order_by(order, Deal.id.desc())
    return array("q", id_lists.of_query(session, query))


def _sum(session: Session, stage_id: int, kind: str, since: datetime) -> Sum:
    """In one pass without grouping, which takes a third of the time; other currencies are counted where there are
    any."""
    default = preferences.get(session, "currency")
    shown = (Deal.stage_id == stage_id, _shown(kind, since))
    cents = func.sum(Deal.value_cents).filter(Deal.currency == default)
    foreign = func.count().filter(Deal.currency != default)
    row = session.execute(select(func.count().label("n"), cents.label("cents"), foreign.label("others")).where(*shown))
    count, own, elsewhere = row.one()
    others: list[tuple[str, int]] = []
    if elsewhere:
        query = select(Deal.currency, func.count()).where(*shown, Deal.currency != default)
        found = session.execute(query.group_by(Deal.currency).order_by(Deal.currency))
        others = [(code, n) for code, n in found]
    return Sum(count, own or 0, tuple(others))


def _card_query() -> Any:
    return (
        select(
            Deal.id, Deal.title, Deal.stage_id, Deal.contact_id, Deal.value_cents, Deal.currency, Deal.stage_entered_at,
            Deal.next_step, Deal.next_step_on, Deal.closed_at, Deal.won,
            func.coalesce(Contact.name, Business.name).label("person"),
        )
        .outerjoin(Contact, Contact.id == Deal.contact_id)
        .outerjoin(Business, Business.id == Deal.business_id)
    )  # fmt: skip


def _card(row: Any, at: datetime) -> Card:
    return Card(
        row.id, row.title, row.stage_id, row.contact_id, row.person, row.value_cents, row.currency,
        days.whole_days(row.stage_entered_at, at), bool(row.stuck),
        row.next_step, row.next_step_on, row.closed_at, row.won,
    )  # fmt: skip


_WIN_RATES = text(
    """
    WITH known AS (SELECT value ->> 0 AS name, value ->> 1 AS stage_id FROM json_each(:names)),
    closed AS (
        SELECT d.id, d.won FROM deals d JOIN stages s ON s.id = d.stage_id
        WHERE s.pipeline_id = :pipeline AND d.closed_at IS NOT NULL ORDER BY d.closed_at DESC LIMIT :latest
    ), stood AS (
        SELECT DISTINCT l.entity_id AS deal_id, k.stage_id
        FROM closed c CROSS JOIN activity_logs l JOIN known k ON k.name =
            CASE l.action WHEN 'deal_created' THEN l.metadata ->> 'stage' ELSE l.metadata ->> 'new_stage' END
        WHERE l.entity_type = 'deal' AND l.entity_id = c.id AND l.action IN ('deal_created', 'deal_stage_changed')
    )
    SELECT stage_id, count(*) AS n, coalesce(sum(c.won), 0) AS won
    FROM stood JOIN closed c ON c.id = stood.deal_id GROUP BY stage_id
    """
)
_SUM_OF = text(
    """
    SELECT currency, count(*), sum(value_cents) FROM deals
    WHERE id IN (SELECT value FROM json_each(:ids)) GROUP BY currency ORDER BY currency
    """
)
