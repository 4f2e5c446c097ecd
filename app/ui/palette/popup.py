"""The palette: what the search field finds, below it; with nothing typed, what can be asked for."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QListView, QWidget

from app.core.errors import CrmError
from app.ui.desk import Desk
from app.ui.palette.entries import Entry
from app.ui.palette.rows import ROW, PaletteDelegate, PaletteModel, PaletteRow, of_entry, of_record
from app.ui.theme import tokens
from app.ui.title_line import SearchField
from app.ui.widgets.basic import column, label, lift

LIMIT, ASKABLE, KEPT = 30, 5, 5
"""Records found at most, commands above them at most, records opened lately."""


class Palette(QFrame):
    """Hangs below the search field inside the window; never takes the focus."""

    chosen = Signal(str, object)
    """kind and id of a record"""
    wanted = Signal(object)
    """an Entry"""

    def __init__(self, desk: Desk, field: SearchField, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._field, self._entries, self._over = desk, field, entries, parent
        self._lately: list[tuple[str, int]] = []
        self.setProperty("part", "popup")
        self._nothing = label("", "muted")
        self.rows, self.view = PaletteModel(self), QListView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(PaletteDelegate(desk.look, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName("Found")
        stack = column(desk.look, 0, (tokens.S1, tokens.S1, tokens.S1, tokens.S1), self)
        stack.addWidget(self.view)
        stack.addWidget(self._nothing)
        lift(self, desk.look)
        field.typed.connect(self.search)
        field.keyed.connect(self._key)
        field.blurred.connect(self.hide)
        self.view.clicked.connect(self._choose)
        self.hide()

    def note_opened(self, kind: str, record_id: int) -> None:
        """What was opened last is offered first."""
        rest = [known for known in self._lately if known != (kind, record_id)]
        self._lately = [(kind, record_id), *rest][:KEPT]

    @Slot(str)
    def search(self, text: str) -> None:
        typed = text.strip()
        rows = self._find(typed) if typed else self._offer()
        self.rows.show(rows)
        self.view.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._nothing.setText(f"Nothing holds “{typed[:40]}”.")
        self._nothing.setMargin(self._desk.look.px(tokens.S2))
        if rows:
            self.view.setCurrentIndex(self.rows.index(0))
        self._place(len(rows))

    def _offer(self) -> list[PaletteRow]:
        return [*self._records_lately(), *(of_entry(entry) for entry in self._entries)]

    def _records_lately(self) -> list[PaletteRow]:
        from app.crm import records  # noqa: PLC0415 - not needed at the start

        found = []
        with self._desk.read() as session:
            for kind, record_id in self._lately:
                try:
                    found.append(of_record(kind, record_id, records.title_of(records.get(session, kind, record_id))))
                except CrmError:
                    continue
        return found

    def _find(self, typed: str) -> list[PaletteRow]:
        from app.crm import search  # noqa: PLC0415 - needed at the first key, not at the start

        askable = [of_entry(entry) for entry in self._entries if entry.fits(typed)]
        try:
            with self._desk.read() as session:
                hits = search.find(session, typed, limit=LIMIT)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return askable
        return [*askable[:ASKABLE], *(of_record(hit.kind, hit.id, hit.title, hit.snippet or "") for hit in hits)]

    def _place(self, found: int) -> None:
        px = self._desk.look.px
        high = px(tokens.SEARCH_ROW) * max(1, min(found, tokens.SEARCH_ROWS)) + 2 * px(tokens.S1) + 2
        self.resize(min(px(tokens.SEARCH_POPUP), self._over.width()), high)
        corner = self._field.mapTo(self._over, QPoint(self._field.width() - self.width(), self._field.height()))
        self.move(max(0, corner.x()), corner.y() + px(tokens.S1))
        self.show()
        self.raise_()

    @Slot(object)
    def _key(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key == Qt.Key.Key_Return:
            self._choose(self.view.currentIndex())
        elif self.isVisible():
            step = 1 if key == Qt.Key.Key_Down else -1
            place = max(0, min(self.rows.rowCount() - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self.rows.index(place))
        else:
            self.search(self._field.field.text())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW) if index.isValid() else None
        if row is None or not self.isVisible():
            return
        self.leave()
        if isinstance(row.what, Entry):
            self.wanted.emit(row.what)
        else:
            self.chosen.emit(*row.what)

    def leave(self) -> None:
        self.hide()
        self._field.field.clear()
        self._field.field.clearFocus()
