"""The menu of what a list can be filtered by: fields, and below each its values."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.crm.listing import Condition
from app.ui.records.asks import OPS, Ask


class FilterMenu(QMenu):
    """Filled anew each time it opens, because values come and go."""

    picked = Signal(object)
    """a Condition"""
    typed_wanted = Signal(object, str)
    """an Ask and an op whose value has to be typed"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices: list[tuple[Ask, Condition | str]] = []
        self.setAccessibleName("Fields to filter by")
        self.triggered.connect(self._take)

    def fill(self, session: Any, asks: Sequence[Ask]) -> None:
        self.clear()
        self._choices = []
        for ask in asks:
            inner = self.addMenu(ask.title)
            options = ask.offer(session)
            for option in options:
                self._add(inner, option.text[:1].upper() + option.text[1:], ask, _condition(ask, option))
            if options and ask.typed:
                inner.addSeparator()
            for op in ask.typed:
                self._add(inner, f"{OPS[op].rstrip(':').capitalize()} …", ask, op)

    def _add(self, menu: QMenu, text: str, ask: Ask, choice: Condition | str) -> None:
        action = menu.addAction(text.replace("&", "&&"))
        action.setData(len(self._choices))
        self._choices.append((ask, choice))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        ask, choice = self._choices[int(action.data())]
        if isinstance(choice, Condition):
            self.picked.emit(choice)
        else:
            self.typed_wanted.emit(ask, choice)


def _condition(ask: Ask, option: Any) -> Condition:
    return Condition(ask.field, option.op, option.value)
