"""The files of a record: attached by a button or by dropping, opened, removed."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from app.core import troubles
from app.core.errors import CrmError
from app.crm import attachments
from app.crm.attachments import Stored
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, clear, column, icon_button, label, row
from app.ui.widgets.link import Link

UNITS = ("bytes", "KB", "MB")
STEP = 1000


@dataclass(frozen=True)
class Copied:
    """What became of the files that were given: for which record, those that were copied, and why others were not."""

    kind: str
    record_id: int
    stored: Sequence[Stored]
    refused: Sequence[str]


class Files(QWidget):
    """Copying happens in the background; the rows are written when it is done, as one undoable step."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._kind, self._id = desk, "", 0
        self._shown: list[tuple[int, str, int, str]] = []
        self._links: dict[QWidget, tuple[int, str, str]] = {}
        look = desk.look
        self.heading = label("Files", "strong")
        self.plus = icon_button(look, "paperclip", "Attach a file", "Attach a file, or drop it here")
        self._rows = Plain(self)
        self._stack = column(look, 0, parent=self._rows)
        stack = column(look, tokens.S0, (0, tokens.S3, 0, 0), self)
        head = row(look, tokens.S1)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.plus)
        stack.addLayout(head)
        stack.addWidget(self._rows)
        self.plus.clicked.connect(self._choose)

    def show_record(self, session: Any, kind: str, record_id: int) -> None:
        self._kind, self._id = kind, record_id
        found = [(file.id, file.filename, file.size, file.sha256) for file in attachments.on(session, kind, record_id)]
        self.heading.setText(f"Files  {words.number(len(found))}" if found else "Files")
        if found == self._shown:
            return
        self._shown = found
        clear(self._stack)
        self._links = {}
        for attachment_id, name, size, sha256 in found:
            self._add_row(attachment_id, name, size, sha256)
        self._rows.setVisible(bool(found))

    def take(self, paths: Sequence[Path]) -> None:
        """Copy files and attach them; what cannot be attached is said, and stops no other."""
        folder, kind, record_id = self._desk.app.folder.attachments, self._kind, self._id

        def work(handle: Handle) -> Copied:
            stored, refused = [], []
            for place, path in enumerate(paths):
                if handle.cancelled():
                    break
                try:
                    stored.append(attachments.store(folder, path))
                except CrmError as error:
                    refused.append(error.message)
                handle.report(place + 1, len(paths))
            return Copied(kind, record_id, stored, refused)

        task = self._desk.start(f"Copying {words.many(len(paths), 'file')}", work)
        task.done.connect(self._attach)
        task.failed.connect(self._desk.tell_failure)

    def _add_row(self, attachment_id: int, name: str, size: int, sha256: str) -> None:
        holder, link = Plain(self._rows), Link(self._desk.look)
        link.show_text(name, file_size(size))
        link.setAccessibleName(f"Open {name}, {file_size(size)}")
        link.clicked.connect(self._open)
        away: QToolButton = icon_button(self._desk.look, "x", f"Remove {name}", "Remove (Ctrl+Z brings it back)")
        away.clicked.connect(self._remove)
        line = row(self._desk.look, tokens.S1, parent=holder)
        line.addWidget(link, 1)
        line.addWidget(away)
        self._links |= {link: (attachment_id, name, sha256), away: (attachment_id, name, sha256)}
        self._stack.addWidget(holder)

    @Slot()
    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileNames(self, "Attach files")
        if chosen:
            self.take([Path(path) for path in chosen])

    @Slot(object)
    def _attach(self, copied: Copied) -> None:
        at = self._desk.now

        def work(session: Any) -> bool:
            for stored in copied.stored:
                attachments.create(
                    session, at=at, entity_type=copied.kind, entity_id=copied.record_id, stored=stored
                )  # fmt: skip
            return True

        done = bool(copied.stored) and self._desk.write(work)
        if done and not copied.refused:
            self._desk.say(f"{words.many(len(copied.stored), 'file')} attached.")
        if copied.refused:
            self._desk.say(" ".join(copied.refused), error=True)

    @Slot()
    def _open(self) -> None:
        """By the program the system has for it, as a copy under its own name: the kept file stays as it is."""
        found = next((known for link, known in self._links.items() if link is self.sender()), None)
        if found is None:
            return
        _attachment_id, name, sha256 = found
        kept = attachments.path_of(self._desk.app.folder.attachments, sha256)
        if not kept.is_file():
            self._desk.say(f"{name} is gone from the data folder. A backup may have it.", error=True)
            return

        def work(_handle: Handle) -> Path:
            return _copy_of(kept, name)

        task = self._desk.start(f"Opening {name}", work, can_cancel=False)
        task.done.connect(self._show_copy)
        task.failed.connect(self._desk.tell_failure)

    @Slot(object)
    def _show_copy(self, copy: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            self._desk.say(f"No program here opens {copy.name}. A copy lies at {copy}.", error=True)

    @Slot()
    def _remove(self) -> None:
        found = next((known for away, known in self._links.items() if away is self.sender()), None)
        if found is None:
            return
        attachment_id, name, _sha256 = found
        at = self._desk.now

        def work(session: Any) -> bool:
            attachments.delete(session, attachment_id, at=at)
            return True

        if self._desk.write(work):
            self._desk.say(f"{name[:60]} is removed. Ctrl+Z brings it back.")


def _copy_of(kept: Path, name: str) -> Path:
    """In a folder of its own among the temporary ones. Errors: CrmError."""
    with troubles.explained(Path(name)):
        copy = Path(tempfile.mkdtemp(prefix="rainmaker-")) / name
        shutil.copyfile(kept, copy)
    return copy


def file_size(size: int) -> str:
    """ "512 bytes", "34 KB", "2 MB"."""
    power = 0
    while size >= STEP and power < len(UNITS) - 1:
        size, power = round(size / STEP), power + 1
    return f"{words.number(size)} {UNITS[power]}"
