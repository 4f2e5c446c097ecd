"""Deals: open, move, close, reopen."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import money
from app.core.db import driver
from app.core.errors import CrmError
from app.crm import activity, deletion, editing, journal, names, pipelines, preferences
from app.models import Deal, Stage


def create(
    session: Session, *, at: datetime, title: str, stage_id: int | None = None, external_id: str | None = None,
    source_system: str = "owner", **fields: Any,
) -> Deal:  # fmt: skip
    """Open a deal, in the first open stage unless another is given; in a won or lost one it is closed at once.

    fields: columns of the table. A contact's business is taken over when none is given.
    Errors: CrmError for a missing title, an unknown record, or a value not taken.
    """
    stage = _stage(session, stage_id) if stage_id is not None else pipelines.default_stage(session)
    fields.setdefault("currency", preferences.get(session, "currency"))
    values = editing.prepare(session, Deal, {"title": title, "stage_id": stage.id, **fields})
    deal = Deal(sort_title=names.fold(values["title"]), stage_entered_at=at, **values)
    if deal.contact_id and not deal.business_id:
        query = "SELECT business_id FROM contacts WHERE id = ?"
        deal.business_id = driver(session).execute(query, (deal.contact_id,)).fetchone()[0]
    editing.add(session, deal, at, external_id, source_system)
    journal.name_step(session, f"Deal added: {deal.title}")
    activity.record(
        session, "deal_created", deal, at,
        value=deal.value_cents, stage=stage.name, contact_id=deal.contact_id, source=deal.source,
    )  # fmt: skip
    if stage.kind != "open":
        _close_in(session, deal, stage, at)
    return deal


def edit(session: Session, deal_id: int, *, at: datetime, **fields: Any) -> Deal:
    """Change fields; `stage_id` moves the deal. A new value is logged."""
    deal = get(session, deal_id)
    stage_id = fields.pop("stage_id", None)
    values = editing.prepare(session, Deal, fields, deal)
    if "title" in values:
        values["sort_title"] = names.fold(values["title"])
    old = deal.value_cents
    _keep_amounts(deal, values)
    editing.change(deal, values)
    journal.name_step(session, f"Deal changed: {deal.title}")
    if deal.value_cents != old:
        activity.record(session, "deal_value_changed", deal, at, old=old, new=deal.value_cents)
    if stage_id is not None:
        move(session, deal_id, stage_id, at=at)
    return deal


def move(session: Session, deal_id: int, stage_id: int, *, at: datetime) -> Deal:
    """Put a deal into a stage. A won or lost stage closes it; leaving one reopens it."""
    deal, stage = get(session, deal_id), _stage(session, stage_id)
    if deal.stage_id == stage.id:
        return deal
    if stage.kind != "open":
        return close(session, deal_id, won=stage.kind == "won", at=at, stage=stage)
    if deal.closed_at:
        return reopen(session, deal_id, at=at, stage=stage)
    _enter(session, deal, stage, at)
    journal.name_step(session, f"{deal.title} moved to {stage.name}")
    return deal


def close(
    session: Session, deal_id: int, *, won: bool, at: datetime, lost_reason: str | None = None,
    stage: Stage | None = None,
) -> Deal:  # fmt: skip
    """Close an open deal as won or lost. Errors: CrmError when it is closed already."""
    deal = get(session, deal_id)
    if deal.closed_at and deal.won == won:
        raise CrmError(f"{deal.title} is already closed.", kind="conflict", where=f"deal {deal_id}")
    if deal.closed_at:
        activity.record(session, "deal_reopened", deal, at)
        deal.closed_at = deal.won = None
    deal.lost_reason = None if won else names.clean(lost_reason) or deal.lost_reason
    stage = stage or pipelines.final_stage(session, _stage(session, deal.stage_id).pipeline_id, won=won)
    _close_in(session, deal, stage, at)
    journal.name_step(session, f"Deal {'won' if won else 'lost'}: {deal.title}")
    return deal


def reopen(session: Session, deal_id: int, *, at: datetime, stage: Stage | None = None) -> Deal:
    """Open a closed deal again, in the first open stage of its pipeline unless another is given."""
    deal = get(session, deal_id)
    if not deal.closed_at:
        raise CrmError(f"{deal.title} is open.", kind="conflict", where=f"deal {deal_id}")
    deal.closed_at = deal.won = deal.lost_reason = None
    activity.record(session, "deal_reopened", deal, at)
    _enter(
        session,
        deal,
        stage or pipelines.default_stage(session, _stage(session, deal.stage_id).pipeline_id),
        at,
    )
    journal.name_step(session, f"Deal reopened: {deal.title}")
    return deal


def delete(session: Session, deal_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    deal = get(session, deal_id)
    journal.name_step(session, f"Deal deleted: {deal.title}")
    deletion.remove(session, deal)


def get(session: Session, deal_id: int) -> Deal:
    return editing.find(session, Deal, deal_id)


def _keep_amounts(deal: Deal, values: dict[str, Any]) -> None:
    """Amounts read the same in another currency, whose minor units may be others: 100 EUR become 100 JPY."""
    currency = values.get("currency", deal.currency)
    for name in ("value_cents", "cost_cents"):
        kept = getattr(deal, name)
        if currency != deal.currency and name not in values and kept is not None:
            values[name] = money.to_minor(money.to_major(kept, deal.currency), currency)


def _close_in(session: Session, deal: Deal, stage: Stage, at: datetime) -> None:
    deal.closed_at, deal.won = at, stage.kind == "won"
    if deal.stage_id != stage.id:
        _enter(session, deal, stage, at)
    activity.record(
        session, "deal_closed", deal, at,
        won=deal.won, value=deal.value_cents, cost=deal.cost_cents,
        days_to_close=_days(deal.created_at, at), source=deal.source,
    )  # fmt: skip


def _enter(session: Session, deal: Deal, stage: Stage, at: datetime) -> None:
    old, days = _stage(session, deal.stage_id), _days(deal.stage_entered_at, at)
    deal.stage_id, deal.stage_entered_at = stage.id, at
    activity.record(
        session, "deal_stage_changed", deal, at, old_stage=old.name, new_stage=stage.name, days_in_stage=days
    )


def _days(since: datetime, at: datetime) -> int:
    """Whole days; a clock set back gives 0."""
    return max(0, (at - since).days)


def _stage(session: Session, stage_id: int) -> Stage:
    return editing.find(session, Stage, stage_id)
