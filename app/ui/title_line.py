"""The title line: title, its counts, the search field, the page's one primary button."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, button, label, restyle, row


class SearchField(QFrame):
    """Types into the search everywhere; hands arrow keys and Enter on to the list below it."""

    typed = Signal(str)
    keyed = Signal(object)
    """Key_Down, Key_Up, Key_Return or Key_Escape"""
    blurred = Signal()
    """The focus went elsewhere."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("part", "search")
        self.setProperty("focused", "false")
        self.setFixedHeight(look.px(tokens.CONTROL))
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search")
        self.field.setAccessibleName("Search everywhere")
        icon, hint = label(), label("Ctrl K", "meta")
        icon.setPixmap(look.pixmap("magnifying-glass"))
        line = row(look, tokens.S2, (tokens.S2, 0, tokens.S2, 0), self)
        for part in (icon, self.field, hint):
            line.addWidget(part)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self.typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", "true" if event.type() == QEvent.Type.FocusIn else "false")
            restyle(self)
            if event.type() == QEvent.Type.FocusOut:
                self.blurred.emit()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Escape):
                self.keyed.emit(key)
                return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


class TitleLine(QWidget):
    """Above the page, the same for all of them."""

    primary_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(look.px(tokens.TITLE_LINE))
        self.title, self.heading = label("", "page"), Elided("", "muted")
        self.search = SearchField(look)
        self.primary = button("", "primary")
        line = row(look, tokens.S2, (tokens.S4 + tokens.S1, 0, tokens.S4 + tokens.S1, 0), self)
        line.addWidget(self.title)
        line.addSpacing(look.px(tokens.S1))
        line.addWidget(self.heading, 1)
        line.addWidget(self.search)
        line.addWidget(self.primary)
        self.primary.clicked.connect(self.primary_wanted)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        self.search.setFixedWidth(self._look.px(tokens.SEARCH_NARROW if narrow else tokens.SEARCH))

    def show_page(self, title: str, primary: str, hint: str) -> None:
        self.title.setText(title)
        self.primary.setText(primary)
        self.primary.setAccessibleName(primary)
        self.primary.setToolTip(hint)
        self.primary.setVisible(bool(primary))
