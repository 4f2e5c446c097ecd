"""Reports: what was won, from where and how fast, the hours, and what the open deals may bring."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QScrollArea, QStackedWidget

from app.core.errors import CrmError
from app.crm import figures
from app.crm.reports import forecast, page, sheets
from app.crm.reports.forecast import Forecast
from app.crm.reports.page import Reports
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pages.page import Page, PageDeclaration, Touched
from app.ui.reports import ahead, numbers, wording
from app.ui.reports.card import Card
from app.ui.reports.rows import Rows
from app.ui.reports.shown import Opened
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, column, row, scroll_down
from app.ui.widgets.choice import Choice
from app.ui.widgets.empty import Empty
from app.ui.widgets.segments import Segments

TABLES = frozenset(("deals", "stages", "pipelines", "time_entries", "projects", "user_settings"))
PERIODS = (("This year", "this_year"), ("12 months", "last_12_months"), ("Last year", "last_year"), ("All", "all"))
CARDS = {
    "won": "Won by month", "sources": "Win rate by source", "cycle": "Time to win", "hours": "Hours",
    "forecast": "Forecast",
}  # fmt: skip
FILES = {"png": "Picture (*.png)", "csv": "Table (*.csv)"}


@dataclass(frozen=True)
class Place:
    """What was chosen, how far the page was scrolled, and the records that were listed."""

    period: str
    pipeline_id: int
    by_project: bool
    scrolled: int
    opened: Opened | None


class ReportsPage(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "reports")
        look = desk.look
        self._period, self._pipeline_id, self._by_project = "last_12_months", 0, False
        self._asked, self._scrolled = 0, 0
        self._reports: Reports | None = None
        self._opener: Card | None = None
        self.period = Segments(look, "Period", PERIODS)
        self.pipeline = Choice(look, "Pipeline")
        self.pipeline.setMaximumWidth(look.px(tokens.NAME_WIDE))
        self.hours_by = Segments(look, "Hours by", (("Month", False), ("Project", True)))
        self.cards = {key: Card(desk, key, title) for key, title in CARDS.items()}
        self.cards["hours"].head.insertWidget(1, self.hours_by)
        self.rows = Rows(desk)
        column(look, 0, parent=self.detail).addWidget(self.rows)
        sentence = "Your reports will stand here once there are deals or hours."
        self.empty = Empty(look, "chart-bar", sentence, "Add a deal", self._go_to_pipeline)
        self._stack, self.area, self.grid = QStackedWidget(), QScrollArea(), QGridLayout()
        self._lay_out()
        self._connect()

    def furnish(self) -> None:
        """The charts take half a second to import, and make objects of Qt: on this thread, once the page is there."""
        from app.ui.widgets import plot  # noqa: F401, PLC0415

    def heading(self) -> str:
        return numbers.stretch(self._reports.won.period) if self._reports else ""

    def refresh(self, touched: Touched) -> None:  # noqa: ARG002 - every change may move a figure
        with self.desk.read() as session:
            known = figures.find_pipelines(session)
            nothing = not page.has_something(session)
        self._show_pipelines(known)
        self.period.setVisible(not nothing)
        self._stack.setCurrentWidget(self.empty if nothing else self.area)
        if not nothing:
            self._read()
        if not self.detail.isHidden():
            self.rows.refresh()

    def place(self) -> object:
        opened = None if self.detail.isHidden() else self.rows.asked
        scrolled = self.area.verticalScrollBar().value()
        return Place(self._period, self._pipeline_id, self._by_project, scrolled, opened)

    def return_to(self, place: object) -> None:
        if not isinstance(place, Place):
            return
        self._period, self._pipeline_id, self._by_project = place.period, place.pipeline_id, place.by_project
        self._scrolled = place.scrolled
        self.period.show_value(self._period)
        self.hours_by.show_value(self._by_project)
        self.refresh({})
        if place.opened is not None:
            self._open_rows(place.opened)

    def leave(self) -> None:
        super().leave()
        self.rows.table.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _read(self) -> None:
        """The figures come a moment later; of two questions only the last one's answer is shown."""
        self._asked += 1
        asked, db, at = self._asked, self.desk.app.db, self.desk.now
        period, pipeline_id = self._period, self._pipeline_id or None

        def past(_handle: Handle) -> tuple[int, Reports]:
            with db.read() as session:
                return asked, page.reports(session, period, pipeline_id, at)

        def coming(_handle: Handle) -> tuple[int, Forecast]:
            with db.read() as session:
                return asked, forecast.forecast(session, pipeline_id, at)

        self._coming: Forecast | None = None
        for work, take in ((past, self._take_past), (coming, self._take_coming)):
            task = self.desk.quietly(work)
            task.done.connect(take)
            task.failed.connect(self.desk.tell_failure)

    @Slot(object)
    def _take_past(self, answer: tuple[int, Reports]) -> None:
        if answer[0] != self._asked:
            return
        pipeline_id = self._pipeline_id or None
        self._reports = answer[1]
        self.cards["won"].show_report(wording.show_won(answer[1].won, pipeline_id))
        self.cards["sources"].show_report(wording.show_sources(answer[1].sources, pipeline_id))
        self.cards["cycle"].show_report(wording.show_cycle(answer[1].cycle, pipeline_id))
        self._show_hours()
        self._show_forecast()
        self.headed.emit()
        if self._scrolled:
            self.grid.activate()
            self.area.verticalScrollBar().setValue(self._scrolled)
            self._scrolled = 0

    @Slot(object)
    def _take_coming(self, answer: tuple[int, Forecast]) -> None:
        if answer[0] == self._asked:
            self._coming = answer[1]
            self._show_forecast()

    def _show_forecast(self) -> None:
        """Once the others are there, and with them the charts."""
        if self._coming is not None and self._reports is not None:
            self.cards["forecast"].show_report(ahead.show_forecast(self._coming, self._pipeline_id or None))

    def _show_hours(self) -> None:
        if self._reports is not None:
            self.cards["hours"].show_report(ahead.show_hours(self._reports.hours, by_project=self._by_project))

    def _show_pipelines(self, known: list[tuple[int, str]]) -> None:
        if self._pipeline_id not in [key for key, _name in known]:
            self._pipeline_id = 0
        self.pipeline.show_choices([("All pipelines", 0), *((name, key) for key, name in known)])
        self.pipeline.show_value(self._pipeline_id)
        self.pipeline.setVisible(len(known) > 1)

    def _lay_out(self) -> None:
        look = self.desk.look
        whole = column(look, 0, parent=self.content)
        edge = tokens.S4 + tokens.S1
        line = row(look, tokens.S2, (edge, 0, edge, tokens.S3))
        line.addWidget(self.period)
        line.addWidget(self.pipeline)
        line.addStretch(1)
        sheet, inner = Plain(), Plain()
        self._stack.addWidget(self.area)
        self._stack.addWidget(self.empty)
        whole.addLayout(line)
        whole.addWidget(self._stack, 1)
        self.grid.setSpacing(look.px(tokens.S3))
        self.grid.setContentsMargins(0, 0, 0, 0)
        sheet.setLayout(self.grid)
        sheet.setMaximumWidth(look.px(tokens.REPORTS))
        frame = row(look, 0, (edge, 0, edge, tokens.S5), inner)
        frame.addWidget(sheet, 1000)
        frame.addStretch(1)
        scroll_down(self.area, inner)
        self.area.viewport().installEventFilter(self)
        self._columns = 0
        self._arrange()
        self.period.show_value(self._period)
        self.hours_by.show_value(self._by_project)

    def _arrange(self) -> None:
        """The first across, the others two and two; all under each other where there is little room."""
        columns = 2 if self.area.viewport().width() >= self.desk.look.px(tokens.TWO_CARDS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        first, *others = self.cards.values()
        self.grid.addWidget(first, 0, 0, 1, columns)
        for place, card in enumerate(others):
            self.grid.addWidget(card, 1 + place // columns, place % columns)
        self.grid.setRowStretch(len(self.cards) + 1, 1)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, columns - 1)

    def _connect(self) -> None:
        self.period.chosen.connect(self._choose_period)
        self.hours_by.chosen.connect(self._choose_hours)
        self.pipeline.activated.connect(self._choose_pipeline)
        self.rows.closed.connect(self._close_rows)
        for card in self.cards.values():
            card.rows_wanted.connect(self._open_rows)
            card.saving.connect(self._save)

    @Slot(object)
    def _choose_period(self, key: str) -> None:
        if key != self._period:
            self._period = key
            self._read()

    @Slot(object)
    def _choose_hours(self, by_project: bool) -> None:
        self._by_project = by_project
        self._show_hours()

    @Slot(int)
    def _choose_pipeline(self, place: int) -> None:
        self._pipeline_id = int(self.pipeline.itemData(place))
        self._read()

    @Slot(object)
    def _open_rows(self, opened: Opened) -> None:
        sender: Any = self.sender()
        for card in self.cards.values():
            if card.chart is not None:
                card.chart.point_out(opened=card is sender)
        self._opener = sender if isinstance(sender, Card) else None
        self.show_detail()
        self.rows.show_rows(opened)

    @Slot()
    def _close_rows(self) -> None:
        self.hide_detail()
        back = self._opener
        if back is not None and back.chart is not None:
            back.chart.point_out(opened=False)
        if back is not None:
            where = back.stack.currentWidget() if back.shown and not back.shown.instead else back.all_rows
            (where or back).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, str)
    def _save(self, key: str, kind: str) -> None:
        shown = self.cards[key].shown
        if shown is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        wanted = str(Path(folder) / f"{self._file_name(key)}.{kind}")
        name, _filter = QFileDialog.getSaveFileName(self, f"Save {CARDS[key].lower()}", wanted, FILES[kind])
        if name:
            self.save_card(key, Path(name) if Path(name).suffix else Path(f"{name}.{kind}"))

    def save_card(self, key: str, path: Path) -> None:
        """As a table where the name ends in .csv, else as a picture."""
        shown = self.cards[key].shown
        if shown is None:
            return
        try:
            if path.suffix.lower() == ".csv":
                sheets.write(path, shown.report)
            else:
                from app.ui.reports import picture  # noqa: PLC0415 - needs the charts

                picture.save(path, self.desk.look, CARDS[key], shown)
        except CrmError as error:
            self.desk.say(error.message, error=True)
            return
        self.desk.say(f"Saved as {path.name}.")

    def _file_name(self, key: str) -> str:
        if key == "forecast" or self._reports is None:
            return f"{CARDS[key]} {self.desk.now.date().isoformat()}"
        period = self._reports.won.period
        return f"{CARDS[key]} {period.first:%Y-%m} to {period.last:%Y-%m}"

    @Slot()
    def _go_to_pipeline(self) -> None:
        self.desk.page_wanted.emit("pipeline")


PAGE = PageDeclaration(
    "reports", "Reports", "chart-bar", "work", ReportsPage, TABLES,
    words="charts figures statistics revenue forecast",
)  # fmt: skip
