"""The pipeline as a board: reads the lanes, and after a change only what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from app.core.db import Database
from app.core.events import ActivityRecorded
from app.crm import figures
from app.crm.figures import Card, Lane, Rate, Sum
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pages.page import Touched
from app.ui.pipeline.board import Board
from app.ui.pipeline.lane import other_currencies
from app.ui.widgets.empty import Empty

SHOWN = frozenset(("deals", "stages", "pipelines", "contacts", "businesses", "user_settings"))
"""Tables the board shows."""
PLANS = frozenset(("tasks", "followups"))
"""Tables that say whether something is planned on a deal, without which it may be stuck."""
FEW, LONG = 20, 8_000
"""Changed deals up to which their cards alone are changed; cards up to which their sums show in the same moment."""
CLOSINGS = ("deal_closed", "deal_reopened", "import_finished")


class BoardView(QStackedWidget):
    """The board, or what stands there without deals."""

    counted = Signal()
    """Sums are other ones now."""

    def __init__(self, desk: Desk, empty: Empty) -> None:
        super().__init__()
        self._desk, self._pipeline_id = desk, 0
        self._rates: dict[int, Rate] = {}
        self._lanes: Sequence[Lane] = ()
        self._asked, self._unsummed = 0, set[int]()
        self.board, self.empty = Board(desk.look, self._fetch), empty
        self.addWidget(self.board)
        self.addWidget(empty)
        desk.bridge.activity_recorded.connect(self._hear)

    def heading(self) -> str:
        """ "12 open  ·  €34,000  ·  weighted €12k  ·  + 2 deals in USD"."""
        lanes = [lane for lane in self._lanes if lane.kind == "open"]
        cents, currency = sum(lane.sum.cents for lane in lanes), self._desk.currency
        if self.is_bare:
            return ""
        parts = [f"{words.number(sum(lane.sum.count for lane in lanes))} open"]
        if cents:
            parts.append(words.short_money(cents, currency))
        worth = figures.weighted(lanes, self._rates) if cents else None
        if worth is not None:
            parts.append(f"weighted {words.about(worth, currency)}")
        others: dict[str, int] = {}
        for code, n in (pair for lane in lanes for pair in lane.sum.others):
            others[code] = others.get(code, 0) + n
        return "  ·  ".join([*parts, *filter(None, [other_currencies(tuple(sorted(others.items())))])])

    @property
    def is_bare(self) -> bool:
        return not any(lane.sum.count for lane in self._lanes)

    def show_pipeline(self, pipeline_id: int) -> None:
        """Read everything. The win rates come a moment later: they are counted over the whole history."""
        if pipeline_id != self._pipeline_id:
            self._rates = {}
        self._pipeline_id = pipeline_id
        self._read()
        self._count_rates()

    def refresh(self, touched: Touched) -> None:
        if PLANS & touched.keys():
            self.board.reread()
        if SHOWN & touched.keys() and not self._patch(touched):
            self._read()

    def _read(self) -> None:
        with self._desk.read() as session:
            self._asked, self._unsummed = self._asked + 1, set()
            self._lanes = figures.board(session, self._pipeline_id, self._desk.now)
        self._show_stack()
        self.board.show_lanes(self._lanes, self._rates, self._desk.currency, self._desk.now)
        self.counted.emit()

    def _patch(self, touched: Touched) -> bool:
        """Where some deals alone have changed, change their cards alone. False when more is to be read."""
        ids = touched.get("deals")
        if not ids or len(ids) > FEW or SHOWN & touched.keys() != {"deals"} or not self._lanes:
            return False
        with self._desk.read() as session:
            spots = figures.spots(session, self._pipeline_id, sorted(ids), self._desk.now)
        changed = self.board.patch(sorted(ids), spots)
        self._unsummed |= changed
        if sum(lane.sum.count for lane in self._lanes if lane.stage_id in changed) > LONG:
            self._sum_up_later()
        else:
            self._take_sums((self._asked, self._sums(self._desk.app.db, frozenset(changed))))
        return True

    def _sum_up_later(self) -> None:
        """Adding up a long column takes longer than a key may: the card moves at once, the sums follow."""
        self._asked += 1
        asked, stage_ids, db = self._asked, frozenset(self._unsummed), self._desk.app.db

        def work(_handle: Handle) -> tuple[int, dict[int, Sum]]:
            return asked, self._sums(db, stage_ids)

        self._desk.quietly(work).done.connect(self._take_sums)

    def _sums(self, db: Database, stage_ids: frozenset[int]) -> dict[int, Sum]:
        lanes, at = [lane for lane in self._lanes if lane.stage_id in stage_ids], self._desk.now
        with db.read() as session:
            return figures.sums(session, lanes, at)

    @Slot(object)
    def _take_sums(self, answer: tuple[int, dict[int, Sum]]) -> None:
        """Of several questions the last one's answer counts: it was asked for all columns still waiting."""
        asked, sums = answer
        if asked == self._asked:
            self._unsummed -= sums.keys()
            self._lanes = [replace(lane, sum=sums.get(lane.stage_id, lane.sum)) for lane in self._lanes]
            self.board.show_heads(self._lanes, self._rates)
            self._show_stack()
            self.counted.emit()

    def _show_stack(self) -> None:
        self.setCurrentWidget(self.empty if self.is_bare else self.board)

    def _count_rates(self) -> None:
        pipeline_id, db = self._pipeline_id, self._desk.app.db

        def work(_handle: Handle) -> dict[int, Rate]:
            with db.read() as session:
                return figures.win_rates(session, pipeline_id)

        self._desk.quietly(work).done.connect(self._take_rates)

    @Slot(object)
    def _take_rates(self, rates: dict[int, Rate]) -> None:
        if rates.keys() >= {lane.stage_id for lane in self._lanes if lane.kind == "open"}:
            self._rates = rates
            self.board.show_heads(self._lanes, rates)
            self.counted.emit()

    @Slot(object)
    def _hear(self, event: ActivityRecorded) -> None:
        if event.action in CLOSINGS and self._pipeline_id:
            self._count_rates()

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Card]:
        with self._desk.read() as session:
            return figures.cards(session, ids, self._desk.now)
