"""Fill an empty data file with the sample business, in one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.db import Database, after_commit
from app.core.errors import CrmError
from app.core.events import RecordsChanged
from app.crm import journal, pipelines, search_index
from app.crm.sample import around, work
from app.crm.sample.people import People
from app.crm.sample.rows import Row
from app.crm.sample.sales import Sales
from app.crm.sample.story import Story
from app.crm.sample.talk import Talk
from app.models import Business, Pipeline, UserSetting

Progress = Callable[[int, int], None]
MAY_EXIST = ("pipelines", "stages", "user_settings", "activity_logs")


def fill(db: Database, clock: Clock, *, seed: int = 7, progress: Progress | None = None) -> dict[str, int]:
    """Write three years of a one-woman design studio, ending today. Gives the number of rows by table.

    The same seed on the same local day gives the same rows. Nothing of it can be undone. progress: called with
    rows written and rows in all. Errors: CrmError "conflict" when the file holds records already.
    """
    now = clock()
    with db.read() as session:
        _require_empty(session)
    story = tell(now, seed)
    with db.write() as session:
        _require_empty(session)
        journal.set_recording(session, False)
        _store(session, story, progress or (lambda _done, _all: None))
        changed = RecordsChanged(dict.fromkeys(story.rows.tables))
        after_commit(session, lambda: changed)
    return {table: len(rows) for table, rows in sorted(story.rows.tables.items())}


def tell(now: datetime, seed: int) -> Story:
    """Make all rows, in memory."""
    story = Story.begin(now, seed)
    people, talk = People(story), Talk(story)
    deals = Sales(story, people).tell()
    rest = around.Around(story, people, talk)
    partners = rest.partners()
    projects = work.Work(story, deals)
    rest.colleagues_and_leads(deals)
    projects.tell()
    work.log_tasks(story)
    talk.tell(deals, projects.projects)
    talk.fill_up(deals, partners)
    rest.statuses(deals)
    rest.birthdays()
    rest.notes(deals)
    rest.events(deals)
    rest.followups(deals)
    rest.marks()
    return story


def _require_empty(session: Session) -> None:
    for table in journal.journaled_tables():
        found = select(func.count()).select_from(table)
        if table.name == "businesses":
            found = found.where(table.c.kind != "own")
        if table.name not in MAY_EXIST and session.scalar(found):
            raise CrmError(
                "The sample business needs an empty data file; this one already holds records.", kind="conflict"
            )


def _store(session: Session, story: Story, progress: Progress) -> None:
    connection = session.connection()
    stages = _stage_ids(session)
    for deal in story.rows["deals"]:
        deal["stage_id"] = stages[deal["stage_id"]]
    present = _own_business(session, story)
    story.rows.number(_used_ids(connection))
    story.rows.write(connection, present, progress)
    _store_settings(connection, story.now)
    search_index.rebuild(connection)


def _stage_ids(session: Session) -> dict[str, int]:
    """The usual stages of the first pipeline, made where they are missing."""
    first = session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.id)).first()
    pipeline = first or pipelines.ensure_pipeline(session, "Sales")
    return {
        name: pipelines.ensure_stage(session, pipeline.id, name, kind).id for name, kind in pipelines.DEFAULT_STAGES
    }


def _own_business(session: Session, story: Story) -> list[Row]:
    """The story's own business, if the file has one already: it keeps its id."""
    known = session.scalar(select(Business.id).where(Business.kind == "own"))
    if known is None:
        return []
    own = next(row for row in story.rows["businesses"] if row["kind"] == "own")
    own.id = known
    return [own]


def _used_ids(connection: Connection) -> dict[str, int]:
    """The highest id each table ever gave out; none is given twice."""
    return {row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))}


def _store_settings(connection: Connection, now: datetime) -> None:
    stamps: dict[str, Any] = {"created_at": now, "updated_at": now}
    rows = [{"key": key, "value": value, **stamps} for key, value in around.settings().items()]
    statement = insert(UserSetting)
    changed = {"value": statement.excluded.value, "updated_at": now}
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed), rows)
