"""The steps of the import dialog, each a widget that knows nothing of the others."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHeaderView, QProgressBar, QPushButton, QTableWidget, QWidget
from PySide6.QtWidgets import QTableWidgetItem as Item

from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, button, column, ground, label, restyle, row
from app.ui.widgets.choice import Choice

ONE = {
    "contacts": "contact", "businesses": "business", "deals": "deal", "tasks": "task", "interactions": "interaction",
    "events": "event", "notes": "note", "time_entries": "time entry",
}  # fmt: skip
MANY = {"businesses": "businesses", "time_entries": "time entries"}
FILES = "Contacts and tables (*.csv *.tsv *.txt *.vcf *.ics);;All files (*)"
KEEP, LEAVE = "custom", ""
SHOWN_ERRORS = 500


def counted(kind: str, count: int) -> str:
    """ "24 contacts" for the kind contacts."""
    return words.many(count, ONE.get(kind, "record"), MANY.get(kind))


class Choose(QFrame):
    """A place to drop a file, and a button."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "drop")
        self.setProperty("over", "false")
        self.setAcceptDrops(True)
        stack = column(look, tokens.S3, (tokens.S5, tokens.S5, tokens.S5, tokens.S5), self)
        picture, hint = (
            label(),
            label("From Google, Outlook, Apple, HubSpot, Pipedrive, LinkedIn, or any table.", "muted"),
        )
        picture.setPixmap(look.pixmap("upload-simple", tokens.ICON_EMPTY, "accent"))
        self.choose = button("Choose a file", "primary")
        self.choose.clicked.connect(self._ask)
        stack.addStretch(1)
        for part in (picture, label("Drop a CSV or vCard file here", "title"), hint, self.choose):
            stack.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()
            self._show_over(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        self.chosen.emit(Path(event.mimeData().urls()[0].toLocalFile()))

    @Slot()
    def _ask(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "Choose a file to import", "", FILES)
        if name:
            self.chosen.emit(Path(name))

    def _show_over(self, over: bool) -> None:
        self.setProperty("over", "true" if over else "false")
        restyle(self)


class Preview(QWidget):
    """The first rows, what each column becomes, what will happen, and the one question that may be open."""

    mapped = Signal()
    answered = Signal(bool)
    """whether the day comes first"""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._kind = look, ""
        self._choices: dict[str, Choice] = {}
        self.found, self.outcome = label("", "title"), label("", "muted")
        self.outcome.setWordWrap(True)
        self.question, self._asks = ground("notice", key="part"), label()
        self.day, self.month = button("Day first"), button("Month first")
        self.table = QTableWidget()
        self.table.setAccessibleName("The first rows of the file")
        self.table.setTabKeyNavigation(False)
        self._lay_out()
        self.day.clicked.connect(self._day_first)
        self.month.clicked.connect(self._month_first)

    def show_file(self, plan: Any, preview: Any, choices: Sequence[tuple[str, object]]) -> None:
        """choices: [(text, field)] a column may become."""
        total = len(plan.table.rows) + len(plan.table.broken)
        source = "" if plan.source in ("generic", "csv", "") else f" from {source_name(plan.source)}"
        self.found.setText(f"{counted(plan.kind, total)}{source}")
        self.question.setVisible(bool(preview.questions))
        if preview.questions:
            self._asks.setText(f"{preview.questions[0]}. Which comes first here, the day or the month?")
        self.outcome.setText(will_happen(preview))
        if list(self._choices) != plan.heads or self._kind != plan.kind:
            self._fill(preview, choices)
        self._kind = plan.kind
        for head, field in zip(plan.heads, plan.fields, strict=True):
            self._choices[head].show_value(LEAVE if field is None else field)

    def columns(self) -> dict[str, str | None]:
        """Head -> field, None to leave it out; heads kept as own fields are not named."""
        chosen = {head: choice.currentData() for head, choice in self._choices.items()}
        return {head: field or None for head, field in chosen.items() if field != KEEP}

    def _fill(self, preview: Any, choices: Sequence[tuple[str, object]]) -> None:
        look, table = self._look, self.table
        table.clear()
        self._choices = {}
        table.setColumnCount(len(preview.heads))
        table.setRowCount(len(preview.rows) + 1)
        table.setHorizontalHeaderLabels(preview.heads)
        for place, head in enumerate(preview.heads):
            choice = Choice(look, f"What “{head}” becomes", choices)
            choice.activated.connect(self.mapped)
            self._choices[head] = choice
            table.setCellWidget(0, place, choice)
            table.setColumnWidth(place, look.px(tokens.COMBO_MIN))
            for number, cells in enumerate(preview.rows, start=1):
                item = Item(cells[place] if place < len(cells) else "")
                item.setToolTip(item.text())
                table.setItem(number, place, item)

    def _lay_out(self) -> None:
        look, table = self._look, self.table
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setHorizontalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(look.px(tokens.ROW))
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setAccessibleName("Columns of the file")
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        stack = column(look, tokens.S2, parent=self)
        stack.addWidget(self.found)
        stack.addWidget(self.outcome)
        asks = row(look, tokens.S2, (tokens.S3, tokens.S2, tokens.S3, tokens.S2), self.question)
        self._asks.setWordWrap(True)
        asks.addWidget(self._asks, 1)
        asks.addWidget(self.day)
        asks.addWidget(self.month)
        stack.addWidget(self.question)
        stack.addWidget(table, 1)

    @Slot()
    def _day_first(self) -> None:
        self.answered.emit(True)

    @Slot()
    def _month_first(self) -> None:
        self.answered.emit(False)


class Working(QWidget):
    """A bar with a count."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._text, self._bar = label("", "muted"), QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the import")
        stack = column(look, tokens.S2, (tokens.S6, 0, tokens.S6, 0), self)
        stack.addStretch(1)
        stack.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addWidget(self._bar)
        stack.addStretch(1)

    def begin(self, text: str) -> None:
        self._text.setText(text)
        self._bar.setRange(0, 0)

    @Slot(object, object)
    def show_progress(self, done: int, total: int) -> None:
        self._text.setText(f"{words.number(done)} of {words.number(total)} rows")
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)


class Came(QWidget):
    """What came of it: figures, the rows that were not imported, the way back."""

    save_wanted, undo_wanted = Signal(), Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title, self.figures = label("", "title"), label("", "muted")
        self.figures.setWordWrap(True)
        self.errors = QTableWidget(0, 3)
        self.errors.setAccessibleName("Rows that were not imported")
        self.errors.setTabKeyNavigation(False)
        self.save: QPushButton = button("Save the rows that were not imported")
        self.undo: QPushButton = button("Undo import")
        self._lay_out()
        self.save.clicked.connect(self.save_wanted)
        self.undo.clicked.connect(self.undo_wanted)

    def show_result(self, result: Any) -> None:
        self.title.setText("Stopped" if result.cancelled else "Imported")
        self.figures.setText(came_of(result))
        shown = result.errors[:SHOWN_ERRORS]
        self.errors.setRowCount(len(shown))
        for number, error in enumerate(shown):
            for place, text in enumerate((str(error["row"] or ""), str(error["field"]), str(error["message"]))):
                item = Item(text)
                item.setToolTip(text)
                self.errors.setItem(number, place, item)
        self.errors.setVisible(bool(shown))
        self.save.setVisible(bool(shown))
        self.undo.setVisible(result.batch_id is not None and result.created + result.updated > 0)

    def _lay_out(self) -> None:
        look = self._look
        self.errors.setHorizontalHeaderLabels(["Row", "Field", "Why"])
        self.errors.horizontalHeader().setAccessibleName("Row, field and reason")
        self.errors.horizontalHeader().setStretchLastSection(True)
        self.errors.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.errors.verticalHeader().hide()
        self.errors.setShowGrid(False)
        self.errors.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.errors.setColumnWidth(0, look.px(tokens.WHEN))
        self.errors.setColumnWidth(1, look.px(tokens.COMBO_MIN))
        stack = column(look, tokens.S2, parent=self)
        stack.addWidget(self.title)
        stack.addWidget(self.figures)
        stack.addWidget(self.errors, 1)
        stack.addWidget(Elided())
        line = row(look, tokens.S2)
        line.addWidget(self.save)
        line.addWidget(self.undo)
        line.addStretch(1)
        stack.addLayout(line)
        stack.addStretch(0)


def will_happen(preview: Any) -> str:
    """ "22 are new, 1 is brought up to date, 1 is there already." """
    result = preview.result
    if result is None:
        return "Nothing is written before you press Import."
    parts = [
        (result.created, "is new", "are new"),
        (result.updated, "is brought up to date", "are brought up to date"),
        (result.skipped, "is there already", "are there already"),
        (len(result.errors), "cannot be read", "cannot be read"),
    ]
    told = [f"{words.number(n)} {one if n == 1 else more}" for n, one, more in parts if n]
    same = len(preview.duplicates)
    known = f" {words.many(same, 'row')} belong to somebody you have." if same and result.updated else ""
    return f"{', '.join(told) or 'Nothing to do'}.{known} Undo takes all of it back."


def came_of(result: Any) -> str:
    parts = [
        f"{counted(result.kind, result.created)} added",
        f"{words.number(result.updated)} brought up to date" if result.updated else "",
        f"{words.number(result.skipped)} there already" if result.skipped else "",
        f"{words.many(len(result.errors), 'row')} not imported" if result.errors else "",
    ]
    return ", ".join(part for part in parts if part) + "."


def source_name(source: str) -> str:
    known: Mapping[str, str] = {
        "hubspot": "HubSpot", "linkedin": "LinkedIn", "google": "Google Contacts", "vcard": "vCard",
        "icalendar": "iCal",
    }  # fmt: skip
    return known.get(source, source.replace("_", " ").title())
