"""A row of the Settings page that is no setting, such as the key of the model or what it used."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clients.llm import endpoint
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, row
from app.ui.widgets.section import Row


class Part(Row):
    """`words`: everything it can be found by. `tables`: what it shows changes with these."""

    words = ""
    tables = frozenset(("user_settings",))

    def __init__(self, desk: Desk, title: str, note: str = "") -> None:
        super().__init__(desk.look, title, note)
        self.desk = desk

    def place(self, *controls: QWidget) -> None:
        """At the right, in line with the controls of the settings, which keep room for the way back to the default."""
        look = self.desk.look
        right = Plain(self)
        line = row(look, tokens.S2, (0, 0, tokens.ICON + 3 * tokens.S1 + tokens.S0, 0), right)
        for control in controls:
            line.addWidget(control)
        self.line.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)

    def refresh(self) -> None:
        """Show what is so now."""
        raise NotImplementedError

    def applies(self) -> bool:
        """Whether it is seen while nobody searches: what a model needs, once one is chosen."""
        return endpoint.preset(self.desk.settings) != "none"

    def say(self, note: str) -> None:
        self.note.setText(note)
        self.note.setVisible(bool(note))
