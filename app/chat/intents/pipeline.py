"""Open deals: by stage and by the own win rates, those that are stuck, as the board and the reports count them."""

from array import array
from collections.abc import Mapping

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.chat.intents import spans
from app.chat.intents.reply import LINES, Ask, Offline, Reply, named, worth
from app.coach.values import Days, Money
from app.crm import figures, names
from app.crm.figures import Lane, Sum
from app.crm.standing import stuck
from app.crm.standing.money import LATEST
from app.models import Deal, Stage


def how_it_stands(ask: Ask) -> Offline:
    """Each pipeline with open deals: its stages, its weight; then what is stuck."""
    reply, counts = Reply("pipeline"), figures.open_by_pipeline(ask.session)
    if not counts:
        return nothing_open(ask)
    for pipeline_id, name in figures.find_pipelines(ask.session):
        if pipeline_id in counts:
            _tell(ask, reply, pipeline_id, name if len(counts) > 1 else "")
    found = stuck.stuck(ask.session, ask.now)
    reply.say("stuck_some" if found.count else "stuck_none", n=found.count, total=ask.total(found),
              names=named(found.rows, found.count))  # fmt: skip
    reply.rows(found.rows[:LINES])
    return reply.done("pipeline")


def nothing_open(ask: Ask) -> Offline:
    known = ask.session.scalar(select(Deal.id).limit(1))
    return Reply("pipeline").say("never" if known is None else "empty").done("pipeline")


def _tell(ask: Ask, reply: Reply, pipeline_id: int, name: str) -> None:
    lanes = open_lanes(ask, pipeline_id)
    reply.say("open_in" if name else "open", n=sum(lane.sum.count for lane in lanes), pipeline=name,
              total=ask.total(added(lanes)))  # fmt: skip
    for lane in lanes:
        if lane.sum.count:
            reply.item("stage", n=lane.sum.count, stage=lane.name, total=ask.total(lane.sum))
    weighted = figures.weighted(lanes, figures.win_rates(ask.session, pipeline_id, LATEST))
    if weighted is None:
        reply.say("unweighted")
    elif any(lane.sum.cents for lane in lanes):
        reply.say("weighted", weighted=Money(weighted, ask.currency))


def open_lanes(ask: Ask, pipeline_id: int) -> list[Lane]:
    """The open stages with the sums of the board, without its cards."""
    bare = [Lane(row.id, row.name, "open", array("q"), Sum()) for row in _stages(ask.session, pipeline_id)]
    sums = figures.sums(ask.session, bare, ask.now)
    return [Lane(lane.stage_id, lane.name, lane.kind, lane.ids, sums[lane.stage_id]) for lane in bare]


def added(lanes: list[Lane]) -> Sum:
    others: dict[str, int] = {}
    for lane in lanes:
        for currency, n in lane.sum.others:
            others[currency] = others.get(currency, 0) + n
    return Sum(sum(lane.sum.count for lane in lanes), sum(lane.sum.cents for lane in lanes),
               tuple(sorted(others.items())))  # fmt: skip


def which_are_stuck(ask: Ask) -> Offline:
    found = stuck.stuck(ask.session, ask.now)
    reply = Reply("pipeline").say("stuck", n=found.count, total=ask.total(found))
    for row in found.rows[:LINES]:
        facts = row.facts
        reply.item("stuck_row", (row.kind, row.id, row.title), days=Days(facts["days"]), stage=facts["stage"],
                   value=worth(facts["cents"], facts["currency"]))  # fmt: skip
    if found.count > LINES:
        reply.say("more", n=found.count - LINES)
    for row in found.rows[:1]:
        reply.offer_task(ask, "step", {"deal_id": row.id}, deal=row.title)
    return reply.done("pipeline")


def _stages(session: Session, pipeline_id: int) -> list[Stage]:
    query = select(Stage).where(Stage.pipeline_id == pipeline_id, Stage.kind == "open")
    return list(session.scalars(query.order_by(Stage.position, Stage.id)))


def which_close(ask: Ask) -> Offline:
    """Open deals by the day on which they are expected to close; the past is told apart."""
    span = ask.span(spans.month(ask.today))
    if span.stop <= ask.today:
        return which_slipped(ask)
    within = (Deal.closed_at.is_(None), Deal.expected_close_on >= max(span.first, ask.today),
              Deal.expected_close_on < span.stop)  # fmt: skip
    rows = ask.session.execute(_DEALS.where(*within).order_by(Deal.expected_close_on, Deal.id)).all()
    reply = Reply("pipeline")
    reply.say("closing", n=len(rows), span=span.told, total=ask.added((row.value_cents, row.currency) for row in rows))
    for row in rows[:LINES]:
        reply.item("closing_row", ("deal", row.id, row.title), on=ask.when(row.expected_close_on), stage=row.stage,
                   value=worth(row.value_cents, row.currency))  # fmt: skip
    if len(rows) > LINES:
        reply.say("more", n=len(rows) - LINES)
    slipped = stuck.past_close(ask.session, ask.now).count
    if slipped:
        reply.say("slipped_also", n=slipped)
    return reply.done("pipeline")


def which_are_largest(ask: Ask) -> Offline:
    """Open deals in the owner's currency, the largest first; just one where one is asked for."""
    own = (Deal.closed_at.is_(None), Deal.currency == ask.currency, Deal.value_cents.is_not(None))
    usual = LINES if "deals" in ask.found.words else 1
    room = min(MOST, ask.found.number or usual)
    rows = ask.session.execute(_DEALS.where(*own).order_by(Deal.value_cents.desc(), Deal.id).limit(room)).all()
    reply = Reply("pipeline").say("largest", n=len(rows))
    for row in rows:
        reply.item(
            "stage_row", ("deal", row.id, row.title), stage=row.stage, value=worth(row.value_cents, row.currency)
        )
    return reply.done("pipeline")


def which_lack_a_step(ask: Ask) -> Offline:
    """Open deals without a next step or its day, the largest first."""
    wanted = (Deal.closed_at.is_(None), Deal.next_step.is_(None), Deal.next_step_on.is_(None))
    return _listed(ask, wanted, "no_step", {})


def which_are_in(ask: Ask) -> Offline | None:
    """Open deals of the stage that is named, the largest first; None where no open stage is called so."""
    name = names.fold(ask.found.name)
    query = select(Stage.id, Stage.name).where(Stage.kind == "open").order_by(Stage.id)
    found = [row for row in ask.session.execute(query) if names.fold(row.name) == name]
    if not found:
        return None
    wanted = (Deal.closed_at.is_(None), Deal.stage_id.in_([row.id for row in found]))
    return _listed(ask, wanted, "in_stage", {"stage": found[0].name})


def _listed(ask: Ask, wanted: tuple[ColumnElement[bool], ...], name: str, values: Mapping[str, str]) -> Offline:
    sums = select(Deal.currency, func.count().label("n"), func.sum(Deal.value_cents).label("cents")).where(*wanted)
    rows = ask.session.execute(sums.group_by(Deal.currency).order_by(Deal.currency)).all()
    n = sum(row.n for row in rows)
    others = tuple((row.currency, row.n) for row in rows if row.currency != ask.currency)
    own = sum(row.cents or 0 for row in rows if row.currency == ask.currency)
    reply = Reply("pipeline").say(name, values, n=n, total=ask.total(Sum(n, own, others)))
    first = case((Deal.currency == ask.currency, 0), else_=1)
    order = (first, Deal.value_cents.desc().nulls_last(), Deal.id)
    found = ask.session.execute(_DEALS.where(*wanted).order_by(*order).limit(LINES)).all()
    for row in found:
        reply.item(
            "stage_row", ("deal", row.id, row.title), stage=row.stage, value=worth(row.value_cents, row.currency)
        )
    if n > len(found):
        reply.say("more", n=n - len(found))
    for row in found[:1]:
        reply.offer_task(ask, "step", {"deal_id": row.id}, deal=row.title)
    return reply.done("pipeline")


def which_slipped(ask: Ask) -> Offline:
    """Open deals that should have closed before today."""
    found = stuck.past_close(ask.session, ask.now)
    reply = Reply("pipeline").say("slipped", n=found.count, total=ask.total(found))
    for row in found.rows[:LINES]:
        facts = row.facts
        reply.item("slipped_row", (row.kind, row.id, row.title), days=Days(facts["late"]), stage=facts["stage"],
                   value=worth(facts["cents"], facts["currency"]))  # fmt: skip
    if found.count > LINES:
        reply.say("more", n=found.count - LINES)
    for row in found.rows[:1]:
        reply.offer_task(ask, "step", {"deal_id": row.id}, deal=row.title)
    return reply.done("pipeline")


MOST = 10
_DEALS = select(
    Deal.id, Deal.title, Deal.value_cents, Deal.currency, Deal.expected_close_on, Stage.name.label("stage")
).join(Stage, Stage.id == Deal.stage_id)
