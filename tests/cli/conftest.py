"""Commands are run in process through `app.cli.main`, as a person would type them."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app import cli
from app.core.paths import DataFolder


@dataclass(frozen=True)
class Ran:
    """What one command line came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class Typing:
    """Types command lines at one data folder, on one fixed clock."""

    def __init__(self, folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def text(self, *words: str, now: str = "2026-03-02T09:00+01:00") -> Ran:
        """Without --json."""
        return self.exactly("--data-dir", str(self.folder.root), "--now", now, *words)

    def json(self, *words: str, now: str = "2026-03-02T09:00+01:00") -> Any:
        """The document of a command that must be done."""
        ran = self.text("--json", *words, now=now)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran.data

    def refused(self, *words: str) -> dict[str, Any]:
        """The error of a command that must be refused by the contract."""
        ran = self.text("--json", *words)
        assert ran.code == 2, ran
        error = ran.data["error"]
        assert set(error) == {"kind", "message", "where"}
        assert ran.err.strip() == " ".join(error["message"].split()), "the same sentence for people"
        assert "\n" not in ran.err.strip()
        assert "Traceback" not in ran.err + ran.out
        assert error["kind"] != "bug", error
        return dict(error)

    def exactly(self, *words: str) -> Ran:
        self._capsys.readouterr()
        code = cli.main(list(words))
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)


@pytest.fixture
def run(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> Iterator[Typing]:
    yield Typing(folder, capsys)
    for handler in logging.getLogger().handlers[:]:
        handler.close()
        logging.getLogger().removeHandler(handler)
