"""Where questions to the model go, in one plain line: nowhere while none is chosen."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from PySide6.QtCore import Qt

from app.clients.llm import endpoint
from app.clients.llm.endpoint import Endpoint
from app.clients.llm.failures import ModelError
from app.core.settings import Value
from app.crm import names
from app.ui.desk import Desk
from app.ui.settings.part import Part
from app.ui.theme import tokens
from app.ui.widgets.basic import label


class Reach(Part):
    """A lock while everything stays here, else a globe."""

    words = names.fold("language model privacy leaves this computer address internet where")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, " ")
        self.mark = label()
        self.line.insertWidget(0, self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self.line.setSpacing(desk.look.px(tokens.S2))

    def refresh(self) -> None:
        home, sentence = told(self.desk.settings)
        icon = ("lock-simple", "green") if home else ("globe-simple", "muted")
        self.mark.setPixmap(self.desk.look.pixmap(icon[0], color=icon[1]))
        self.title.setText(sentence)

    def applies(self) -> bool:
        return True

    def set_narrow(self, narrow: bool) -> None:
        """The mark stays before the words."""


def told(settings: Mapping[str, Value]) -> tuple[bool, str]:
    """Whether everything stays on this computer, and that in a sentence."""
    try:
        asked = endpoint.current(settings, None)
    except ModelError as error:
        if error.why == "no_model" and endpoint.preset(settings) == "none":
            return True, "Nothing leaves this computer: no model is chosen, and the coach answers from your figures."
        return True, f"Nothing leaves this computer yet. {error.message}"
    only = f" For this run {endpoint.ADDRESS_VARIABLE} says so, whatever is chosen here." if endpoint.lent() else ""
    return asked.loopback, f"{_way(asked)}{only}"


def _way(asked: Endpoint) -> str:
    host = urlsplit(asked.address).netloc
    if asked.loopback:
        return f"Nothing leaves this computer: questions go to {host} on it."
    if asked.local:
        return f"Questions go to {host} in your own network, with what you allow below and nothing else."
    return f"Questions go to {host}, with what you allow below and nothing else."
