"""The import dialog: it reads, asks, runs in the background and leaves a way back; the window stays usable."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.core.errors import CrmError
from app.crm import backups, importing, undo
from app.crm.importing import vocabulary
from app.ui.background import Handle, Task
from app.ui.desk import Desk
from app.ui.dialog import Dialog
from app.ui.importing.steps import KEEP, LEAVE, Came, Choose, Preview, Working, counted
from app.ui.phrases import field_words
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, label, row
from app.ui.widgets.choice import Choice


@dataclass(frozen=True)
class Seen:
    """A file as it was understood. turn: which reading it was; an older one that comes late is dropped."""

    turn: int
    plan: Any
    preview: Any


class ImportDialog(Dialog):
    finished_import = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._look = desk, desk.look
        self._path: Path | None = None
        self._kind, self._turn = "auto", 0
        self._day_first: bool | None = None
        self._seen: Seen | None = None
        self._result: importing.Result | None = None
        self._task: Task | None = None
        self.setWindowTitle("Import")
        self.setModal(False)
        self.choose, self.preview = Choose(desk.look), Preview(desk.look)
        self.working, self.came = Working(desk.look), Came(desk.look)
        self.steps = QStackedWidget()
        self.kind = Choice(desk.look, "What the file holds", [(counted(k, 2)[2:].title(), k) for k in vocabulary.KINDS])
        self.trouble = label("", "error")
        self.back, self.go, self.stop = button("Another file"), button("Import", "primary"), button("Cancel")
        self.close_it = button("Close")
        self._lay_out()
        self._connect()
        self._show(self.choose)

    @property
    def busy(self) -> bool:
        """An import is running; the dialog may be hidden meanwhile."""
        return self._task is not None

    def open_file(self, path: Path) -> None:
        """Read a file and show what it holds."""
        self._path, self._kind, self._day_first, self._seen = path, "auto", None, None
        self._read(None)

    def _lay_out(self) -> None:
        look = self._look
        wide, high = tokens.DIALOG
        self.resize(look.px(wide), look.px(high))
        stack = column(look, tokens.S3, (tokens.S5, tokens.S4, tokens.S5, tokens.S4), self)
        for step in (self.choose, self.preview, self.working, self.came):
            self.steps.addWidget(step)
        self.trouble.setWordWrap(True)
        stack.addWidget(self.trouble)
        stack.addWidget(self.steps, 1)
        line = row(look, tokens.S2)
        line.addWidget(self.back)
        line.addWidget(self.kind)
        line.addStretch(1)
        for part in (self.stop, self.close_it, self.go):
            line.addWidget(part)
        stack.addLayout(line)

    def _connect(self) -> None:
        self.choose.chosen.connect(self._chosen)
        self.preview.mapped.connect(self._map)
        self.preview.answered.connect(self._answer)
        self.kind.activated.connect(self._change_kind)
        self.go.clicked.connect(self._import)
        self.stop.clicked.connect(self._cancel)
        self.back.clicked.connect(self._begin_again)
        self.close_it.clicked.connect(self.close)
        self.came.save_wanted.connect(self._ask_where)
        self.came.undo_wanted.connect(self._undo)

    def _show(self, step: QWidget) -> None:
        self.steps.setCurrentWidget(step)
        previewing = step is self.preview
        self.back.setVisible(previewing or step is self.came)
        self.kind.setVisible(previewing)
        self.go.setVisible(previewing)
        self.stop.setVisible(step is self.working)
        self.close_it.setVisible(step is not self.working)
        if step is not self.choose:
            self._say("")

    def _say(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    @Slot(object)
    def _chosen(self, path: Path) -> None:
        self.open_file(path)

    def _read(self, mapping: dict[str, Any] | None) -> None:
        """Understand the file off the UI thread: a large one takes seconds."""
        if self._path is None:
            return
        self._turn += 1
        turn, path, kind, db = self._turn, self._path, self._kind, self._desk.app.db

        def work(_handle: Handle) -> Seen:
            plan = importing.read(path, kind, mapping)
            return Seen(turn, plan, importing.preview(db, plan))

        if mapping is None:
            self.working.begin(f"Reading {path.name} …")
            self._show(self.working)
        self.go.setEnabled(False)
        task = self._desk.start(f"Reading {path.name}", work, can_cancel=False)
        task.done.connect(self._understood)
        task.failed.connect(self._refused)

    @Slot(object)
    def _understood(self, seen: Seen) -> None:
        if seen.turn != self._turn:
            return
        self._seen = seen
        fields = vocabulary.kind(seen.plan.kind).fields
        choices = [("Leave out", LEAVE), ("Keep as own field", KEEP)]
        choices += [(_title(name), name) for name in fields]
        self.preview.show_file(seen.plan, seen.preview, choices)
        self.kind.show_value(seen.plan.kind)
        self._show(self.preview)
        self.go.setEnabled(not seen.preview.questions)

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        """What cannot be read leads back to the choice of a file; a mapping that does not fit stays on the preview."""
        self._task = None
        if self.steps.currentWidget() is self.working:
            self._show(self.preview if self._seen else self.choose)
        if not isinstance(error, CrmError):
            self._say("The import stopped by a mistake of ours. What was written so far can be undone.")
            raise error
        self._say(error.message)

    @Slot()
    def _map(self) -> None:
        self._read(self._mapping())

    @Slot(bool)
    def _answer(self, day_first: bool) -> None:
        self._day_first = day_first
        self._read(self._mapping())

    @Slot(int)
    def _change_kind(self, place: int) -> None:
        self._kind = str(self.kind.itemData(place))
        self._seen = None
        self._read(None)

    def _mapping(self) -> dict[str, Any]:
        kind = self._seen.plan.kind if self._seen else self._kind
        found: dict[str, Any] = {"kind": kind, "columns": self.preview.columns()}
        if self._seen:
            found["constants"] = dict(self._seen.plan.constants)
            found["source"] = self._seen.plan.source
        return found if self._day_first is None else found | {"day_first": self._day_first}

    @Slot()
    def _import(self) -> None:
        if self._seen is None:
            return
        plan, app = self._seen.plan, self._desk.app

        def work(handle: Handle) -> importing.Result:
            backups.backup(app.db, app.folder, app.clock(), "before-import")
            return importing.run(app.db, plan, handle.report, handle.cancelled)

        self.working.begin("Importing …")
        self._show(self.working)
        task = self._desk.start(f"Importing {plan.path.name}:", work)
        self._task = task
        task.progressed.connect(self.working.show_progress)
        task.done.connect(self._finished)
        task.failed.connect(self._refused)

    @Slot(object)
    def _finished(self, result: importing.Result) -> None:
        self._result, self._task = result, None
        self.came.show_result(result)
        self._show(self.came)
        self.finished_import.emit()
        if not self.isVisible():
            self._desk.say(f"{counted(result.kind, result.created)} added.")

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        else:
            self._turn += 1
            self._show(self.choose)

    @Slot()
    def _begin_again(self) -> None:
        self._seen = None
        self._show(self.choose)

    @Slot()
    def _undo(self) -> None:
        if self._result is None or self._result.batch_id is None:
            return
        db, batch = self._desk.app.db, self._result.batch_id

        def work(handle: Handle) -> None:
            with db.read() as session:
                step = undo.batch_step(session, batch)
            undo.undo(db, step, progress=handle.report)

        self.working.begin("Taking it back …")
        self._show(self.working)
        self.stop.hide()
        task = self._desk.start("Undoing the import", work, can_cancel=False)
        task.done.connect(self._undone)
        task.failed.connect(self._undo_refused)

    @Slot()
    def _undone(self) -> None:
        self.came.title.setText("Taken back")
        self.came.figures.setText("Everything is as it was before the import.")
        self.came.undo.hide()
        self._show(self.came)

    @Slot(object)
    def _undo_refused(self, error: Exception) -> None:
        self._show(self.came)
        if not isinstance(error, CrmError):
            raise error
        self._say(error.message)

    @Slot()
    def _ask_where(self) -> None:
        if self._path is None:
            return
        wanted = str(self._path.with_name(f"{self._path.stem} not imported.csv"))
        name, _filter = QFileDialog.getSaveFileName(self, "Save the rows that were not imported", wanted, "CSV (*.csv)")
        if name:
            self.save_rows(Path(name))

    def save_rows(self, path: Path) -> None:
        """The rows with mistakes as they stood in the file, with field and reason, to mend and import again."""
        if self._result is None or self._seen is None:
            return
        plan = self._seen.plan
        cells = dict(plan.table.rows)
        try:
            with path.open("w", newline="", encoding="utf-8-sig") as file:
                out = csv.writer(file)
                out.writerow(["Row", "Field", "Why", *plan.heads])
                for error in self._result.errors:
                    out.writerow([error["row"], error["field"], error["message"], *cells.get(error["row"], [])])
        except OSError as error:
            self._say(f"{path.name} cannot be written: {error.strerror}.")
            return
        self._desk.say(f"Saved as {path.name}.")


def _title(field: str) -> str:
    """ "phone:mobile": "Phone, mobile"."""
    text = field_words(field).replace(":", ", ")
    return text[:1].upper() + text[1:]
