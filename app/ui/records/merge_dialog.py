"""Two records that may be one, side by side: which one is kept, and what becomes of the other's words."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QScrollArea, QWidget

from app.core.errors import CrmError
from app.crm import comparing, merge
from app.crm.comparing import Compared, Comparison
from app.ui import words
from app.ui.desk import Desk
from app.ui.dialog import Dialog
from app.ui.phrases import BUSINESS_KINDS, SOURCES, STATUS, field_words
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, button, clear, column, label, row, rule

MORE = {"person": "people", "call or message": "calls and messages"}

NAMES = {
    "keep_in_touch_days": "Keep in touch", "keep_in_touch_max_days": "At the latest",
    "do_not_contact_reason": "Why not",
}  # fmt: skip


class MergeDialog(Dialog):
    """Enter merges, Esc leaves both as they are."""

    merged = Signal(object)
    """the id of the record that is kept"""

    def __init__(self, desk: Desk, kind: str, ids: Sequence[int], reason: str, parent: QWidget) -> None:
        """ids: the one to keep first. Errors: CrmError when one of them is gone."""
        super().__init__(parent)
        self._desk, self._kind, self._ids = desk, kind, list(ids)
        self.setWindowTitle("Merge two into one")
        self.setModal(True)
        look = desk.look
        self.resize(look.px(tokens.DIALOG[0]), look.px(tokens.DIALOG[1]))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question = label(reason, "muted")
        self.question.setWordWrap(True)
        self.choices = [QRadioButton(), QRadioButton()]
        self._group = QButtonGroup(self)
        self._inner, self.along = Plain(self), label("", "muted")
        self.along.setWordWrap(True)
        self.merge, self.cancel = button("Merge", "primary", hint="Enter"), button("Cancel", hint="Esc")
        self._lay_out()
        self.merge.setDefault(True)
        self._group.idClicked.connect(self._keep)
        self.merge.clicked.connect(self._merge)
        self.cancel.clicked.connect(self.reject)
        self._read()

    def _lay_out(self) -> None:
        look = self._desk.look
        stack = column(look, tokens.S3, (tokens.S5, tokens.S5, tokens.S5, tokens.S5), self)
        stack.addWidget(label("Are these one and the same?", "title"))
        stack.addWidget(self.question)
        holder = QScrollArea()
        holder.setWidgetResizable(True)
        holder.setWidget(self._inner)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows = column(look, 0, parent=self._inner)
        stack.addWidget(self._head())
        stack.addWidget(rule())
        stack.addWidget(holder, 1)
        stack.addWidget(self.along)
        line = row(look, tokens.S2)
        line.addStretch(1)
        line.addWidget(self.cancel)
        line.addWidget(self.merge)
        stack.addLayout(line)

    def _head(self) -> QWidget:
        head = Plain(self)
        line = row(self._desk.look, tokens.S3, parent=head)
        first = label("Keep", "muted")
        first.setFixedWidth(self._desk.look.px(tokens.WORD_WIDE))
        line.addWidget(first)
        for place, choice in enumerate(self.choices):
            self._group.addButton(choice, place)
            line.addWidget(choice, 1)
        self.choices[0].setChecked(True)
        return head

    def _read(self) -> None:
        """Compare as it would be with the record chosen now."""
        kept = max(0, self._group.checkedId())
        with self._desk.read() as session:
            found = comparing.compare(session, self._kind, self._ids[kept], self._ids[1 - kept])
        self._show(found, kept)

    def _show(self, found: Comparison, kept: int) -> None:
        shown = [found.keep_name, found.drop_name]
        for place, choice in enumerate(self.choices):
            name = shown[place if kept == 0 else 1 - place]
            choice.setText(name[:60].replace("&", "&&"))
            choice.setAccessibleName(f"Keep {name}")
        clear(self._rows)
        for compared in found.fields:
            self._rows.addWidget(self._row(compared, kept))
        self._rows.addWidget(Plain(), 1)
        moved = [words.many(count, word, MORE.get(word)) for word, count in found.moved.items()]
        along = f"{_listed(moved)} of {found.drop_name[:60]} move along. " if moved else ""
        self.along.setText(f"{along}Nothing is lost: what differs is kept in a note, and Ctrl+Z parts them again.")

    def _row(self, compared: Compared, kept: int) -> QWidget:
        look, holder = self._desk.look, Plain(self._inner)
        line = row(look, tokens.S3, (0, tokens.S1, 0, tokens.S1), holder)
        name = label(NAMES.get(compared.field, field_words(compared.field).capitalize()), "muted")
        name.setFixedWidth(look.px(tokens.WORD_WIDE))
        line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        stays = label(_value(compared.field, compared.keep), "")
        goes = _value(compared.field, compared.drop)
        taken = bool(compared.drop) and (not compared.keep or compared.both) and compared.keep != compared.drop
        goes += "  (to a note)" if compared.lost else "  (taken over)" if taken else ""
        other = label(goes, "" if taken else "muted")
        for cell in (stays, other) if kept == 0 else (other, stays):
            cell.setWordWrap(True)
            line.addWidget(cell, 1, Qt.AlignmentFlag.AlignTop)
        return holder

    @Slot(int)
    def _keep(self, _place: int) -> None:
        try:
            self._read()
        except CrmError as error:
            self._desk.say(error.message, error=True)
            self.reject()

    @Slot()
    def _merge(self) -> None:
        kept = max(0, self._group.checkedId())
        keep_id, drop_id, kind, at = self._ids[kept], self._ids[1 - kept], self._kind, self._desk.now

        def work(session: Any) -> bool:
            merge.merge(session, kind, keep_id, drop_id, at=at)
            return True

        if self._desk.write(work):
            self._desk.say("The two are one now. Ctrl+Z parts them again.")
            self.merged.emit(keep_id)
            self.accept()


def _value(field: str, text: str) -> str:
    words_of = STATUS | BUSINESS_KINDS | SOURCES if field in ("status", "kind", "source") else {}
    if field.startswith("keep_in_touch") and text:
        return f"every {words.many(int(text), 'day')}"
    return "yes" if text == "True" else words_of.get(text, text)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
