"""A pane whose record holds files: they can be dropped anywhere on it."""

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.ui.desk import Desk
from app.ui.records.files import Files
from app.ui.records.pane import Pane


class FiledPane(Pane):
    """Subclasses place `files` among their parts."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk, kind)
        self.files = Files(desk)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files.take(paths)
