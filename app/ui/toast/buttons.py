"""The buttons of a toast: what it suggests, Dismiss, and the menu. Made once, filled for each toast."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.toast.content import SNOOZES
from app.ui.toast.words import as_tooltip, in_line
from app.ui.widgets.basic import button, icon_button

SHOWN = 2
"""Actions with a button of their own; further ones stand in the menu."""
PUT_OFF = dict(zip(SNOOZES, ("Snooze for 1 hour", "Snooze until tomorrow", "Snooze until next week"), strict=True))


class Buttons(QWidget):
    """One line where they fit, else the actions above the rest, one below the other if they are long."""

    acted = Signal(int)
    dismissed = Signal()
    snoozed = Signal(str)
    why_wanted = Signal()
    fewer_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.actions_shown: list[QPushButton] = [button("", "coach", parent=self), button("", parent=self)]
        self.dismiss = button("Dismiss", "plain", hint="Dismiss (Esc)", parent=self)
        self.more = icon_button(look, "dots-three-bold", "More about this suggestion", "Snooze, why, fewer", self)
        self.menu = QMenu(self)
        self._fuller: list[QAction] = []
        for part in (*self.actions_shown, self.dismiss, self.more):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the field it is in
        for part in self.actions_shown:
            part.clicked.connect(self._act)
        self.dismiss.clicked.connect(self.dismissed)
        self.more.clicked.connect(self.open_menu)
        self._fill_menu()

    def show_actions(self, labels: Sequence[str], *, undo: bool, wide: int) -> None:
        """wide: the pixels there are; the height follows. undo: nothing but its actions."""
        for place, part in enumerate(self.actions_shown):
            part.setVisible(place < len(labels))
            if place < len(labels):
                _name(part, labels[place], wide)
        self.dismiss.setVisible(not undo)
        self.more.setVisible(not undo)
        self._show_further(labels[SHOWN:])
        self._arrange(wide)

    def first(self) -> QAbstractButton:
        """What Enter presses."""
        return self.dismiss if self.actions_shown[0].isHidden() else self.actions_shown[0]

    @Slot()
    def open_menu(self) -> None:
        """Above its button: there is no room below a toast."""
        top = self.more.mapToGlobal(QPoint(self.more.width(), 0))
        size = self.menu.sizeHint()
        self.menu.popup(top - QPoint(size.width(), size.height()))
        if self.more.hasFocus():
            self.menu.setActiveAction(self.menu.actions()[0])

    @Slot()
    def _act(self) -> None:
        self.acted.emit(self.actions_shown.index(self.sender()))  # type: ignore[arg-type]

    @Slot()
    def _chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            kind, value = action.data()
            (self.acted if kind == "act" else self.snoozed).emit(value)

    def _show_further(self, labels: Sequence[str]) -> None:
        for old in self._fuller:
            self.menu.removeAction(old)
            old.deleteLater()
        before = self.menu.actions()[0]
        self._fuller = [QAction(_short(self, label), self.menu) for label in labels]
        for place, action in enumerate(self._fuller):
            action.setData(("act", SHOWN + place))
            action.triggered.connect(self._chosen)
            self.menu.insertAction(before, action)
        if self._fuller:
            rule = self.menu.insertSeparator(before)
            self._fuller.append(rule)

    def _fill_menu(self) -> None:
        self.menu.setAccessibleName("More about this suggestion")
        for choice, title in PUT_OFF.items():
            action = self.menu.addAction(title)
            action.setData(("snooze", choice))
            action.triggered.connect(self._chosen)
        self.menu.addSeparator()
        self.menu.addAction("Why this?").triggered.connect(self.why_wanted)
        self.menu.addAction("Fewer like this").triggered.connect(self.fewer_wanted)
        self.menu.addSeparator()
        self.menu.addAction("Settings").triggered.connect(self.settings_wanted)

    def _arrange(self, wide: int) -> None:
        """In as few lines as hold them. No layout: it would have to be taken apart for that."""
        gap, high = self._look.px(tokens.S2), self._look.px(tokens.CONTROL)
        every: list[QAbstractButton] = [*self.actions_shown, self.dismiss, self.more]
        shown = [part for part in every if not part.isHidden()]
        widths = {part: _room(part, wide) for part in shown}
        lines = _in_lines(shown, len([part for part in shown if part in self.actions_shown]), widths, wide + gap, gap)
        for row, line in enumerate(lines):
            left, top = 0, row * (high + gap)
            for part in line:
                own = min(part.sizeHint().height(), high)
                if part is self.more:
                    left = wide - widths[part]
                part.setGeometry(left, top + (high - own) // 2, widths[part], own)
                left += widths[part] + gap
        self.setFixedHeight(max(0, len(lines) * (high + gap) - gap))


def _in_lines(
    parts: list[QAbstractButton], actions: int, widths: Mapping[QAbstractButton, int], room: int, gap: int
) -> list[list[QAbstractButton]]:
    """actions: how many of the parts are, from the first. room: one gap more than there is."""
    suggested, rest = parts[:actions], parts[actions:]
    ways = ([parts], [suggested, rest], [*([one] for one in suggested), rest])
    fits = (way for way in ways if all(sum(widths[part] + gap for part in line) <= room for line in way))
    return [line for line in next(fits, ways[-1]) if line]


def _name(part: QPushButton, text: str, wide: int) -> None:
    """As much of it as there is room for; the rest in the tooltip and for the screen reader."""
    part.ensurePolished()
    metrics, whole = part.fontMetrics(), in_line(text)
    part.setText("x")
    frame = part.sizeHint().width() - metrics.horizontalAdvance("x")
    shown = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, max(1, wide - frame))
    part.setText(shown.replace("&", "&&"))
    part.setAccessibleName(text)
    part.setToolTip(as_tooltip(text) if shown != whole else "")


def _short(part: QWidget, text: str) -> str:
    """For a line of the menu."""
    wide = part.fontMetrics().averageCharWidth() * tokens.TOAST_MENU_LETTERS
    return part.fontMetrics().elidedText(in_line(text), Qt.TextElideMode.ElideRight, wide).replace("&", "&&")


def _room(part: QAbstractButton, wide: int) -> int:
    part.ensurePolished()
    return min(part.sizeHint().width(), wide)
