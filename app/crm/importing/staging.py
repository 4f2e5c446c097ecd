"""What deals need before they can be written: their pipelines and stages, found or made."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.crm import names, pipelines
from app.crm.importing import vocabulary
from app.crm.importing.drafts import Draft
from app.models import Stage

Wanted = tuple[str | None, str | None, str]
"""Pipeline, stage, and whether the deal is open, won or lost there."""


@dataclass(frozen=True)
class Placed:
    id: int
    name: str


def place(session: Session, drafts: Iterable[Draft]) -> dict[Wanted, Placed]:
    """A stage for every deal; new pipelines and stages come in their usual order."""
    wanted = {draft.stage: None for draft in drafts if draft.stage}
    found = {}
    for stage in sorted(wanted, key=_order):
        made = _stage(session, stage)
        found[stage] = Placed(made.id, made.name)
    return found


def _order(stage: Wanted) -> tuple[int, str, str]:
    order = vocabulary.listed("stage_order")
    word = vocabulary.key(stage[1] or "")
    known = order.index(word) if word in order else len(order)
    last = {"open": 0, "won": 1000, "lost": 2000}[stage[2]]
    return known + last, stage[0] or "", word


def _stage(session: Session, wanted: Wanted) -> Stage:
    pipeline, name, kind = wanted
    if pipeline:
        pipeline_id = pipelines.ensure_pipeline(session, pipeline[:200]).id
    else:
        pipeline_id = pipelines.default_stage(session).pipeline_id
    present = pipelines.stages(session, pipeline_id)
    for stage in present:
        if name and names.fold(stage.name) == names.fold(name) and stage.kind == kind:
            return stage
    if kind == "open":
        if name is None and present:
            return pipelines.default_stage(session, pipeline_id)
        return pipelines.ensure_stage(session, pipeline_id, _free(present, name or "Lead"))
    if name and _means(name, kind) and not any(stage.kind == kind for stage in present):
        return pipelines.ensure_stage(session, pipeline_id, name[:200], kind)
    return pipelines.final_stage(session, pipeline_id, won=kind == "won")


def _means(name: str, kind: str) -> bool:
    return vocabulary.key(name) in vocabulary.listed(f"stage_{kind}")


def _free(present: list[Stage], name: str) -> str:
    """An open deal cannot stand in a stage that closes deals, even when the file calls it so."""
    taken = {names.fold(stage.name) for stage in present if stage.kind != "open"}
    return f"{name[:200]} (open)" if names.fold(name) in taken else name[:200]
