"""The board: columns side by side, and what happens when a card is carried from one to another."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from app.crm.figures import Card, Lane, Rate, Spot
from app.ui.pipeline.card_delegate import describe, explain
from app.ui.pipeline.card_list import CardList
from app.ui.pipeline.card_model import CardModel, Fetch
from app.ui.pipeline.lane import LaneView
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, clear, lift, row

STRONG = Qt.FocusPolicy.StrongFocus


class Board(QScrollArea):
    """Shows lanes; one card at most is selected in all of them together."""

    opened, removed, closed = Signal(object), Signal(object), Signal()
    moved = Signal(object, object)
    """deal id, stage id: the owner wants it there"""

    def __init__(self, look: Look, fetch: Fetch) -> None:
        super().__init__()
        self._look, self._fetch = look, fetch
        self.now = datetime.now().astimezone()
        self.lanes: list[LaneView] = []
        self._currency = ""
        self._inner = Plain(self)
        self._row = row(look, tokens.S0, (tokens.S4 + tokens.S1, 0, tokens.S3, 0), self._inner)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ghost = QLabel(self)
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        lift(self._ghost, look)
        self._ghost.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._come_to_selected)
        self._scroll = QTimer(self)
        self._scroll.setInterval(tokens.FRAME)
        self._scroll.timeout.connect(self._scroll_along)

    def show_lanes(self, lanes: Sequence[Lane], rates: dict[int, Rate], currency: str, now: datetime) -> None:
        """Take over what the tables say; the selected card stays selected, wherever it is now."""
        self.now = now
        chosen, focused = self.selected_id, any(view.cards.hasFocus() for view in self.lanes)
        if [view.lane.stage_id for view in self.lanes] != [lane.stage_id for lane in lanes]:
            self._build(lanes)
        self._currency = currency
        for view, lane in zip(self.lanes, lanes, strict=True):
            view.cards.painter_of_cards.now = now
            view.cards.cards.show(lane.ids)
        self.show_heads(lanes, rates)
        if chosen is not None:
            self.select(chosen, focus=focused)

    def show_heads(self, lanes: Sequence[Lane], rates: dict[int, Rate]) -> None:
        """The same columns with other sums."""
        for view, lane in zip(self.lanes, lanes, strict=True):
            view.show_lane(lane, rates.get(lane.stage_id), self._currency)
            view.cards.setFocusPolicy(STRONG if view.cards.cards.rowCount() else Qt.FocusPolicy.NoFocus)
        second = any(view.has_second_line for view in self.lanes)
        for view in self.lanes:
            view.second.setVisible(second)

    def patch(self, ids: Sequence[int], spots: Mapping[int, Spot]) -> set[int]:
        """Only these deals have changed: take each out where it was and put it where it lies now.

        Returns the stages whose sums are other ones now. The heads are not touched.
        """
        chosen, focused = self.selected_id, any(view.cards.hasFocus() for view in self.lanes)
        moving = [deal_id for deal_id in ids if not self._stays(deal_id, spots.get(deal_id))]
        changed = {spot.stage_id for spot in spots.values()}
        for deal_id in moving:
            view = self._view_of(deal_id)
            if view is not None:
                changed.add(view.lane.stage_id)
                view.cards.cards.take(deal_id)
        for deal_id in sorted(spots.keys() & set(moving), key=lambda deal_id: spots[deal_id].place):
            self.list_of(spots[deal_id].stage_id).cards.put(deal_id, spots[deal_id].place)
        if chosen is not None and chosen in spots:
            self.select(chosen, focus=focused)
        return changed

    def reread(self) -> None:
        """The cards lie where they lay, but may say something else."""
        for view in self.lanes:
            view.cards.cards.reread_all()

    def _stays(self, deal_id: int, spot: Spot | None) -> bool:
        """A card that keeps its place is read again where it is."""
        if spot is None or self.list_of(spot.stage_id).cards.id_at(spot.place) != deal_id:
            return False
        self.list_of(spot.stage_id).cards.reread(spot.place)
        return True

    def _view_of(self, deal_id: int) -> LaneView | None:
        """The column that holds a card; short ones are looked through first."""
        by_length = sorted(self.lanes, key=lambda view: view.cards.cards.rowCount())
        return next((view for view in by_length if view.cards.cards.place_of(deal_id) is not None), None)

    @property
    def selected_id(self) -> int | None:
        found = (view.cards.current_id for view in self.lanes)
        return next((deal_id for deal_id in found if deal_id is not None), None)

    def select(self, deal_id: int, *, focus: bool = True) -> bool:
        """Select a card in whichever column has it; False when the board does not show it."""
        view = self._view_of(deal_id)
        if view is None:
            return False
        view.cards.select(deal_id)
        self._only(view)
        if view.folded:
            self._fold(view, folded=False)
        if focus:
            view.cards.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(view, 0, 0)
        self._later.start(0)  # a column that opens has its width only then
        return True

    @Slot()
    def _come_to_selected(self) -> None:
        for view in self.lanes:
            if view.cards.current_id is not None:
                self.ensureWidgetVisible(view, 0, 0)

    def focus(self) -> None:
        """To the keys: the first column with a card."""
        for view in self.lanes:
            if view.cards.cards.rowCount() and not view.folded:
                view.cards.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def list_of(self, stage_id: int) -> CardList:
        return next(view.cards for view in self.lanes if view.lane.stage_id == stage_id)

    def _build(self, lanes: Sequence[Lane]) -> None:
        clear(self._row)
        self.lanes = [self._lane(lane) for lane in lanes]
        for view in self.lanes:
            self._row.addWidget(view, 1)

    def _lane(self, lane: Lane) -> LaneView:
        cards = CardList(self._look, CardModel(self._fetch, self._describe, None, self._explain), lane.name)
        view = LaneView(self._look, lane, cards)
        cards.opened.connect(self.opened)
        cards.removed.connect(self.removed)
        cards.closed.connect(self.closed)
        cards.walked.connect(self._walk)
        cards.pushed.connect(self._push)
        cards.dragged.connect(self._drag)
        cards.dropped.connect(self._drop)
        cards.selectionModel().selectionChanged.connect(self._one_selection)
        view.opened.connect(self._unfold)
        return view

    def _describe(self, card: Card) -> str:
        return describe(card, self.now)

    def _explain(self, card: Card) -> str:
        return explain(card, self.now)

    @Slot()
    def _unfold(self) -> None:
        for view in self.lanes:
            if view is self.sender():
                self._fold(view, folded=False)
                view.cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self, view: LaneView, *, folded: bool) -> None:
        view.fold(folded)
        self._row.activate()

    @Slot(object, object)
    def _one_selection(self, _selected: object, _gone: object) -> None:
        for view in self.lanes:
            if view.cards.selectionModel() is self.sender() and view.cards.selectionModel().hasSelection():
                self._only(view)

    def _only(self, chosen: LaneView) -> None:
        for view in self.lanes:
            if view is not chosen and view.cards.selectionModel().hasSelection():
                view.cards.clearSelection()

    @Slot(int)
    def _walk(self, step: int) -> None:
        """The keyboard goes to the card beside this one, past empty columns."""
        here = next((n for n, view in enumerate(self.lanes) if view.cards is self.sender()), 0)
        top = self.lanes[here].cards.visualRect(self.lanes[here].cards.currentIndex()).center().y()
        place = here + step
        while 0 <= place < len(self.lanes):
            cards = self.lanes[place].cards
            if cards.cards.rowCount() and not self.lanes[place].folded:
                beside = cards.indexAt(QPoint(cards.viewport().width() // 2, max(0, top)))
                last = cards.cards.index(cards.cards.rowCount() - 1)
                cards.setCurrentIndex(beside if beside.isValid() else last)
                cards.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(self.lanes[place], 0, 0)
                return
            place += step

    @Slot(object, int)
    def _push(self, deal_id: int, step: int) -> None:
        here = next((n for n, view in enumerate(self.lanes) if view.cards is self.sender()), 0)
        if 0 <= here + step < len(self.lanes):
            self.moved.emit(deal_id, self.lanes[here + step].lane.stage_id)

    @Slot(object, object)
    def _drag(self, deal_id: int, place: QPoint) -> None:
        if self._ghost.isHidden():
            self._lift_card(deal_id)
        corner = self.mapFromGlobal(place)
        self._ghost.move(corner - QPoint(self._ghost.width() // 2, self._look.px(tokens.S4)))
        target = self._lane_at(place)
        for view in self.lanes:
            view.set_target(view is target)

    @Slot(object, object)
    def _drop(self, deal_id: int, place: QPoint | None) -> None:
        self._ghost.hide()
        self._scroll.stop()
        target = self._lane_at(place) if place is not None else None
        for view in self.lanes:
            view.set_target(False)
        if target is not None and target.cards.cards.place_of(deal_id) is None:
            self.moved.emit(deal_id, target.lane.stage_id)

    def _lift_card(self, deal_id: int) -> None:
        """Make the picture that follows the mouse."""
        for view in self.lanes:
            card = view.cards.card(deal_id)
            if card is not None:
                size = QSize(view.cards.width() - self._look.px(tokens.SCROLLBAR), self._look.px(tokens.CARD))
                self._ghost.setPixmap(self._picture(view, card, size))
                self._ghost.resize(size)
                self._ghost.show()
                self._ghost.raise_()
                self._scroll.start()
                return

    def _picture(self, view: LaneView, card: Card, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatio()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view.cards.painter_of_cards.paint_card(painter, QRect(QPoint(0, 0), size), card, chosen=True)
        painter.end()
        return picture

    def _lane_at(self, place: QPoint) -> LaneView | None:
        """The column below a global position; its whole height counts, and a little above and below."""
        across = self._inner.mapFromGlobal(place).x()
        if not self.rect().adjusted(0, -self.height() // 2, 0, self.height()).contains(self.mapFromGlobal(place)):
            return None
        return next((view for view in self.lanes if view.x() <= across < view.x() + view.width()), None)

    @Slot()
    def _scroll_along(self) -> None:
        """While a card is carried near the edge, bring the columns beyond into view."""
        middle, edge = self._ghost.geometry().center().x(), self._look.px(tokens.DRAG_EDGE)
        step = -1 if middle < edge else 1 if middle > self.width() - edge else 0
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + step * self._look.px(tokens.DRAG_STEP))
