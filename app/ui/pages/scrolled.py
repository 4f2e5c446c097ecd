"""A page of sections under each other, which comes back to its place when the window is made anew."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, column, row, scroll_down
from app.ui.widgets.section import Row, Section


@dataclass(frozen=True)
class Place:
    """How far it is scrolled, the name of the widget with the focus, and what else a page keeps."""

    scrolled: int
    focus: str
    kept: object = None


class ScrolledPage(Page):
    """Subclasses fill `above`, which stays, and add sections to what scrolls."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk, name)
        look = desk.look
        self.area, self.inner, sheet = QScrollArea(), Plain(), Plain()
        scroll_down(self.area, self.inner)
        self.area.viewport().installEventFilter(self)
        sheet.setMaximumWidth(look.px(tokens.SHEET))
        margins = (tokens.S4 + tokens.S1, tokens.S1, tokens.S4, tokens.S6)
        line = row(look, 0, margins, self.inner)
        line.addWidget(sheet, 1000)
        line.addStretch(1)
        self._sections = column(look, tokens.S5, parent=sheet)
        self._sections.addStretch(1)
        whole = column(look, 0, parent=self.content)
        self.above = row(look, tokens.S2, (tokens.S4 + tokens.S1, 0, tokens.S4, tokens.S3))
        whole.addLayout(self.above)
        whole.addWidget(self.area, 1)

    def add_section(self, section: QWidget) -> None:
        self._sections.insertWidget(self._sections.count() - 1, section)

    def place(self) -> Place:
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        return Place(self.area.verticalScrollBar().value(), name)

    def return_to(self, place: object) -> None:
        if not isinstance(place, Place):
            return
        _lay_out(self.inner)
        self.area.verticalScrollBar().setValue(place.scrolled)
        found = self.findChild(QWidget, place.focus) if place.focus else None
        if isinstance(found, QWidget):
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Words above their control where there is little room."""
        narrow = self.area.viewport().width() < self.desk.look.px(tokens.NARROW_SHEET)
        for line in self.inner.findChildren(Row):
            line.set_narrow(narrow)


def _lay_out(widget: QWidget) -> None:
    """Give everything around and in it its size now, not with the next turn of the event loop."""
    chain = [widget]
    while (above := chain[-1].parentWidget()) is not None:
        chain.append(above)
    for part in (*reversed(chain), *widget.findChildren(Section)):
        layout = part.layout()
        if layout is not None:
            layout.activate()
