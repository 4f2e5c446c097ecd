"""What the pane of a person and that of a business have in common: name, notice, twin, work, tags, files, timeline."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.core.errors import CrmError
from app.crm import comparing, duplicates, surroundings
from app.crm.duplicates import Pair
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.records.filed_pane import FiledPane
from app.ui.records.lines import deal_line, task_line
from app.ui.records.merge_dialog import MergeDialog
from app.ui.records.record_fields import RecordFields
from app.ui.records.related import Related
from app.ui.records.tag_row import TagRow
from app.ui.theme import tokens
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.basic import Elided, button, column, ground, label, row

LIKELY = 0.75
"""From this score on two records are shown to each other."""
REST = 400
"""Milliseconds without a change after which a twin is looked for."""
Twin = tuple[int, Pair, str]
"""(the record asked about, the pair, the other's name)"""


class Detail(FiledPane):
    fields: RecordFields

    merged = Signal(object)
    """the id of the record that is kept"""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk, kind)
        self._pair: Pair | None = None
        self._dialog: MergeDialog | None = None
        self.avatar, self.name, self.below = Avatar(desk.look), Elided("", "title"), Elided("", "muted")
        self.deals = Related(desk, "Deals", "deal", {"title": "What is it?", "value": f"Value in {desk.currency}"})
        self.tasks = Related(desk, "Open tasks", "task", {"title": "What is to be done?", "due": "When?"})
        self.notice, self.notice_words = ground("notice", key="part"), label("")
        self.twin, self.twin_words = ground("notice", key="part"), label("")
        self.compare = button("Compare", "plain")
        self.tags = TagRow(desk)
        self._at_rest = QTimer(self)
        self._at_rest.setSingleShot(True)
        self._at_rest.setInterval(REST)
        self._at_rest.timeout.connect(self._look_for_twin)
        self.compare.clicked.connect(self._compare)

    def forget(self) -> None:
        """Another record comes: no longer beside the twin of the one before."""
        super().forget()
        self.twin.hide()

    def head(self) -> None:
        """The name, the notices, the tags and the quick log line."""
        look = self._desk.look
        top, texts = row(look, tokens.S3), column(look, tokens.S0)
        texts.addWidget(self.name)
        texts.addWidget(self.below)
        top.addWidget(self.avatar)
        top.addLayout(texts, 1)
        self.body.addLayout(top)
        self.body.addSpacing(look.px(tokens.S1))
        for box, text in ((self.notice, self.notice_words), (self.twin, self.twin_words)):
            text.setWordWrap(True)
            line = row(look, tokens.S2, (tokens.S3, tokens.S2, tokens.S3, tokens.S2), box)
            line.addWidget(text, 1)
            self.body.addWidget(box)
            box.hide()
        self.twin.layout().addWidget(self.compare)  # type: ignore[union-attr]
        holder = column(look, 0, (0, tokens.S1, 0, tokens.S2))
        holder.addWidget(self.tags)
        self.body.addLayout(holder)
        self.body.addWidget(self.log)
        self.body.addSpacing(look.px(tokens.S2))

    def show_name(self, name: str, below: str) -> None:
        self.avatar.show_name(name)
        self.name.setText(name)
        self.below.setText(below)

    def show_notice(self, text: str) -> None:
        self.notice_words.setText(text)
        self.notice.setVisible(bool(text))

    def show_work(self, session: Any, record_id: int) -> None:
        """Its deals and open tasks."""
        self.deals.show_lines([deal_line(deal) for deal in surroundings.deals(session, self._kind, record_id)])
        today, found = self._desk.now.date(), surroundings.open_tasks(session, self._kind, record_id)
        self.tasks.show_lines([task_line(task, today) for task in found])

    def show_around(self, session: Any, record_id: int) -> None:
        """Tags, files, and a moment later whether there is a twin."""
        self.tags.show_record(session, self._kind, record_id)
        self.files.show_record(session, self._kind, record_id)
        self._at_rest.start()

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.record_id is not None:
            record_id, at, change = self.record_id, self._desk.now, self.fields.change
            self.write(lambda session: change(session, record_id, key, value, at), partial(self.fields.refuse, key))

    @Slot()
    def _look_for_twin(self) -> None:
        """Only once the owner pauses: it compares with everybody who shares a trait."""
        kind, read, record_id = self._kind, self._desk.read, self.record_id
        if record_id is None:
            return

        def work(_handle: Handle) -> Twin | None:
            with read() as session:
                pairs = [pair for pair in duplicates.of(session, kind, record_id) if pair.score >= LIKELY]
                if not pairs:
                    return record_id, NOBODY, ""
                found = comparing.compare(session, kind, pairs[0].keep_id, pairs[0].drop_id)
                other = found.drop_name if pairs[0].keep_id == record_id else found.keep_name
                return record_id, pairs[0], other

        self._desk.quietly(work).done.connect(self._show_twin)

    @Slot(object)
    def _show_twin(self, twin: Twin) -> None:
        record_id, pair, name = twin
        if record_id != self.record_id:
            return
        self._pair = pair
        self.twin.setVisible(bool(name))
        self.twin_words.setText(f"{name[:80]} may be the same: {pair.reason}.")

    @Slot()
    def _compare(self) -> None:
        if self._pair is not None:
            self.ask_to_merge((self._pair.keep_id, self._pair.drop_id), f"{self._pair.reason.capitalize()}.")

    def ask_to_merge(self, ids: tuple[int, int], reason: str) -> None:
        """Show two side by side; nothing happens before somebody says so."""
        over: QWidget = self.window()
        try:
            self._dialog = MergeDialog(self._desk, self._kind, ids, reason, over)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return
        self._dialog.merged.connect(self.merged)
        self._dialog.show()


NOBODY = Pair(0, 0, 0, "")
