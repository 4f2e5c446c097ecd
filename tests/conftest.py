"""Every test gets its own copy of a database that the real migrations made once."""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Europe/Berlin"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ.pop("OPENAI_BASE_URL", None)
os.environ.pop("OPENAI_API_KEY", None)

from app import compose
from app.compose import App
from app.core import schema
from app.core.clock import Clock, fixed
from app.core.db import Database
from app.core.events import Bus
from app.core.paths import DataFolder

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))
"""A Monday morning in Berlin."""


@pytest.fixture(scope="session", autouse=True)
def _local_zone() -> None:
    """The C library keeps the zone it started with until it is told."""
    time.tzset()


@pytest.fixture(scope="session")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = DataFolder(tmp_path_factory.mktemp("fresh") / "data")
    folder.prepare()
    schema.bring_up_to_date(folder, datetime(2026, 1, 1, tzinfo=UTC))
    return folder.root


@pytest.fixture
def folder(fresh_folder: Path, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(fresh_folder, tmp_path / "data")))


@pytest.fixture
def clock() -> Clock:
    return fixed(NOW)


@pytest.fixture
def app(folder: DataFolder, clock: Clock) -> Iterator[App]:
    opened = compose.wire(folder, clock)
    yield opened
    opened.close()


@pytest.fixture
def db(app: App) -> Database:
    return app.db


@pytest.fixture
def bus(app: App) -> Bus:
    return app.bus
