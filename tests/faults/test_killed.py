"""Nothing that was said to be saved is lost to kill -9. The long version: `python -m tests.faults --kills 200`."""

import subprocess
import sys


def test_a_program_killed_at_any_moment_loses_nothing_it_said_was_saved() -> None:
    command = [sys.executable, "-m", "tests.faults", "--kills", "6", "--contacts", "60"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 wrong" in run.stdout
