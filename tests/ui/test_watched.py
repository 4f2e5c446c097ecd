"""A watched start notes its stages and quits by itself, also where the doors of the first start stand."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.paths import WATCHED, DataFolder

STAGES = ["imports", "application", "first paint", "services imported", "data file opened", "first page usable"]


@pytest.mark.parametrize("known", [True, False])
def test_a_watched_start_reaches_its_first_page(known: bool, folder: DataFolder, tmp_path: Path) -> None:
    root = folder.root if known else tmp_path / "new"
    done = subprocess.run(
        [sys.executable, "-m", "app", "--data-dir", str(root)],
        env=os.environ | {WATCHED: "1", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    notes = json.loads(done.stdout)
    assert list(notes) == STAGES
    assert sorted(notes.values()) == list(notes.values())
