"""The icon in the system's tray, where the desktop has one: the window can hide there instead of closing."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.ui.desk import Desk
from app.ui.theme import tokens

LOOK_AGAIN = 3_000
"""Milliseconds between two looks whether the desktop has a tray: it comes and goes with the desktop's own parts."""
STAYS = "Rainmaker keeps running here. Open or quit it from this icon."


class Tray(QObject):
    """Never hides the window where there is no tray, and brings it back when the tray goes."""

    def __init__(
        self, desk: Desk, window: QWidget, available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable
    ) -> None:
        super().__init__(window)
        self._desk, self._window, self._available = desk, window, available
        self._quitting = self._told = False
        self.icon = QSystemTrayIcon(_mark(desk), self)
        self.icon.setToolTip("Rainmaker")
        self.menu = QMenu()
        self._fill(self.menu)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._clicked)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.installEventFilter(self)
        self.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Closing hides, where the owner wants that and can come back."""
        if watched is self._window and event.type() == QEvent.Type.Show:
            QGuiApplication.setQuitOnLastWindowClosed(True)
        if watched is self._window and event.type() == QEvent.Type.Close and self._hides():
            event.ignore()
            self._hide()
            return True
        return super().eventFilter(watched, event)

    def close(self) -> None:
        self._timer.stop()
        self._window.removeEventFilter(self)
        QGuiApplication.setQuitOnLastWindowClosed(True)
        self.icon.hide()
        self.menu.deleteLater()
        self.deleteLater()

    @Slot()
    def look(self) -> None:
        """Show the icon while there is a tray; without one a hidden window comes back."""
        there = self._available()
        if there != self.icon.isVisible():
            self.icon.setVisible(there)
        if not there and self._window.isHidden():
            self.open()

    @Slot()
    def open(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    @Slot()
    def new_lead(self) -> None:
        self.open()
        self._desk.lead_wanted.emit()

    @Slot()
    def talk(self) -> None:
        self.open()
        self._desk.talk.wanted.emit()

    @Slot()
    def toggle_timer(self) -> None:
        """Without opening the window."""
        self._desk.timer_wanted.emit(None)

    @Slot()
    def quit(self) -> None:
        """Close the window for good, also a hidden one, and end the program."""
        self._quitting = True
        self._window.close()
        QCoreApplication.quit()

    def _hide(self) -> None:
        """Qt takes a hidden window for a closed one: the next dialog that closes would end the program."""
        QGuiApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()
        if not self._told:
            self._told = True
            self.icon.showMessage("Rainmaker", STAYS, self.icon.icon())

    def _hides(self) -> bool:
        """Not at the end of the session: that would keep the system from shutting down."""
        wanted = bool(self._desk.settings["close_to_tray"]) and not self._quitting
        return wanted and not _session_ends() and self._available()

    def _fill(self, menu: QMenu) -> None:
        ways = (
            ("Open Rainmaker", self.open),
            ("New lead", self.new_lead),
            ("Talk to the coach", self.talk),
            ("Start or stop the timer", self.toggle_timer),
        )
        for name, act in ways:
            menu.addAction(name).triggered.connect(act)
        menu.addSeparator()
        menu.addAction("Quit").triggered.connect(self.quit)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open()


def _session_ends() -> bool:
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()


def _mark(desk: Desk) -> QIcon:
    """The drop, in the sizes trays ask for."""
    made = QIcon()
    for size in (tokens.ICON, tokens.ICON_LARGE, tokens.S5, tokens.S6, tokens.S6 * 2):
        made.addPixmap(desk.look.pixmap("drop-fill", size, "accent"))
    return made
