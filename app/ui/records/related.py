"""Records that belong to the one in the pane: a heading with their number, links, and a line to add one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui import words
from app.ui.desk import Desk
from app.ui.records.form import Form
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, button, clear, column, icon_button, label, row
from app.ui.widgets.link import Link

SEEN = 5
"""Links shown before somebody asks for all."""


@dataclass(frozen=True)
class Line:
    """kind, id: what a click opens. note: stands muted at the other end."""

    kind: str
    id: int
    text: str
    note: str = ""


class Related(QWidget):
    """title: "Deals". one: "deal". fields: what a new one takes, key -> placeholder; none: nothing can be added."""

    added = Signal(object)
    """typed texts by key; `stop` once it is stored, else they stay as typed"""

    def __init__(self, desk: Desk, title: str, one: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._desk, self._title = desk, title
        self._lines: Sequence[Line] = ()
        self._all = False
        self._links: dict[Link, Line] = {}
        look = desk.look
        self.heading = label(title, "strong")
        self.plus = icon_button(look, "plus", f"New {one}", f"New {one}")
        self.fields: dict[str, QLineEdit] = {}
        self.form, self._rows = Form(), Plain(self)
        self._stack = column(look, 0, parent=self._rows)
        self.more = button("", "plain")
        self._lay_out(one, fields or {})
        self.plus.setVisible(bool(fields))
        self.form.left.connect(self.stop)
        self.plus.clicked.connect(self.start)
        self.more.clicked.connect(self._show_all)
        self.more.hide()

    def show_lines(self, lines: Sequence[Line], total: int | None = None) -> None:
        """total: where there are more than are listed here."""
        count = len(lines) if total is None else total
        self.heading.setText(f"{self._title}  {words.number(count)}" if count else self._title)
        if tuple(lines) == tuple(self._lines) and self._links:
            return
        self._lines = lines
        self._fill()

    def forget(self) -> None:
        """Another record: nothing typed, few lines."""
        self._all = False
        self.stop()

    @Slot()
    def start(self) -> None:
        for field in self.fields.values():
            field.clear()
        self.form.show()
        next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def stop(self) -> None:
        if not self.form.isHidden():
            self.form.hide()
            self.plus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, one: str, fields: Mapping[str, str]) -> None:
        look = self._desk.look
        stack = column(look, tokens.S0, (0, tokens.S3, 0, 0), self)
        head = row(look, tokens.S1)
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.plus)
        stack.addLayout(head)
        line = row(look, tokens.S1, parent=self.form)
        for place, (key, hint) in enumerate(fields.items()):
            field = QLineEdit()
            field.setPlaceholderText(hint)
            field.setAccessibleName(f"{hint} of the new {one}")
            field.returnPressed.connect(self._add)
            self.fields[key] = field
            line.addWidget(field, 1 if place else 2)
        stack.addWidget(self.form)
        stack.addWidget(self._rows)
        stack.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.hide()

    def _fill(self) -> None:
        clear(self._stack)
        self._links = {}
        shown = self._lines if self._all else self._lines[:SEEN]
        for line in shown:
            link = Link(self._desk.look)
            link.show_text(line.text, line.note)
            link.clicked.connect(self._open)
            self._links[link] = line
            self._stack.addWidget(link)
        self._rows.setVisible(bool(shown))
        self.more.setVisible(len(shown) < len(self._lines))
        self.more.setText(f"Show all {words.number(len(self._lines))}")

    @Slot()
    def _show_all(self) -> None:
        self._all = True
        self._fill()

    @Slot()
    def _open(self) -> None:
        line = next((line for link, line in self._links.items() if link is self.sender()), None)
        if line is not None:
            self._desk.open_wanted.emit(line.kind, line.id)

    @Slot()
    def _add(self) -> None:
        typed = {key: field.text().strip() for key, field in self.fields.items()}
        if any(typed.values()):
            self.added.emit(typed)
