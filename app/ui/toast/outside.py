"""What the coach has to say while nobody sees the window: by the system, else by the tray, else when it is back."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.clients.notifications import Answer, Notice, Notifications
from app.ui.toast.buttons import SHOWN
from app.ui.toast.content import ToastContent
from app.ui.toast.moment import is_out_of_sight


class Outside(QObject):
    """One for each window; build it on the UI thread. Knows what it has shown until that is answered."""

    shown = Signal(object)
    """id: it was handed over"""
    acted = Signal(object, int)
    dismissed = Signal(object)
    opened = Signal(object)
    """the ToastContent of the notification that was clicked; the window is in front already"""
    refused = Signal(object)
    """the ToastContent that nothing here can show"""
    _heard = Signal(object, str, int)

    def __init__(self, window: QWidget, notifications: Notifications, icon: QSystemTrayIcon | None = None) -> None:
        super().__init__(window)
        self._window, self._notifications, self._icon = window, notifications, icon
        self._sent: dict[int, ToastContent] = {}
        self._by_tray: int | None = None
        self._heard.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        if icon is not None:
            icon.messageClicked.connect(self._open_from_tray)

    def is_wanted(self) -> bool:
        """Whether the window is hidden or minimised."""
        return is_out_of_sight(self._window)

    def send(self, content: ToastContent) -> None:
        """Show it by the system; `shown` or `refused` follows a moment later."""
        if content.id in self._sent:
            return
        self._sent[content.id] = content
        title = f"Coach: {content.kind}" if content.kind else "Coach"
        notice = Notice(content.id, title, content.message, (*content.actions[:SHOWN], "Dismiss"), content.critical)
        self._notifications.show(notice, self._hear)

    def withdraw(self, insight_id: int) -> None:
        if self._sent.pop(insight_id, None) is not None:
            self._notifications.clear(insight_id)

    def take_back(self) -> list[ToastContent]:
        """Everything that was shown and not answered; it shows no longer."""
        for insight_id in self._sent:
            self._notifications.clear(insight_id)
        taken, self._sent = list(self._sent.values()), {}
        return taken

    def close(self) -> None:
        self._sent = {}
        self._notifications.close()

    def _hear(self, insight_id: int, answer: Answer, place: int) -> None:
        """Called on any thread."""
        self._heard.emit(insight_id, answer, place)

    @Slot(object, str, int)
    def _answer(self, insight_id: int, answer: Answer, place: int) -> None:
        content = self._sent.get(insight_id)
        if content is None:
            return
        if answer == "shown":
            self.shown.emit(insight_id)
        elif answer == "failed":
            self._fall_back(content)
        elif answer == "pressed":
            self._press(content, place)
        else:
            self._open(content)

    def _press(self, content: ToastContent, place: int) -> None:
        del self._sent[content.id]
        if place < len(content.actions[:SHOWN]):
            self.acted.emit(content.id, place)
        else:
            self.dismissed.emit(content.id)

    def _fall_back(self, content: ToastContent) -> None:
        if self._icon is not None and self._icon.isVisible() and self._icon.supportsMessages():
            self._by_tray = content.id
            self._icon.showMessage("Coach", content.message, self._icon.icon())
            self.shown.emit(content.id)
        else:
            del self._sent[content.id]
            self.refused.emit(content)

    @Slot()
    def _open_from_tray(self) -> None:
        content = self._sent.get(self._by_tray) if self._by_tray is not None else None
        self._by_tray = None
        if content is not None:
            self._open(content)

    def _open(self, content: ToastContent) -> None:
        """Bring the window to the front, where it shows whole."""
        del self._sent[content.id]
        window = self._window.window()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self.opened.emit(content)
