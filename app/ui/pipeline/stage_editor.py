"""The stages of a pipeline and the pipelines there are, edited beside the board; every change is one undoable step."""

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QWidget

from app.core.errors import CrmError
from app.crm import bulk, stages
from app.crm.stages import StageFacts
from app.crm.standing import stuck
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pipeline.pipeline_rows import PipelineRows
from app.ui.pipeline.stage_leaving import StageLeaving
from app.ui.pipeline.stage_row import StageRow
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, clear, column, icon_button, label, row, scroll_down


class StageEditor(QScrollArea):
    closed = Signal()
    pipeline_wanted = Signal(object)
    """Show this pipeline."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._pipeline_id = desk, 0
        self._known: list[StageFacts] = []
        self._carried_to: int | None = None
        self.rows: dict[int, StageRow] = {}
        look = desk.look
        inner = Plain(self)
        scroll_down(self, inner)
        self._body = column(look, tokens.S2, (tokens.S4, tokens.S2, tokens.S4, tokens.S4), inner)
        self.close_button = icon_button(look, "x", "Close this pane", "Close (Esc)")
        self.new, self.leaving, self.pipelines = QLineEdit(), StageLeaving(look), PipelineRows(desk)
        holder = Plain(inner)
        self._stack = column(look, 0, parent=holder)
        self._lay_out(holder)
        self._connect()

    def show_pipeline(self, pipeline_id: int) -> None:
        if pipeline_id != self._pipeline_id:
            self.leaving.hide()
        self._pipeline_id = pipeline_id
        self.refresh()

    def start(self) -> None:
        """To the first name."""
        if self._known:
            self.rows[self._known[0].id].name.setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> bool:
        """Read the stages again; False when the pipeline is gone."""
        with self._desk.read() as session:
            known = stages.facts(session, self._pipeline_id)
            limits = stuck.limits(session)
            self.pipelines.show_pipelines(session, self._pipeline_id)
        if [facts.id for facts in known] != [facts.id for facts in self._known] or not self.rows:
            self._build(known)
        self._known = known
        for facts in known:
            self.rows[facts.id].show_facts(facts, limits.get(facts.id, 0))
        self.leaving.refresh(known)
        return bool(known)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.leaving.isHidden():
            self.leaving.hide()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _build(self, known: list[StageFacts]) -> None:
        """The row that had the focus keeps it, at its new place."""
        focused = next((stage_id for stage_id, made in self.rows.items() if made.isAncestorOf(_focus(self))), 0)
        clear(self._stack)
        self.rows = {facts.id: self._row(facts) for facts in known}
        for made in self.rows.values():
            self._stack.addWidget(made)
            made.show()
        if focused in self.rows:
            self.rows[focused].name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, facts: StageFacts) -> StageRow:
        made = StageRow(self._desk.look, facts)
        made.saved.connect(self._save)
        made.shifted.connect(self._shift)
        made.carried.connect(self._carry)
        made.let_go.connect(self._let_go)
        made.removed.connect(self._remove)
        return made

    def _lay_out(self, holder: QWidget) -> None:
        look = self._desk.look
        head = row(look, tokens.S0)
        head.addWidget(label("Stages", "title"), 1)
        head.addWidget(self.close_button)
        self._body.addLayout(head)
        self._body.addLayout(self._legend())
        self._body.addWidget(holder)
        self.new.setPlaceholderText("Add a stage")
        self.new.setAccessibleName("Name of a new stage")
        self._body.addWidget(self.new)
        self._body.addWidget(self.leaving)
        hint = label("Alt and the arrow keys move a stage. Ctrl+Z takes back what you change here.", "meta")
        hint.setWordWrap(True)
        self._body.addWidget(hint)
        self._body.addSpacing(look.px(tokens.S4))
        self._body.addWidget(self.pipelines)
        self._body.addStretch(1)

    def _legend(self) -> QHBoxLayout:
        """Above the columns of the rows."""
        look = self._desk.look
        line = row(look, tokens.S1, (tokens.S6, 0, tokens.S6, 0))
        stuck, count = label("Stuck after", "meta"), label("Deals", "meta")
        stuck.setFixedWidth(look.px(tokens.STUCK_WIDE))
        count.setFixedWidth(look.px(tokens.COUNT_WIDE))
        for part in (stuck, count):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
        for part, share in ((label("Name", "meta"), 1), (stuck, 0), (count, 0)):
            line.addWidget(part, share)
        return line

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.new.returnPressed.connect(self._add)
        self.leaving.confirmed.connect(self._move_and_delete)
        self.pipelines.chosen.connect(self.pipeline_wanted)

    @Slot(object, str, object)
    def _save(self, stage_id: int, key: str, value: str) -> None:
        at = self._desk.now

        def work(session: Any) -> bool:
            read: Any = read_days(value) if key == "stuck_after_days" else value
            stages.edit(session, stage_id, at=at, **{key: read})
            return True

        if not self._desk.write(work):
            made = self.rows[stage_id]
            (made.stuck if key == "stuck_after_days" else made.name).refuse()

    @Slot()
    def _add(self) -> None:
        name, pipeline_id, at = self.new.text().strip(), self._pipeline_id, self._desk.now
        if not name:
            return
        made = self._desk.write(lambda session: stages.create(session, at=at, name=name, pipeline_id=pipeline_id).id)
        if made is not None:
            self.new.clear()

    @Slot(object, int)
    def _shift(self, stage_id: int, step: int) -> None:
        self._put(stage_id, self._place_of(stage_id) + step)

    def _put(self, stage_id: int, place: int) -> None:
        """Among the open ones; won and lost stay at the end."""
        opened, at = sum(facts.kind == "open" for facts in self._known), self._desk.now
        place = max(0, min(place, opened - 1))
        if place != self._place_of(stage_id):
            self._desk.write(lambda session: stages.edit(session, stage_id, at=at, position=place))

    def _place_of(self, stage_id: int) -> int:
        return next(place for place, facts in enumerate(self._known) if facts.id == stage_id)

    @Slot(object, QPoint)
    def _carry(self, stage_id: int, place: QPoint) -> None:
        """The row goes along with the mouse; it is written when it is let go."""
        opened = [facts.id for facts in self._known if facts.kind == "open"]
        here = self.rows[stage_id].parentWidget().mapFromGlobal(place).y()  # type: ignore[union-attr]
        others = [other for other in opened if other != stage_id]
        target = sum(self.rows[other].geometry().center().y() < here for other in others)
        if target != self._carried_to:
            self._carried_to = target
            self._stack.insertWidget(target, self.rows[stage_id])

    @Slot(object)
    def _let_go(self, stage_id: int) -> None:
        target, self._carried_to = self._carried_to, None
        if target is not None:
            self._put(stage_id, target)
            self.rows[stage_id].handle.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _remove(self, stage_id: int) -> None:
        """At once when it is empty; else another stage has to take its deals first."""
        facts, at = self._known[self._place_of(stage_id)], self._desk.now
        if facts.deals:
            self._ask_where(facts)
            return

        def work(session: Any) -> bool:
            stages.delete(session, stage_id, at=at)
            return True

        if self._desk.write(work):
            self._desk.say(f"The stage {facts.name[:60]} is deleted. Ctrl+Z brings it back.")

    def _ask_where(self, facts: StageFacts) -> None:
        """To a stage of its kind: won deals must not become open ones by the way."""
        alike = [other for other in self._known if other.kind == facts.kind and other.id != facts.id]
        if alike:
            self.leaving.ask(facts, alike)
            return
        held = f"{words.many(facts.deals, 'deal')} {'stands' if facts.deals == 1 else 'stand'} there"
        self._desk.say(f"{facts.name[:60]} is the only {facts.kind} stage, and {held}. Rename it instead.", error=True)

    @Slot(object, object)
    def _move_and_delete(self, stage_id: int, target_id: int) -> None:
        """One undo step, written in short transactions: a stage may hold fifty thousand deals."""
        db, clock = self._desk.app.db, self._desk.app.clock

        def work(handle: Handle) -> str:
            with db.read() as session:
                ids, name = stages.deal_ids(session, stage_id), stages.get(session, stage_id).name
            done = bulk.edit(db, "deal", ids, {"stage_id": target_id}, bulk.Watch(handle.report, handle.cancelled))
            if done.changed < len(ids):
                return f"{words.many(done.changed, 'deal')} moved; {name} stays. Ctrl+Z takes it back."
            with db.write(step=done.step_id) as session:
                stages.delete(session, stage_id, at=clock())
            return f"{words.many(done.changed, 'deal')} moved and {name} deleted. Ctrl+Z takes it back."

        task = self._desk.start("Moving deals", work)
        task.done.connect(self._tell)
        task.failed.connect(self._desk.tell_failure)

    @Slot(object)
    def _tell(self, text: str) -> None:
        self._desk.say(text)


def read_days(text: str) -> int | None:
    """ "9" or "9 days"; None for empty. Errors: CrmError."""
    number = text.lower().removesuffix("days").removesuffix("day").removesuffix("d").strip()
    if not number:
        return None
    if not number.isdecimal():
        raise CrmError(f"“{text[:40]}” is no number of days. Try 14.", where="stuck_after_days")
    return int(number)


def _focus(widget: QWidget) -> QWidget:
    return widget.window().focusWidget() or widget
