"""A titled panel of rows with hairlines between: how the pages of the house are built."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, column, ground, label, rule


class Section(QWidget):
    """`arrange` after rows were hidden or shown, so that hairlines stand only between rows that are seen."""

    def __init__(self, look: Look, title: str, note: str = "") -> None:
        super().__init__()
        self.title = title
        stack = column(look, tokens.S2, parent=self)
        heading = label(title, "title")
        stack.addWidget(heading)
        if note:
            words = label(note, "muted")
            words.setWordWrap(True)
            stack.addWidget(words)
        panel = ground("panel", key="part")
        panel.setAccessibleName(title)
        self.rows = column(look, 0, (tokens.S4, tokens.S1, tokens.S3, tokens.S1), panel)
        stack.addWidget(panel)
        self._lines: list[tuple[QWidget, QWidget]] = []

    def add(self, row: QWidget) -> None:
        self._insert(len(self._lines), row)

    def add_below(self, above: QWidget, row: QWidget) -> None:
        """Behind a row that is there."""
        self._insert(1 + next(place for place, (_line, known) in enumerate(self._lines) if known is above), row)

    def _insert(self, place: int, row: QWidget) -> None:
        line = rule()
        self.rows.insertWidget(2 * place, line)
        self.rows.insertWidget(2 * place + 1, row)
        self._lines.insert(place, (line, row))
        if all(_is_hidden(above) for _line, above in self._lines[:place]):
            self.arrange()
        else:
            line.setVisible(not _is_hidden(row))

    def drop(self, row: QWidget) -> None:
        """Have Qt destroy a row."""
        for line, known in self._lines:
            if known is row:
                for part in (line, row):
                    part.hide()
                    part.deleteLater()
        self._lines = [pair for pair in self._lines if pair[1] is not row]
        self.arrange()

    def arrange(self) -> None:
        """Hairlines between the rows that are seen."""
        first = True
        for line, row in self._lines:
            _show(line, wanted=not first and not _is_hidden(row))
            first = first and _is_hidden(row)

    def filter(self, fits: Callable[[QWidget], bool]) -> bool:
        """Show the rows that fit alone; whether any does."""
        for _line, row in self._lines:
            _show(row, wanted=fits(row))
        self.arrange()
        self.setVisible(any(not _is_hidden(row) for _line, row in self._lines))
        return not self.isHidden()


class Row(QWidget):
    """Words at the left, a control at the right; one above the other where there is little room."""

    def __init__(self, look: Look, title: str, note: str = "") -> None:
        super().__init__()
        self._look = look
        self.line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.line.setSpacing(look.px(tokens.S4))
        self.line.setContentsMargins(0, look.px(tokens.S3), 0, look.px(tokens.S3))
        texts = Plain(self)
        texts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.texts = column(look, tokens.S0, parent=texts)
        self.title, self.note = label(title), label(note, "meta")
        for words in (self.title, self.note):
            words.setWordWrap(True)
            self.texts.addWidget(words)
        self.note.setVisible(bool(note))
        self.line.addWidget(texts, 1)

    def set_narrow(self, narrow: bool) -> None:
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.line.setDirection(way)
        self.line.setSpacing(self._look.px(tokens.S2 if narrow else tokens.S4))
        control = self.line.itemAt(1)
        if control is not None:
            control.setAlignment(Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignVCenter)
            self.line.invalidate()


def _show(widget: QWidget, *, wanted: bool) -> None:
    """Saying again what is so costs as much as the change."""
    if widget.isHidden() == wanted or not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
        widget.setVisible(wanted)


def _is_hidden(row: QWidget) -> bool:
    """By us: Qt also calls hidden what has only just been put in its place."""
    return row.isHidden() and row.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
