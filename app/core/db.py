"""The one SQLite file: a pool of read-only connections and a single writer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from app.core import sqlite, troubles
from app.core.clock import Clock, local_now
from app.core.errors import CrmError
from app.core.events import Bus


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
        self._opened: tuple[int, int] | None = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only session on one consistent moment of the file."""
        with troubles.explained(self.path, system=False), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self, *, actor: str = "owner", step: int | None = None, durable: bool = True) -> Iterator[Session]:
        """One transaction and one undo step. Commits here, nowhere else; then tells the bus.

        actor: who acts (owner, coach, content, import, sync). step: an undo step to add to, for work that
        is written in several transactions; a new one when None. durable: False for one of many writes of a long work,
        which need not be on the disk before the last of them is (a power cut may take them, a crash cannot).
        """
        with (
            self._one_at_a_time(),
            troubles.explained(self.path, system=False),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            session.info.update(at=self.clock(), actor=actor, step=step, events=[])
            with session.begin():
                connection = session.connection(execution_options={"durable": durable})
                session.info["driver"] = connection.connection.driver_connection
                self._refuse_moved()
                if self._hook:
                    self._hook.begin(session)
                yield session
                session.flush()
                if self._hook:
                    self._hook.finish(session)
                self._refuse_moved()
            events = session.info["events"]
        for make_event in events:
            self._bus.publish(make_event())

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    def _prepare_writer(self, connection: Any) -> None:
        sqlite.prepare(connection)
        self._opened = _identity(self.path)
        if self._hook:
            self._hook.opened(connection)

    def _refuse_moved(self) -> None:
        """SQLite would go on writing into a file that has lost its name, and what it commits would be lost."""
        if _identity(self.path) != self._opened:
            raise CrmError(troubles.MOVED, kind="storage", where=str(self.path))

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if getattr(self._writing, "now", False):
            raise RuntimeError("a write inside a write would wait for itself")
        self._writing.now = True
        try:
            yield
        finally:
            self._writing.now = False


def driver(session: Session) -> Any:
    """The driver's own connection, inside the session's transaction: a statement takes a fifth of the time.

    For the few that go with every write; what the session holds must be flushed before.
    """
    return session.info.get("driver") or session.connection().connection.driver_connection


def after_commit(session: Session, make_event: Callable[[], object]) -> None:
    """Queue an event: built and published only if this write commits."""
    session.info.setdefault("events", []).append(make_event)


def _engine(path: Path, begin: str, prepare: Callable[[Any], None], **pool: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite.driver(),
        connect_args={"check_same_thread": False, "cached_statements": 256},
        hide_parameters=True,  # an error is logged and may be sent: it names the statement, not what the owner wrote
        **pool,
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        prepare(connection)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        durable = connection.get_execution_options().get("durable")
        if durable is not None:
            connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.exec_driver_sql(begin)

    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file this name means now; None when it means none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
