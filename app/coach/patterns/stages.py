"""Stays of deals in the stages of their pipelines, from the log."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from app.coach.patterns.detector import Past
from app.coach.patterns.reading import Columns, columns, local, until
from app.coach.stats import Moments
from app.coach.stats.strata import Floats, Ints
from app.coach.stats.survival import Flags
from app.models import Pipeline, Stage

STAYS = """
    SELECT l.entity_id, unixepoch(l.created_at), coalesce(l.metadata ->> 'days_in_stage', -1),
        l.metadata ->> 'old_stage', s.pipeline_id, coalesce(d.closed_at <= :now, 0), coalesce(d.won, 0)
    FROM activity_logs l JOIN deals d ON d.id = l.entity_id JOIN stages s ON s.id = d.stage_id
    WHERE l.action = 'deal_stage_changed' AND l.created_at <= :now AND l.entity_type = 'deal'
    ORDER BY l.created_at, l.id
"""
KINDS = {"deal": "i8", "left": "i8", "days": "f8", "stage": "O", "pipeline": "i8", "closed": "?", "won": "?"}


@dataclass(frozen=True, slots=True)
class Known:
    """The open stages. labels: their ids as text; shown: label -> name, with the pipeline's where several have it."""

    labels: tuple[str, ...]
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """One row for each time a deal left a stage. stage: place in `Known.labels`, -1 for one that is gone.

    left: wall clock. days: whole ones it stood there, nan where the log does not say. lost: it was lost from there;
    closed: the deal is closed by now.
    """

    deal: Ints
    stage: Ints
    left: Moments
    days: Floats
    lost: Flags
    closed: Flags


def read(past: Past) -> tuple[Known, Stays]:
    """Every stay that ended up to now, in the order of the deals."""
    return past.once("stages", _read)


def _read(past: Past) -> tuple[Known, Stays]:
    known, places = _stages(past)
    found = columns(past.session, STAYS, until(past.now), KINDS)
    order = np.argsort(found["deal"], kind="stable")
    found = {name: column[order] for name, column in found.items()}
    names = zip(found["pipeline"].tolist(), found["stage"], strict=True)
    stage = np.array([places.get((pipeline, str(name)), -1) for pipeline, name in names], dtype=np.int64)
    days = np.where(found["days"] >= 0, found["days"], np.nan)
    left = local(found["left"], past.now)
    return known, Stays(found["deal"], stage, left, days, _lost(found), found["closed"])


def _lost(found: Columns) -> Flags:
    """The last move of a deal that is lost now went from the stage it was lost in."""
    last = np.ones(len(found["deal"]), dtype=bool)
    last[:-1] = found["deal"][1:] != found["deal"][:-1]
    lost: Flags = last & found["closed"] & ~found["won"]
    return lost


def _stages(past: Past) -> tuple[Known, dict[tuple[int, str], int]]:
    """The open stages, and the place of each by pipeline and name, former names too; a present name counts first."""
    rows = past.session.execute(
        select(Stage.id, Stage.name, Stage.pipeline_id, Stage.former_names, Pipeline.name.label("pipeline"))
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.kind == "open").order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    ).all()  # fmt: skip
    places = {(row.pipeline_id, name): place for place, row in enumerate(rows) for name in row.former_names or ()}
    places |= {(row.pipeline_id, row.name): place for place, row in enumerate(rows)}
    names = [row.name for row in rows]
    shown = {str(row.id): row.name if names.count(row.name) == 1 else f"{row.name} ({row.pipeline})" for row in rows}
    return Known(tuple(shown), shown), places
