"""The pipeline: deals as cards in a column for each stage, as a table, and as a funnel."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtWidgets import QStackedWidget

from app.crm import deals, figures
from app.crm.listing import Condition
from app.ui.desk import Desk
from app.ui.pages.page import Command, Page, PageDeclaration, Touched
from app.ui.pipeline.board_view import SHOWN, BoardView
from app.ui.pipeline.deal_detail import DealDetail
from app.ui.pipeline.deal_list import DealList
from app.ui.pipeline.funnel_view import FunnelView
from app.ui.pipeline.lost_reason import LostReason
from app.ui.pipeline.new_deal import NewDeal
from app.ui.pipeline.stage_editor import StageEditor
from app.ui.theme import tokens
from app.ui.widgets.basic import column, icon_button, row
from app.ui.widgets.choice import Choice
from app.ui.widgets.empty import Empty
from app.ui.widgets.segments import Segments

LISTED = SHOWN | {"taggings", "tags"}
TABLES = LISTED | {
    "tasks", "followups", "notes", "interactions", "activity_logs", "projects", "time_entries", "attachments",
    "custom_fields",
}  # fmt: skip
BOARD, TABLE, FUNNEL = "board", "table", "funnel"
VIEWS = (("Board", BOARD), ("Table", TABLE), ("Funnel", FUNNEL))
REMEMBERED = "view/pipeline"


class PipelinePage(Page):
    primary_label, primary_hint = "New deal", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "pipeline")
        look = desk.look
        self.pipeline_id, self._chosen, self.view = 0, False, last_view(desk)
        self.switch, self.choice = Segments(look, "Show deals as", VIEWS), Choice(look, "Pipeline")
        self.gear = icon_button(look, "sliders-horizontal", "Edit stages", "Edit stages and pipelines")
        self.form, self.reason = NewDeal(desk), LostReason(desk)
        self.board_view = BoardView(desk, self._empty("Your deals will stand here, one column for each stage."))
        self.board = self.board_view.board
        self._views, self._panes = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()

    @cached_property
    def list(self) -> DealList:
        """The table; like all that is not seen at first, built when it is first needed."""
        made = DealList(self.desk, self._empty("Your deals will stand here, one row for each."))
        self._views.addWidget(made)
        made.counted.connect(self.headed)
        made.opened.connect(self._open)
        made.moved_to.connect(self._follow)
        made.closed.connect(self._close)
        made.removed.connect(self._remove)
        made.table.chosen_changed.connect(self.headed)
        made.totalled.connect(self.headed)
        return made

    @cached_property
    def funnel(self) -> FunnelView:
        made = FunnelView(self.desk, self._empty("How far your deals come will show here."))
        self._views.addWidget(made)
        made.counted.connect(self.headed)
        made.opened.connect(self._list)
        made.left.connect(self._close)
        return made

    @cached_property
    def deal(self) -> DealDetail:
        made = DealDetail(self.desk)
        self._panes.addWidget(made)
        made.closed.connect(self._close)
        made.moved.connect(self._move)
        made.won.connect(self.close_deal)
        made.reopened.connect(self.reopen_deal)
        made.removed.connect(self._remove)
        return made

    @cached_property
    def stages(self) -> StageEditor:
        made = StageEditor(self.desk)
        self._panes.addWidget(made)
        made.closed.connect(self._close)
        made.pipeline_wanted.connect(self._show_pipeline)
        return made

    def furnish(self) -> None:
        self.deal.updateGeometry()

    def heading(self) -> str:
        if self.view == BOARD:
            return self.board_view.heading()
        return self.list.heading() if self.view == TABLE else self.funnel.heading()

    @Slot()
    def primary(self) -> None:
        self.form.start_in(self.pipeline_id)

    def refresh(self, touched: Touched) -> None:
        before = self.pipeline_id
        if not touched or {"stages", "pipelines"} & touched.keys() or (self._is_bare() and "deals" in touched):
            self._settle_pipeline()
        self._refresh_view(touched if self.pipeline_id == before else {})
        if not touched or "deals" in touched:
            self.reason.refresh()
        if not self.detail.isHidden() and not self._pane().refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - deals only
        with self.desk.read() as session:
            holds = figures.pipeline_of(session, record_id)
        if holds not in (None, self.pipeline_id):
            self._show_pipeline(holds)
        if self.view == FUNNEL:
            self.show_view(BOARD)
        self._open(record_id)
        self._select(record_id)

    def place(self) -> object:
        return (self.view, self.pipeline_id if self._chosen else 0, self.board.selected_id)

    def return_to(self, place: object) -> None:
        if isinstance(place, tuple):
            view, pipeline_id, selected = place
            if pipeline_id:
                self._show_pipeline(pipeline_id)
            self.show_view(view)
            if selected is not None:
                self.board.select(selected)

    def leave(self) -> None:
        super().leave()
        if "list" in self.__dict__:
            self.list.leave()

    @Slot(object)
    def show_view(self, view: str) -> None:
        """Board, table or funnel; the one looked at last comes back at the next start."""
        if view != self.view:
            self.desk.remember(REMEMBERED, QByteArray(view.encode()))
        self.view = view
        self.switch.show_value(view)
        self._views.setCurrentWidget(self._shown())
        self._refresh_view({})
        self.headed.emit()

    @Slot()
    def edit_stages(self) -> None:
        """The stages beside the board; a second time closes them."""
        if not self.detail.isHidden() and self._pane() is self.stages:
            self._close()
            return
        self._panes.setCurrentWidget(self.stages)
        self.stages.show_pipeline(self.pipeline_id)
        self.show_detail()
        self.stages.start()

    def close_deal(self, won: bool) -> None:
        """The deal in the pane, else the selected one, is won or lost."""
        deal_id, at = self._current_id(), self.desk.now
        if deal_id is not None:
            self._tell_closed(self.desk.write(lambda session: deals.close(session, deal_id, won=won, at=at)))

    def reopen_deal(self) -> None:
        deal_id, at = self._current_id(), self.desk.now
        if deal_id is not None and self.desk.write(lambda session: deals.reopen(session, deal_id, at=at)) is not None:
            self._select(deal_id)

    def _current_id(self) -> int | None:
        if self._deal_is_open() and self.deal.record_id is not None:
            return self.deal.record_id
        found = self.list.table.current_id if self.view == TABLE else self.board.selected_id
        if found is None:
            self.desk.say("Select a deal first.")
        return found

    def _deal_is_open(self) -> bool:
        return not self.detail.isHidden() and self._pane() is self.deal

    def _refresh_view(self, touched: Touched) -> None:
        if self.view == BOARD and touched:
            self.board_view.refresh(touched)
        elif self.view == BOARD:
            self.board_view.show_pipeline(self.pipeline_id)
        elif self.view == FUNNEL and (not touched or LISTED & touched.keys()):
            self.funnel.show_pipeline(self.pipeline_id)
        elif not touched:
            self._show_table()
        elif LISTED & touched.keys():
            self.list.follow({table: touched[table] for table in LISTED & touched.keys()}, "deals")

    def _show_table(self) -> None:
        self.list.show_pipeline(self.pipeline_id if self.choice.count() > 1 else None)

    def _pane(self) -> Any:
        """The deal or the stages."""
        return self._panes.currentWidget()

    def _empty(self, sentence: str) -> Empty:
        return Empty(self.desk.look, "columns", sentence, "New deal", self.primary)

    def _lay_out(self) -> None:
        look = self.desk.look
        edge = tokens.S4 + tokens.S1
        stack = column(look, 0, parent=self.content)
        top = column(look, tokens.S2, (edge, 0, edge, tokens.S2))
        line = row(look, tokens.S2)
        line.addWidget(self.switch)
        line.addWidget(self.choice)
        line.addStretch(1)
        line.addWidget(self.gear, 0, Qt.AlignmentFlag.AlignRight)
        top.addLayout(line)
        top.addWidget(self.form)
        top.addWidget(self.reason)
        stack.addLayout(top)
        self._views.addWidget(self.board_view)
        stack.addWidget(self._views, 1)
        column(look, 0, parent=self.detail).addWidget(self._panes)
        self.switch.show_value(self.view)
        self._views.setCurrentWidget(self._shown())

    def _shown(self) -> BoardView | DealList | FunnelView:
        if self.view == BOARD:
            return self.board_view
        return self.list if self.view == TABLE else self.funnel

    def _connect(self) -> None:
        self.switch.chosen.connect(self.show_view)
        self.choice.activated.connect(self._choose)
        self.gear.clicked.connect(self.edit_stages)
        self.board_view.counted.connect(self.headed)
        self.board.moved.connect(self._move)
        self.board.opened.connect(self._open)
        self.board.closed.connect(self._close)
        self.board.removed.connect(self._remove)
        self.form.added.connect(self._select)
        self.reason.left.connect(self._focus_view)

    def _is_bare(self) -> bool:
        """Whether nothing is shown: the first deals may come into another pipeline."""
        if self.view == TABLE:
            return not self.list.total
        return self.board_view.is_bare if self.view == BOARD else self.funnel.is_bare

    def _settle_pipeline(self) -> None:
        """Stay with the owner's choice; else leave an empty pipeline for the fullest. A switch only where there are
        several."""
        with self.desk.read() as session:
            known = figures.find_pipelines(session)
            filled = figures.open_by_pipeline(session) if len(known) > 1 and not self._chosen else {}
        ids = [pipeline_id for pipeline_id, _name in known]
        if self.pipeline_id not in ids:
            self.pipeline_id, self._chosen = ids[0] if ids else 0, False
        if filled and self.pipeline_id not in filled:
            self.pipeline_id = max(filled, key=lambda pipeline_id: filled[pipeline_id])
        self.choice.show_choices([(name, pipeline_id) for pipeline_id, name in known])
        self.choice.show_value(self.pipeline_id)
        self.choice.setVisible(len(known) > 1)

    @Slot(object)
    def _show_pipeline(self, pipeline_id: int) -> None:
        self.pipeline_id, self._chosen = pipeline_id, True
        self.refresh({})
        if "stages" in self.__dict__:
            self.stages.show_pipeline(pipeline_id)

    @Slot(int)
    def _choose(self, place: int) -> None:
        self._show_pipeline(int(self.choice.itemData(place)))

    @Slot(object, object)
    def _move(self, deal_id: int, stage_id: int) -> None:
        at = self.desk.now

        def work(session: Any) -> Any:
            before = deals.get(session, deal_id).closed_at
            moved = deals.move(session, deal_id, stage_id, at=at)
            return moved, moved.closed_at is not None and moved.closed_at != before

        moved = self.desk.write(work)
        if moved is not None:
            self._select(deal_id)
            self._tell_closed(moved[0] if moved[1] else None)

    def _tell_closed(self, deal: Any) -> None:
        """What became of it; for a lost one, a line asks why."""
        if deal is None:
            return
        self.desk.say(f"{deal.title[:60]} is {'won' if deal.won else 'lost'}.")
        self._select(deal.id)
        if not deal.won:
            self.reason.ask(deal.id, deal.title, deal.lost_reason or "")

    @Slot(object)
    def _list(self, conditions: Sequence[Condition]) -> None:
        """The deals behind a number of the funnel, in the table."""
        self.show_view(TABLE)
        self.list.line.text.clear()
        self.list.line.set_conditions(conditions)
        self.list.focus()

    @Slot(object)
    def _open(self, deal_id: int) -> None:
        if self.deal.show_record(deal_id):
            self._panes.setCurrentWidget(self.deal)
            self.show_detail()

    @Slot(object)
    def _follow(self, deal_id: int) -> None:
        """With the pane open, it shows the row that the keys arrive at."""
        if self._deal_is_open():
            self._open(deal_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self._focus_view()

    @Slot()
    def _focus_view(self) -> None:
        shown = self.deal.record_id
        if self.view == TABLE:
            self.list.focus()
        elif self.view == FUNNEL:
            self.funnel.focus()
        elif shown is None or not self.board.select(shown):
            self.board.focus()

    @Slot(object)
    def _remove(self, deal_id: int) -> None:
        title = self.delete("deal", deal_id)
        if title:
            self.desk.say(f"{title[:60]} is deleted. Ctrl+Z brings it back.")

    @Slot(object)
    def _select(self, deal_id: int) -> None:
        if self.view == TABLE:
            self.list.select(deal_id)
        else:
            self.board.select(deal_id)


def last_view(desk: Desk) -> str:
    """The view that was looked at when the window was last open."""
    kept = desk.remembered(REMEMBERED)
    found = bytes(kept.data()).decode(errors="replace") if kept is not None else BOARD
    return found if found in (BOARD, TABLE, FUNNEL) else BOARD


PAGE = PageDeclaration(
    "pipeline", "Pipeline", "columns", "work", PipelinePage, TABLES, ("deal",), figures.count_open,
    commands=(
        Command("Show the pipeline as a board", "columns", lambda page: page.show_view(BOARD), "Alt+1"),
        Command("Show the pipeline as a table", "table", lambda page: page.show_view(TABLE), "Alt+2"),
        Command("Show the pipeline as a funnel", "funnel", lambda page: page.show_view(FUNNEL), "Alt+3"),
        Command("Win the deal", "trophy", lambda page: page.close_deal(True), "Ctrl+Shift+W"),
        Command("Lose the deal", "x-circle", lambda page: page.close_deal(False), "Ctrl+Shift+L"),
        Command("Reopen the deal", "arrow-counter-clockwise", lambda page: page.reopen_deal(), "Ctrl+Shift+O"),
        Command("Edit stages and pipelines", "sliders-horizontal", lambda page: page.edit_stages()),
    ),
    words="deals board funnel sales opportunities",
)  # fmt: skip
"""The deals: board, table and funnel, and the one that is open beside them."""
