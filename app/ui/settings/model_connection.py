"""Test the connection: the models there are, whether one answers, how fast, or what is wrong and what to do."""

from PySide6.QtCore import Signal, Slot

from app.clients.llm.connection import Connection
from app.clients.llm.talk import Stop
from app.crm import names
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.settings.part import Part
from app.ui.settings.verdict import Verdict
from app.ui.widgets.basic import button, label

NOTE = "Lists the models and asks one of them for a single word."
NAMED = 6
"""Models that are named; the others are counted."""


class ConnectionRow(Part):
    """One test at a time; what it found counts for the settings it was made with."""

    words = names.fold("language model test connection works models offered")
    listed = Signal(object)
    """the names of the models that were found"""
    tested = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Connection", NOTE)
        self.button = button("Test connection")
        self.button.setObjectName("model test")
        self.place(self.button)
        self.verdict, self.models = Verdict(desk.look), label("", "meta")
        self.models.setWordWrap(True)
        self.models.hide()
        self.texts.addWidget(self.verdict)
        self.texts.addWidget(self.models)
        self._stop: Stop | None = None
        self._for: object = None
        self._held = self._waiting = False
        self.button.clicked.connect(self._press)

    def refresh(self) -> None:
        """Other settings make what was found old."""
        if self._for is not None and self._for != self._settings():
            self._for = None
            self._end()
            self._tell(Connection(False, ""))

    @Slot()
    def wait_for_key(self) -> None:
        """The key is on its way to the keyring: a test waits for it."""
        self._held = True

    @Slot()
    def go_on(self) -> None:
        """The key is kept."""
        self._held = False
        if self._waiting:
            self._start()

    @Slot()
    def _press(self) -> None:
        if self._stop is not None or self._waiting:
            self._end()
        elif self._held:
            self._waiting = True
            self._show_running(running=True)
        else:
            self._start()

    def _start(self) -> None:
        stop = self._stop = Stop()
        self._waiting = False
        self._for = self._settings()
        app = self.desk.app
        self._show_running(running=True)

        def work(_handle: Handle) -> tuple[Stop, Connection]:
            return stop, app.model.test(stop)

        task = self.desk.quietly(work)
        task.done.connect(self._show)
        task.failed.connect(self._fail)

    def _end(self) -> None:
        if self._stop is not None:
            self._stop.now()
        self._stop, self._waiting = None, False
        self._show_running(running=False)

    def _show_running(self, *, running: bool) -> None:
        self.button.setText("Stop" if running else "Test connection")
        self.button.setAccessibleName("Stop the test of the connection" if running else "Test connection")
        self.say("Asking…" if running else NOTE)
        if running:
            self.verdict.say("")
            self.models.hide()

    @Slot(object)
    def _show(self, found: tuple[Stop, Connection]) -> None:
        stop, connection = found
        self.tested.emit()
        if stop is self._stop:
            self._stop = None
            self._show_running(running=False)
            self._tell(connection)

    def _tell(self, connection: Connection) -> None:
        self.verdict.say(connection.sentence, good=connection.works)
        self.models.setText(_offered(connection.models))
        self.models.setVisible(bool(connection.models))
        self.listed.emit(connection.models)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._end()
        self.desk.tell_failure(error)

    def _settings(self) -> dict[str, object]:
        return {key: value for key, value in self.desk.settings.items() if key.startswith("model")}


def _offered(models: tuple[str, ...]) -> str:
    """ "Offered: small, large and 12 more"."""
    more = len(models) - NAMED
    return f"Offered: {', '.join(models[:NAMED])}{f' and {words.number(more)} more' if more > 0 else ''}"
