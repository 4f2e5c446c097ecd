"""What the pane of a person and that of a business have in common: notice, twin, tags, files, quick log, timeline."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.core.errors import CrmError
from app.crm import comparing, duplicates
from app.crm.duplicates import Pair
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.records.filed_pane import FiledPane
from app.ui.records.merge_dialog import MergeDialog
from app.ui.records.tag_row import TagRow
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, ground, label, row
from app.ui.widgets.fields import Fields

LIKELY = 0.75
"""From this score on two records are shown to each other."""
REST = 400
"""Milliseconds without a change after which a twin is looked for."""
Twin = tuple[int, Pair, str]
"""(the record asked about, the pair, the other's name)"""


class Detail(FiledPane):
    merged = Signal(object)
    """the id of the record that is kept"""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk, kind)
        self._kind = kind
        self.record_id: int | None = None
        self._pair: Pair | None = None
        self._dialog: MergeDialog | None = None
        self.notice, self.notice_words = ground("notice", key="part"), label("")
        self.twin, self.twin_words = ground("notice", key="part"), label("")
        self.compare = button("Compare", "plain")
        self.tags = TagRow(desk)
        self._at_rest = QTimer(self)
        self._at_rest.setSingleShot(True)
        self._at_rest.setInterval(REST)
        self._at_rest.timeout.connect(self._look_for_twin)
        self.compare.clicked.connect(self._compare)
        self.delete.clicked.connect(self._remove)

    def begin(self, record_id: int) -> None:
        """Another record than before: from the top, and no longer beside its twin."""
        if record_id != self.record_id:
            for fields in self.findChildren(Fields):
                fields.forget()
            self.verticalScrollBar().setValue(0)
            self.twin.hide()
        self.record_id = record_id

    def head(self) -> None:
        """The notices, the tags and the quick log line."""
        look = self._desk.look
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

    def show_notice(self, text: str) -> None:
        self.notice_words.setText(text)
        self.notice.setVisible(bool(text))

    def show_around(self, session: Any, record_id: int) -> None:
        """Tags, files, and a moment later whether there is a twin."""
        self.tags.show_record(session, self._kind, record_id)
        self.files.show_record(session, self._kind, record_id)
        self._at_rest.start()

    def write(self, work: Callable[[Any], Any], refuse: Callable[[], object]) -> bool:
        """As the desk does. refuse: what is done where it is not taken, so that the typed text can be mended."""
        if self._desk.write(work) is not None:
            return True
        refuse()
        self.refresh()
        return False

    def refresh(self) -> bool:
        """Read the record again; False when it is gone."""
        raise NotImplementedError

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

    @Slot()
    def _remove(self) -> None:
        if self.record_id is not None:
            self.removed.emit(self.record_id)


NOBODY = Pair(0, 0, 0, "")
