"""Where the data lies, what takes it elsewhere, whether it is sound, and what to send when something is wrong."""

from datetime import date
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QUrl, Slot, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

import app as program
from app.core.errors import CrmError
from app.crm import diagnostics, doctor, exporting
from app.crm.doctor import Finding
from app.crm.exporting import Exported
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.help.rows import FindingLine, Ways, size_words
from app.ui.widgets.basic import button
from app.ui.widgets.section import Row, Section

EXPORT = "Every record as CSV and JSON, people as vCards, and the attached files, in a new folder."
CHECK = "Looks at the whole file, the search, the backups and the attached files; repairs after a backup."
ABOUT = "Made with Qt and PySide6 (LGPL), SQLAlchemy, SQLite, Babel and Phosphor Icons; see the licences beside it."


class Care(QObject):
    """The section and what it does."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.section = Section(desk.look, "Your data", "Everything is in one file on this computer.")
        self.copy, self.open = button("Copy path"), button("Open the folder")
        self.export, self.check, self.repair = button("Export"), button("Check"), button("Repair", "primary")
        self.diagnose = button("Copy")
        self.file = self._row("Data file", "", self.copy, self.open)
        self._row("Export everything", EXPORT, self.export)
        self._row("Check the data", CHECK, self.repair, self.check)
        self.repair.hide()
        self.findings: list[FindingLine] = []
        self.about = Section(desk.look, "Program")
        diagnosis = Row(desk.look, "Diagnostics", "Versions, sizes and counts to send along. They name no record.")
        diagnosis.line.addWidget(self.diagnose)
        self.about.add(diagnosis)
        self.about.add(Row(desk.look, f"Rainmaker {program.__version__}", ABOUT))
        self._written: Path | None = None
        self._connect()

    def refresh(self) -> None:
        file = self._desk.app.folder.database
        size = size_words(file.stat().st_size) if file.exists() else "not there"
        shown = str(file).replace("/", "/\u200b").replace("\\", "\\\u200b")
        self.file.note.setText(f"{shown}, {size}")
        self.file.note.show()

    def _row(self, title: str, note: str, *ways: QWidget) -> Row:
        made = Row(self._desk.look, title, note)
        made.line.addWidget(Ways(self._desk.look, *ways))
        self.section.add(made)
        return made

    def _connect(self) -> None:
        for way, name, act in (
            (self.copy, "Copy the path of the data file", self._copy_path),
            (self.open, "Open the data folder", self._open_folder),
            (self.export, "Export everything", self._ask_where),
            (self.check, "Check the data", self._check),
            (self.repair, "Repair the data", self._repair),
            (self.diagnose, "Copy the diagnostics", self._diagnose),
        ):
            way.setAccessibleName(name)
            way.setObjectName(name)
            way.clicked.connect(act)

    @Slot()
    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._desk.app.folder.database))
        self._desk.say("The path is in the clipboard.")

    @Slot()
    def _open_folder(self) -> None:
        self._show_folder(self._desk.app.folder.root)

    def _show_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._desk.say(f"No program opens folders here. It is {folder}.", error=True)

    @Slot()
    def _ask_where(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._page, "Where to put the export")
        if chosen:
            self.export_into(Path(chosen))

    def export_into(self, place: Path) -> None:
        """Write everything into a new folder at this place."""
        app, target = self._desk.app, _free_name(place, self._desk.now.date())
        self._written = target

        def work(handle: Handle) -> Exported:
            return exporting.export(
                app.db, app.folder, target, app.clock(), progress=handle.report, cancelled=handle.cancelled
            )

        task = self._desk.start("Exporting", work)
        task.done.connect(self._exported)
        task.failed.connect(self._failed)

    @Slot(object)
    def _exported(self, done: Exported) -> None:
        name = self._written.name if self._written else ""
        lost = f" {words.many(len(done.missing), 'attached file')} could not be found." if done.missing else ""
        sentence = f"Exported {words.many(sum(done.counts.values()), 'row')} to {name}.{lost}"
        self._desk.say(sentence, action=("Open the folder", self._open_export))

    @Slot()
    def _open_export(self) -> None:
        if self._written:
            self._show_folder(self._written)

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            raise error
        self._desk.say(error.message, error=error.kind != "cancelled")

    @Slot()
    def _check(self) -> None:
        self._examine("Checking the data", repair=False)

    @Slot()
    def _repair(self) -> None:
        self._examine("Repairing the data", repair=True)

    def _examine(self, title: str, *, repair: bool) -> None:
        desk = self._desk

        def work(handle: Handle) -> list[Finding]:
            app = desk.app
            return doctor.doctor(app.db, app.folder, app.clock, repair=repair, held=desk.held, progress=handle.report)

        for way in (self.check, self.repair):
            way.setEnabled(False)
        task = desk.start(title, work, can_cancel=False)
        task.done.connect(self._examined)
        task.failed.connect(self._failed)
        task.ended.connect(self._ready)

    @Slot(object)
    def _examined(self, found: list[Finding]) -> None:
        for line in self.findings:
            self.section.drop(line)
        self.findings = [FindingLine(self._desk.look, finding) for finding in found]
        for line in self.findings:
            self.section.add(line)
        self.repair.setVisible(any(doctor.can_repair(finding) for finding in found))
        wrong = sum(not finding.ok for finding in found)
        self._desk.say(f"{words.many(wrong, 'finding')} to look at." if wrong else "Everything is as it should be.")
        self._desk.backed_up.emit()

    @Slot()
    def _ready(self) -> None:
        for way in (self.check, self.repair):
            way.setEnabled(True)

    @Slot()
    def _diagnose(self) -> None:
        app, shown = self._desk.app, "\n".join(self._surroundings())

        def work(_handle: Handle) -> str:
            with app.db.read() as session:
                return "\n".join((*diagnostics.lines(session, app.folder), shown))

        task = self._desk.quietly(work)
        task.done.connect(self._diagnosed)
        task.failed.connect(self._failed)

    def _surroundings(self) -> tuple[str, ...]:
        look, screen = self._desk.look, QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen else 1.0
        colours = "dark" if look.dark else "light"
        return (
            f"Qt {qVersion()}, PySide6 {PySide6.__version__}, {QGuiApplication.platformName()}",
            f"Scale {look.scale:.0%} on a screen of {ratio:g}, {colours}, locale {words.locale()}",
        )

    @Slot(object)
    def _diagnosed(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._desk.say("The diagnostics are in the clipboard. They name no record of yours.")


def _free_name(place: Path, today: date) -> Path:
    """A folder at this place that is not there yet."""
    stem = f"Rainmaker export {today.isoformat()}"
    tries = (place / f"{stem}{extra}" for extra in ("", *(f" {n}" for n in range(2, 1000))))
    return next(path for path in tries if not path.exists())
