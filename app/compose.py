"""The composition root without a window: folder, file, journal, services, wired by hand."""

from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.clients.secrets import KeyringSecrets, Secrets
from app.coach.engine import Engine
from app.core import lock, log, schema, startcheck, troubles
from app.core.clock import Clock, local_now
from app.core.db import Database
from app.core.events import Bus
from app.core.paths import DataFolder, data_folder
from app.crm import preferences
from app.crm.journal import Journal
from app.ops import usage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.chat.talking import Chat
    from app.clients.llm.client import OpenAIModel
    from app.clients.llm.ledger import Spent
    from app.coach.screening import Screening
    from app.core.settings import Value
    from app.guard import Verdict


@dataclass(frozen=True)
class App:
    """What a page or a command is given."""

    folder: DataFolder
    db: Database
    bus: Bus
    clock: Clock
    coach: Engine
    secrets: Secrets

    @cached_property
    def model(self) -> "OpenAIModel":
        """The language model, as the settings say at each question. Made when first asked for."""
        from app.clients.llm.client import OpenAIModel  # noqa: PLC0415

        return OpenAIModel(
            self._settings, self.secrets, self.clock, record_call=partial(usage.keep, self.db), spent=self._spent
        )

    @cached_property
    def chat(self) -> "Chat":
        """Talking with the coach. Made when first asked for."""
        from app.chat.talking import Chat  # noqa: PLC0415

        return Chat(self.db, self.bus, self.clock, lambda: self.model)

    def close(self) -> None:
        self.hang_up()
        self.coach.close()
        self.db.close()

    def hang_up(self) -> None:
        """End what the model is being asked, for good; before the threads that ask are waited for."""
        if "model" in self.__dict__:
            self.model.close()
        if "chat" in self.__dict__:
            self.chat.close()

    def _settings(self) -> "Mapping[str, Value]":
        with self.db.read() as session:
            return preferences.all_values(session)

    def _spent(self) -> "Spent":
        with self.db.read() as session:
            return usage.spent(session, self.clock())


def open_app(chosen: str | Path | None = None, clock: Clock = local_now, *, in_memory: bool = False) -> App:
    """Open the data folder, bringing its file up to date first.

    in_memory: keep keys until the program ends where the system has no keyring. Errors: CrmError with a sentence for
    the owner; of kind `damaged` when a backup should take the file's place.
    """
    folder = data_folder(chosen)
    folder.prepare()
    log.start(folder.logs)
    with troubles.explained(folder.root):
        startcheck.refuse_damaged(folder, in_use=_has_log(folder) and lock.is_held(folder))
        schema.bring_up_to_date(folder, clock())
    return wire(folder, clock, in_memory=in_memory)


def wire(folder: DataFolder, clock: Clock, *, in_memory: bool = False) -> App:
    """The parts over a data file that is up to date."""
    bus = Bus()
    db = Database(folder.database, bus, Journal(), clock)
    coach = Engine(db, clock, judge=_screening(db, bus, clock))
    return App(folder, db, bus, clock, coach, KeyringSecrets(in_memory=in_memory))


def _screening(db: Database, bus: Bus, clock: Clock) -> "Callable[[str], Verdict]":
    """Made when the coach first has something to say: the guard brings NumPy, which a start does not need."""

    @cache
    def made() -> "Screening":
        from app.coach.screening import Screening  # noqa: PLC0415

        return Screening(db, bus, clock)

    return lambda text: made().judge(text)


def _has_log(folder: DataFolder) -> bool:
    """Only then it matters who has the folder; asking takes its lock for a moment, which a starting window may want."""
    return folder.database.with_name(folder.database.name + "-wal").exists()
