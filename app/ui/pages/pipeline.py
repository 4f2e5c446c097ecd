"""The pipeline: deals as cards, a column for each stage."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget

from app.core.db import Database
from app.core.events import ActivityRecorded
from app.crm import deals, figures
from app.crm.figures import Card, Lane, Rate, Sum
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pages.page import Page, PageDeclaration, Touched
from app.ui.pipeline.board import Board
from app.ui.pipeline.deal_detail import DealDetail
from app.ui.pipeline.new_deal import NewDeal
from app.ui.theme import tokens
from app.ui.widgets.basic import column
from app.ui.widgets.choice import Choice
from app.ui.widgets.empty import Empty

SHOWN = frozenset(("deals", "stages", "pipelines", "contacts", "businesses", "user_settings"))
"""Tables the board shows; the others concern the open deal alone."""
TABLES = SHOWN | {"tasks", "notes", "interactions", "activity_logs"}
FEW = 20
"""Up to so many changed deals the board changes their cards alone."""
LONG = 8_000
"""Cards in the columns of a move, up to which their sums are shown in the same moment."""
CLOSINGS = ("deal_closed", "deal_reopened", "import_finished")


class PipelinePage(Page):
    primary_label, primary_hint = "New deal", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "pipeline")
        self._pipeline_id, self._chosen = 0, False
        self._rates: dict[int, Rate] = {}
        self._lanes: Sequence[Lane] = ()
        self._asked, self._unsummed = 0, set[int]()
        look = desk.look
        self.form, self.board, self.choice = NewDeal(desk), Board(look, self._fetch), Choice(look, "Pipeline")
        self.empty = Empty(
            look, "columns", "Your deals will stand here, one column for each stage.", "New deal", self.primary
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.empty)
        self.deal = DealDetail(desk)
        column(look, 0, parent=self.detail).addWidget(self.deal)
        self._lay_out()
        self._connect()

    def heading(self) -> str:
        lanes = [lane for lane in self._lanes if lane.kind == "open"]
        parts = [f"{words.number(sum(lane.sum.count for lane in lanes))} open"]
        cents = sum(lane.sum.cents for lane in lanes)
        if cents:
            parts.append(words.short_money(cents, self.desk.currency))
        worth = figures.weighted(lanes, self._rates) if cents else None
        if worth is not None:
            parts.append(f"weighted {words.about(worth, self.desk.currency)}")
        others = sum(n for lane in lanes for _code, n in lane.sum.others)
        if others:
            parts.append(f"+ {words.many(others, 'deal')} in other currencies")
        return "  ·  ".join(parts)

    @Slot()
    def primary(self) -> None:
        self.form.start()

    def refresh(self, touched: Touched) -> None:
        if (not touched or SHOWN & touched.keys()) and not self._patch(touched):
            self._read_board()
        if not touched:
            self._count_rates()
        if not self.detail.isHidden() and not self.deal.refresh():
            self.hide_detail()

    def _patch(self, touched: Touched) -> bool:
        """Where some deals alone have changed, change their cards alone. False when more is to be read."""
        ids = touched.get("deals")
        if not ids or len(ids) > FEW or SHOWN & touched.keys() != {"deals"} or not self._lanes:
            return False
        with self.desk.read() as session:
            spots = figures.spots(session, self._pipeline_id, sorted(ids), self.desk.now)
        changed = self.board.patch(sorted(ids), spots)
        self._unsummed |= changed
        if sum(lane.sum.count for lane in self._lanes if lane.stage_id in changed) > LONG:
            self._sum_up_later()
        else:
            self._take_sums((self._asked, self._sums(self.desk.app.db, frozenset(changed))))
        return True

    def _sum_up_later(self) -> None:
        """Adding up a long column takes longer than a key may: the card moves at once, the sums follow."""
        self._asked += 1
        asked, stage_ids, db = self._asked, frozenset(self._unsummed), self.desk.app.db

        def work(_handle: Handle) -> tuple[int, dict[int, Sum]]:
            return asked, self._sums(db, stage_ids)

        self.desk.quietly(work).done.connect(self._take_sums)

    def _sums(self, db: Database, stage_ids: frozenset[int]) -> dict[int, Sum]:
        lanes, at = [lane for lane in self._lanes if lane.stage_id in stage_ids], self.desk.now
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
            self.headed.emit()

    def _show_stack(self) -> None:
        nothing = not any(lane.sum.count for lane in self._lanes)
        self._stack.setCurrentWidget(self.empty if nothing else self.board)

    def _read_board(self) -> None:
        with self.desk.read() as session:
            before = self._pipeline_id
            self._settle_pipeline(session)
            self._asked, self._unsummed = self._asked + 1, set()
            self._lanes = figures.board(session, self._pipeline_id, self.desk.now)
        if before not in (0, self._pipeline_id):
            self._rates = {}
            self._count_rates()
        self._show_stack()
        self.board.show_lanes(self._lanes, self._rates, self.desk.currency, self.desk.now)
        self.headed.emit()

    def _count_rates(self) -> None:
        """The win rates come a moment later: they are counted over the whole history."""
        pipeline_id, db = self._pipeline_id, self.desk.app.db

        def work(_handle: Handle) -> dict[int, Rate]:
            with db.read() as session:
                return figures.win_rates(session, pipeline_id)

        self.desk.quietly(work).done.connect(self._take_rates)

    @Slot(object)
    def _take_rates(self, rates: dict[int, Rate]) -> None:
        if rates.keys() >= {lane.stage_id for lane in self._lanes if lane.kind == "open"}:
            self._rates = rates
            self.board.show_heads(self._lanes, rates)
            self.headed.emit()

    @Slot(object)
    def _hear(self, event: ActivityRecorded) -> None:
        if event.action in CLOSINGS:
            self._count_rates()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - deals only
        with self.desk.read() as session:
            holds = figures.pipeline_of(session, record_id)
        if holds not in (None, self._pipeline_id):
            self._show_pipeline(holds)
        self._open(record_id)
        self.board.select(record_id)

    def _lay_out(self) -> None:
        look = self.desk.look
        stack = column(look, 0, parent=self.content)
        top = column(look, tokens.S2, (tokens.S4 + tokens.S1, 0, tokens.S4 + tokens.S1, tokens.S1))
        top.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.form)
        stack.addLayout(top)
        stack.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.board.moved.connect(self._move)
        self.board.opened.connect(self._open)
        self.board.closed.connect(self._close)
        self.board.removed.connect(self._remove)
        self.form.added.connect(self._show_added)
        self.deal.closed.connect(self._close)
        self.deal.moved.connect(self._move)
        self.deal.removed.connect(self._remove)
        self.choice.activated.connect(self._choose)
        self.desk.bridge.activity_recorded.connect(self._hear)

    def _settle_pipeline(self, session: Any) -> None:
        """Stay with the owner's choice; else leave an empty pipeline for the fullest. A switch only where there are
        several."""
        known = figures.find_pipelines(session)
        ids = [pipeline_id for pipeline_id, _name in known]
        if self._pipeline_id not in ids:
            self._pipeline_id, self._chosen = ids[0] if ids else 0, False
        filled = figures.open_by_pipeline(session) if len(ids) > 1 and not self._chosen else {}
        if filled and self._pipeline_id not in filled:
            self._pipeline_id = max(filled, key=lambda pipeline_id: filled[pipeline_id])
        self.choice.show_choices([(name, pipeline_id) for pipeline_id, name in known])
        self.choice.show_value(self._pipeline_id)
        self.choice.setVisible(len(known) > 1)

    def _show_pipeline(self, pipeline_id: int) -> None:
        self._pipeline_id, self._chosen, self._rates = pipeline_id, True, {}
        self.refresh({})

    @Slot(int)
    def _choose(self, place: int) -> None:
        self._show_pipeline(int(self.choice.itemData(place)))

    @Slot(object, object)
    def _move(self, deal_id: int, stage_id: int) -> None:
        at = self.desk.now
        moved = self.desk.write(lambda session: deals.move(session, deal_id, stage_id, at=at))
        if moved is None:
            return
        self.board.select(deal_id)
        if moved.closed_at:
            self.desk.say(f"{moved.title[:60]} is {'won' if moved.won else 'lost'}.")

    @Slot(object)
    def _open(self, deal_id: int) -> None:
        if self.deal.show_deal(deal_id):
            self.show_detail()

    @Slot()
    def _close(self) -> None:
        shown = self.deal.deal_id
        self.hide_detail()
        if shown is not None:
            self.board.select(shown)

    @Slot(object)
    def _remove(self, deal_id: int) -> None:
        at = self.desk.now
        self.desk.write(lambda session: deals.delete(session, deal_id, at=at))
        self.desk.say("Deal deleted. Ctrl+Z brings it back.")

    @Slot(object)
    def _show_added(self, deal_id: int) -> None:
        self.board.select(deal_id)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Card]:
        with self.desk.read() as session:
            return figures.cards(session, ids, self.desk.now)


PAGE = PageDeclaration("pipeline", "Pipeline", "columns", "work", PipelinePage, TABLES, ("deal",), figures.count_open)
