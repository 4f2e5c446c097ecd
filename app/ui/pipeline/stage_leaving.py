"""Asked before a stage with deals is deleted: where they shall go."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame

from app.crm.stages import StageFacts
from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, label, row
from app.ui.widgets.choice import Choice


class StageLeaving(QFrame):
    confirmed = Signal(object, object)
    """the stage that goes, the one that takes its deals"""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._stage_id = 0
        self.setProperty("part", "inline-form")
        self.question = label("")
        self.question.setWordWrap(True)
        self.target = Choice(look, "Stage that takes the deals")
        self.go, self.cancel = button("Move and delete", "danger"), button("Cancel", "plain", hint="Esc")
        stack = column(look, tokens.S2, (tokens.S3, tokens.S3, tokens.S3, tokens.S3), self)
        stack.addWidget(self.question)
        stack.addWidget(self.target)
        line = row(look, tokens.S2)
        line.addWidget(self.go)
        line.addWidget(self.cancel)
        line.addStretch(1)
        stack.addLayout(line)
        self.go.clicked.connect(self._go)
        self.cancel.clicked.connect(self.hide)
        self.hide()

    def ask(self, leaving: StageFacts, others: Sequence[StageFacts]) -> None:
        """others: those that may take the deals."""
        self._stage_id = leaving.id
        self.question.setText(
            f"{words.many(leaving.deals, 'deal')} {'stands' if leaving.deals == 1 else 'stand'} in {leaving.name}. "
            "Which stage takes them?"
        )
        self.target.show_choices([(facts.name, facts.id) for facts in others])
        self.target.setCurrentIndex(0)
        self.show()
        self.target.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, known: Sequence[StageFacts]) -> None:
        """The stage may be gone or empty by now."""
        if not any(facts.id == self._stage_id and facts.deals for facts in known):
            self.hide()

    @Slot()
    def _go(self) -> None:
        self.hide()
        self.confirmed.emit(self._stage_id, self.target.currentData())
