"""The views of the inbox side by side, or in a list where there is no room for that."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import row
from app.ui.widgets.choice import Choice
from app.ui.widgets.segments import Segments


class ViewSwitch(QWidget):
    chosen = Signal(object)
    """the key of a view"""

    def __init__(self, look: Look, titles: Mapping[str, str]) -> None:
        super().__init__()
        self._titles = titles
        choices = [(title, key) for key, title in titles.items()]
        self.segments = Segments(look, "Insights", choices)
        self.list = Choice(look, "Insights", choices)
        self.list.setFixedWidth(look.px(tokens.COMBO_MIN))
        line = row(look, 0, parent=self)
        line.addWidget(self.segments)
        line.addWidget(self.list)
        self.segments.chosen.connect(self.chosen)
        self.list.activated.connect(self._choose)
        self.set_narrow(False)

    @property
    def wide(self) -> int:
        """Pixels that the views need side by side."""
        return self.segments.sizeHint().width()

    def show_value(self, view: str) -> None:
        self.segments.show_value(view)
        self.list.show_value(view)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Said of each view; seen of none, since the heading has what waits."""
        for button, (key, title) in zip(self.segments.buttons, self._titles.items(), strict=True):
            button.setAccessibleName(f"{title}, {words.many(counts[key], 'insight')}")
            button.setToolTip(words.many(counts[key], "insight"))

    def set_narrow(self, narrow: bool) -> None:
        self.segments.setVisible(not narrow)
        self.list.setVisible(narrow)

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.chosen.emit(self.list.itemData(place))
