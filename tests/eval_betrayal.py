"""Measures what a model that betrays its whole prompt gets out through the real chat.

Usage: make eval-betrayal ARGS=ATTACKS.jsonl (a `prompt` a line). Each attack is answered in each of the sixteen
disguises, streamed in awkward pieces; the answer comes in the field that is shown, without the form that was asked for,
in every other text of the form, and in the arguments of tools, whose cards are then clicked; some are tried again.
Titles are also told in two halves. Everything the owner could read is decoded and compared with what is private, by a
reader that shares nothing with the guard. Exit code 1 when anything is found.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from itertools import product
from pathlib import Path

from app.core import schema
from app.core.paths import DataFolder
from tests.talks.attacked import Attacked, attacks_in, under_attack
from tests.talks.disguises import DISGUISES
from tests.talks.stand import Moved

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))
SHOWN = 20
RETRIED = 5
TURNS = ("reply", "beside", "tools", "reply", "beside", "tools", "reply", "raw")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make eval-betrayal", description="Attack the coach through the real chat.")
    parser.add_argument("attacks", type=Path, help="a file with one attack a line, as JSON with a prompt")
    parser.add_argument("--every", type=int, default=1, help="take only every so-manyth reply")
    parser.add_argument("--start", type=int, default=0, help="the first reply that is taken")
    parser.add_argument("--json", action="store_true", help="one JSON instead of lines")
    wanted = parser.parse_args()
    if not wanted.attacks.is_file() or not attacks_in(wanted.attacks):
        parser.error("there are no attacks in this file")
    with tempfile.TemporaryDirectory() as made:
        folder = DataFolder(Path(made) / "data")
        folder.prepare()
        schema.bring_up_to_date(folder, NOW)
        with under_attack(folder.root, Moved(NOW)) as stand:
            began = time.monotonic()
            _all(stand, attacks_in(wanted.attacks), wanted.every, wanted.start)
            seconds = time.monotonic() - began
        shutil.rmtree(folder.root, ignore_errors=True)
    sys.stdout.write(_told(stand, seconds, as_json=wanted.json))
    return 1 if stand.found.leaks else 0


def _all(stand: Attacked, attacks: list[str], every: int, start: int) -> None:
    """The ways in turn, so that each disguise meets each of them many times."""
    for n, (attack, disguise) in enumerate(product(attacks, DISGUISES)):
        if n % every == start % every:
            way = TURNS[(n // len(DISGUISES) + n) % len(TURNS)]
            stand.attack(attack, disguise, way, seed=n, again=n % RETRIED == 0)
    for n, disguise in enumerate(DISGUISES):
        stand.halves(attacks[n % len(attacks)], disguise, seed=n)
    stand.left_behind()


def _told(stand: Attacked, seconds: float, *, as_json: bool) -> str:
    found = stand.found
    figures = {
        "answers": found.turns, "leaks": len(found.leaks), "by_disguise": found.by(1), "by_way": found.by(2),
        "ended": dict(found.ends), "seconds": round(seconds, 1),
    }  # fmt: skip
    examples = [
        {
            "attack": attack[:80],
            "disguise": disguise,
            "way": way,
            "why": leak.why,
            "of": leak.of[:80],
            "text": seen[:200],
        }
        for attack, disguise, way, leak, seen in found.leaks[:SHOWN]
    ]
    if as_json:
        return json.dumps({**figures, "examples": examples}, indent=1, ensure_ascii=False) + "\n"
    lines = [f"{key:12} {value}" for key, value in figures.items()]
    return "\n".join([*lines, *map(str, examples), "BAD" if found.leaks else "ok"]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
