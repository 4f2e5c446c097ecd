"""The main window: bare at first, so that it is painted in a moment, then with everything in it.

Imported before the first paint: what the frame needs (services, SQLAlchemy, icons) is imported with the frame.
"""

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.core.errors import CrmError
from app.ui import tab_order
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.frame import Frame
    from app.ui.pages.page import PageDeclaration


class Window(QMainWindow):
    """Painted bare in a moment; `furnish` brings the frame once the data file is open."""

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Rainmaker")
        self.setMinimumSize(*tokens.WINDOW_MIN)
        self.resize(*tokens.WINDOW)
        self._whole = Plain(self)
        self.setCentralWidget(self._whole)
        self._only = QVBoxLayout(self._whole)
        self._only.setContentsMargins(0, 0, 0, 0)
        self.shown: QWidget | None = None
        self.frame: Frame | None = None
        self._desk: Desk | None = None
        self._pages: Sequence[PageDeclaration] = ()

    def furnish(self, desk: "Desk", pages: "Sequence[PageDeclaration]") -> "Frame":
        """Fill the window with the pages; the first one is shown."""
        self._desk, self._pages = desk, pages
        known = desk.remembered("window")
        if known is not None:
            self.restoreGeometry(known)
        desk.look.changed.connect(self._refurnish)
        return self._build(pages[0].key)

    def show_screen(self, screen: QWidget) -> None:
        """Fill the window with this, and destroy what filled it before.

        Neither `setCentralWidget` nor `removeWidget`: both hand the old widget over to Python, which then destroys it
        at any moment, also in the middle of its own signal.
        """
        old, self.shown = self.shown, screen
        self._only.addWidget(screen)
        if old is not None:
            old.hide()
            old.deleteLater()

    def strip(self) -> None:
        """Take the pages out again, before their data is closed."""
        if self.frame and self._desk:
            self.frame.leave()
            self._desk.remember("window", self.saveGeometry())
            self._desk.look.changed.disconnect(self._refurnish)
        self.frame = self._desk = None
        self.show_screen(Plain(self._whole))

    def take_down(self) -> None:
        """Destroy the window now, by Qt, parents before children.

        Left to Python's collector it is taken apart in the order in which its wrappers lie, which crashes.
        """
        self.strip()
        self.hide()
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return tab_order.step(self, forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.frame and self._desk:
            self.frame.leave()
            self._desk.remember("window", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    @Slot()
    def raise_up(self) -> None:
        """Come to the front, also from being minimised."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    @Slot()
    def _refurnish(self) -> None:
        key, place = self._pages[0].key, None
        if self.frame:
            key, place = self.frame.current, self.frame.pages[self.frame.current].place()
            if field := self.frame.focusWidget():
                field.clearFocus()  # as when the owner goes elsewhere: what is typed is kept
            self.frame.leave()
        self._build(key).pages[key].return_to(place)

    def _build(self, key: str) -> "Frame":
        if self._desk is None:
            raise CrmError("The window has no data yet.")
        from app.ui.frame import Frame  # noqa: PLC0415 - brings SQLAlchemy, after the first paint

        self.frame = Frame(self._desk, self._pages, self._whole)
        self.frame.fit(self.width())
        self.show_screen(self.frame)
        self.frame.show_page(key)
        self.frame.count()
        self.frame.timer.refresh()
        return self.frame
