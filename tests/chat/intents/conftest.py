"""The sample business, filled once and only read, and beside it a plain connection for SQL of our own."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app import compose
from app.chat import intents
from app.chat.intents import Offline
from app.compose import App
from app.core.clock import fixed
from app.core.paths import DataFolder
from app.crm.sample import fill
from tests.conftest import NOW

Said = Callable[[str], Offline]
BERLIN = ZoneInfo("Europe/Berlin")


class Raw:
    """SQL past all services. Moments are stored in UTC."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def one(self, sql: str, *given: Any) -> Any:
        """The first value of the first row."""
        row = self._connection.execute(sql, given).fetchone()
        return None if row is None else row[0]

    def rows(self, sql: str, *given: Any) -> list[Any]:
        return self._connection.execute(sql, given).fetchall()

    def close(self) -> None:
        self._connection.close()


def utc(day: str) -> str:
    """Local midnight of a day in Berlin, as it is stored."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), BERLIN)
    return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S.%f")


def euro(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"€{whole:,}" + (f".{rest:02}" if rest else "")


@pytest.fixture(scope="module")
def sample(fresh_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = DataFolder(Path(shutil.copytree(fresh_folder, tmp_path_factory.mktemp("sample") / "data")))
    app = compose.wire(folder, fixed(NOW))
    fill(app.db, app.clock)
    yield app
    app.close()


@pytest.fixture(scope="module")
def raw(sample: App) -> Iterator[Raw]:
    opened = Raw(sample.folder.database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def said(sample: App) -> Said:
    def ask(text: str) -> Offline:
        with sample.db.read() as session:
            found = intents.answer(session, text, NOW)
        assert found is not None, f"not understood: {text}"
        return found

    return ask
