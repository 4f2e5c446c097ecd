"""A card of the Today page: a heading with the count, a short list, and a way to all of it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QWidget

from app.crm.today import Line
from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.today.line_list import LineList
from app.ui.widgets.basic import Plain, button, column, label, row


class Card(QFrame):
    """nothing: the sentence where there is nothing to do."""

    whole_wanted = Signal()
    """Show all rows, or only the first again."""

    def __init__(self, look: Look, title: str, nothing: str) -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self._title = title
        self.count, self.all = label("", "muted"), button("", "plain")
        self.list, self.nothing = LineList(look, title), label(nothing, "muted")
        self.nothing.setWordWrap(True)
        stack = self._stack = column(look, tokens.S1, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        holder = Plain(self)
        holder.setFixedHeight(look.px(tokens.CONTROL))
        head = row(look, tokens.S2, (tokens.S2, 0, 0, 0), holder)
        head.addWidget(label(title, "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.all)
        stack.addWidget(holder)
        stack.addWidget(self.list)
        self.nothing.setContentsMargins(look.px(tokens.S2), 0, look.px(tokens.S2), look.px(tokens.S2))
        stack.addWidget(self.nothing)
        self.all.clicked.connect(self._want_whole)

    def put_first(self, part: QWidget) -> None:
        """A part above the list."""
        self._stack.insertWidget(1, part)

    def show_lines(
        self, lines: Sequence[Line], count: int, now: datetime, *, whole: bool = False, above: int = 0
    ) -> None:
        """above: rows of the part put first."""
        self.count.setText(words.number(count) if count else "")
        self.list.show_lines(lines, now)
        self.nothing.setVisible(not lines and not above)
        self.all.setVisible(whole or count > len(lines))
        self.all.setText("Show less" if whole else f"Show all {words.number(count)}")
        self.all.setAccessibleName(f"{self.all.text()}: {self._title.lower()}")

    @Slot()
    def _want_whole(self) -> None:
        self.whole_wanted.emit()
