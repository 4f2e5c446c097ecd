"""The key of the model: given once, never shown again, straight into the keyring of the system."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.clients import secrets
from app.clients.llm import endpoint
from app.clients.llm.failures import ModelError
from app.core.errors import CrmError
from app.crm import names
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.settings.part import Part
from app.ui.settings.verdict import Verdict
from app.ui.theme import tokens
from app.ui.widgets.basic import button
from app.ui.widgets.typed import Typed

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Kept:
    """there: a key is kept. lent: the variable that gives one for this run. notice: where keys are kept instead.

    refused: why the key that is kept does not go to the address that is chosen.
    """

    there: bool
    lent: str | None
    notice: str | None
    refused: str = ""


class Hidden(Typed):
    """A field whose letters are not seen; Esc leaves it."""

    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText("Paste the key, then Enter")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self._last = ""  # what could not be kept is given once more
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()


class KeyRow(Part):
    """Asking the keyring may take a moment, or the owner to unlock it, so it is done off the window's thread."""

    words = names.fold("language model key password secret api token keyring")
    keeping, settled = Signal(), Signal()
    """the keyring is being asked; it has answered all that was asked"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Key", " ")
        self._asked, self._kept = 0, Kept(False, None, None)
        self._for = ""
        self.field = Hidden("Key of the language model")
        self.field.setFixedWidth(desk.look.px(tokens.SETTING))
        self.replace, self.remove = button("Replace"), button("Remove", "plain")
        for part, name in ((self.field, "field"), (self.replace, "replace"), (self.remove, "remove")):
            part.setObjectName(f"model key {name}")
            part.hide()
        self.place(self.remove, self.replace, self.field)
        self.replace.setAccessibleName("Replace the key of the language model")
        self.remove.setAccessibleName("Remove the key of the language model")
        self.trouble = Verdict(desk.look)
        self.texts.addWidget(self.trouble)
        self.field.given.connect(self._keep)
        self.field.left.connect(self._leave)
        self.field.taken_back.connect(self._calm)
        self.replace.clicked.connect(self._replace)
        self.remove.clicked.connect(self._remove)

    def refresh(self) -> None:
        """Asked when another model is chosen only: a locked keyring would ask the owner to open it each time."""
        chosen = endpoint.chosen(self.desk.settings)
        if self.applies() and chosen != self._for:
            self._for = chosen
            self._ask(lambda: None)
        elif self.applies() and not self._asked:
            self.say(self._sentence(self._kept))

    def applies(self) -> bool:
        """Models on this computer are sent none."""
        chosen = endpoint.preset(self.desk.settings)
        return chosen != "none" and not endpoint.PRESETS[chosen].keyless

    @property
    def _name(self) -> str:
        return endpoint.key_name(self.desk.settings)

    def _ask(self, first: Callable[[], object]) -> None:
        """Do something with the keyring, then look what is kept there."""
        store = self.desk.app.secrets

        name, settings = self._name, dict(self.desk.settings)

        def work(_handle: Handle) -> Kept:
            first()
            return Kept(store.test(name), secrets.lent(name), store.notice, endpoint.refused(settings, store))

        self._asked += 1
        self.keeping.emit()
        task = self.desk.quietly(work)
        task.done.connect(self._show)
        task.failed.connect(self._tell)
        task.ended.connect(self._end)

    @Slot(object)
    def _show(self, kept: Kept) -> None:
        self._kept = kept
        if kept.there:
            self.field.settle("")
        self.trouble.say("")
        self._arrange(typing=(not kept.there or bool(kept.refused)) and kept.lent is None)
        self.say(self._sentence(kept))

    def _sentence(self, kept: Kept) -> str:
        if kept.lent:
            return f"From {kept.lent}, for this run. It is not kept."
        if kept.refused:
            return kept.refused
        where = kept.notice or "It lies in the keyring of your system, not with your data, and is never shown again."
        return f"{'Kept. ' if kept.there else ''}{where}{_receiver(self.desk)}"

    def _arrange(self, *, typing: bool) -> None:
        """Where the focus was on a button that goes, it stays in the row."""
        here = self.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        self.field.setVisible(typing)
        self.replace.setVisible(not typing and self._kept.there and self._kept.lent is None)
        self.remove.setVisible(not self.replace.isHidden())
        if here:
            (self.field if typing else self.replace).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _keep(self, typed: str) -> None:
        value, store, name = typed.strip(), self.desk.app.secrets, self._name
        self.trouble.say("")
        settings = dict(self.desk.settings)
        if value:
            self._ask(lambda: store.set(name, endpoint.bound(settings, name, value)))

    @Slot(object)
    def _tell(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            raise error
        self.trouble.say(error.message)
        self._arrange(typing=self.field.draft is not None or not self._kept.there)

    @Slot()
    def _end(self) -> None:
        self._asked -= 1
        if not self._asked:
            self.settled.emit()

    @Slot()
    def _replace(self) -> None:
        self._arrange(typing=True)

    @Slot()
    def _leave(self) -> None:
        self.field.settle("")
        self._arrange(typing=not self._kept.there)

    @Slot()
    def _calm(self) -> None:
        self.trouble.say("")

    @Slot()
    def _remove(self) -> None:
        store, name = self.desk.app.secrets, self._name
        self._ask(lambda: store.remove(name))


def _receiver(desk: Desk) -> str:
    try:
        return f" It is sent to {urlsplit(endpoint.current(desk.settings, None).address).netloc} alone."
    except ModelError:
        return ""
