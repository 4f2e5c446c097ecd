"""One holder of a data folder."""

import subprocess
import sys

import pytest

from app.core import lock
from app.core.errors import CrmError
from app.core.paths import DataFolder

HOLD_AND_WAIT = """
import sys
from pathlib import Path
from app.core import lock
from app.core.paths import DataFolder
held = lock.hold(DataFolder(Path(sys.argv[1])))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_refused_with_a_sentence(folder: DataFolder) -> None:
    with lock.hold(folder):
        assert lock.is_held(folder)
        with pytest.raises(CrmError, match="has this data folder open") as refused:
            lock.hold(folder)
    assert refused.value.kind == "busy"
    assert not lock.is_held(folder)


def test_a_killed_holder_leaves_the_folder_free(folder: DataFolder) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT, str(folder.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        assert lock.is_held(folder)
        child.kill()
        child.wait()
    assert not lock.is_held(folder)
