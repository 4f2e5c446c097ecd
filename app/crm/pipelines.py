"""Pipelines and their stages."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import editing, journal, names
from app.models import Deal, Pipeline, Stage

DEFAULT_STAGES = (
    ("Lead", "open"),
    ("Qualified", "open"),
    ("Proposal", "open"),
    ("Negotiation", "open"),
    ("Won", "won"),
    ("Lost", "lost"),
)


def stages(session: Session, pipeline_id: int | None = None) -> list[Stage]:
    """In the order of the board; of all pipelines when none is given."""
    return list(session.scalars(_on_board(pipeline_id)))


@cache
def _first_open(pipeline_id: int | None) -> Select[Stage]:
    return _on_board(pipeline_id).where(Stage.kind == "open").limit(1)


@cache
def _on_board(pipeline_id: int | None) -> Select[Stage]:
    query = select(Stage).join(Pipeline, Pipeline.id == Stage.pipeline_id)
    if pipeline_id is not None:
        query = query.where(Stage.pipeline_id == pipeline_id)
    return query.order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)


def default_stage(session: Session, pipeline_id: int | None = None) -> Stage:
    """Where a new deal starts: the first open stage."""
    stage = session.scalars(_first_open(pipeline_id)).first()
    if stage is None:
        raise CrmError("There is no open stage to put a deal into.", kind="not_found", where="stage")
    return stage


def final_stage(session: Session, pipeline_id: int, *, won: bool) -> Stage:
    """The stage a won or lost deal of this pipeline rests in; made when the pipeline lacks it."""
    kind = "won" if won else "lost"
    found = next((stage for stage in stages(session, pipeline_id) if stage.kind == kind), None)
    return found or ensure_stage(session, pipeline_id, kind.capitalize(), kind)


def find_stage(session: Session, name: str, pipeline_id: int | None = None) -> Stage:
    """By id or by name, in the given pipeline first. Errors: CrmError that lists the stages there are."""
    known = stages(session)
    known.sort(key=lambda stage: stage.pipeline_id != pipeline_id)
    for stage in known:
        if names.fold(stage.name) == names.fold(name) or str(stage.id) == name:
            return stage
    listed = ", ".join(dict.fromkeys(stage.name for stage in known))
    raise CrmError(f"There is no stage called {name}; there are {listed}.", kind="not_found", where="stage")


def ensure_pipeline(session: Session, name: str) -> Pipeline:
    """The pipeline of this name, made without stages when there is none."""
    for pipeline in session.scalars(select(Pipeline)):
        if names.fold(pipeline.name) == names.fold(name):
            return pipeline
    position = session.scalar(select(func.coalesce(func.max(Pipeline.position), -1))) or 0
    pipeline = Pipeline(name=name, position=position + 1)
    session.add(pipeline)
    session.flush()
    return pipeline


def ensure_stage(session: Session, pipeline_id: int, name: str, kind: str = "open") -> Stage:
    """The stage of this name, put before the won and lost ones when it is new and open."""
    present = stages(session, pipeline_id)
    for stage in present:
        if names.fold(stage.name) == names.fold(name):
            return stage
    before = [s.position for s in present if kind == "open" and s.kind != "open"]
    position = min(before) if before else max((s.position for s in present), default=-1) + 1
    for stage in present:
        if stage.position >= position:
            stage.position += 1
    made = Stage(pipeline_id=pipeline_id, name=name, position=position, kind=kind)
    session.add(made)
    session.flush()
    return made


def create(session: Session, *, at: datetime, name: str) -> Pipeline:  # noqa: ARG001 - as every create
    """A pipeline with the usual stages. Errors: CrmError when there is one of that name."""
    wanted: str = editing.prepare(session, Pipeline, {"name": name})["name"]
    _refuse_taken(session, wanted)
    pipeline = ensure_pipeline(session, wanted)
    for stage_name, kind in DEFAULT_STAGES:
        ensure_stage(session, pipeline.id, stage_name, kind)
    journal.name_step(session, f"Pipeline added: {wanted}")
    return pipeline


def edit(session: Session, pipeline_id: int, *, at: datetime, **fields: Any) -> Pipeline:  # noqa: ARG001
    """Rename or reorder a pipeline. Errors: CrmError for the name of another."""
    pipeline = get(session, pipeline_id)
    values = editing.prepare(session, Pipeline, fields, pipeline)
    if "name" in values:
        _refuse_taken(session, values["name"], but=pipeline_id)
    editing.change(pipeline, values)
    journal.name_step(session, f"Pipeline changed: {pipeline.name}")
    return pipeline


def delete(session: Session, pipeline_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Delete a pipeline and its stages. Errors: CrmError while it holds deals, and for the last one."""
    pipeline = get(session, pipeline_id)
    held = session.scalar(select(func.count()).select_from(Deal).join(Stage).where(Stage.pipeline_id == pipeline_id))
    if held:
        raise CrmError(f"{pipeline.name} holds {held} deals; move them first.", kind="conflict", where="pipeline")
    if session.scalar(select(func.count()).select_from(Pipeline)) == 1:
        raise CrmError("One pipeline has to stay.", kind="conflict", where="pipeline")
    journal.name_step(session, f"Pipeline deleted: {pipeline.name}")
    session.delete(pipeline)
    session.flush()


def get(session: Session, pipeline_id: int) -> Pipeline:
    return editing.find(session, Pipeline, pipeline_id)


def _refuse_taken(session: Session, name: str, but: int = 0) -> None:
    """Errors: CrmError when another pipeline is called so."""
    for other in session.scalars(select(Pipeline)):
        if other.id != but and names.fold(other.name) == names.fold(name):
            raise CrmError(f"There is a pipeline called {name} already.", kind="conflict", where="name")
