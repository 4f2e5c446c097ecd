"""A text of any length: laid out piece by piece, the first pages at once, the rest when asked for."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column
from app.ui.widgets.markdown_pieces import Piece, split
from app.ui.widgets.markdown_view import MarkdownView

AT_ONCE = 4
"""Pieces shown at first, and more with each click: some 12,000 characters."""
FIRST_WORDS = 60


class Prose(QWidget):
    """plain: as it was typed, without form. who: for the screen reader."""

    link_wanted = Signal(QUrl)

    def __init__(self, look: Look, who: str, *, plain: bool = False) -> None:
        super().__init__()
        self._look, self._who, self._plain = look, who, plain
        self._text, self._limit = "", AT_ONCE
        self._pieces: list[Piece] = []
        self.views: list[MarkdownView] = []
        self.further = button("", "plain")
        self.further.clicked.connect(self._show_further)
        self._stack = column(look, tokens.S2, parent=self)
        self._stack.addWidget(self.further)
        self.further.hide()

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        """Only what is new is laid out, so that a text may grow many times a second."""
        if text == self._text and self._pieces:
            return
        if text.startswith(self._text) and self._pieces:
            self._text = text
            self._go_on()
        else:
            self._text, self._pieces = text, split(text, most=self._limit + 1)
        self._lay_out()

    def _go_on(self) -> None:
        """Split from the last piece on, one piece further than is shown."""
        if len(self._pieces) <= self._limit:
            last = self._pieces.pop()
            self._pieces += split(self._text, last.start, last.begun, self._limit + 1 - len(self._pieces))

    def _lay_out(self) -> None:
        shown = self._pieces[: self._limit]
        for place, piece in enumerate(shown):
            view = self._view(place)
            if view.shown != piece.text:
                (view.show_plain if self._plain else view.show_markdown)(piece.text)
                self._name(view, place)
            view.show()
        for view in self.views[len(shown) :]:
            view.hide()
        self._show_rest(shown)

    def _view(self, place: int) -> MarkdownView:
        if place == len(self.views):
            made = MarkdownView(self._look)
            made.link_wanted.connect(self.link_wanted)
            self._stack.insertWidget(place, made)
            self.views.append(made)
        return self.views[place]

    def _name(self, view: MarkdownView, place: int) -> None:
        """The first piece is a stop of Tab, and each that has a link."""
        more = ", continued" if place else ""
        view.setAccessibleName(f"{self._who}{more}: {' '.join(view.toPlainText()[:FIRST_WORDS].split())}")
        view.set_walked(not place or view.has_links())

    def _show_rest(self, shown: list[Piece]) -> None:
        left = len(self._text) - self._pieces[len(shown)].start if len(self._pieces) > len(shown) else 0
        self.further.setVisible(bool(left))
        self.further.setText(f"Show more ({words.number(left)} characters)")
        self.further.setAccessibleName(self.further.text())

    @Slot()
    def _show_further(self) -> None:
        self._limit += AT_ONCE
        self._go_on()
        self._lay_out()
