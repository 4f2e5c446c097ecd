"""Stages: the steps of a pipeline, in the order of the board."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import editing, journal, names, pipelines
from app.models import Deal, Stage


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage as its editor shows it. deals: how many stand there, open and closed."""

    id: int
    name: str
    kind: str
    stuck_after_days: int | None
    deals: int


def facts(session: Session, pipeline_id: int) -> list[StageFacts]:
    """In the order of the board."""
    held = select(func.count()).where(Deal.stage_id == Stage.id).scalar_subquery()
    query = select(Stage.id, Stage.name, Stage.kind, Stage.stuck_after_days, held)
    ordered = query.where(Stage.pipeline_id == pipeline_id).order_by(Stage.position, Stage.id)
    return [StageFacts(*row) for row in session.execute(ordered)]


def create(
    session: Session, *, at: datetime, name: str, pipeline_id: int = 1, kind: str = "open", **fields: Any,  # noqa: ARG001
) -> Stage:  # fmt: skip
    """Add a stage at the end of the open ones. Errors: CrmError for an unknown pipeline or a name there is already."""
    values = editing.prepare(
        session, Stage, {"name": name, "pipeline_id": pipeline_id, "kind": kind, "position": 0, **fields}
    )
    _refuse_taken(session, pipeline_id, values["name"])
    stage = pipelines.ensure_stage(session, pipeline_id, values["name"], kind)
    stage.stuck_after_days = values.get("stuck_after_days")
    journal.name_step(session, f"Stage added: {stage.name}")
    return stage


def edit(session: Session, stage_id: int, *, at: datetime, **fields: Any) -> Stage:  # noqa: ARG001 - as every edit
    """Rename, reorder (`position`, from 0), or set when a deal counts as stuck. What a stage means stays."""
    stage = get(session, stage_id)
    for name in ("kind", "pipeline_id"):
        if fields.get(name, getattr(stage, name)) != getattr(stage, name):
            raise CrmError("A stage keeps its kind and its pipeline; add another instead.", where=name)
    position = fields.pop("position", None)
    values = editing.prepare(session, Stage, fields, stage)
    if values.get("name", stage.name) != stage.name:
        _refuse_taken(session, stage.pipeline_id, values["name"], but=stage.id)
        _answer_for(stage, stage.name)
    editing.change(stage, values)
    if position is not None:
        _reorder(session, stage, position)
    journal.name_step(session, f"Stage changed: {stage.name}")
    return stage


def delete(session: Session, stage_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Remove an empty stage. Errors: CrmError while deals stand in it, and for the last open one of its pipeline."""
    stage = get(session, stage_id)
    held = session.scalar(select(func.count()).where(Deal.stage_id == stage_id)) or 0
    if held:
        raise CrmError(f"{stage.name} holds {held} deals; move them first.", kind="conflict", where=f"stage {stage_id}")
    others = [other for other in pipelines.stages(session, stage.pipeline_id) if other.id != stage_id]
    if stage.kind == "open" and not any(other.kind == "open" for other in others):
        raise CrmError("One open stage has to stay.", kind="conflict", where=f"stage {stage_id}")
    before = [other for other in others if other.kind == "open" and other.position < stage.position]
    if stage.kind == "open" and before:
        _answer_for(before[-1], stage.name, *(stage.former_names or ()))
    journal.name_step(session, f"Stage deleted: {stage.name}")
    session.delete(stage)
    session.flush()


def deal_ids(session: Session, stage_id: int) -> list[int]:
    """Whatever stands in a stage, open or closed."""
    return list(session.scalars(select(Deal.id).where(Deal.stage_id == stage_id).order_by(Deal.id)))


def get(session: Session, stage_id: int) -> Stage:
    return editing.find(session, Stage, stage_id)


def _reorder(session: Session, stage: Stage, position: int) -> None:
    others = [other for other in pipelines.stages(session, stage.pipeline_id) if other.id != stage.id]
    others.insert(max(0, position), stage)
    for place, other in enumerate(others):
        other.position = place


def _refuse_taken(session: Session, pipeline_id: int, name: str, but: int = 0) -> None:
    """Errors: CrmError when another stage of the pipeline is called so."""
    for stage in pipelines.stages(session, pipeline_id):
        if stage.id != but and names.fold(stage.name) == names.fold(name):
            raise CrmError(f"There is a stage called {name} already.", kind="conflict", where="name")


def _answer_for(stage: Stage, *former: str) -> None:
    """The log calls stages by the names they had; what reads it has to know whom is meant."""
    stage.former_names = list(dict.fromkeys((*(stage.former_names or ()), *former)))
