"""The line of quick entry: completes the name that is typed at its end."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from app.ui.tasks.phrases import TARGETS
from app.ui.tasks.task_words import Found, name_typed

MOST, FEWEST = 8, 2
"""Names offered, and letters from which on they are."""
TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class EntryLine(QLineEdit):
    """Down and Enter, or Tab, take a name; Enter alone is the line's own."""

    def __init__(self, look: Callable[[str], Sequence[Found]]) -> None:
        super().__init__()
        self._look = look
        self._offered: dict[str, Found] = {}
        self._names = QStringListModel(self)
        completer = self._completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(MOST)
        completer.setWidget(self)
        self._popup = cast("QAbstractItemView", completer.popup())
        self._popup.setProperty("part", "suggestions")
        completer.activated[str].connect(self._take)  # type: ignore[index]
        self.textEdited.connect(self._offer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._popup.isVisible() or event.key() not in (*TAKING, Qt.Key.Key_Escape):
            super().keyPressEvent(event)
            return
        chosen = self._popup.currentIndex()
        self._popup.hide()
        if event.key() == Qt.Key.Key_Tab or (event.key() in TAKING and chosen.isValid()):
            self._take(str(chosen.data()) if chosen.isValid() else self._names.stringList()[0])
        elif event.key() in TAKING:
            super().keyPressEvent(event)

    @Slot(str)
    def _offer(self, text: str) -> None:
        name = name_typed(text) if self.cursorPosition() == len(text) else ""
        found = self._look(name)[:MOST] if len(name.strip()) >= FEWEST else ()
        self._offered = {f"{one.title}  ·  {TARGETS[one.kind].lower()}": one for one in found}
        self._names.setStringList(list(self._offered))
        if self._offered:
            self._completer.complete()
        else:
            self._popup.hide()

    @Slot(str)
    def _take(self, words: str) -> None:
        """The whole name instead of what was typed of it, with the mark that makes it one record's."""
        one, text = self._offered.get(words), self.text()
        typed = name_typed(text)
        if one is None or not typed:
            return
        start = len(text) - len(typed)
        mark = "" if text[start - 1 : start] == "@" else "@"
        self.setText(f"{text[:start]}{mark}{' '.join(one.title.split())} ")
        self._offered = {words: one}
