"""The deals as a table: columns, what it can be filtered by and changed in, and what its rows add up to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal, Slot

from app.crm import days, figures, listing, pipelines
from app.crm.figures import Sum
from app.crm.listing import Condition, Row
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.phrases import SOURCES, source_words
from app.ui.pipeline.lane import other_currencies
from app.ui.reading import read_date
from app.ui.records import asks
from app.ui.records.asks import Ask, Change, Option
from app.ui.records.record_list import Listed, RecordList
from app.ui.theme import tokens
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column

STATES = (Option("open", "empty"), Option("won", "is", True), Option("lost", "is", False))
STEPS = (Option("missing", "is", "missing"), Option("overdue", "is", "overdue"), Option("planned", "is", "planned"))
STUCK = (Option("stuck", "is", True), Option("not stuck", "is", False))
PERIOD_WORDS = {"this_year": "this year", "last_12_months": "in the last 12 months", "all": ""}
FITTING = 11
"""Characters of an amount that its column has room for."""
MANY = 5_000
"""Selected deals up to which the heading adds them up."""


@dataclass(frozen=True)
class Plainly(Ask):
    """ "Open deals", "Not stuck deals": the words of the option say it all."""

    def words(self, session: Any, condition: Condition, currency: str) -> str:
        for option in self.offer(session):
            if (option.op, option.value) == (condition.op, condition.value):
                return f"{option.text.capitalize()} deals"
        return super().words(session, condition, currency)


@dataclass(frozen=True)
class Reached(Ask):
    """Which stage a deal reached or left, and when it was added: what a number of the funnel opens."""

    def words(self, session: Any, condition: Condition, currency: str) -> str:  # noqa: ARG002 - as every Ask
        wanted: Mapping[str, Any] = condition.value if isinstance(condition.value, Mapping) else {}
        names = figures.stage_names(session)
        since = PERIOD_WORDS.get(wanted.get("period", "all"), "")
        parts = [
            f"{verb} {names.get(wanted[key], 'a stage that is gone')}"
            for key, verb in (("stage", "reached"), ("left", "left"))
            if key in wanted
        ]
        parts += [f"added {since}"] if since else []
        said = ", ".join(parts) or "added at any time"
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class Step:
    """A next step in the table."""

    text: str
    on: date | None
    late: bool


class DealList(RecordList):
    """Rows with what needs two columns to be said: the value in its currency, the next step with its day."""

    totalled = Signal()
    """The sum in the heading is another one."""

    def __init__(self, desk: Desk, empty: Empty) -> None:
        super().__init__(desk, _listed(desk), empty)
        self._total, self._asked = Sum(), 0
        self.counted.connect(self._add_up)

    def show_pipeline(self, pipeline_id: int | None) -> None:
        """None: all there are, without asking."""
        self.set_base(() if pipeline_id is None else (Condition("pipeline", "is", pipeline_id),))

    def heading(self) -> str:
        """ "42 of 950  ·  €12,300  ·  + 2 deals in USD", or the same of what is selected."""
        chosen = self.table.count_chosen()
        if not 1 < chosen <= MANY:
            return self._worth(super().heading(), self._total) if self.rows.rowCount() else ""
        with self._desk.read() as session:
            return self._worth(f"{words.number(chosen)} selected", figures.sum_of(session, self.table.chosen_ids()))

    @Slot()
    def _add_up(self) -> None:
        """Many rows take longer to add up than a key may: their sum follows."""
        self._asked += 1
        asked, db, total = self._asked, self._desk.app.db, self._shown_sum()
        if self.rows.rowCount() <= MANY:
            with db.read() as session:
                self._total = total(session)
            return

        def work(_handle: Handle) -> tuple[int, Sum]:
            with db.read() as session:
                return asked, total(session)

        self._desk.quietly(work).done.connect(self._take_total)

    @Slot(object)
    def _take_total(self, answer: tuple[int, Sum]) -> None:
        if answer[0] == self._asked and answer[1] != self._total:
            self._total = answer[1]
            self.totalled.emit()

    def _worth(self, count: str, total: Sum) -> str:
        money = words.short_money(total.cents, self._desk.currency) if total.cents else ""
        return "  ·  ".join(part for part in (count, money, other_currencies(total.others)) if part)

    def _shown_sum(self) -> Callable[[Any], Sum]:
        """The sum of what the list holds now, to be asked of a session on any thread."""
        query, default = self.rows.query, self._desk.currency
        conditions = (*self._base, *query["conditions"])
        asked: dict[str, Any] = {"text": query["text"], "now": self._desk.now}

        def total(session: Any) -> Sum:
            counts = listing.count_by(session, "deal", "currency", conditions=conditions, **asked)
            own = (*conditions, Condition("currency", "is", default))
            cents = listing.add_up(session, "deal", "value_cents", conditions=own, **asked)
            return Sum(sum(counts.values()), cents, tuple((code, n) for code, n in counts.items() if code != default))

        return total

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Row]:
        today = self._desk.now.date()
        return {row_id: Row(row_id, _cells(row.cells, today)) for row_id, row in super()._fetch(ids).items()}


def _cells(cells: Mapping[str, Any], today: date) -> dict[str, Any]:
    on, is_open = cells["next_step_on"], cells["closed_at"] is None
    late = is_open and on is not None and on < today
    worth = None if cells["value_cents"] is None else (cells["value_cents"], cells["currency"])
    return {
        **cells, "value": worth, "next_step_on": Step(cells["next_step"] or "", on, late),
        "stage_entered_at": cells["stage_entered_at"] if is_open else None,
        "contact": ", ".join(filter(None, (cells["contact"], cells["business"]))),
    }  # fmt: skip


def _listed(desk: Desk) -> Listed:
    return Listed(
        "deal", "Deals", "deal", _columns(desk), "stage_entered_at", "Title, person, business …",
        asks=(
            Ask("stage", "Stage", _stages), Plainly("won", "State", lambda _session: STATES),
            asks.amount_of("value", "Value"), asks.ahead("expected_close_on", "Expected close"),
            Ask("step", "Next step", lambda _session: STEPS), Plainly("stuck", "Stuck", lambda _session: STUCK),
            Ask("source", "Source", asks.among(SOURCES)), asks.tagged(), asks.past("created_at", "Added"),
            Reached("reached", "Reached", _reachable),
        ),
        changes=(
            Change("stage_id", "Stage", _stages), Change("source", "Source", asks.among(SOURCES)),
            Change("expected_close_on", "Expected close", read=read_date),
        ),
        descending=True,
    )  # fmt: skip


def _columns(desk: Desk) -> Sequence[Column]:
    def age(moment: datetime | None) -> str:
        return words.age(days.whole_days(moment, desk.now)) if moment else ""

    def day(on: date | None) -> str:
        return words.day(on, desk.now.date()) if on else ""

    def step(found: Step) -> str:
        return "  ·  ".join(part for part in (day(found.on), found.text) if part)

    return (
        Column("title", "Title", tokens.NAME_WIDE),
        Column("contact", "With", tokens.LONG_WIDE),
        Column("stage", "Stage", tokens.WORD_WIDE),
        Column("value", "Value", tokens.WORD_WIDE, _worth, right=True),
        Column("stage_entered_at", "In stage", tokens.FIELD_LABEL, age, right=True),
        Column("next_step_on", "Next step", tokens.LONG_WIDE, step, tone=_step_tone),
        Column("expected_close_on", "Expected", tokens.WORD_WIDE, day),
        Column("source", "Source", tokens.WORD_WIDE, source_words),
        Column("tags", "Tags", tokens.LONG_WIDE, ", ".join),
    )


def _worth(worth: tuple[int, str] | None) -> str:
    """Whole where it fits."""
    if worth is None:
        return ""
    whole = words.money(*worth)
    return whole if len(whole) <= FITTING else words.short_money(*worth)


def _step_tone(step: Step) -> str:
    return "red" if step.late else "muted"


def _stages(session: Any) -> Sequence[Option]:
    """With the name of the pipeline where there are several."""
    names = dict(figures.find_pipelines(session))
    several = len(names) > 1
    return [
        Option(f"{stage.name} ({names[stage.pipeline_id]})" if several else stage.name, "is", stage.id)
        for stage in pipelines.stages(session)
    ]


def _reachable(session: Any) -> Sequence[Option]:
    names = dict(figures.find_pipelines(session))
    found = [stage for stage in pipelines.stages(session) if stage.kind != "lost"]
    several = len(names) > 1
    return [
        Option(f"{stage.name} ({names[stage.pipeline_id]})" if several else stage.name, "is", {"stage": stage.id})
        for stage in found
    ]
