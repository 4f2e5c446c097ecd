"""One line that asks why a deal was lost. It can be passed over."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.core.errors import CrmError
from app.crm import deals, figures
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import button, label, row
from app.ui.widgets.suggest import suggest

LONGEST = 40


class LostReason(QFrame):
    """Enter keeps the reason, Esc skips. The deal is lost already: nothing waits for an answer."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._deal_id: int | None = None
        self.setProperty("part", "inline-form")
        self.question, self.field = label("", "muted"), QLineEdit()
        self.field.setAccessibleName("Why was it lost?")
        self.field.setPlaceholderText("Too expensive, no answer, chose another …")
        self._known = suggest(self.field)
        self.keep, self.skip = button("Keep", "primary", hint="Enter"), button("Skip", "plain", hint="Esc")
        line = row(desk.look, tokens.S2, (tokens.S3, tokens.S2, tokens.S2, tokens.S2), self)
        line.addWidget(self.question)
        line.addWidget(self.field, 1)
        line.addWidget(self.keep)
        line.addWidget(self.skip)
        self.field.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.skip.clicked.connect(self._leave)
        self.hide()

    def ask(self, deal_id: int, title: str, known: str) -> None:
        """known: the reason kept from before, if there is one."""
        self._deal_id = deal_id
        shown = title if len(title) <= LONGEST else f"{title[:LONGEST]}…"
        self.question.setText(f"Why was {shown} lost?")
        self.field.setAccessibleName(f"Why was {title} lost?")
        self.field.setText(known)
        with self._desk.read() as session:
            self._known.setStringList(figures.lost_reasons(session))
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Nothing to ask once the deal is open again, won or gone."""
        if self._deal_id is None:
            return
        try:
            with self._desk.read() as session:
                lost = deals.get(session, self._deal_id).won is False
        except CrmError:
            lost = False
        if not lost:
            self._deal_id = None
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _keep(self) -> None:
        deal_id, reason, at = self._deal_id, self.field.text().strip(), self._desk.now

        def work(session: Any) -> bool:
            deals.edit(session, deal_id or 0, at=at, lost_reason=reason or None)
            return True

        if self._desk.write(work):
            self._leave()

    @Slot()
    def _leave(self) -> None:
        self._deal_id = None
        self.hide()
        self.left.emit()
