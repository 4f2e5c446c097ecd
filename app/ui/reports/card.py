"""A card of the reports page: a figure, a chart or its numbers, what stands behind it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QToolButton

from app.ui.desk import Desk
from app.ui.reports.shown import Opened, Shown
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, column, icon_button, label, row
from app.ui.widgets.id_table import IdTableModel
from app.ui.widgets.table import Table

if TYPE_CHECKING:
    from app.ui.widgets.chart import Chart


class Card(QFrame):
    """rows_wanted: an Opened. saving: the card's key and "png" or "csv"."""

    rows_wanted = Signal(object)
    saving = Signal(str, str)

    def __init__(self, desk: Desk, key: str, title: str) -> None:
        super().__init__()
        self.desk, self.key, self.title = desk, key, title
        self.shown: Shown | None = None
        self.chart: Chart | None = None
        self.numbers: Table | None = None
        look = desk.look
        self.setProperty("part", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.heading = label(title, "title")
        self.figure, self.words = label(kind="figure"), label(kind="muted")
        self.caption, self.instead = label(kind="meta"), label(kind="muted")
        self.instead.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.words, self.caption, self.instead):
            part.setWordWrap(True)
        self.as_table = icon_button(look, "table", f"{title}: show the numbers", "Show the numbers")
        self.as_table.setCheckable(True)
        self.all_rows = icon_button(look, "list-bullets", f"{title}: list all records", "List all records behind it")
        self.save = self._save_button(look)
        self.stack, self._blank = QStackedWidget(), Plain()
        self.head = row(look, tokens.S0)
        self._lay_out(look)
        self.as_table.toggled.connect(self._turn)
        self.all_rows.clicked.connect(self._want_all)

    def show_report(self, shown: Shown) -> None:
        """Fill the card."""
        self.shown = shown
        self.heading.setText(shown.title or self.title)
        self.figure.setText(shown.figure)
        self.words.setText(shown.words)
        self.caption.setText(shown.caption)
        self.instead.setText(shown.instead)
        self.all_rows.setVisible(shown.whole is not None)
        for part in (self.as_table, self.save, self.all_rows):
            part.setEnabled(not shown.instead)
        if not shown.instead:
            self._draw(shown)
        self._turn()

    @Slot()
    def _turn(self) -> None:
        """To the chart, to its numbers, or to the sentence in their place."""
        if self.shown is None:
            return
        if self.shown.instead:
            self.stack.setCurrentWidget(self.instead)
        elif self.as_table.isChecked():
            self._fill_numbers(self.shown)
        elif self.chart is not None:
            self.stack.setCurrentWidget(self.chart)

    def _draw(self, shown: Shown) -> None:
        from app.ui.widgets.chart import Chart  # noqa: PLC0415 - see there

        if self.chart is None:
            self.chart = Chart(self.desk.look, self.title)
            self.chart.opened.connect(self._want_rows)
            self.stack.addWidget(self.chart)
            self.setTabOrder(self.chart, self.as_table)
        self.chart.draw(shown.drawing)

    def _fill_numbers(self, shown: Shown) -> None:
        """A fresh table each time: its columns may be others."""
        old = self.numbers
        model = IdTableModel(shown.columns, self._order, self._rows_of, self)
        self.numbers = Table(self.desk, model, f"{self.title}, {shown.columns[0].title}")
        self.numbers.opened.connect(self._open_number)
        self.stack.addWidget(self.numbers)
        self.stack.setCurrentWidget(self.numbers)
        model.refresh(sort="")
        if old is not None:
            old.hide()
            old.deleteLater()

    def _order(self, *, text: str, sort: str, descending: bool) -> list[int]:  # noqa: ARG002 - as every table asks
        rows = self.shown.rows if self.shown else ()
        places = list(range(len(rows)))
        if sort:
            places.sort(key=lambda place: _sortable(rows[place][sort]), reverse=descending)
        return places

    def _rows_of(self, places: Any) -> dict[int, Any]:
        rows = self.shown.rows if self.shown else ()
        return {place: rows[place] for place in places if place < len(rows)}

    @Slot(object)
    def _open_number(self, place: int) -> None:
        if self.shown is not None:
            self.rows_wanted.emit(self.shown.rows[place]["key"])

    @Slot(object)
    def _want_rows(self, opened: Opened) -> None:
        self.rows_wanted.emit(opened)

    @Slot()
    def _want_all(self) -> None:
        if self.shown is not None and self.shown.whole is not None:
            self.rows_wanted.emit(Opened(self.title, self.shown.whole))

    @Slot(QAction)
    def _want_file(self, action: QAction) -> None:
        self.saving.emit(self.key, action.data())

    def _save_button(self, look: Look) -> QToolButton:
        made = icon_button(look, "download-simple", f"{self.title}: save", "Save as a picture or a table")
        menu = QMenu(made)
        for text, kind in (("Picture (PNG)", "png"), ("Table (CSV)", "csv")):
            menu.addAction(text).setData(kind)
        menu.triggered.connect(self._want_file)
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return made

    def _lay_out(self, look: Look) -> None:
        whole = column(look, tokens.S2, (tokens.S4, tokens.S3, tokens.S4, tokens.S3), self)
        self.heading.setMinimumHeight(look.px(tokens.CONTROL))
        self.head.addWidget(self.heading, 1)
        for part in (self.all_rows, self.as_table, self.save):
            self.head.addWidget(part)
        whole.addLayout(self.head)
        line = row(look, tokens.S2)
        self.words.setContentsMargins(0, 0, 0, look.px(tokens.S1))
        line.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.words, 1, Qt.AlignmentFlag.AlignBottom)
        whole.addLayout(line)
        self.stack.addWidget(self._blank)
        self.stack.addWidget(self.instead)
        self.stack.setFixedHeight(look.px(tokens.CHART))
        whole.addWidget(self.stack)
        whole.addWidget(self.caption)
        whole.addStretch(1)


def _sortable(value: Any) -> Any:
    """Pairs sort by their first part; what is not known comes first."""
    if isinstance(value, tuple):
        value = value[0]
    return (value is not None, value) if not isinstance(value, str) else (True, value.casefold())
