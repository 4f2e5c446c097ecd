"""One window for a data folder: a second start raises the first."""

import hashlib

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.core.paths import DataFolder

PATIENCE = 500
"""Milliseconds to wait for the other window."""


def name_of(folder: DataFolder) -> str:
    """The socket's name, the same for every way to write the folder's path."""
    return "rainmaker-" + hashlib.sha256(str(folder.root.resolve()).encode()).hexdigest()[:20]


def raise_other(folder: DataFolder) -> bool:
    """Ask the window that has this folder to come to the front; False when there is none.

    The connection itself is the message: nothing has to be written, which could come too late.
    """
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    found = socket.waitForConnected(PATIENCE)
    socket.abort()
    return found


class Listener(QObject):
    """Hears later starts; only the owner's own processes can reach it."""

    raised = Signal()

    def __init__(self, folder: DataFolder, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(name_of(folder))
        self._server.newConnection.connect(self._hear)
        self._server.listen(name_of(folder))

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _hear(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.deleteLater()
            self.raised.emit()
