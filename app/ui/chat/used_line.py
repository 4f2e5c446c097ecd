"""What an answer rests on: one line, and behind it the records themselves."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.chat.shapes import Used
from app.ui.chat import wording
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column
from app.ui.widgets.flow import Flow

WITHOUT_PAGE = ("memory",)


class UsedLine(QWidget):
    opened = Signal(str, object)
    """kind, id"""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._used: tuple[Used, ...] = ()
        self._side = QSize(look.px(tokens.ICON), look.px(tokens.ICON))
        self.fold, self.records = button("", "plain"), Flow(look)
        self.fold.setIconSize(self._side)
        stack = column(look, tokens.S1, parent=self)
        stack.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        stack.addWidget(self.records)
        self.records.hide()
        self.fold.clicked.connect(self._toggle)

    def show_used(self, used: Sequence[Used]) -> None:
        self.setVisible(bool(used))
        if tuple(used) == self._used or not used:
            return
        self._used = tuple(used)
        self.records.hide()
        self._name()

    def _name(self) -> None:
        open_now = not self.records.isHidden()
        told = wording.looked_at(self._used)
        self.fold.setIcon(self._look.icon("caret-down" if open_now else "caret-right"))
        self.fold.setText(told)
        self.fold.setAccessibleName(f"{'Hide' if open_now else 'Show'} what this rests on: {told}")

    @Slot()
    def _toggle(self) -> None:
        if self.records.isHidden():
            self.records.show_parts([self._chip(one) for one in self._used])
            self.records.show()
        else:
            self.records.hide()
        self._name()

    def _chip(self, one: Used) -> QPushButton:
        made = button(self._short(one.title), "chip", hint=one.title)
        made.setIcon(self._look.icon(wording.icon(one.kind)))
        made.setIconSize(self._side)
        made.setAccessibleName(f"Open {one.kind.replace('_', ' ')} {one.title}")
        made.setProperty("record", (one.kind, one.id))
        made.setEnabled(one.kind not in WITHOUT_PAGE)
        made.clicked.connect(self._open)
        return made

    def _short(self, title: str) -> str:
        """Before the button lays it out: no title may make it wider than the column."""
        wide = self._look.px(tokens.CHIP_WORD)
        return self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, wide)

    @Slot()
    def _open(self) -> None:
        pushed = self.sender()
        if isinstance(pushed, QPushButton):
            kind, record_id = pushed.property("record")
            self.opened.emit(kind, record_id)
