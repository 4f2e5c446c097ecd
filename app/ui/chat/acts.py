"""What the buttons and links of a conversation do."""

from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.chat.shapes import Card, Turn
from app.core.errors import CrmError
from app.ui.chat.coach_turn import CoachTurn
from app.ui.chat.transcript import Transcript
from app.ui.desk import Desk
from app.ui.widgets.links import leads_outside, record_of


class Acts(QObject):
    """Hears a transcript, and shows on it what could not be done."""

    left = Signal()
    """A record or a page was asked for"""
    done = Signal()
    """What had the focus is gone"""

    def __init__(self, desk: Desk, shown: Transcript) -> None:
        super().__init__(shown)
        self._desk, self._shown = desk, shown
        for told, heard in (
            (shown.copied, self._copy), (shown.link_wanted, self._follow_link), (shown.opened, self._open_record),
            (shown.page_wanted, self._open_page), (shown.rated, self._rate), (shown.card_wanted, self._do_card),
            (shown.card_declined, self._decline_card), (shown.card_undone, self._undo_card),
            (shown.noted_undone, self._undo_noted),
        ):  # fmt: skip
            told.connect(heard)

    @Slot(object, object, str)
    def _rate(self, turn: Turn, rating: int | None, words: str) -> None:
        self._change(lambda chat: chat.rate(turn.id, rating, words))

    @Slot(object, int)
    def _do_card(self, turn: Turn, n: int) -> None:
        if self._change(lambda chat: chat.carry_out(turn.id, n), turn, n):
            self._open_letter(turn.details.cards[n])

    @Slot(object, int)
    def _decline_card(self, turn: Turn, n: int) -> None:
        self._change(lambda chat: chat.decline(turn.id, n), turn, n)

    @Slot(object, int)
    def _undo_card(self, turn: Turn, n: int) -> None:
        self._change(lambda chat: chat.undo_card(turn.id, n), turn, n)

    @Slot(object, int)
    def _undo_noted(self, turn: Turn, n: int) -> None:
        if self._change(lambda chat: chat.undo_noted(turn.id, n)):
            self.done.emit()

    def _open_letter(self, card: Card) -> None:
        """A card that was a message to somebody: it opens in the owner's mail program."""
        from app.chat.deeds import letter  # noqa: PLC0415 - not needed at the start

        try:
            with self._desk.read() as session:
                written = letter(session, card)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return
        if written is not None:
            self._desk.coach.write_letter(written)

    def _change(self, work: Any, turn: Turn | None = None, n: int = 0) -> bool:
        """turn, n: the card on which it is said what went wrong. Returns whether it went well."""
        trouble = self._desk.talk.change(work)
        view = self._shown.turn_view(turn.id) if turn is not None else None
        if trouble and isinstance(view, CoachTurn):
            view.show_trouble(n, trouble)
        elif trouble:
            self._desk.say(trouble, error=True)
        return not trouble

    @Slot(str)
    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._desk.say("Copied.")

    @Slot(QUrl)
    def _follow_link(self, url: QUrl) -> None:
        """To where it says; anything but the web and mail stays shut."""
        record = record_of(url)
        if record is not None:
            self._open_record(*record)
        elif leads_outside(url):
            QDesktopServices.openUrl(url)

    @Slot(str, object)
    def _open_record(self, kind: str, record_id: int) -> None:
        if kind == "insight":
            self._desk.coach.why(record_id)
        else:
            self._desk.open_wanted.emit(kind, record_id)
        self.left.emit()

    @Slot(str)
    def _open_page(self, page: str) -> None:
        self._desk.page_wanted.emit(page)
        self.left.emit()

    @Slot()
    def open_settings(self) -> None:
        self._open_page("settings")
