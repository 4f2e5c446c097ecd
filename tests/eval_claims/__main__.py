"""What the claim gate says of real histories, and how often it speaks falsely on copies with nothing to be found.

Usage: make eval-claims ARGS=FOLDER, or RAINMAKER_EVAL_DATA=FOLDER make eval-claims; ARGS="FOLDER --copies 50 --json".
Every folder of a CRM's files below FOLDER (deals, leads, contacts) is one history, and so is every work log (a .csv
with `done_at_local`). 200 copies of each are shuffled freely, and shuffled with sessions kept: at most 5 % may make any
claim; of those whose habit only drifts at most 15 %, and 20 % for windows of hours. Exit code 1 when more do. A habit
that drifts is another one each quarter, and at least eight times in the history. "Drifting slowly" is told without a
limit: quarters in a history of fewer than eight, of which one or two may well be most of it.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.coach.stats import Claim, Silence, Verdict, judge
from tests.eval_claims.copies import Copier, by_quarter, drifting, freely, with_sessions_kept
from tests.eval_claims.reading import History, histories

NULL, DRIFT, DRIFT_HOURS = 0.05, 0.15, 0.20
HOURS = "hours"
KINDS: dict[str, Copier] = {
    "shuffled freely": freely, "sessions kept": with_sessions_kept, "drifting": drifting, "drifting slowly": by_quarter,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """share: of the copies of this history that make a claim. limit: the most that may, or None when only told."""

    history: str
    copies: str
    share: float
    limit: float | None
    asked: int

    @property
    def ok(self) -> bool:
        return self.limit is None or self.share <= self.limit

    def __str__(self) -> str:
        mark = "  -" if self.limit is None else "ok " if self.ok else "BAD"
        told = f"{mark} {self.history:20} {self.copies:23} {self.share:6.1%} of {self.asked}"
        return told if self.limit is None else f"{told}, at most {self.limit:.0%}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make eval-claims", description="Measure the claim gate on real histories.")
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("RAINMAKER_EVAL_DATA"))
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="one JSON instead of lines")
    wanted = parser.parse_args()
    if not wanted.folder or not Path(wanted.folder).is_dir():
        parser.error("say which folder holds the files: make eval-claims ARGS=FOLDER")
    say = (lambda _text: None) if wanted.json else _say
    began = time.perf_counter()
    found = list(histories(Path(wanted.folder)))
    told = [row for history in found for row in _told(history, say)]
    lines = list(_measured(found, wanted.copies, say))
    took = time.perf_counter() - began
    limited = [line.ok for line in lines if line.limit is not None]
    say(f"{sum(limited)} of {len(limited)} limits kept, {took:.0f} s")
    if wanted.json:
        rows = [asdict(line) | {"ok": line.ok} for line in lines]
        _say(json.dumps({"verdicts": told, "false_claims": rows, "seconds": round(took)}, indent=1, default=str))
    return 0 if lines and all(limited) else 1


def _told(history: History, say: Callable[[str], object]) -> Iterator[dict[str, Any]]:
    """Every claim and every silence, of the history as it is."""
    say(f"{history.name}:")
    for verdict in judge(history.questions, history.now):
        about = f"{verdict.question} {verdict.part}".strip()
        say(f"    {'CLAIM ' if isinstance(verdict, Claim) else 'silent'} {about}: {_words(verdict)}")
        yield {"history": history.name, "claim": isinstance(verdict, Claim)} | asdict(verdict)


def _words(verdict: Verdict) -> str:
    if isinstance(verdict, Silence):
        return verdict.words + (f" (p {verdict.p:.2g})" if verdict.p is not None else "")
    best = ", the best" if verdict.best else ""
    return (
        f"{verdict.group} {verdict.side}{best}, {verdict.value:.4g} against {verdict.rest:.4g} {verdict.unit}, "
        f"n {verdict.n}, {verdict.low:.4g} to {verdict.high:.4g}, q {verdict.q:.2g}, {verdict.since} to {verdict.until}"
    )


def _measured(found: Sequence[History], copies: int, say: Callable[[str], object]) -> Iterator[Line]:
    with ProcessPoolExecutor() as pool:
        for history in found:
            for kind in KINDS:
                parts = list(pool.map(partial(_claimed, history, kind), range(copies), chunksize=max(1, copies // 8)))
                for line in _lines(history, kind, [part for part in parts if part is not None]):
                    say(str(line))
                    yield line


def _claimed(history: History, kind: str, seed: int) -> set[str] | None:
    """The parts of which something was claimed ("hours", or "" for all others); None when nothing can be copied."""
    chance = np.random.default_rng(seed)
    copied = [KINDS[kind](chance, question) for question in history.questions]
    asked = [question for question in copied if question is not None]
    claims = [verdict for verdict in judge(asked, history.now) if isinstance(verdict, Claim)]
    return {HOURS if claim.part == HOURS else "" for claim in claims} if asked else None


def _lines(history: History, kind: str, parts: Sequence[set[str]]) -> Iterator[Line]:
    if not parts:
        return
    if KINDS[kind] in (freely, with_sessions_kept):
        yield Line(history.name, kind, sum(map(bool, parts)) / len(parts), NULL, len(parts))
        return
    limited = KINDS[kind] is drifting
    yield Line(history.name, kind, _share("", parts), DRIFT if limited else None, len(parts))
    if HOURS in _parts(history):
        yield Line(history.name, f"{kind}, hours", _share(HOURS, parts), DRIFT_HOURS if limited else None, len(parts))


def _share(part: str, parts: Sequence[set[str]]) -> float:
    return sum(part in said for said in parts) / len(parts)


def _parts(history: History) -> set[str]:
    return {verdict.part for verdict in judge(history.questions, history.now)}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
