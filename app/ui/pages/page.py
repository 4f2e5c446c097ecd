"""What a page is, and how it is declared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.crm import records
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
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self.furnish)

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

    def furnish(self) -> None:
        """Build what is not seen at first; called once the page has been painted."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rest.start(tokens.PAINTED)

    def delete(self, kind: str, record_id: int) -> str:
        """Delete a record in one step that can be undone. Returns its name, or nothing where it could not be."""
        at = self.desk.now

        def work(session: Any) -> str:
            name = records.title_of(records.get(session, kind, record_id))
            records.delete(session, kind, record_id, at)
            return name

        return self.desk.write(work) or ""

    def show_detail(self) -> None:
        if self.detail.isHidden():
            self.detail.show()
            self._fit()
            known = self.desk.remembered(f"split/{self._name}")
            if known is None or not self.split.restoreState(known):
                wide = self.desk.look.px(tokens.DETAIL)
                self.split.setSizes([max(1, self.split.width() - wide), wide])

    def hide_detail(self) -> None:
        if not self.detail.isHidden():
            self._remember_split()
            self.detail.hide()
            self._fit()

    def show_content(self) -> None:
        """Bring back what a detail that stands alone has hidden."""
        if self.content.isHidden():
            self.hide_detail()

    def leave(self) -> None:
        """The window closes."""
        self._remember_split()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for both, the detail stands alone until it is closed."""
        alone = not self.detail.isHidden() and self.width() < self.desk.look.px(tokens.BOTH_MIN)
        self.content.setVisible(not alone)
        self.detail.setMaximumWidth(tokens.HIGHEST if alone else self.desk.look.px(tokens.DETAIL_MAX))

    def _remember_split(self) -> None:
        if not (self.detail.isHidden() or self.content.isHidden()):
            self.desk.remember(f"split/{self._name}", self.split.saveState())


@dataclass(frozen=True)
class Command:
    """Something to ask a page for, in the palette or by its keys, from anywhere: the page is shown first.

    act: is given the page. keys: as Qt writes them, or none. words: others by which it is found, small, with spaces.
    """

    title: str
    icon: str
    act: Callable[[Any], object]
    keys: str = ""
    words: str = ""


@dataclass(frozen=True)
class PageDeclaration:
    """A line of the sidebar.

    group: pages of one group stand together. count: the number at the right, from a read session.
    tables: those whose changes concern the page; build: makes the page when it is first opened.
    kinds: records the page opens. commands: besides its primary button. keys: instead of Ctrl and its place.
    words: others by which it is found, small, with spaces.
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
    words: str = ""
