"""What can be done with several selected records at once."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from app.core.errors import CrmError
from app.crm import bulk, fields
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.records.asks import Change
from app.ui.theme import tokens
from app.ui.widgets.basic import button, label, row

TAG, UNTAG = "tag", "untag"
Carry = Callable[[bulk.Watch], bulk.Done]


class BulkBar(QWidget):
    """Below a list while more than one record is selected."""

    left = Signal()
    """Select nothing again."""

    def __init__(self, desk: Desk, kind: str, one: str, changes: Sequence[Change]) -> None:
        super().__init__()
        self._desk, self._kind, self._one, self._changes = desk, kind, one, changes
        self._ids: Sequence[int] = ()
        self._asked: Change | str = TAG
        self._picks: list[tuple[Change, Any]] = []
        self.setProperty("part", "bulk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.count, self.question, self.field = label("", "strong"), label("", "muted"), QLineEdit()
        self.change, self.tag = button("Change"), button("Tag")
        self.delete, self.leave = button("Delete"), button("Select none", "plain", hint="Esc")
        line = row(desk.look, tokens.S2, (tokens.S4 + tokens.S1, tokens.S2, tokens.S4, tokens.S2), self)
        for part in (self.count, self.change, self.tag, self.delete, self.question, self.field, self.leave):
            line.addWidget(part)
        line.addStretch(1)
        self.menu, self.tag_menu = QMenu(self), QMenu(self)
        self._connect()
        self._stop_asking()
        self.hide()

    def show_ids(self, ids: Sequence[int]) -> None:
        """The bar is there for two records and more."""
        self._ids = ids
        self.count.setText(words.many(len(ids), self._one))
        if self.isVisible() != (len(ids) > 1):
            self.setVisible(len(ids) > 1)
            self._stop_asking()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.field.isVisible():
            self._stop_asking()
        else:
            self.left.emit()

    def _connect(self) -> None:
        self.change.clicked.connect(self._offer_changes)
        self.tag.clicked.connect(self._offer_tags)
        self.delete.clicked.connect(self.remove)
        self.leave.clicked.connect(self.left)
        self.menu.triggered.connect(self._take)
        self.tag_menu.triggered.connect(self._take_tag)
        self.field.setAccessibleName("New value")
        self.field.returnPressed.connect(self._take_typed)
        self.change.setVisible(bool(self._changes))

    @Slot()
    def _offer_changes(self) -> None:
        self.menu.clear()
        self._picks = []
        with self._desk.read() as session:
            for change in self._changes:
                self._add_change(session, change)
        self.menu.popup(self.change.mapToGlobal(QPoint(0, self.change.height())))

    def _add_change(self, session: Any, change: Change) -> None:
        options = change.offer(session)
        holder = self.menu.addMenu(change.title) if options else self.menu
        for text, value in [(option.text, option.value) for option in options] or [(f"{change.title} …", None)]:
            action = holder.addAction(text.replace("&", "&&"))
            action.setData(len(self._picks))
            self._picks.append((change, value))

    @Slot()
    def _offer_tags(self) -> None:
        self.tag_menu.clear()
        self.tag_menu.addAction("Put a tag on …").setData(TAG)
        self.tag_menu.addAction("Take a tag off …").setData(UNTAG)
        self.tag_menu.popup(self.tag.mapToGlobal(QPoint(0, self.tag.height())))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        change, value = self._picks[int(action.data())]
        if value is None:
            self._ask(change, f"New {change.title.lower()}")
        else:
            self._set({change.field: value})

    @Slot(QAction)
    def _take_tag(self, action: QAction) -> None:
        self._ask(action.data(), "Which tag?" if action.data() == TAG else "Which tag comes off?")

    def _ask(self, what: Change | str, question: str) -> None:
        self._asked = what
        self.question.setText(question)
        self.field.setAccessibleName(question)
        self.field.clear()
        self.question.show()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_asking(self) -> None:
        self.question.hide()
        self.field.hide()

    @Slot()
    def _take_typed(self) -> None:
        text, asked = self.field.text().strip(), self._asked
        if isinstance(asked, Change):
            self._set_typed(asked, text)
        elif text:
            db, kind, ids = self._desk.app.db, self._kind, self._ids
            put, off = ([text], []) if asked == TAG else ([], [text])
            self._begin("Tagging", lambda watch: bulk.tag(db, kind, ids, put=put, take_off=off, watch=watch))

    def _set_typed(self, change: Change, text: str) -> None:
        """Read what was typed as the command line would; an empty text clears the field."""
        try:
            with self._desk.read() as session:
                values = fields.parse(session, self._kind, {change.field: text}, self._desk.now)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return
        self._set(values)

    def _set(self, values: dict[str, Any]) -> None:
        db, kind, ids = self._desk.app.db, self._kind, self._ids
        self._begin("Changing", lambda watch: bulk.edit(db, kind, ids, values, watch))

    @Slot()
    def remove(self) -> None:
        """Delete them all; one undo brings them back."""
        db, kind, ids = self._desk.app.db, self._kind, self._ids
        self._begin("Deleting", lambda watch: bulk.delete(db, kind, ids, watch))

    def _begin(self, title: str, carry: Carry) -> None:
        self._stop_asking()

        def work(handle: Handle) -> bulk.Done:
            return carry(bulk.Watch(handle.report, handle.cancelled))

        task = self._desk.start(f"{title} {words.many(len(self._ids), self._one)}", work)
        task.done.connect(self._tell)
        task.failed.connect(self._tell_failure)

    @Slot(object)
    def _tell(self, done: bulk.Done) -> None:
        sentence = f"{words.many(done.changed, self._one)} changed. Ctrl+Z takes it back."
        if done.refused:
            sentence += f" {words.number(len(done.refused))} stayed: {next(iter(done.refused.values()))}"
        self._desk.say(sentence, error=bool(done.refused))

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        self._desk.say(str(error), error=True)
