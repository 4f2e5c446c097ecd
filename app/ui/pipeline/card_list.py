"""The list of cards in one column, with its own drag by mouse and moves by key."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from app.crm.figures import Card
from app.ui.pipeline.card_delegate import CardDelegate
from app.ui.pipeline.card_model import CARD, CardModel
from app.ui.pipeline.table_parts import name_parts
from app.ui.theme import tokens
from app.ui.theme.look import Look

SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
UPRIGHT = (Qt.Key.Key_Up, Qt.Key.Key_Down)
MOVING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class CardList(QTableView):
    """A table of one column: unlike a list it asks nothing about rows that are not seen.

    Qt's own drag is not used: it blocks the event loop, looks different everywhere and cannot leave by Esc.
    """

    opened = Signal(object)
    """id: show the detail"""
    walked = Signal(int)
    """-1 or 1: the keyboard goes to the next column"""
    pushed = Signal(object, int)
    """id, -1 or 1: move the card a stage"""
    dragged = Signal(object, object)
    """id, global position while the button is down"""
    dropped = Signal(object, object)
    """id, global position, None when given up"""
    closed = Signal()
    removed = Signal(object)

    def __init__(self, look: Look, model: CardModel, name: str) -> None:
        super().__init__()
        self.cards = model
        model.setParent(self)  # which goes with its column
        self.setModel(model)
        self.painter_of_cards = CardDelegate(look, self)
        self.setItemDelegate(self.painter_of_cards)
        self.setAccessibleName(name)
        self.setProperty("kind", "cards")
        self._set_up_rows(look)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._pressed: QPoint | None = None
        self._carried: int | None = None

    @property
    def current_id(self) -> int | None:
        return self.cards.id_at(self.currentIndex().row()) if self.selectionModel().hasSelection() else None

    def select(self, deal_id: int) -> bool:
        """Select and scroll to a deal, if the column has it."""
        place = self.cards.place_of(deal_id)
        if place is None:
            return False
        index = self.cards.index(place)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _set_up_rows(self, look: Look) -> None:
        high, rows = look.px(tokens.CARD) + look.px(tokens.CARD_GAP), self.verticalHeader()
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setMinimumSectionSize(0)
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(high)
        self.verticalScrollBar().setSingleStep(high // 4)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        name_parts(self, "Cards", "Deals")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By Tab a card is selected at once: one sees where the keys are."""
        super().focusInEvent(event)
        by_keys = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keys and self.current_id is None and self.cards.rowCount():
            self._go_to(max(0, self.currentIndex().row()))

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read every card. The search of the window finds deals."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
        deal_id = self.current_id
        if key == Qt.Key.Key_Escape:
            self._give_up()
        elif key in SIDEWAYS and not event.modifiers() & MOVING:
            self.walked.emit(SIDEWAYS[key])
        elif deal_id is None and key in UPRIGHT:
            self._go_to(max(0, self.currentIndex().row()))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key == Qt.Key.Key_Home else self.cards.rowCount() - 1)
        elif deal_id is None or not self._act(key, deal_id):
            super().keyPressEvent(event)

    def _go_to(self, place: int) -> None:
        self.setCurrentIndex(self.cards.index(place))

    def _act(self, key: Qt.Key, deal_id: int) -> bool:
        """What a key does to the selected card; False when it means nothing here."""
        if key in SIDEWAYS:
            self.pushed.emit(deal_id, SIDEWAYS[key])
        elif key == Qt.Key.Key_Return:
            self.opened.emit(deal_id)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(deal_id)
        else:
            return False
        return True

    def _give_up(self) -> None:
        if self._carried is None:
            self.closed.emit()
        else:
            self._let_go(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        on_card = event.button() == Qt.MouseButton.LeftButton and self._card_at(event.position().toPoint())
        self._pressed = event.globalPosition().toPoint() if on_card else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.globalPosition().toPoint()
        if self._carried is None and self._pressed is not None:
            far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            self._carried = self.current_id if far else None
        if self._carried is not None:
            self.dragged.emit(self._carried, place)
        elif not event.buttons():
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        carried, pressed = self._carried, self._pressed
        if carried is not None:
            self._let_go(event.globalPosition().toPoint())
            return
        self._pressed = None
        super().mouseReleaseEvent(event)
        if pressed is not None and self.current_id is not None and self._card_at(event.position().toPoint()):
            self.opened.emit(self.current_id)

    def _let_go(self, place: QPoint | None) -> None:
        carried, self._carried, self._pressed = self._carried, None, None
        self.dropped.emit(carried, place)

    def _card_at(self, place: QPoint) -> bool:
        return self.indexAt(place).isValid()

    def card(self, deal_id: int) -> Card | None:
        """The card of a deal, for the picture that is dragged."""
        place = self.cards.place_of(deal_id)
        return None if place is None else self.cards.index(place).data(CARD)
