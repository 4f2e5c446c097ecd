"""The composition root without a window: folder, file, journal, services, wired by hand."""

from dataclasses import dataclass
from pathlib import Path

from app.coach.engine import Engine
from app.core import lock, log, schema, startcheck, troubles
from app.core.clock import Clock, local_now
from app.core.db import Database
from app.core.events import Bus
from app.core.paths import DataFolder, data_folder
from app.crm.journal import Journal


@dataclass(frozen=True)
class App:
    """What a page or a command is given."""

    folder: DataFolder
    db: Database
    bus: Bus
    clock: Clock
    coach: Engine

    def close(self) -> None:
        self.coach.close()
        self.db.close()


def open_app(chosen: str | Path | None = None, clock: Clock = local_now) -> App:
    """Open the data folder, bringing its file up to date first.

    Errors: CrmError with a sentence for the owner; of kind `damaged` when a backup should take the file's place.
    """
    folder = data_folder(chosen)
    folder.prepare()
    log.start(folder.logs)
    with troubles.explained(folder.root):
        startcheck.refuse_damaged(folder, in_use=_has_log(folder) and lock.is_held(folder))
        schema.bring_up_to_date(folder, clock())
    return wire(folder, clock)


def wire(folder: DataFolder, clock: Clock) -> App:
    """The parts over a data file that is up to date."""
    bus = Bus()
    db = Database(folder.database, bus, Journal(), clock)
    return App(folder, db, bus, clock, Engine(db, clock))


def _has_log(folder: DataFolder) -> bool:
    """Only then it matters who has the folder; asking takes its lock for a moment, which a starting window may want."""
    return folder.database.with_name(folder.database.name + "-wal").exists()
