"""A business with a coach whose model is a script behind a real address, and a clock that can be moved."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import compose
from app.compose import App
from app.core.paths import DataFolder
from tests.model_server import ModelServer, Script, running


@dataclass
class Moved:
    """A clock that goes on only when it is told to."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def on(self, **much: float) -> None:
        self.now += timedelta(**much)


@contextmanager
def model(script: Script, **options: object) -> Iterator[ModelServer]:
    """A model that answers by `script`, set up for this run by the environment."""
    with running(script=script, **options) as server:
        before = os.environ.get("OPENAI_BASE_URL")
        os.environ["OPENAI_BASE_URL"] = server.address
        try:
            yield server
        finally:
            os.environ.pop("OPENAI_BASE_URL")
            if before is not None:
                os.environ["OPENAI_BASE_URL"] = before


@contextmanager
def opened(folder: Path, clock: Moved) -> Iterator[App]:
    """The program without a window, on a data folder that is up to date."""
    app = compose.wire(DataFolder(folder), clock, in_memory=True)
    try:
        yield app
    finally:
        app.close()
