"""A piece of text with its form, as high as it is; links are told to whoever shows it, and nothing is ever loaded."""

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from app.ui.theme import tokens
from app.ui.theme.look import Look

WALKED = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


class MarkdownView(QTextBrowser):
    """Read and copied from, not written in. Keys that walk go to the area around it."""

    link_wanted = Signal(QUrl)

    def __init__(self, look: Look, name: str = "Text") -> None:
        super().__init__()
        self._look, self.shown = look, ""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setLineWrapMode(QTextBrowser.LineWrapMode.WidgetWidth)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(look.px(tokens.S4))
        self.anchorClicked.connect(self.link_wanted)
        self.highlighted.connect(self._show_target)

    def show_markdown(self, text: str) -> None:
        from app.ui.widgets.markdown import to_html  # noqa: PLC0415 - not needed at the start

        self._show(text, to_html(text, self._look))

    def show_plain(self, text: str) -> None:
        from app.ui.widgets.markdown import plain_to_html  # noqa: PLC0415 - not needed at the start

        self._show(text, plain_to_html(text, self._look))

    def set_walked(self, walked: bool) -> None:
        """Whether Tab stops here."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if walked else Qt.FocusPolicy.ClickFocus)

    def has_links(self) -> bool:
        block = self.document().begin()
        while block.isValid():
            if any(form.format.isAnchor() for form in block.textFormats()):
                return True
            block = block.next()
        return False

    def loadResource(self, _kind: int, _name: QUrl | str) -> None:
        """Nothing, from nowhere."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down moves the whole conversation."""
        if abs(event.angleDelta().y()) >= abs(event.angleDelta().x()):
            event.ignore()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in WALKED:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @Slot(QUrl)
    def _show_target(self, url: QUrl) -> None:
        self.viewport().setToolTip(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def _show(self, text: str, made: str) -> None:
        self.shown = text
        self.setHtml(made)
        self._trim()
        self._fit()

    def _trim(self) -> None:
        """No room above the first line and below the last: the text stands in a column that has its own."""
        cursor = QTextCursor(self.document())
        first = cursor.blockFormat()
        first.setTopMargin(0)
        cursor.setBlockFormat(first)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        last = cursor.blockFormat()
        last.setBottomMargin(0)
        cursor.setBlockFormat(last)

    def _fit(self) -> None:
        """As high as the text, and the bar below it where something is wider than the column."""
        document = self.document()
        edges = 2 * tokens.FOCUS_LINE
        document.setTextWidth(max(1, self.width() - edges))
        wide = document.size().width() > self.width() - edges
        high = round(document.size().height()) + edges + (self._look.px(tokens.SCROLLBAR) if wide else 0)
        if high != self.height() or self.minimumHeight() != high:
            self.setFixedHeight(high)
