"""The filters the owner has kept, in a menu."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.crm import saved_filters

KEEP = "keep"


class SavedMenu(QMenu):
    """chosen, renamed, dropped: the id of a kept filter. keep_wanted: keep what is filtered by now."""

    chosen, renamed, dropped, keep_wanted = Signal(object), Signal(object), Signal(object), Signal()

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setAccessibleName("Saved filters")
        self.triggered.connect(self._take)

    def fill(self, session: Any, *, can_keep: bool) -> None:
        self.clear()
        known = saved_filters.of(session, self._kind)
        for saved in known:
            self.addAction(saved.name.replace("&", "&&")).setData(("show", saved.id))
        if known:
            self.addSeparator()
        keep = self.addAction("Save this filter …")
        keep.setData((KEEP, 0))
        keep.setEnabled(can_keep)
        for title, what in (("Rename", "rename"), ("Delete", "drop")) if known else ():
            inner = self.addMenu(title)
            for saved in known:
                inner.addAction(saved.name.replace("&", "&&")).setData((what, saved.id))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        what, filter_id = action.data()
        if what == KEEP:
            self.keep_wanted.emit()
        else:
            {"show": self.chosen, "rename": self.renamed, "drop": self.dropped}[what].emit(filter_id)
