"""What a specimen is made from, and how it is shown in a state."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, column, label, row


@dataclass(frozen=True)
class Stage:
    """Where specimens stand. contact_id: of somebody with a past, to show."""

    desk: Desk
    contact_id: int

    @property
    def look(self) -> Look:
        return self.desk.look


Make = Callable[[Stage], QWidget]


@dataclass(frozen=True)
class Specimen:
    """make gives the real component. states: shown at rest, hovered, focused and disabled, side by side.

    walked: rows or places that the arrow keys walk.
    """

    title: str
    make: Make
    states: bool = False
    walked: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    specimens: Sequence[Specimen]


class Posed(QWidget):
    """A component as it looks with the focus. One at a time can have it: `pose` takes it and keeps the picture."""

    def __init__(self, look: Look, live: QWidget) -> None:
        super().__init__()
        self.live: QWidget | None = live
        self._stack = column(look, 0, parent=self)
        self._stack.addWidget(live)

    def pose(self) -> None:
        if self.live is None or not self.live.isVisible():
            return
        able = [self.live, *self.live.findChildren(QWidget)]
        first = next(part for part in able if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible())
        first.setFocus(Qt.FocusReason.TabFocusReason)
        picture = label()
        picture.setPixmap(self._seen())
        self.live.hide()
        self.live.deleteLater()
        self.live = None
        self._stack.addWidget(picture)

    def _seen(self) -> QPixmap:
        """With the ground it stands on."""
        below: QWidget = self
        while below.property("ground") is None and (above := below.parentWidget()) is not None:
            below = above
        return below.grab(QRect(self.mapTo(below, QPoint()), self.size()))


class Hovered(QWidget):
    """A component as it looks under the pointer."""

    def __init__(self, look: Look, live: QWidget) -> None:
        super().__init__()
        self._live = live
        column(look, 0, parent=self).addWidget(live)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        middle = QPointF(self._live.rect().center())
        for part in (self._live, *self._live.findChildren(QAbstractButton)):
            part.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
            no, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(part, QMouseEvent(QEvent.Type.MouseMove, middle, middle, no, no, none))


def shown(stage: Stage, specimen: Specimen) -> QWidget:
    """A specimen under its title."""
    holder = Plain()
    stack = column(stage.look, tokens.S1, (0, 0, 0, tokens.S3), holder)
    stack.addWidget(label(specimen.title, "meta"))
    stack.addWidget(_in_states(stage, specimen.make) if specimen.states else specimen.make(stage))
    return holder


def side_by_side(look: Look, parts: Iterable[QWidget], gap: int = tokens.S2) -> QWidget:
    """Parts at their own size, from the left."""
    holder = Plain()
    line = row(look, gap, parent=holder)
    for part in parts:
        line.addWidget(part)
    line.addStretch(1)
    return holder


def below(look: Look, parts: Iterable[QWidget], gap: int = tokens.S1) -> QWidget:
    """Parts below each other, as wide as there is room."""
    holder = Plain()
    stack = column(look, gap, parent=holder)
    for part in parts:
        stack.addWidget(part)
    return holder


def _in_states(stage: Stage, make: Make) -> QWidget:
    rest, hovered, focused, off = (make(stage) for _state in range(4))
    off.setEnabled(False)
    shown_states = (
        ("at rest", rest), ("hovered", Hovered(stage.look, hovered)), ("focused", Posed(stage.look, focused)),
        ("disabled", off),
    )  # fmt: skip
    holder = Plain()
    line = row(stage.look, tokens.S3, parent=holder)
    for name, part in shown_states:
        line.addWidget(_captioned(stage.look, name, part), 1, Qt.AlignmentFlag.AlignTop)
    return holder


def _captioned(look: Look, name: str, part: QWidget) -> QWidget:
    return below(look, (part, label(name, "meta")), tokens.S0)
