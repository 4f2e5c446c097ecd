"""`make bench-peer`: the same actions on the same number of contacts, ours beside Tryton's, in one run.

Tryton (GPL-3) is installed from PyPI into a virtual environment of its own in the cache folder; it is not a
dependency and shares no process with us. Its data is loaded once (about 6 minutes for 100,000 parties).
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.bench import stand
from tests.bench import our_side

PACKAGES = ("trytond==8.2.*", "trytond-party==8.2.*", "trytond-sale-opportunity==8.2.*")
GOAL = 10
"""Each action at least so many times faster."""


class Tryton:
    """A folder with the peer's environment, configuration and database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs = folder, folder / "venv" / "bin"
        self.config, self.database = folder / "trytond.conf", folder / "crm.sqlite"

    def install(self) -> None:
        if (self.folder / "installed").exists():
            return
        venv.create(self.folder / "venv", with_pip=True, clear=True)
        self._run(self.programs / "pip", "install", "--quiet", *PACKAGES)
        self.config.write_text(f"[database]\nuri = sqlite://\npath = {self.folder}\n")
        (self.folder / "password").write_text("admin1234\n")
        self.database.unlink(missing_ok=True)
        self.database.touch()
        admin = (self.programs / "trytond-admin", "-c", self.config, "-d", "crm")
        self._run(*admin, "--all", "--email", "owner@example.com")
        self._run(*admin, "-u", "party", "sale_opportunity", "--activate-dependencies")
        (self.folder / "installed").touch()

    def measure(self, parties: int) -> dict[str, float]:
        """Median milliseconds of every action."""
        script = Path(__file__).with_name("tryton_side.py")
        said = self._run(self.programs / "python", "-W", "ignore", script, "crm", self.config, parties)
        measured: dict[str, float] = json.loads(said.splitlines()[-1])
        return measured

    def _run(self, *command: object) -> str:
        environment = os.environ | {"TRYTONPASSFILE": str(self.folder / "password")}
        done = subprocess.run(
            [str(part) for part in command], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout


def compare(parties: int, say: Callable[[str], object]) -> list[dict[str, Any]]:
    """One line for each action: ours, theirs, how many times faster."""
    peer = Tryton(stand.cache_folder() / f"tryton-8.2-{parties}")
    peer.folder.mkdir(parents=True, exist_ok=True)
    say("installing and loading the peer (the first time takes minutes)")
    peer.install()
    theirs = peer.measure(parties)
    say("measuring ours")
    ours = our_side.measure(parties)
    return [
        {
            "name": name, "value": round(ours[name], 3), "unit": "ms", "yardstick": theirs[name],
            "yardstick_name": "Tryton 8.2",
            "ratio": round(theirs[name] / ours[name], 1), "goal": f"ratio >= {GOAL}",
            "ok": theirs[name] / ours[name] >= GOAL,
        }
        for name in theirs
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-peer", description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="accepted for likeness: the output is always one JSON")
    wanted = parser.parse_args()
    lines = compare(wanted.contacts, lambda text: print(text, file=sys.stderr, flush=True))
    print(json.dumps({"contacts": wanted.contacts, "lines": lines}, indent=1))
    return 0 if all(line["ok"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
