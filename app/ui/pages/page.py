"""What a page is, and how it is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, column, ground

Touched = Mapping[str, frozenset[int] | None]


class Page(QWidget):
    """A page fills the middle: content left, a detail pane right that it shows when something is open."""

    headed = Signal()
    """The line beside the title is out of date."""
    primary_label, primary_hint = "", ""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk, self._name = desk, name
        self.content, self.detail = Plain(self), ground("detail", key="part")
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(tokens.HAIRLINE)
        self.split.addWidget(self.content)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        look = desk.look
        self.content.setMinimumWidth(look.px(tokens.CONTENT_MIN))
        self.detail.setMinimumWidth(look.px(tokens.DETAIL_MIN))
        self.detail.setMaximumWidth(look.px(tokens.DETAIL_MAX))
        self.detail.hide()
        column(look, 0, parent=self).addWidget(self.split)

    def heading(self) -> str:
        """The line beside the title: counts and sums."""
        return ""

    def primary(self) -> None:
        """The one primary button of the page."""

    def refresh(self, touched: Touched) -> None:
        """Read again what changed; empty means everything may have."""

    def open_record(self, kind: str, record_id: int) -> None:
        """Select it and show its detail."""

    def place(self) -> object:
        """Where the owner is on the page, to be handed to `return_to` when the window is made anew."""
        return None

    def return_to(self, place: object) -> None:
        """Come back to a place: scrolled, focused and typed as it was."""

    def show_detail(self) -> None:
        if self.detail.isHidden():
            self.detail.show()
            known = self.desk.remembered(f"split/{self._name}")
            if known is None or not self.split.restoreState(known):
                wide = self.desk.look.px(tokens.DETAIL)
                self.split.setSizes([max(1, self.split.width() - wide), wide])

    def hide_detail(self) -> None:
        if not self.detail.isHidden():
            self.desk.remember(f"split/{self._name}", self.split.saveState())
            self.detail.hide()

    def leave(self) -> None:
        """The window closes."""
        if not self.detail.isHidden():
            self.desk.remember(f"split/{self._name}", self.split.saveState())


@dataclass(frozen=True)
class Command:
    """Something to ask a page for, in the palette or by its keys, from anywhere: the page is shown first.

    act: is given the page. keys: as Qt writes them, or none.
    """

    title: str
    icon: str
    act: Callable[[Any], object]
    keys: str = ""


@dataclass(frozen=True)
class PageDeclaration:
    """A line of the sidebar.

    group: pages of one group stand together. count: the number at the right, from a read session.
    tables: those whose changes concern the page; build: makes the page when it is first opened.
    kinds: records the page opens. commands: besides its primary button. keys: instead of Ctrl and its place.
    """

    key: str
    title: str
    icon: str
    group: str
    build: Callable[[Desk], Page]
    tables: frozenset[str]
    kinds: tuple[str, ...] = ()
    count: Callable[[Any], int] | None = None
    commands: tuple[Command, ...] = ()
    keys: str = ""
