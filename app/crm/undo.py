"""Undo and redo: every step of the journal can be taken back, and taking it back is itself a step.

A change is put back only where it still stands: an update is reversed column by column where the column still holds
what the step wrote, a deleted row returns unless something it needs is gone. Undoing steps in order therefore
restores every table exactly; undoing an older import never tramples what other imports wrote since. Where the
owner has changed the same records later, nothing is done and the later steps are named.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, Table, delete, func, select, update
from sqlalchemy.orm import Session

from app.core.db import Database, after_commit
from app.core.errors import CrmError
from app.core.events import InsightGone, RecordsChanged
from app.crm import dependence, journal
from app.models import ActivityLog, Base, CoachInsight, ImportBatch, UndoRow, UndoStep

AT_ONCE = 2_000
"""Journal rows put back in one transaction; a larger step takes several, so that others can write between."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Undone:
    """count: journal rows put back (a range counts each of its rows). label: what the step was called."""

    step_id: int
    label: str
    count: int


@dataclass(frozen=True)
class Step:
    id: int
    label: str
    actor: str
    kind: str
    state: str


def undo(
    db: Database,
    step_id: int | None = None,
    *,
    with_later: bool = False,
    progress: Progress = lambda _d, _t: None,
) -> Undone:
    """Take back one step, by default the latest.

    with_later: also take back the owner's later steps that changed the same records, newest first.
    Errors: CrmError when there is nothing to undo, no such step, or later changes stand in the way.
    """
    with db.read() as session:
        step = _find(session, step_id)
        later = later_steps(session, step.id)
    if later and not with_later:
        raise CrmError(
            f"{len(later)} later {'change builds' if len(later) == 1 else 'changes build'} on “{step.label}”, "
            f"the latest is “{later[0].label}”. Undo {'it' if len(later) == 1 else 'them'} first.",
            kind="conflict",
            where=f"step {step.id}",
        )
    for other in later:
        _take_back(db, other, "undo", progress)
    return _take_back(db, step, "undo", progress)


def redo(db: Database, progress: Progress = lambda _d, _t: None) -> Undone:
    """Do again what was undone last, unless something was changed since. Errors: CrmError."""
    with db.read() as session:
        taken_back = _redoable(session)
        if taken_back is None:
            raise CrmError("There is nothing to redo.", kind="not_found", where="redo")
        original = taken_back.undoes
    done = _take_back(db, taken_back, "redo", progress)
    with db.write() as session:
        session.execute(update(UndoStep).where(UndoStep.id == original).values(state="done"))
        _mark_batch(session, original, "done")
    return done


def batch_step(session: Session, batch_id: int) -> int:
    """The undo step of an import. Errors: CrmError when there is no such import or it is undone."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise CrmError(f"There is no import {batch_id}.", kind="not_found", where=f"import {batch_id}")
    if batch.status == "undone":
        raise CrmError(f"Import {batch_id} is undone already.", kind="conflict", where=f"import {batch_id}")
    if batch.undo_step_id is None:
        raise CrmError(f"Import {batch_id} is too old to be undone.", kind="conflict", where=f"import {batch_id}")
    return batch.undo_step_id


def undo_label(session: Session) -> str | None:
    """What the next undo would take back, for a button."""
    row = session.execute(_latest()).first()
    return row.label if row else None


def redo_label(session: Session) -> str | None:
    row = _redoable(session)
    return row.label if row else None


def history(session: Session, limit: int = 100) -> list[Step]:
    """The newest steps first."""
    query = select(UndoStep).order_by(UndoStep.id.desc()).limit(limit)
    return [Step(row.id, row.label, row.actor, row.kind, row.state) for row in session.scalars(query)]


def later_steps(session: Session, step_id: int) -> list[Any]:
    """Steps of the owner or the coach, not undone, that build on this one; newest first.

    A step builds on another when it changed the same rows, or added rows that belong to rows the other added.
    """
    candidates = select(UndoStep.id, UndoStep.label, UndoStep.kind, UndoStep.state, UndoStep.undoes).where(
        UndoStep.id > step_id,
        UndoStep.kind == "edit",
        UndoStep.state == "done",
        UndoStep.actor.not_in(("import", "sync")),
    )
    if session.execute(candidates.limit(1)).first() is None:
        return []
    builders = dependence.same_rows(session, step_id) | dependence.belonging_rows(session, step_id)
    return [row for row in session.execute(candidates.order_by(UndoStep.id.desc())) if row.id in builders]


def prune(db: Database, days: int) -> int:
    """Forget steps older than `days`. Returns how many."""
    with db.write() as session:
        horizon = session.info["at"] - timedelta(days=days)
        old = select(UndoStep.id).where(UndoStep.created_at < horizon)
        session.execute(update(ImportBatch).where(ImportBatch.undo_step_id.in_(old)).values(undo_step_id=None))
        session.execute(update(CoachInsight).where(CoachInsight.step_id.in_(old)).values(step_id=None))
        session.execute(delete(UndoRow).where(UndoRow.step_id.in_(old)))
        return session.execute(delete(UndoStep).where(UndoStep.created_at < horizon)).rowcount  # type: ignore[attr-defined, no-any-return]


def _find(session: Session, step_id: int | None) -> Row[Any]:
    row = session.execute(_latest() if step_id is None else _by_id(step_id)).first()
    if row is None and step_id is None:
        raise CrmError("There is nothing to undo.", kind="not_found", where="undo")
    if row is None or row.kind != "edit":
        raise CrmError(f"There is no step {step_id} to undo.", kind="not_found", where=f"step {step_id}")
    if row.state == "undone":
        raise CrmError(f"“{row.label}” is undone already.", kind="conflict", where=f"step {step_id}")
    return row


_COLUMNS = (UndoStep.id, UndoStep.label, UndoStep.kind, UndoStep.state, UndoStep.undoes)


def _latest() -> Any:
    active = (UndoStep.kind == "edit", UndoStep.state != "undone")
    return select(*_COLUMNS).where(*active).order_by(UndoStep.id.desc()).limit(1)


def _by_id(step_id: int) -> Any:
    return select(*_COLUMNS).where(UndoStep.id == step_id)


def _redoable(session: Session) -> Any:
    """The newest undo that nothing was done after."""
    newest_edit = select(func.coalesce(func.max(UndoStep.id), 0)).where(
        UndoStep.kind == "edit", UndoStep.state != "undone"
    )
    query = select(*_COLUMNS).where(UndoStep.kind == "undo", UndoStep.state == "done")
    row = session.execute(query.order_by(UndoStep.id.desc()).limit(1)).first()
    if row is None or row.id < (session.scalar(newest_edit) or 0):
        return None
    return row


def _take_back(db: Database, step: Row[Any], kind: str, progress: Progress) -> Undone:
    """Put back all rows of a step, newest first, in transactions of bounded size under one new step."""
    with db.write() as session:
        total = session.scalar(select(func.count()).where(UndoRow.step_id == step.id)) or 0
        new_step = journal.open_step(session, step.label, kind=kind, undoes=step.id)
        session.execute(update(UndoStep).where(UndoStep.id == step.id).values(state="undoing"))
    count = done = 0
    below: int | None = None
    while True:
        with db.write(step=new_step) as session:
            rows = _next_rows(session, step.id, below)
            if not rows:
                _finish(session, step)
                break
            for row in rows:
                count += _put_back(session, row)
            below = rows[-1].id
        done += len(rows)
        progress(done, total)
    return Undone(step.id, step.label, count)


def _next_rows(session: Session, step_id: int, below: int | None) -> list[UndoRow]:
    query = select(UndoRow).where(UndoRow.step_id == step_id).order_by(UndoRow.id.desc()).limit(AT_ONCE)
    if below is not None:
        query = query.where(UndoRow.id < below)
    return list(session.scalars(query))


def _finish(session: Session, step: Row[Any]) -> None:
    later = select(UndoStep.id).where(UndoStep.id > step.id, UndoStep.kind == "edit", UndoStep.state != "undone")
    before = select(UndoStep.id).where(UndoStep.id < step.id, UndoStep.kind == "edit", UndoStep.state == "undone")
    if session.execute(later.limit(1)).first() or session.execute(before.limit(1)).first():
        dependence.remove_orphans(session)
    session.execute(update(UndoStep).where(UndoStep.id == step.id).values(state="undone"))
    _mark_batch(session, step.id, "undone")
    _take_back_insights(session, step.id)


def _take_back_insights(session: Session, step_id: int) -> None:
    """What the coach did with this step is undone, and what it said about a deed that is undone no longer holds."""
    removed = select(UndoRow.first_id, UndoRow.last_id).where(
        UndoRow.step_id == step_id, UndoRow.table_name == ActivityLog.__tablename__, UndoRow.op == "I"
    )
    at = session.info["at"]
    gone: list[int] = []
    for first, last in session.execute(removed).all():
        said = CoachInsight.activity_id.between(first, last)
        gone += session.scalars(select(CoachInsight.id).where(said, CoachInsight.outcome.is_(None))).all()
    acted = session.scalars(select(CoachInsight.id).where(CoachInsight.step_id == step_id)).all()
    for ids, outcome in ((gone, "expired"), (acted, "undone")):
        ended = update(CoachInsight).where(CoachInsight.id.in_(ids), CoachInsight.delivery == "queued")
        session.execute(ended.values(delivery="inboxed"))
        session.execute(update(CoachInsight).where(CoachInsight.id.in_(ids)).values(outcome=outcome, acted_at=at))
    touched = frozenset([*gone, *acted])
    if touched:
        after_commit(session, lambda: RecordsChanged({"coach_insights": touched}))
    for insight_id in gone:
        after_commit(session, partial(InsightGone, insight_id))


def _mark_batch(session: Session, step_id: int, status: str) -> None:
    session.execute(update(ImportBatch).where(ImportBatch.undo_step_id == step_id).values(status=status))


def _put_back(session: Session, row: UndoRow) -> int:
    table = Base.metadata.tables[row.table_name]
    if row.op == "I":
        return _remove(session, table, row.first_id, row.last_id)
    changes: dict[str, Any] = json.loads(row.changes or "{}")
    if row.op == "U":
        return _restore(session, table, row.first_id, changes)
    return _return(session, table, row.first_id, changes)


def _remove(session: Session, table: Table, first: int, last: int) -> int:
    connection = session.connection()
    return connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE id BETWEEN ? AND ?", (first, last)).rowcount


def _restore(session: Session, table: Table, row_id: int, changes: dict[str, Any]) -> int:
    """Give back each column that still holds what the step wrote, all in one statement: rules of the file may tie two
    together. A row that such a rule now forbids stays as it is."""
    back = {
        column: values for column, values in changes.items() if not _parent_is_gone(session, table, column, values[0])
    }
    if back:
        each = ", ".join(f'"{column}" = CASE WHEN "{column}" IS ? THEN ? ELSE "{column}" END' for column in back)
        given = (value for old, new in back.values() for value in (new, old))
        session.connection().exec_driver_sql(f"UPDATE OR IGNORE {table.name} SET {each} WHERE id = ?", (*given, row_id))
    return 1


def _return(session: Session, table: Table, row_id: int, values: dict[str, Any]) -> int:
    """Put a deleted row back under its id, unless the id or what it belongs to is gone."""
    for column, value in list(values.items()):
        if _parent_is_gone(session, table, column, value):
            if not table.columns[column].nullable:
                return 0
            values[column] = None
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" for _ in values)
    free = f"WHERE NOT EXISTS (SELECT 1 FROM {table.name} WHERE id = ?)"
    statement = f"INSERT INTO {table.name} (id, {names}) SELECT ?, {marks} {free}"
    return session.connection().exec_driver_sql(statement, (row_id, *values.values(), row_id)).rowcount


def _parent_is_gone(session: Session, table: Table, column: str, value: object) -> bool:
    if value is None:
        return False
    for key in table.columns[column].foreign_keys:
        query = f"SELECT 1 FROM {key.column.table.name} WHERE id = ?"
        return session.connection().exec_driver_sql(query, (value,)).first() is None
    return False
