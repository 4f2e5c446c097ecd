"""Stages: the steps of a pipeline, in the order of the board."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import editing, journal, names, pipelines
from app.models import Deal, Stage


def create(
    session: Session, *, at: datetime, name: str, pipeline_id: int = 1, kind: str = "open", **fields: Any,  # noqa: ARG001
) -> Stage:  # fmt: skip
    """Add a stage at the end of the open ones. Errors: CrmError for an unknown pipeline or a name there is already."""
    values = editing.prepare(
        session, Stage, {"name": name, "pipeline_id": pipeline_id, "kind": kind, "position": 0, **fields}
    )
    if any(names.fold(stage.name) == names.fold(values["name"]) for stage in pipelines.stages(session, pipeline_id)):
        raise CrmError(f"There is a stage called {values['name']} already.", kind="conflict", where="name")
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
    editing.change(stage, editing.prepare(session, Stage, fields, stage))
    if position is not None:
        _reorder(session, stage, position)
    journal.name_step(session, f"Stage changed: {stage.name}")
    return stage


def delete(session: Session, stage_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Remove an empty stage. Errors: CrmError while deals stand in it."""
    stage = get(session, stage_id)
    held = session.scalar(select(func.count()).where(Deal.stage_id == stage_id)) or 0
    if held:
        raise CrmError(f"{stage.name} holds {held} deals; move them first.", kind="conflict", where=f"stage {stage_id}")
    journal.name_step(session, f"Stage deleted: {stage.name}")
    session.delete(stage)
    session.flush()


def get(session: Session, stage_id: int) -> Stage:
    return editing.find(session, Stage, stage_id)


def _reorder(session: Session, stage: Stage, position: int) -> None:
    others = [other for other in pipelines.stages(session, stage.pipeline_id) if other.id != stage.id]
    others.insert(max(0, position), stage)
    for place, other in enumerate(others):
        other.position = place
