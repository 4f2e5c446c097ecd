"""What the coach finds most pressing: its rows above the others of the day."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt

from app.coach.inbox import Line
from app.ui.inbox.insight_delegate import Shape
from app.ui.inbox.insight_list import Fetch, InsightList
from app.ui.theme import tokens
from app.ui.theme.look import Look

SHAPE = Shape(tokens.FIGURE_HIGH, tokens.S2, tokens.DETAIL, lines=2, states=False)


class PressingList(InsightList):
    """As high as its rows."""

    def __init__(
        self, look: Look, now: Callable[[], datetime], find: Callable[..., Sequence[int]], fetch: Fetch
    ) -> None:
        super().__init__(look, now, find, fetch, shape=SHAPE, name="What the coach finds most pressing")
        self._look = look
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def refresh(self, **changes: Any) -> None:
        super().refresh(**changes)
        count = self.rows.rowCount()
        self.setFixedHeight(count * self._look.px(SHAPE.high))
        self.setVisible(count > 0)

    def lines(self) -> list[Line]:
        found = map(self.line_at, range(self.rows.rowCount()))
        return [line for line in found if line is not None]
