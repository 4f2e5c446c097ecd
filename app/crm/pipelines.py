"""Pipelines and their stages."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError, not_found
from app.crm import journal, names
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
    """A pipeline with the usual stages."""
    wanted = names.clean(name)
    if not wanted:
        raise CrmError("A pipeline needs a name.", where="name")
    pipeline = ensure_pipeline(session, wanted)
    for stage_name, kind in DEFAULT_STAGES:
        ensure_stage(session, pipeline.id, stage_name, kind)
    journal.name_step(session, f"Pipeline added: {wanted}")
    return pipeline


def create_stage(
    session: Session, *, at: datetime, name: str, pipeline_id: int = 1, kind: str = "open",
    stuck_after_days: int | None = None,
) -> Stage:  # fmt: skip
    """Add a stage at the end of the open ones. Errors: CrmError for an unknown pipeline or a wrong kind."""
    if session.get(Pipeline, pipeline_id) is None:
        raise not_found("pipeline", pipeline_id)
    if kind not in ("open", "won", "lost"):
        raise CrmError("A stage is open, won or lost.", where="kind")
    stage = ensure_stage(session, pipeline_id, names.clean(name) or _nameless(), kind)
    stage.stuck_after_days, stage.updated_at = stuck_after_days, at
    journal.name_step(session, f"Stage added: {stage.name}")
    return stage


def edit_stage(
    session: Session, stage_id: int, *, at: datetime, name: str | None = None, position: int | None = None,
    stuck_after_days: int | None = None,
) -> Stage:  # fmt: skip
    """Rename, reorder, or set when a deal there counts as stuck."""
    stage = session.get(Stage, stage_id)
    if stage is None:
        raise not_found("stage", stage_id)
    if name is not None:
        stage.name = names.clean(name) or _nameless()
    if position is not None:
        _reorder(session, stage, position)
    if stuck_after_days is not None:
        stage.stuck_after_days = stuck_after_days
    stage.updated_at = at
    journal.name_step(session, f"Stage changed: {stage.name}")
    return stage


def delete_stage(session: Session, stage_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Remove an empty stage. Errors: CrmError while deals stand in it."""
    stage = session.get(Stage, stage_id)
    if stage is None:
        raise not_found("stage", stage_id)
    held = session.scalar(select(func.count()).where(Deal.stage_id == stage_id)) or 0
    if held:
        raise CrmError(f"{stage.name} holds {held} deals; move them first.", kind="conflict", where=f"stage {stage_id}")
    journal.name_step(session, f"Stage deleted: {stage.name}")
    session.delete(stage)


def _reorder(session: Session, stage: Stage, position: int) -> None:
    others = [other for other in stages(session, stage.pipeline_id) if other.id != stage.id]
    others.insert(max(0, position), stage)
    for place, other in enumerate(others):
        other.position = place


def _nameless() -> str:
    raise CrmError("A stage needs a name.", where="name")
