"""One writer, readers that see committed data only, and plain words for what a disk or another program does."""

import logging
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.exc import IntegrityError

from app.core import log
from app.core.db import Database, after_commit
from app.core.errors import CrmError
from app.core.events import Bus, RecordsChanged
from app.models import Conversation, Message, Tag
from tests.conftest import NOW


def names(db: Database) -> list[str]:
    with db.read() as session:
        return [name for (name,) in session.query(Tag.name)]


def test_what_raises_in_a_write_leaves_nothing_and_tells_nobody(db: Database, bus: Bus) -> None:
    told: list[object] = []
    bus.subscribe(RecordsChanged, told.append)

    def stumble() -> None:
        with db.write() as session:
            session.add(Tag(name="half"))
            session.flush()
            after_commit(session, lambda: RecordsChanged({}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert names(db) == []
    assert told == []
    with db.write() as session:
        session.add(Tag(name="whole"))
        session.flush()
        assert names(db) == []
    assert names(db) == ["whole"]
    assert len(told) == 1


def test_what_fails_to_be_written_stands_in_no_log_and_no_report(db: Database) -> None:
    said = "my secret words to the coach"

    def fail() -> None:
        with db.write() as session:
            talk = Conversation(title=said, last_at=NOW)
            session.add(talk)
            session.flush()
            session.add(Message(conversation_id=talk.id, role="nobody", content=said, details={"why": said}))
            session.flush()

    with pytest.raises(IntegrityError) as failed:
        fail()
    info = (IntegrityError, failed.value, failed.tb)
    record = logging.LogRecord("app", logging.ERROR, "", 0, "a write failed: %s", (failed.value,), info)
    for told in (log.report(failed.value), log.JsonLines().format(record)):
        assert "INSERT INTO messages" in told
        assert said not in told


def test_a_write_inside_a_write_is_our_own_mistake(db: Database) -> None:
    with pytest.raises(RuntimeError), db.write(), db.write():
        pass
    with db.write() as session:
        session.add(Tag(name="after"))
    assert names(db) == ["after"]


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(CrmError, match="read-only"), db.read() as session:
        session.connection().exec_driver_sql("DELETE FROM tags")


def test_another_program_that_holds_the_file_is_said_in_a_sentence(db: Database) -> None:
    with db.write() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CrmError, match="busy in another program") as refused, db.write():
            pass
        other.execute("ROLLBACK")
    assert refused.value.kind == "busy"
    with db.write() as session:
        session.add(Tag(name="after"))
    assert names(db) == ["after"]


def test_our_own_mistakes_are_not_dressed_up_as_trouble_with_the_disk(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as session:
        session.add_all([Tag(name="twice"), Tag(name="twice")])
    with pytest.raises(FileNotFoundError), db.read():
        open("/no/such/file")  # noqa: SIM115
