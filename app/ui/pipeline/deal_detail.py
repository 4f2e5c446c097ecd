"""A deal beside the board."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.desk import Desk


class DealDetail(QWidget):
    closed, moved, removed = Signal(), Signal(object, object), Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.deal_id: int | None = None

    def show_deal(self, deal_id: int) -> bool:
        self.deal_id = deal_id
        return False

    def refresh(self) -> bool:
        return True
