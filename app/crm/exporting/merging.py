"""An export into a file that has records: what is here already stays as it is, the rest comes in under new ids."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.core.db import driver
from app.crm import interactions
from app.crm.activity import ENTITY_TYPES
from app.crm.exporting import layout
from app.crm.exporting.matching import Matching, Values, key_of, origin_of
from app.crm.exporting.staging import Stage
from app.crm.exporting.work import Work, insert, next_id

LOT = 200
Row = tuple[Any, ...]


def merge(work: Work) -> None:
    with work.db.read() as session:
        matching = _matching(session, work.stage)
    for table in layout.tables():
        for lot in work.stage.rows(table, LOT):
            with work.db.write(actor="import", step=work.step, durable=False) as session:
                new = _decide(work, driver(session), table, lot, matching)
                insert(work, session, table, [row for _old, row in new])
                if table.name in ENTITY_TYPES:
                    _remember(work, session, table, [(old, row[0]) for old, row in new], matching.source)
            work.advance(len(lot))
    _refresh(work)


def count(work: Work, session: Session) -> None:
    """Decide about every row and write nothing."""
    matching = _matching(session, work.stage)
    for table in layout.tables():
        for lot in work.stage.rows(table, LOT):
            _decide(work, driver(session), table, lot, matching)


def _matching(session: Session, stage: Stage) -> Matching:
    here = driver(session)
    names = [table.name for table in layout.tables()]
    highest = {name: here.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()[0] for name in names}
    return Matching(stage.connection, origin_of(here), highest)


@cache
def referred() -> frozenset[str]:
    """Tables whose rows others name."""
    keys = (key for table in layout.tables() for key in table.foreign_keys)
    return frozenset(ENTITY_TYPES) | {key.column.table.name for key in keys}


def _decide(work: Work, here: Any, table: Table, lot: list[Row], matching: Matching) -> list[tuple[int, Row]]:
    """The rows to insert, each with the id it had; what every row is called here goes into the maps."""
    new: list[tuple[int, Row]] = []
    alike: dict[Row, int] = {}
    start = next_id(here, table.name)
    for values in _translated(work, table, lot, matching):
        old, key = values["id"], key_of(table, values)
        found = matching.find(here, table, values) or alike.get(key)
        if found is None and table.name != "user_settings":
            values["id"] = found = start + len(new)
            new.append((old, tuple(values.values())))
            if key:
                alike[key] = found
            _note_richer(work, table, values, matching)
        if found is not None and table.name in referred():
            matching.maps[table.name][old] = found
    work.created += len(new)
    work.skipped += len(lot) - len(new)
    return new


def _translated(work: Work, table: Table, lot: list[Row], matching: Matching) -> Iterator[Values]:
    names = layout.column_names(table)
    for row in lot:
        values = dict(zip(names, row, strict=True))
        if matching.translate(table, values):
            yield values
        else:
            message = f"A row of {table.name} belongs to a record that is not in the export."
            work.errors.append({"row": values["id"], "field": "entity_id", "message": message})


def _note_richer(work: Work, table: Table, values: Values, matching: Matching) -> None:
    """A contact that was here before gets an e-mail, a phone or an interaction."""
    if table.name not in ("contact_points", "interactions"):
        return
    contact = values["contact_id"]
    if contact is None or contact > matching.highest["contacts"]:
        return
    work.richer.add(contact)


def _remember(work: Work, session: Session, table: Table, pairs: list[tuple[int, int]], source: str) -> None:
    """Under which id each new record came, so that the same export finds it again."""
    word, marks = ENTITY_TYPES[table.name], layout.table("external_ids")
    connection = session.connection()
    stale = "DELETE FROM external_ids WHERE entity_type = ? AND source = ? AND external_id = ?"
    for old, _new in pairs:
        connection.exec_driver_sql(stale, (word, source, str(old)))
    start, at = next_id(driver(session), marks.name), layout.stored_moment(session.info["at"])
    shared = {"entity_type": word, "source": source, "created_at": at, "updated_at": at}
    rows = [
        {**shared, "id": start + n, "entity_id": new, "external_id": str(old)} for n, (old, new) in enumerate(pairs)
    ]
    names = layout.column_names(marks)
    insert(work, session, marks, [tuple(row[name] for name in names) for row in rows])


def _refresh(work: Work) -> None:
    contacts = sorted(work.richer)
    for start in range(0, len(contacts), LOT):
        with work.db.write(actor="import", step=work.step, durable=False) as session:
            session.info["search_later"] = True
            interactions.refresh_last_contact(session, contacts[start : start + LOT])
