"""The sidebar: the pages there are, with their counts; icons alone when the window is narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import words
from app.ui.pages.page import PageDeclaration
from app.ui.palette.entries import keys_of
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import column, outline


class Sidebar(QWidget):
    """Built from the page declarations; a gap stands between groups."""

    chosen = Signal(str)

    def __init__(self, look: Look, pages: Sequence[PageDeclaration], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._narrow = look, False
        self.rows: dict[str, SidebarRow] = {}
        self.setProperty("part", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Pages")
        stack = column(look, 0, (tokens.S2, tokens.S3, tokens.S2, tokens.S3), self)
        self._mark = Mark(look)
        stack.addWidget(self._mark)
        stack.addSpacing(look.px(tokens.S2))
        before = pages[0].group if pages else ""
        for place, page in enumerate(pages):
            if page.group != before:
                stack.addSpacing(look.px(tokens.S4))
            before = page.group
            stack.addWidget(self._row(page, place))
        stack.addStretch(1)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.setFixedWidth(self._look.px(tokens.SIDEBAR_NARROW if narrow else tokens.SIDEBAR))
        self._mark.set_narrow(narrow)
        for line in self.rows.values():
            line.set_narrow(narrow)

    def select(self, key: str) -> None:
        for name, row in self.rows.items():
            row.setChecked(name == key)

    def set_count(self, key: str, count: int) -> None:
        self.rows[key].set_count(count)

    def _row(self, page: PageDeclaration, place: int) -> "SidebarRow":
        row = SidebarRow(self._look, page, place + 1)
        row.wanted.connect(self.chosen)
        self.rows[page.key] = row
        return row


class SidebarRow(QAbstractButton):
    """One page: icon, title, count. Arrow keys walk along the rows."""

    wanted = Signal(str)

    def __init__(self, look: Look, page: PageDeclaration, place: int) -> None:
        super().__init__()
        self._look, self._page, self._narrow, self._count = look, page, False, ""
        self.setCheckable(True)
        self.setFixedHeight(look.px(tokens.SIDEBAR_ROW) + look.px(tokens.S0))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(page.title)
        self.setText(page.title)
        self.setToolTip(f"{page.title}  {keys_of(page, place)}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._choose)

    def set_count(self, count: int) -> None:
        self._count = words.number(count) if count else ""
        self.setAccessibleDescription(self._count)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(tokens.SIDEBAR_NARROW), self._look.px(tokens.SIDEBAR_ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(0, px(tokens.HAIRLINE), 0, -px(tokens.HAIRLINE))
        self._paint_ground(painter, area)
        strong = self.isChecked()
        icon = look.pixmap(self._page.icon, tokens.ICON, "accent" if strong else "muted")
        side = px(tokens.ICON)
        left = (self.width() - side) // 2 if self._narrow else px(tokens.S3)
        painter.drawPixmap(QRect(left, (self.height() - side) // 2, side, side), icon)
        if not self._narrow:
            self._paint_words(painter, area.adjusted(px(tokens.S3) + side + px(tokens.S3), 0, -px(tokens.S3), 0))

    def _paint_ground(self, painter: QPainter, area: QRect) -> None:
        radius = self._look.px(tokens.RADIUS)
        fill = "accent_soft" if self.isChecked() else "hover" if self.underMouse() else None
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.color(fill))
            painter.drawRoundedRect(area, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outline(painter, self._look, area, focused=True, radius=tokens.RADIUS)

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        strong = self.isChecked()
        painter.setPen(self._look.color("accent" if strong else "muted"))
        painter.setFont(self._look.font(strong=strong, figures=True))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(middle | Qt.AlignmentFlag.AlignRight), self._count)
        room = area.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(self._count) - self._look.px(tokens.S1), 0)
        title = painter.fontMetrics().elidedText(self._page.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), title)

    @Slot()
    def _choose(self) -> None:
        self.wanted.emit(self._page.key)


class Mark(QWidget):
    """The drop and the name."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._narrow = look, False
        self.setFixedHeight(look.px(tokens.SIDEBAR_ROW))

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        side = px(tokens.ICON_LARGE)
        left = (self.width() - side) // 2 if self._narrow else px(tokens.S2) + px(tokens.S0)
        painter.drawPixmap(
            QPoint(left, (self.height() - side) // 2), look.pixmap("drop-fill", tokens.ICON_LARGE, "accent")
        )
        if not self._narrow:
            painter.setPen(look.color("text"))
            painter.setFont(look.font(tokens.TITLE, strong=True))
            area = self.rect().adjusted(left + side + px(tokens.S2), 0, 0, 0)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), "Rainmaker")
