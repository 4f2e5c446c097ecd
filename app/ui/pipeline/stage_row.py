"""A stage in the editor: a handle, its name, when a deal counts as stuck, how many deals stand there, a way out."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.crm.stages import StageFacts
from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import icon_button, label, row
from app.ui.widgets.fields import InlineText

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
STUCK_HINT = (
    "From so many days on with nothing planned, a deal here is marked as stuck. "
    "Empty: by the pace of your own deals, or the days in Settings."
)


class Handle(QToolButton):
    """Carried by the mouse; Alt and the arrow keys do the same from anywhere in the row."""

    carried, let_go = Signal(object), Signal()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.carried.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.let_go.emit()


class StageRow(QWidget):
    saved = Signal(object, str, object)
    """stage id, key, what was typed"""
    shifted = Signal(object, int)
    """stage id, -1 or 1"""
    carried, let_go = Signal(object, QPoint), Signal(object)
    removed = Signal(object)

    def __init__(self, look: Look, facts: StageFacts) -> None:
        super().__init__()
        self.stage_id, self._kind = facts.id, facts.kind
        self.handle = _handle(look, facts)
        self.name = InlineText("name", "Name of the stage")
        self.name.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.stuck = InlineText("stuck_after_days", "Days until a deal counts as stuck", "")
        self.stuck.setFixedWidth(look.px(tokens.STUCK_WIDE))
        self.count = label("", "muted")
        self.count.setFixedWidth(look.px(tokens.COUNT_WIDE))
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.delete = icon_button(look, "trash", "Delete this stage", "Delete this stage")
        line = row(look, tokens.S1, (0, tokens.S0, 0, tokens.S0), self)
        for part in (self.handle, self.name, self.stuck, self.count, self.delete):
            line.addWidget(part, 1 if part is self.name else 0)
        self.stuck.setEnabled(facts.kind == "open")
        self._connect()

    def show_facts(self, facts: StageFacts, limit: int) -> None:
        """limit: the days that count now, also where the stage has none of its own."""
        self.name.show_text(facts.name)
        self.stuck.setPlaceholderText(words.many(limit, "day") if facts.kind == "open" else "")
        self.stuck.show_text(words.many(facts.stuck_after_days, "day") if facts.stuck_after_days else "")
        self.stuck.setToolTip(STUCK_HINT if facts.kind == "open" else "")
        self.count.setText(words.number(facts.deals) if facts.deals else "")
        self.count.setToolTip(f"{words.many(facts.deals, 'deal')}, open and closed")
        self.delete.setAccessibleName(f"Delete the stage {facts.name}")
        self.handle.setAccessibleName(f"Move the stage {facts.name}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier and self._kind == "open":
            self.shifted.emit(self.stage_id, step)
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.name.saved.connect(self._save)
        self.stuck.saved.connect(self._save)
        self.handle.carried.connect(self._carry)
        self.handle.let_go.connect(self._drop)
        self.delete.clicked.connect(self._remove)

    @Slot(str, object)
    def _save(self, key: str, value: str) -> None:
        self.saved.emit(self.stage_id, key, value)

    @Slot(object)
    def _carry(self, place: QPoint) -> None:
        self.carried.emit(self.stage_id, place)

    @Slot()
    def _drop(self) -> None:
        self.let_go.emit(self.stage_id)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.stage_id)


def _handle(look: Look, facts: StageFacts) -> Handle:
    """Won and lost stages stay at the end: theirs says only what they are."""
    made = Handle()
    icon, color = {"open": ("dots-six-vertical", "muted"), "won": ("trophy", "green")}.get(
        facts.kind, ("x-circle", "muted")
    )
    made.setIcon(look.icon(icon, color))
    made.setToolTip("Drag, or Alt and the arrow keys" if facts.kind == "open" else f"Deals here are {facts.kind}")
    made.setEnabled(facts.kind == "open")
    if facts.kind == "open":
        made.setCursor(Qt.CursorShape.OpenHandCursor)
    return made
