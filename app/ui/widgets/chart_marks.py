"""What a chart is given to draw; knows no drawing, so that nothing heavy is imported to prepare it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A bar or a line of a chart.

    label: on the axis. text: at its end. short, brief: instead of them where there is little room. said: the whole in
    a sentence, for the tooltip and for who cannot see it.
    value: how long it is; rest: a hollow part after it. low, high: the ends of an interval. dot: a point instead of a
    bar. faint: not finished yet. known: False where nothing can be drawn, only said. key: what it stands for.
    """

    label: str
    text: str
    said: str
    value: float = 0
    rest: float = 0
    low: float | None = None
    high: float | None = None
    dot: bool = False
    faint: bool = False
    known: bool = True
    key: Any = None
    short: str = ""
    brief: str = ""


@dataclass(frozen=True)
class Guide:
    """A place on the axis of the bars that is pointed out: a dashed line with a word, and a tinted stretch around."""

    at: float
    text: str
    start: float
    stop: float


@dataclass(frozen=True)
class Drawing:
    """marks: from the left, or from the top where they lie. edges: names of the places between the bars instead of
    the bars' own. lying: bars go to the right. unit: along the axis of the bars. top: the end of the scale, if given.
    """

    marks: tuple[Mark, ...]
    lying: bool = False
    edges: tuple[str, ...] = ()
    unit: str = ""
    top: float | None = None
    guide: Guide | None = None
    scale: Any = str
    """value -> text, for the ticks."""
