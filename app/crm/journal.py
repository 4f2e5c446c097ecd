"""The undo journal: every change of an owner-visible row is written down by triggers of the one writer.

The triggers are temporary, made from the tables' own columns whenever the writer opens, so that migrations never
meet them and a changed table is journaled at once. A write that journals nothing leaves no undo step.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from app.core.db import after_commit, driver
from app.core.events import RecordsChanged
from app.crm import search_index
from app.crm.search_index import Change
from app.models import ActivityLog, Base, Record, UndoStep
from app.models.types import stored

TOUCHED = """
    SELECT table_name, op, first_id, last_id,
        CASE op WHEN 'U' THEN (SELECT group_concat(key) FROM json_each(changes)) END,
        CASE WHEN op = 'D' AND table_name = 'contact_points' THEN json_extract(changes, '$.contact_id') END
    FROM undo_rows WHERE id > ?"""
ADD_STEP = """
    INSERT INTO undo_steps (id, kind, label, actor, state, undoes, created_at)
    VALUES (:id, :kind, :label, :actor, 'done', :undoes, :at)"""
MANY = 500
"""Above so many rows of one table, views are told "many" instead of the ids."""


@cache
def journaled_tables() -> tuple[Table, ...]:
    """Every table the owner can see, parents before children."""
    seen = {ActivityLog.__tablename__} | {
        mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)
    }
    return tuple(table for table in Base.metadata.sorted_tables if table.name in seen)


class Journal:
    """The database's write hook: one undo step for each write, or for all writes of a batch."""

    def opened(self, connection: Any) -> None:
        """Put the triggers on the writer's connection."""
        connection.execute("CREATE TEMP TABLE undo_now (step_id INTEGER, recording INTEGER)")
        connection.execute("INSERT INTO undo_now VALUES (0, 1)")
        for table in journaled_tables():
            for statement in _triggers(table):
                connection.execute(statement)

    def begin(self, session: Session) -> None:
        connection = driver(session)
        step = session.info["step"] or _next_id(session)
        session.info["undo_step"] = step
        session.info["undo_from"] = connection.execute("SELECT coalesce(max(id), 0) FROM undo_rows").fetchone()[0]
        connection.execute("UPDATE temp.undo_now SET step_id = ?, recording = 1", (step,))

    def finish(self, session: Session) -> None:
        """Name the step, bring the search index up to date, and tell views what changed."""
        rows = list(touched(session, session.info["undo_from"]))
        if not rows:
            return
        if not session.info.get("search_later"):
            search_index.refresh(session, rows)
        if session.info["step"] is None:
            _store_step(session, rows)
        changed = _as_event(rows)
        after_commit(session, lambda: changed)


def open_step(session: Session, label: str, *, kind: str = "edit", undoes: int | None = None) -> int:
    """Make a step that several writes will share; pass its id to `Database.write`."""
    step_id = _next_id(session)
    session.execute(
        insert(UndoStep).values(
            id=step_id, kind=kind, label=label, actor=session.info["actor"], state="done", undoes=undoes,
            created_at=session.info["at"],
        )
    )  # fmt: skip
    return step_id


def name_step(session: Session, label: str, *, kind: str = "edit", undoes: int | None = None) -> None:
    """Say what this write does, in the words of an undo button; the first name given stays."""
    session.info.setdefault("undo_name", {"label": label, "kind": kind, "undoes": undoes})


def set_recording(session: Session, on: bool) -> None:
    """Turn the triggers off for rows written in bulk, which `record_inserted` writes down as one range."""
    session.connection().exec_driver_sql("UPDATE temp.undo_now SET recording = ?", (int(on),))


def record_inserted(session: Session, table: str, first: int, last: int) -> None:
    """Journal rows `first` to `last`, which this write inserted while recording was off."""
    session.connection().exec_driver_sql(
        "INSERT INTO undo_rows (step_id, table_name, op, first_id, last_id) VALUES (?, ?, 'I', ?, ?)",
        (session.info["undo_step"], table, first, last),
    )


def touched(session: Session, after: int) -> Iterator[Change]:
    """What was journaled after undo row `after`."""
    for table, op, first, last, columns, owner in driver(session).execute(TOUCHED, (after,)):
        yield Change(table, op, first, last, frozenset(columns.split(",")) if columns else frozenset(), owner)


def _next_id(session: Session) -> int:
    query = (
        "SELECT max((SELECT coalesce(max(id), 0) FROM undo_steps), (SELECT coalesce(max(step_id), 0) FROM undo_rows))"
    )
    return int(driver(session).execute(query).fetchone()[0]) + 1


def _store_step(session: Session, rows: list[Change]) -> None:
    name = session.info.get("undo_name") or {"label": _plain_label(rows), "kind": "edit", "undoes": None}
    step = {"id": session.info["undo_step"], "actor": session.info["actor"], "at": stored(session.info["at"])}
    driver(session).execute(ADD_STEP, step | name)


def _plain_label(rows: list[Change]) -> str:
    first = next((row for row in rows if row.table != "activity_logs"), rows[0])
    verb = {"I": "Added", "U": "Changed", "D": "Deleted"}[first.op]
    return f"{verb} {first.table.replace('_', ' ')}"


def _as_event(rows: list[Change]) -> RecordsChanged:
    found: dict[str, set[int] | None] = {}
    for row in rows:
        ids = found.setdefault(row.table, set())
        if ids is None or row.last - row.first + len(ids) > MANY:
            found[row.table] = None
        else:
            ids.update(range(row.first, row.last + 1))
    return RecordsChanged({table: None if ids is None else frozenset(ids) for table, ids in found.items()})


def _triggers(table: Table) -> Iterator[str]:
    columns = [column.name for column in table.columns if column.name != "id"]
    changed = " UNION ALL ".join(
        f'SELECT \'{name}\' AS k, OLD."{name}" AS o, NEW."{name}" AS n WHERE OLD."{name}" IS NOT NEW."{name}"'
        for name in columns
    )
    old = ", ".join(f"'{name}', OLD.\"{name}\"" for name in columns)
    for op, event, row, content in (
        ("I", "INSERT", "NEW", "NULL"),
        ("U", "UPDATE", "NEW", f"(SELECT json_group_object(k, json_array(o, n)) FROM ({changed}))"),
        ("D", "DELETE", "OLD", f"json_object({old})"),
    ):
        yield (
            f"CREATE TEMP TRIGGER undo_{table.name}_{op} AFTER {event} ON main.{table.name} "
            "WHEN (SELECT recording FROM temp.undo_now) BEGIN "
            "INSERT INTO undo_rows (step_id, table_name, op, first_id, last_id, changes) "
            f"SELECT step_id, '{table.name}', '{op}', {row}.id, {row}.id, {content} FROM temp.undo_now; END"
        )
