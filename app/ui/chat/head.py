"""The line above the conversation: what it is called, earlier ones, a new one, and what else can be done."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from app.ui.chat.talk import NEW
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.toast.toast import Mark
from app.ui.widgets.basic import Elided, icon_button, row

LONGEST = 120


class Head(QWidget):
    """Follows `desk.talk`."""

    history_wanted, new_wanted, preview_wanted = Signal(), Signal(), Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._talk = desk, desk.talk
        look = desk.look
        self.title, self.name = Elided("", "strong"), _Name()
        self.earlier = icon_button(look, "clock-counter-clockwise", "Earlier conversations")
        self.new = icon_button(look, "plus", "New conversation")
        self.more = icon_button(look, "dots-three-bold", "More about this conversation", "Rename, delete, preview")
        self.menu = QMenu(self)
        self.menu.setAccessibleName("More about this conversation")
        self.line = row(look, tokens.S0, (tokens.S3, tokens.S2, tokens.S2, tokens.S2), self)
        self.line.addWidget(Mark(look))
        self.line.addSpacing(look.px(tokens.S2))
        self.line.addWidget(self.title, 1)
        self.line.addWidget(self.name, 1)
        for part in (self.earlier, self.new, self.more):
            self.line.addWidget(part)
        self.name.hide()
        self._fill_menu()
        self._connect()
        self.show_title()

    def add(self, part: QToolButton) -> None:
        """One more button at the right end."""
        self.line.addWidget(part)

    @Slot()
    def show_title(self) -> None:
        known = self._talk.conversation != NEW
        self.title.setText(self._talk.title or "Coach")
        self.rename.setEnabled(known)
        self.delete.setEnabled(known)

    @Slot()
    def begin_rename(self) -> None:
        self.title.hide()
        self.name.show()
        self.name.setText(self._talk.title)
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def _fill_menu(self) -> None:
        self.rename = self.menu.addAction("Rename")
        self.delete = self.menu.addAction("Delete")
        self.menu.addSeparator()
        self.preview = self.menu.addAction("Preview what is sent")

    def _connect(self) -> None:
        self.earlier.clicked.connect(self.history_wanted)
        self.new.clicked.connect(self.new_wanted)
        self.more.clicked.connect(self._open_menu)
        self.rename.triggered.connect(self.begin_rename)
        self.delete.triggered.connect(self._delete)
        self.preview.triggered.connect(self.preview_wanted)
        self.name.given.connect(self._rename)
        self.name.left.connect(self._end_rename)
        self._talk.turned.connect(self.show_title)
        self._talk.moved.connect(self.show_title)

    @Slot()
    def _open_menu(self) -> None:
        size = self.menu.sizeHint()
        self.menu.popup(self.more.mapToGlobal(QPoint(self.more.width() - size.width(), self.more.height())))
        if self.more.hasFocus():
            self.menu.setActiveAction(next(action for action in self.menu.actions() if action.isEnabled()))

    @Slot()
    def _delete(self) -> None:
        self._talk.delete(self._talk.conversation)

    @Slot(str)
    def _rename(self, title: str) -> None:
        if title == self._talk.title or self._talk.rename(title):
            self._end_rename()

    @Slot()
    def _end_rename(self) -> None:
        had = self.name.hasFocus()
        self.name.hide()
        self.title.show()
        self.show_title()
        if had:
            self.more.setFocus()


class _Name(QLineEdit):
    """Enter and leaving give the new name, Esc keeps the old one."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "inline")
        self.setAccessibleName("Name of the conversation")
        self.setMaxLength(LONGEST)
        self.editingFinished.connect(self._give)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _give(self) -> None:
        if self.isVisible():
            self.given.emit(self.text().strip()) if self.text().strip() else self.left.emit()
