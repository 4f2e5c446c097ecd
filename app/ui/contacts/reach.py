"""E-mails and phones of a contact: each edited in place, with a menu for its label, its rank and what to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton

from app.crm import phones
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, icon_button, row
from app.ui.widgets.fields import Fields, InlineText

NEW = "point:new"
LABELS = ("work", "private", "mobile", "home", "office")


@dataclass(frozen=True)
class Point:
    """kind: email or phone. written: as the owner typed it."""

    kind: str
    written: str
    label: str | None
    primary: bool


class Reach(Fields):
    """`changed`: all points as they should be, the first of each kind the primary one."""

    changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look)
        self._desk = desk
        self.points: Sequence[Point] = ()
        self.rows: list[PointRow] = []
        self._asked: PointRow | None = None
        self._last = NEW
        self.new = self.text(NEW, "Add", "E-mail or phone")
        self.menu = QMenu(self)
        self.saved.connect(self._add_point)
        self.menu.triggered.connect(self._take)

    def show_points(self, points: Sequence[Point]) -> None:
        """Rows are made anew only when there are others."""
        shape = [(point.kind, point.label, point.primary) for point in points]
        if shape != [(point.kind, point.label, point.primary) for point in self.points] or not self.rows:
            self._build(points)
        self.points = points
        for point_row, point in zip(self.rows, points, strict=True):
            point_row.field.show_text(phones.shown(point.written) if point.kind == "phone" else point.written)
        self.show_texts({NEW: ""})

    def refuse(self, key: str = "") -> None:
        """What was typed last cannot be kept; it stays to be mended."""
        field = next((made.field for made in self.rows if made.field.key == (key or self._last)), self.new)
        field.refuse()

    def _build(self, points: Sequence[Point]) -> None:
        self.empty()
        self.rows = []
        several = {kind: sum(point.kind == kind for point in points) > 1 for kind in ("email", "phone")}
        for number, point in enumerate(points):
            made = PointRow(self._desk, number, point)
            made.field.saved.connect(self._save)
            made.more.clicked.connect(self._offer)
            self.rows.append(made)
            self.place(_name(point, several[point.kind]), made)
        self.new = self.text(NEW, "Add", "E-mail or phone")

    @Slot(str, object)
    def _save(self, key: str, text: str) -> None:
        number, self._last = int(key), key
        kept = list(self.points)
        if text:
            kept[number] = replace(kept[number], written=text)
        else:
            del kept[number]
        self.changed.emit(kept)

    @Slot(str, object)
    def _add_point(self, key: str, text: str) -> None:
        self._last = key
        if key == NEW and text:
            self.changed.emit([*self.points, Point("email" if "@" in text else "phone", text, None, primary=False)])

    @Slot()
    def _offer(self) -> None:
        self._asked = next(found for found in self.rows if found.more is self.sender())
        point = self.points[self._asked.number]
        self.menu.clear()
        self._act("Copy", "copy")
        self._act("Write an e-mail" if point.kind == "email" else "Call", "use")
        if not point.primary:
            self._act("Use this one first", "first")
        labels = self.menu.addMenu("Label")
        for word in dict.fromkeys((*LABELS, *(point.label for point in self.points if point.label))):
            action = labels.addAction(word.capitalize())
            action.setData(f"label:{word}")
            action.setCheckable(True)
            action.setChecked(word == point.label)
        labels.addSeparator()
        labels.addAction("None").setData("label:")
        self._act("Remove", "remove")
        more = self._asked.more
        self.menu.popup(more.mapToGlobal(QPoint(0, more.height())))

    def _act(self, text: str, what: str) -> None:
        self.menu.addAction(text).setData(what)

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        if self._asked is None:
            return
        number, what = self._asked.number, str(action.data())
        point, kept = self.points[number], list(self.points)
        if what == "copy":
            QGuiApplication.clipboard().setText(point.written)
            self._desk.say(f"Copied {point.written[:60]}.")
        elif what == "use":
            QDesktopServices.openUrl(QUrl(f"{'mailto' if point.kind == 'email' else 'tel'}:{point.written}"))
        elif what == "first":
            self.changed.emit([kept.pop(number), *kept])
        elif what == "remove":
            del kept[number]
            self.changed.emit(kept)
        else:
            kept[number] = replace(point, label=what.removeprefix("label:") or None)
            self.changed.emit(kept)


class PointRow(Plain):
    """One e-mail or phone, and three dots."""

    def __init__(self, desk: Desk, number: int, point: Point) -> None:
        super().__init__()
        self.number = number
        word = "E-mail" if point.kind == "email" else "Phone"
        self.field = InlineText(str(number), f"{word} {number + 1}", "Empty removes it")
        self.more: QToolButton = icon_button(desk.look, "dots-three", f"More for {word} {number + 1}", "More")
        line = row(desk.look, 0, parent=self)
        line.addWidget(self.field, 1)
        line.addWidget(self.more)
        self.setFixedHeight(desk.look.px(tokens.FIELD_ROW))


def _name(point: Point, several: bool) -> str:
    """ "E-mail, work"; with several, the one that is used first says so."""
    word = "E-mail" if point.kind == "email" else "Phone"
    said = [word, *([point.label] if point.label else []), *(["first"] if several and point.primary else [])]
    return ", ".join(said)
