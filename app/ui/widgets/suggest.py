"""What is offered below a field while one types."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

ENOUGH = 8


def suggest(field: QLineEdit, words: Sequence[str] = (), *, filtered: bool = True) -> QStringListModel:
    """Returns the list behind the suggestions, to be filled again. filtered: those that hold what is typed.

    Not filtered, the list is shown as it is: whoever fills it has looked already.
    """
    model = QStringListModel(list(words), field)
    completer = QCompleter(model, field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setMaxVisibleItems(ENOUGH)
    if filtered:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
    else:
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    popup = completer.popup()
    if popup is not None:
        popup.setProperty("part", "suggestions")
    field.setCompleter(completer)
    return model
