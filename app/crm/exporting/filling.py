"""An export into an empty file: the same rows under the same ids, so that its own export is the same again."""

from sqlalchemy.orm import Session

from app.crm.exporting import layout
from app.crm.exporting.staging import Stage
from app.crm.exporting.work import Work, insert

DEFAULTS = ("pipelines", "stages", "user_settings")
"""What a new file holds; the export's own takes its place."""
LOT = 500


def is_empty(session: Session) -> bool:
    """Whether there is nothing but what a new file holds."""
    connection = session.connection()
    names = (table.name for table in layout.tables() if table.name not in DEFAULTS)
    return not any(connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first() for name in names)


def fill(work: Work) -> None:
    with work.db.write(actor="import", step=work.step, durable=False) as session:
        _make_way(session, work.stage)
    for table in layout.tables():
        for lot in work.stage.rows(table, LOT):
            with work.db.write(actor="import", step=work.step, durable=False) as session:
                insert(work, session, table, lot)
            work.created += len(lot)
            work.advance(len(lot))


def _make_way(session: Session, stage: Stage) -> None:
    """Remove the defaults, and let what the window adds meanwhile be numbered after what is to come."""
    connection = session.connection()
    for name in reversed(DEFAULTS):
        connection.exec_driver_sql(f"DELETE FROM {name}")
    for table in layout.tables():
        highest = stage.connection.execute(f"SELECT coalesce(max(id), 0) FROM {table.name}").fetchone()[0]
        seen = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar()
        if seen is None:
            connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (table.name, highest))
        elif seen < highest:
            connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (highest, table.name))
