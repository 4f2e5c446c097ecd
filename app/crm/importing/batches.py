"""Carrying out an import: one at a time in each data folder, one undo step, and what to do when it was cut off."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import activity, interactions, journal, preferences, search_index
from app.crm.importing import bulk, linking, planning
from app.crm.importing.deciding import TABLES, Decider, Decision
from app.crm.importing.drafts import Draft
from app.crm.importing.planning import Plan
from app.crm.importing.shaping import Frame
from app.crm.importing.tidying import Tidying
from app.crm.importing.writing import Cancelled, Writer
from app.crm.importing.yielding import let_go, without_collector
from app.models import ImportBatch, UndoRow

LOCK = "import.lock"
TRIES = 5
BREATHE = 2000
CUT_OFF = ("running", "interrupted")
"""Of a batch that no import is working on, since only one works at a time."""
SHOWN_ROWS = 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """What came of an import. rows: those that hold data = created + updated + skipped + rows in error.

    errors: {row, field, message}. batch_id: to undo it; None for a dry run. cancelled: stopped on request; what had
    been written stands and can be undone or resumed.
    """

    kind: str
    source: str
    rows: int
    created: int
    updated: int
    skipped: int
    errors: list[dict[str, Any]]
    batch_id: int | None
    cancelled: bool = False


@dataclass(frozen=True)
class Preview:
    """rows: the first ones as they stand in the file. mapping: as a mapping file says it.

    duplicates: (row, table, id, reason) of rows that are there already.
    """

    kind: str
    source: str
    heads: list[str]
    fields: list[str | None]
    rows: list[list[str]]
    mapping: dict[str, Any]
    questions: list[str]
    duplicates: list[tuple[int, str, int, str]]
    result: Result | None


@dataclass(frozen=True)
class Interrupted:
    """An import that was cut off."""

    id: int
    kind: str
    filename: str
    started_at: Any


@dataclass
class _Progress:
    """Deciding is the first half of the way, writing the second."""

    report: Progress
    cancelled: Callable[[], bool]
    total: int = 1
    to_write: int = 1
    written: int = 0

    def decided(self, rows: int) -> None:
        self.report(rows // 2, self.total)
        if self.cancelled():
            raise Cancelled

    def advance(self, count: int) -> None:
        self.written += count
        share = min(self.written / self.to_write, 1.0)
        self.report(self.total // 2 + int((self.total - self.total // 2) * share), self.total)
        if self.cancelled():
            raise Cancelled


@dataclass
class _Import:
    db: Database
    plan: Plan
    progress: _Progress
    batch: int = 0
    step: int = 0


def preview(db: Database, plan: Plan) -> Preview:
    """What the dialog shows before anything is written; result is None while a question is open."""
    rows = [cells for _, cells in plan.table.rows[:SHOWN_ROWS]]
    decision = None if plan.questions else _decide(_Import(db, plan, _Progress(_silent, _never)))
    return Preview(
        plan.kind, plan.source, plan.heads, plan.fields, rows, plan.mapping, plan.questions,
        decision.duplicates if decision else [], _result(plan, decision, None) if decision else None,
    )  # fmt: skip


def run(
    db: Database, plan: Plan, progress: Progress = lambda _d, _t: None, cancelled: Callable[[], bool] = lambda: False,
    *, dry_run: bool = False,
) -> Result:  # fmt: skip
    """Carry out a plan. Errors: CrmError when a question is open or another import is under way."""
    if plan.questions:
        raise CrmError(
            f"Which comes first in the dates of “{plan.questions[0]}”, the day or the month? "
            "Nothing in the file tells; say so with day_first true or false in a mapping.",
            kind="question",
            where="day_first",
        )
    work = _Import(db, plan, _Progress(progress, cancelled, max(len(plan.table.rows), 1)))
    if dry_run:
        return _result(plan, _decide(work), None)
    try:
        with FileLock(_lock_path(db), timeout=0), without_collector():
            return _carry_out(work)
    except Timeout as error:
        raise CrmError("Another import is under way; wait until it is done.", kind="busy", where="import") from error


def interrupted(session: Session) -> list[Interrupted]:
    """Imports that were cut off or cancelled and neither undone nor finished since. Empty while one is under way."""
    place = Path(str(session.get_bind().engine.url.database)).with_name(LOCK)
    try:
        with FileLock(place, timeout=0):
            query = select(ImportBatch).where(ImportBatch.status.in_(CUT_OFF)).order_by(ImportBatch.id)
            found = [Interrupted(b.id, b.kind, b.filename, b.started_at) for b in session.scalars(query)]
    except Timeout:
        return []
    return found


def resume(
    db: Database, batch_id: int, progress: Progress = lambda _d, _t: None, cancelled: Callable[[], bool] = lambda: False
) -> Result:
    """Run the same file again: what is there is recognised, so only the rest is added, as a batch of its own."""
    with db.read() as session:
        batch = session.get(ImportBatch, batch_id)
        if batch is None or batch.status not in CUT_OFF:
            raise CrmError(f"There is no interrupted import {batch_id}.", kind="not_found", where=f"import {batch_id}")
        options, path = dict(batch.options), Path(batch.filename)
        digest = batch.sha256
    plan = planning.read(path, options.get("kind", "auto"), options.get("mapping"))
    if plan.sha256 != digest:
        raise CrmError(f"{path.name} has changed since; import it anew.", kind="conflict", where=str(path))
    return run(db, plan, progress, cancelled)


def _make_up(work: _Import) -> None:
    """For imports that were cut off: make findable what they had written; those of this file are finished now."""
    with work.db.read() as session:
        query = select(ImportBatch.id, ImportBatch.undo_step_id, ImportBatch.sha256)
        cut = session.execute(query.where(ImportBatch.status.in_(CUT_OFF), ImportBatch.id != work.batch)).all()
    for _, step, _ in cut:
        _index_again(work.db, step)
    finished = [batch for batch, _, digest in cut if digest == work.plan.sha256]
    if finished:
        with work.db.write(actor="import") as session:
            session.execute(update(ImportBatch).where(ImportBatch.id.in_(finished)).values(status="done"))


def _index_again(db: Database, step: int | None) -> None:
    """What an import had written before it could index it."""
    with db.read() as session:
        query = select(UndoRow.table_name, UndoRow.first_id, UndoRow.last_id)
        ranges = session.execute(query.where(UndoRow.step_id == step, UndoRow.op == "I")).all()
    for table, first, last in ranges:
        source = search_index.BY_TABLE.get(table)
        if source is None:
            continue
        for lot in _lots(list(range(first, last + 1)), 200):
            with db.write(actor="import", durable=False) as session:
                search_index.replace(session.connection(), source, lot)


def _carry_out(work: _Import) -> Result:
    for _ in range(TRIES):
        try:
            decision = _decide(work)
        except Cancelled:
            return _result(work.plan, Decision(), None, cancelled=True)
        if _open(work, decision):
            break
        work.plan = planning.read(work.plan.path, work.plan.kind, work.plan.asked)
    else:
        raise CrmError("The data changes too fast to import; try again.", kind="busy", where="import")
    result = _write(work, decision)
    let_go(*decision.new.values())
    return result


def _write(work: _Import, decision: Decision) -> Result:
    work.progress.to_write = _weight(decision)
    try:
        labels = {column.key: column.head[:100] for column in work.plan.columns}
        with Tidying(work.db) as tidying:

            def advance(rows: int) -> None:
                tidying.count(rows)
                work.progress.advance(rows)

            Writer(work.db, decision, work.step, work.plan.source, labels=labels, advance=advance).write_all()
            _join(work, decision, advance)
    except Cancelled:
        _close(work, decision, "interrupted")
        _index_again(work.db, work.step)
        return _result(work.plan, decision, work.batch, cancelled=True)
    _close(work, decision, "done")
    _make_up(work)
    work.progress.report(work.progress.total, work.progress.total)
    return _result(work.plan, decision, work.batch)


def _decide(work: _Import) -> Decision:
    with work.db.read() as session:
        plan, db = work.plan, work.db
        region = str(preferences.get(session, "phone_region") or "") or None
        currency = str(preferences.get(session, "currency"))
        frame = Frame(plan.kind, region, currency, db.clock(), plan.constants)
        decider = Decider(session.connection(), plan.source, plan.kind, currency)
        for count, draft in enumerate(plan.drafts(frame), 1):
            if isinstance(draft, Draft):
                decider.take(draft)
            else:
                decider.refuse(*draft)
            if count % BREATHE == 0:
                work.progress.decided(count)
                time.sleep(0)
        decision = decider.finish()
        decider.let_go()
    decision.rows = len(plan.table.rows) + len(plan.table.broken)
    return decision


def _open(work: _Import, decision: Decision) -> bool:
    """Start the batch and reserve its ids; False when records came in since the decision."""
    with work.db.write(actor="import") as session:
        if any(bulk.next_id(session, table) != decision.first[table] for table in TABLES):
            return False
        for table in TABLES:
            bulk.reserve(session, table, len(decision.new[table]))
        work.step = journal.open_step(session, f"Import: {work.plan.path.name}")
        made = session.execute(
            insert(ImportBatch).values(
                kind=work.plan.kind, source=work.plan.source, filename=str(work.plan.path.absolute()), errors=[],
                sha256=work.plan.sha256, rows=decision.rows, undo_step_id=work.step, started_at=session.info["at"],
                options={"kind": work.plan.kind, "mapping": work.plan.asked},
            )
        )  # fmt: skip
        work.batch = made.inserted_primary_key[0]  # type: ignore[attr-defined]
    return True


def _join(work: _Import, decision: Decision, advance: Callable[[int], None]) -> None:
    """Link what waited, and bring the last contact of everybody concerned up to date."""
    with work.db.read() as session:
        links = linking.find(session)
    for lot in _lots(links, 50):
        with work.db.write(actor="import", step=work.step, durable=False) as session:
            linking.join(session, lot)
        advance(0)
    linked = [draft.id for draft in decision.new["deals"] if draft.values.get("contact_id")]
    for lot in _lots(linked, 100):
        with work.db.write(actor="import", step=work.step, durable=False) as session:
            linking.adopt(session, lot)
        advance(0)
    met = sorted({d.values["contact_id"] for d in decision.new["interactions"] if d.values.get("contact_id")})
    for lot in _lots(met, 100):
        with work.db.write(actor="import", step=work.step, durable=False) as session:
            interactions.refresh_last_contact(session, lot)
        advance(0)


def _close(work: _Import, decision: Decision, status: str) -> None:
    """Store what came of it. An import that changed nothing leaves no trace in the log."""
    figures = {"created": decision.created, "updated": decision.updated, "skipped": decision.skipped}
    with work.db.write(actor="import", step=work.step) as session:
        at = session.info["at"]
        values: dict[str, Any] = {**figures, "status": status, "errors": decision.errors, "finished_at": at}
        session.execute(update(ImportBatch).where(ImportBatch.id == work.batch).values(**values))
        if status == "done" and decision.created + decision.updated:
            batch = session.get_one(ImportBatch, work.batch)
            activity.record(session, "import_finished", batch, at, kind=work.plan.kind, **figures)


def _result(plan: Plan, decision: Decision, batch: int | None, *, cancelled: bool = False) -> Result:
    return Result(
        plan.kind, plan.source, decision.rows, decision.created, decision.updated, decision.skipped,
        sorted(decision.errors, key=lambda error: int(error["row"])), batch, cancelled,
    )  # fmt: skip


def _weight(decision: Decision) -> int:
    found = 2 * sum(len(drafts) for drafts in decision.new.values()) + sum(
        len(rows) for rows in decision.changes.values()
    )
    return max(found, 1)


def _lots(items: list[Any], size: int) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _lock_path(db: Database) -> Path:
    return Path(db.path).with_name(LOCK)


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def _never() -> bool:
    return False
