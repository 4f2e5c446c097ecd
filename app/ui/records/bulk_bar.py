"""What can be done with several selected records at once."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from app.core.errors import CrmError
from app.crm import bulk, fields, tags
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.records.asks import Change
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, label, row
from app.ui.widgets.suggest import suggest

TAG, UNTAG = "tag", "untag"
SEVERAL = 2
BACK = "Ctrl+Z takes it back."
Carry = Callable[[bulk.Watch], bulk.Done]


class BulkBar(QWidget):
    """Below a list while more than one record is selected."""

    left, export_wanted = Signal(), Signal()
    """left: select nothing again."""

    def __init__(self, desk: Desk, kind: str, one: str, changes: Sequence[Change], more: str = "") -> None:
        """one, more: as the owner calls one of them, and many."""
        super().__init__()
        self._desk, self._kind, self._one, self._more, self._changes = desk, kind, one, more or f"{one}s", changes
        self._ids: Sequence[int] = ()
        self._asked: Change | str = TAG
        self._picks: list[tuple[Change, Any]] = []
        self._verb = "changed"
        self.setProperty("part", "bulk")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.count, self.question, self.field = label("", "strong"), label("", "muted"), QLineEdit()
        self._known = suggest(self.field)
        self.change, self.tag = button("Change"), button("Tag")
        self.export, self.delete = button("Export", hint="Write them to a CSV file"), button("Delete")
        self.leave = button("Select none", "plain", hint="Esc")
        stack = column(desk.look, tokens.S2, (tokens.S4 + tokens.S1, tokens.S2, tokens.S4, tokens.S2), self)
        line, asking = row(desk.look, tokens.S2), row(desk.look, tokens.S2)
        for part in (self.count, self.change, self.tag, self.export, self.delete, self.leave):
            line.addWidget(part)
        line.addStretch(1)
        asking.addWidget(self.question)
        asking.addWidget(self.field)
        asking.addStretch(1)
        stack.addLayout(line)
        stack.addLayout(asking)
        self.setMinimumWidth(1)  # where there is less room than it would like, it does not push the pane out
        self.menu, self.tag_menu = QMenu(self), QMenu(self)
        self._connect()
        self._stop_asking()
        self.hide()

    def show_ids(self, ids: Sequence[int]) -> None:
        """The bar is there for two records and more, and while something is asked about the one chosen."""
        if list(ids) == list(self._ids) and self.asking:
            return
        self._ids = ids
        self.count.setText(self._many(len(ids)))
        self._stop_asking()

    @property
    def asking(self) -> bool:
        return not self.field.isHidden()

    def fill_changes(self, menu: QMenu) -> None:
        """What can be set, into a menu whose actions `take` understands."""
        self._picks = []
        with self._desk.read() as session:
            for change in self._changes:
                self._add_change(session, menu, change)

    def take(self, action: QAction) -> None:
        """An action of `fill_changes`, for the records shown."""
        change, value = self._picks[int(action.data())]
        if value is None:
            self._ask(change, f"New {change.title.lower()}")
        else:
            self._set({change.field: value})

    def ask_tag(self, which: str) -> None:
        """which: TAG or UNTAG."""
        with self._desk.read() as session:
            self._known.setStringList(tags.names_in_use(session))
        self._ask(which, "Which tag?" if which == TAG else "Which tag comes off?")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What the menu of the rows has too gives way first."""
        super().resizeEvent(event)
        wide = event.size().width() >= self._desk.look.px(tokens.NARROW_SHEET)
        self.export.setVisible(wide)
        self.leave.setText("Select none" if wide else "None")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.asking:
            self._stop_asking()
            if len(self._ids) < SEVERAL:
                self.left.emit()
        else:
            self.left.emit()

    def _connect(self) -> None:
        self.change.clicked.connect(self._offer_changes)
        self.tag.clicked.connect(self._offer_tags)
        self.delete.clicked.connect(self.remove)
        self.leave.clicked.connect(self.left)
        self.export.clicked.connect(self.export_wanted)
        self.menu.triggered.connect(self.take)
        self.tag_menu.triggered.connect(self._take_tag)
        self.field.setAccessibleName("New value")
        self.field.returnPressed.connect(self._take_typed)
        self.change.setVisible(bool(self._changes))

    @Slot()
    def _offer_changes(self) -> None:
        self.menu.clear()
        self.fill_changes(self.menu)
        self.menu.popup(self.change.mapToGlobal(QPoint(0, self.change.height())))

    def _add_change(self, session: Any, menu: QMenu, change: Change) -> None:
        options = change.offer(session)
        holder = menu.addMenu(change.title) if options else menu
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
    def _take_tag(self, action: QAction) -> None:
        self.ask_tag(str(action.data()))

    def _ask(self, what: Change | str, question: str) -> None:
        self._asked = what
        if isinstance(what, Change):
            self._known.setStringList([])
        self.question.setText(question)
        self.field.setAccessibleName(question)
        self.field.clear()
        self.question.show()
        self.field.show()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_asking(self) -> None:
        self.question.hide()
        self.field.hide()
        self.setVisible(len(self._ids) >= SEVERAL)

    @Slot()
    def _take_typed(self) -> None:
        text, asked = self.field.text().strip(), self._asked
        if isinstance(asked, Change):
            self._set_typed(asked, text)
        elif text:
            db, kind, ids = self._desk.app.db, self._kind, self._ids
            put, off = ([text], []) if asked == TAG else ([], [text])
            self._verb = "tagged" if asked == TAG else "freed of the tag"
            self._begin("Tagging", lambda watch: bulk.tag(db, kind, ids, put=put, take_off=off, watch=watch))

    def _set_typed(self, change: Change, text: str) -> None:
        """An empty text clears the field."""
        try:
            with self._desk.read() as session:
                values = (
                    {change.field: change.read(text, self._desk.now.date())}
                    if change.read
                    else fields.parse(session, self._kind, {change.field: text}, self._desk.now)
                )
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return
        self._set(values)

    def _set(self, values: dict[str, Any]) -> None:
        db, kind, ids = self._desk.app.db, self._kind, self._ids
        self._verb = "changed"
        self._begin("Changing", lambda watch: bulk.edit(db, kind, ids, values, watch))

    @Slot()
    def remove(self) -> None:
        """Delete them all; one undo brings them back."""
        db, kind, ids = self._desk.app.db, self._kind, self._ids
        self._verb = "deleted"
        self._begin("Deleting", lambda watch: bulk.delete(db, kind, ids, watch))

    def _begin(self, title: str, carry: Carry) -> None:
        self._stop_asking()

        def work(handle: Handle) -> bulk.Done:
            return carry(bulk.Watch(handle.report, handle.cancelled))

        task = self._desk.start(f"{title} {self._many(len(self._ids))}", work)
        task.done.connect(self._tell)
        task.failed.connect(self._desk.tell_failure)

    @Slot(object)
    def _tell(self, done: bulk.Done) -> None:
        back = "Ctrl+Z brings them back." if self._verb == "deleted" else BACK
        sentence = f"{self._many(done.changed)} {self._verb}. {back}"
        if done.refused:
            sentence += f" {words.number(len(done.refused))} stayed: {next(iter(done.refused.values()))}"
        self._desk.say(sentence, error=bool(done.refused))

    def _many(self, count: int) -> str:
        return words.many(count, self._one, self._more)
