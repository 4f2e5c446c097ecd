"""One measured number beside its yardstick, and how times are taken."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """value in `unit`; yardstick: the same work done in the plainest way, or nothing where there is none.

    goal: the most the value may be, in the same unit, on ten years of data (scale 1); None when only reported.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    yardstick: float | None = None
    yardstick_name: str = ""

    @property
    def ok(self) -> bool | None:
        return None if self.goal is None else self.value <= self.goal

    def as_row(self) -> dict[str, Any]:
        """As it is printed. ratio: how many times the yardstick."""
        return {
            "name": self.name, "value": round(self.value, 3), "unit": self.unit,
            "yardstick": None if self.yardstick is None else round(self.yardstick, 3),
            "yardstick_name": self.yardstick_name,
            "ratio": round(self.value / self.yardstick, 1) if self.yardstick else None,
            "goal": None if self.goal is None else f"<= {self.goal:g}", "ok": self.ok,
        }  # fmt: skip


@dataclass(frozen=True)
class Times:
    """Milliseconds of every run."""

    ms: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        return sorted(self.ms)[int(0.95 * (len(self.ms) - 1))]


def timed(actions: Iterable[Callable[[], object]]) -> Times:
    """Run each once."""
    taken = []
    for action in actions:
        started = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - started))
    return Times(tuple(taken))


def repeated(action: Callable[[], object], times: int = 20) -> Times:
    """Run once to warm up, then so many times."""
    action()
    return timed([action] * times)
