"""How far the deals of a pipeline came: how many reached each stage, how long they stayed, what they are worth.

A deal has reached a stage when it ever stood in this stage or in a later open one of its pipeline, or was ever won.
So one that skipped a stage has reached it, one that moved back keeps what it had reached, and one that was lost counts
up to the furthest stage it stood in; a lost stage itself is not reached. The log names stages by the name they had;
a stage answers to all names it ever had, and to those of stages deleted after it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from statistics import median
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, false, select, text
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import days, preferences
from app.crm.figures import ENOUGH, Sum
from app.crm.reports.periods import YEAR, months_on
from app.models import Deal, Stage
from app.models.types import stored

PERIODS = ("this_year", "last_12_months", "all")


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the funnel. reached: how many deals, went_on: how many of them reached the next one too.

    days: how many whole days the `left` deals that left it had stood in it, in the median; None without any.
    """

    stage_id: int
    name: str
    kind: str
    reached: int
    went_on: int
    left: int
    days: int | None
    sum: Sum

    @property
    def share(self) -> float | None:
        """Of those that reached it, how many went on; None while there are fewer than ten."""
        return self.went_on / self.reached if self.reached >= ENOUGH else None

    @property
    def usual_days(self) -> int | None:
        return self.days if self.left >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Funnel:
    """added: deals created in the period; still_open: those of them that are open now."""

    period: str
    added: int
    still_open: int
    steps: Sequence[Step]


def funnel(session: Session, pipeline_id: int, period: str, at: datetime) -> Funnel:
    """The deals of a pipeline that were created in a period of the owner's calendar (one of PERIODS)."""
    stages = _stages(session, pipeline_id)
    wanted = {"since": _since(period, at), "ranks": _ranks(stages), "pipeline": pipeline_id}
    default = preferences.get(session, "currency")
    sums, added, still_open = _sums(session.execute(_FURTHEST, wanted), len(stages), default)
    stays = _stays(session, wanted)
    steps = []
    for rank, stage in enumerate(stages, start=1):
        reached, stood = sums[rank], stays.get(rank, [])
        went_on = sums[rank + 1].count if rank < len(stages) else 0
        middle = round(median(stood)) if stood else None
        steps.append(Step(stage.id, stage.name, stage.kind, reached.count, went_on, len(stood), middle, reached))
    return Funnel(period, added, still_open, steps)


def reached(session: Session, wanted: Any, at: datetime) -> ColumnElement[bool]:
    """The condition behind a number of the funnel. wanted: period, and either `stage`, the id of a stage that was
    reached, or `left`, of one that was left, or neither for all that were created.

    No deal has reached a stage that is gone. Errors: CrmError for anything else.
    """
    if not isinstance(wanted, Mapping) or wanted.get("period", "all") not in PERIODS:
        raise CrmError("Which stage was reached, and by deals of which period?", where="reached")
    created = Deal.created_at >= _since_moment(wanted.get("period", "all"), at)
    stage_id = wanted.get("stage", wanted.get("left"))
    if stage_id is None:
        return created
    if not isinstance(stage_id, int):
        raise CrmError("A stage is asked for by its id.", where="reached")
    stage = session.get(Stage, stage_id) if 0 < stage_id < 2**63 else None
    if stage is None:
        return false()
    stages = _stages(session, stage.pipeline_id)
    rank = next((place for place, known in enumerate(stages, start=1) if known.id == stage.id), 0)
    if not rank:
        return and_(created, Deal.stage_id == stage.id)
    bound: tuple[BindParameter[Any], ...] = (
        bindparam("reached_ranks", _ranks(stages), unique=True),
        bindparam("reached_rank", rank, unique=True),
    )
    found = text(_LEFT_ONE if wanted.get("left") else _REACHED_ONE).bindparams(*bound)
    pipeline = select(Stage.id).where(Stage.pipeline_id == stage.pipeline_id)
    return and_(created, Deal.stage_id.in_(pipeline), found)


def _stages(session: Session, pipeline_id: int) -> list[Any]:
    """The open ones in their order, then the one for won deals."""
    query = select(Stage.id, Stage.name, Stage.kind, Stage.former_names)
    query = query.where(Stage.pipeline_id == pipeline_id, Stage.kind != "lost")
    rows = session.execute(query.order_by(Stage.kind == "won", Stage.position, Stage.id)).all()
    opened, won = [row for row in rows if row.kind == "open"], [row for row in rows if row.kind == "won"]
    return opened + won[:1]


def _ranks(stages: Sequence[Any]) -> str:
    """[[name, rank, id]] for SQL: a present name counts before a former one of another stage."""
    found: dict[str, int] = {}
    for rank, stage in enumerate(stages, start=1):
        for name in stage.former_names or ():
            found[name] = rank
    found |= {stage.name: rank for rank, stage in enumerate(stages, start=1)}
    present = {stage.name: stage.id for stage in stages}
    return json.dumps([[name, rank, present.get(name)] for name, rank in found.items()])


def _since(period: str, at: datetime) -> str:
    return stored(_since_moment(period, at))


def _since_moment(period: str, at: datetime) -> datetime:
    month = at.date().replace(day=1)
    firsts = {"this_year": month.replace(month=1), "last_12_months": months_on(month, 1 - YEAR)}
    return days.midnight(firsts.get(period, date(1900, 1, 1)), at)


def _sums(rows: Any, count: int, default: str) -> tuple[dict[int, Sum], int, int]:
    """Rank -> what the deals that came so far or further add up to; how many there are, and how many are open."""
    counts, cents = [0] * (count + 2), [0] * (count + 2)
    others: list[dict[str, int]] = [{} for _ in range(count + 2)]
    added = still_open = 0
    for row in rows:
        added, still_open = added + row.n, still_open + row.open
        for rank in range(1, row.furthest + 1):
            counts[rank] += row.n
            if row.currency == default:
                cents[rank] += row.cents or 0
            else:
                others[rank][row.currency] = others[rank].get(row.currency, 0) + row.n
    found = {rank: Sum(counts[rank], cents[rank], tuple(sorted(others[rank].items()))) for rank in range(1, count + 1)}
    return found, added, still_open


def _stays(session: Session, wanted: Mapping[str, Any]) -> dict[int, list[int]]:
    """Rank -> the whole days each deal that left it stood in it, all its stays together."""
    rows = session.execute(_STAYS, dict(wanted)).all()
    return {rank: [row.days for row in group] for rank, group in groupby(rows, key=lambda row: row.rank)}


_LOGGED = "l.entity_type = 'deal' AND l.action IN ('deal_created', 'deal_stage_changed')"
_KNOWN = """
    ranks AS (SELECT value ->> 0 AS name, value ->> 1 AS rank, value ->> 2 AS stage_id FROM json_each(:ranks)),
    ours AS (
        SELECT d.id, d.currency, d.value_cents, d.closed_at, coalesce(r.rank, 0) AS now_rank
        FROM deals d JOIN stages s ON s.id = d.stage_id LEFT JOIN ranks r ON r.stage_id = d.stage_id
        WHERE s.pipeline_id = :pipeline AND d.created_at >= :since
    )"""
_FURTHEST = text(
    f"""
    WITH {_KNOWN}, named AS (
        SELECT o.id, max(r.rank) AS rank
        FROM ours o CROSS JOIN activity_logs l JOIN ranks r
            ON r.name IN (l.metadata ->> 'stage', l.metadata ->> 'old_stage', l.metadata ->> 'new_stage')
        WHERE l.entity_id = o.id AND {_LOGGED} GROUP BY o.id
    )
    SELECT max(o.now_rank, coalesce(n.rank, 0)) AS furthest, o.currency, count(*) AS n,
        sum(o.value_cents) AS cents, sum(o.closed_at IS NULL) AS open
    FROM ours o LEFT JOIN named n ON n.id = o.id GROUP BY 1, 2
    """
)
_STAYS = text(
    f"""
    WITH {_KNOWN}
    SELECT r.rank, sum(CAST(l.metadata ->> 'days_in_stage' AS INTEGER)) AS days
    FROM ours o CROSS JOIN activity_logs l JOIN ranks r ON r.name = l.metadata ->> 'old_stage'
    WHERE l.entity_id = o.id AND l.entity_type = 'deal' AND l.action = 'deal_stage_changed'
        AND l.metadata ->> 'days_in_stage' IS NOT NULL
    GROUP BY r.rank, o.id ORDER BY r.rank
    """
)
_REACHED_ONE = f"""(
    deals.stage_id IN (SELECT value ->> 2 FROM json_each(:reached_ranks) WHERE value ->> 1 >= :reached_rank)
    OR EXISTS (
        SELECT 1 FROM activity_logs l JOIN json_each(:reached_ranks) r
            ON r.value ->> 0 IN (l.metadata ->> 'stage', l.metadata ->> 'old_stage', l.metadata ->> 'new_stage')
        WHERE l.entity_id = deals.id AND {_LOGGED} AND r.value ->> 1 >= :reached_rank
    ))"""
_LEFT_ONE = """EXISTS (
    SELECT 1 FROM activity_logs l JOIN json_each(:reached_ranks) r ON r.value ->> 0 = l.metadata ->> 'old_stage'
    WHERE l.entity_id = deals.id AND l.entity_type = 'deal' AND l.action = 'deal_stage_changed'
        AND l.metadata ->> 'days_in_stage' IS NOT NULL AND r.value ->> 1 = :reached_rank
    )"""
