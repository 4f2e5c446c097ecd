"""The one SQLite file: a pool of read-only connections and a single writer."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import sqlite
from app.core.clock import Clock, local_now
from app.core.errors import CrmError
from app.core.events import Bus

TROUBLES = (
    ("disk is full", "The disk is full. Nothing was changed; free some space and try again."),
    ("readonly database", "The data file is read-only. Nothing was changed."),
    ("unable to open", "The data file cannot be opened."),
    ("malformed", "The data file is damaged. Run `rainmaker doctor`, or restore a backup."),
    ("not a database", "The data file is damaged. Run `rainmaker doctor`, or restore a backup."),
    ("disk I/O error", "The disk did not answer as it should. Nothing was changed."),
    ("is locked", "The data file is busy in another program. Nothing was changed; try again."),
)


class WriteHook(Protocol):
    """Takes part in every write: the undo journal is one."""

    def opened(self, connection: Any) -> None: ...
    def begin(self, session: Session) -> None: ...
    def finish(self, session: Session) -> None: ...


class Database:
    """Readers see committed data and never wait; writers come one at a time."""

    def __init__(self, path: Path, bus: Bus, hook: WriteHook | None = None, clock: Clock = local_now) -> None:
        self.path, self.clock = path, clock
        self._bus, self._hook = bus, hook
        self._reader = _engine(path, "BEGIN", lambda connection: sqlite.prepare(connection, read_only=True))
        self._writer = _engine(path, "BEGIN IMMEDIATE", self._prepare_writer, pool_size=1, max_overflow=0)
        self._writing = threading.local()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session on one consistent moment of the file."""
        with _plain_errors(), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self, *, actor: str = "owner", step: int | None = None) -> Iterator[Session]:
        """One transaction and one undo step. Commits here, nowhere else; then tells the bus.

        actor: who acts (owner, coach, content, import, sync). step: an undo step to add to, for work that
        is written in several transactions; a new one when None.
        """
        with self._one_at_a_time(), _plain_errors(), Session(self._writer, expire_on_commit=False) as session:
            session.info.update(at=self.clock(), actor=actor, step=step, events=[])
            with session.begin():
                session.connection()
                if self._hook:
                    self._hook.begin(session)
                yield session
                session.flush()
                if self._hook:
                    self._hook.finish(session)
            events = session.info["events"]
        for make_event in events:
            self._bus.publish(make_event())

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    def _prepare_writer(self, connection: Any) -> None:
        sqlite.prepare(connection)
        if self._hook:
            self._hook.opened(connection)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if getattr(self._writing, "now", False):
            raise RuntimeError("a write inside a write would wait for itself")
        self._writing.now = True
        try:
            yield
        finally:
            self._writing.now = False


def after_commit(session: Session, make_event: Callable[[], object]) -> None:
    """Queue an event: built and published only if this write commits."""
    session.info.setdefault("events", []).append(make_event)


def _engine(path: Path, begin: str, prepare: Callable[[Any], None], **pool: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite.driver(),
        connect_args={"check_same_thread": False, "cached_statements": 256},
        **pool,
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        prepare(connection)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what the file system does to us into a sentence for the owner."""
    try:
        yield
    except _database_errors() as error:
        trouble = explain(error)
        if trouble is None:
            raise
        raise trouble from error


def _database_errors() -> tuple[type[Exception], ...]:
    return DBAPIError, *sqlite.errors()


def explain(error: Exception, table: Sequence[tuple[str, str]] = TROUBLES) -> CrmError | None:
    """The sentence for a database error that is not our own mistake, or None."""
    for words, sentence in table:
        if words in str(error):
            return CrmError(sentence, kind="storage")
    return None
