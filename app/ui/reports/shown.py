"""A report made ready to be shown: its figure, its sentences, its bars and its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.crm.reports.behind import Behind
from app.ui.widgets.chart_marks import Drawing
from app.ui.widgets.id_table import Column


@dataclass(frozen=True)
class Shown:
    """figure: the number in large type, words: beside it. caption: what stands behind it, with n. instead: the sentence
    in place of a chart where there is nothing to draw. whole: all its records. rows: as the columns' keys, and "key".
    title: where it is another than usual.
    """

    figure: str
    words: str
    caption: str
    drawing: Drawing
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    report: Any
    instead: str = ""
    whole: Behind | None = None
    title: str = ""


@dataclass(frozen=True)
class Opened:
    """Records to list: which, and what to call them."""

    title: str
    behind: Behind
