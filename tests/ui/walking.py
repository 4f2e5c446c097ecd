"""Looks at a window as somebody does who has no mouse, or no eyes for it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)  # fmt: skip

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractSlider, QPlainTextEdit)
STEPS = 400
FIRST_ROWS = 3
NEAR = 12
"""Pixels by which two controls of one row may differ."""
LEAST, SEEN = 40, 3.0
"""Pixels that change when the focus comes, and the contrast by which."""


def controls(window: QWidget) -> Iterator[QWidget]:
    """What can be used now: seen, enabled, and no inner part of another control."""
    for part in window.findChildren(QWidget):
        reachable = isinstance(part, CONTROLS) or bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if reachable and part.isVisible() and part.isEnabled() and not _is_inner(part) and _has_room(part):
            yield part


def said(part: QWidget) -> str:
    """What a screen reader calls it."""
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


def told(part: QWidget) -> str:
    """For the report of a test."""
    return f"{type(part).__name__} {said(part)[:40]!r} in {_home(part)}"


def walk(window: QWidget, back: list[str] | None = None) -> list[QWidget]:
    """The controls in the order in which Tab comes to them, until it comes round.

    back takes the steps that go up or to the left, other than to the top of what stands further right.
    """
    found: list[QWidget] = []
    start = QApplication.focusWidget()
    if start is not None:
        start.clearFocus()
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    for _step in range(STEPS):
        now = QApplication.focusWidget()
        if now is None or now in found:
            break
        if back is not None and found and _goes_back(_place(window, found[-1]), _place(window, now)):
            back.append(f"{told(found[-1])} -> {told(now)}")
        found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    return found


def trapped(found: list[QWidget]) -> str:
    """The control which Tab does not leave, or that it leaves for one in the middle."""
    now = QApplication.focusWidget()
    if now is None or not found:
        return "Tab reaches nothing"
    return "" if now is found[0] else f"Tab turns round in {told(found[-1])} to {told(now)}"


def unnamed(window: QWidget) -> list[str]:
    classes = {kind.__name__ for part in controls(window) for kind in type(part).__mro__}
    return [told(part) for part in controls(window) if not said(part).strip() or said(part) in classes]


def unreached(window: QWidget, found: list[QWidget]) -> list[str]:
    """Controls which Tab does not come to. A row of choices is one stop: the arrow keys go on from there."""
    return [told(part) for part in controls(window) if part not in found and not _by_arrows(part)]


def untold_icons(window: QWidget) -> list[str]:
    buttons = [part for part in controls(window) if isinstance(part, QAbstractButton)]
    return [told(part) for part in buttons if not part.text() and not part.icon().isNull() and not part.toolTip()]


def unspoken_rows(window: QWidget) -> list[str]:
    """Views whose rows are painted and not said."""
    views = [part for part in controls(window) if isinstance(part, QAbstractItemView)]
    return [told(view) for view in views if view.model() is not None and not _row_is_said(view)]


def problems(window: QWidget) -> list[str]:
    """Everything that is wrong with what is seen now."""
    back: list[str] = []
    found = walk(window, back)
    lists = {
        "no name": unnamed(window), "not reached by Tab": unreached(window, found),
        "order": back, "no tooltip": untold_icons(window), "row not said": unspoken_rows(window),
        "trap": [turn for turn in [trapped(found)] if turn],
    }  # fmt: skip
    return [f"{what}: {one}" for what, ones in lists.items() for one in ones]


def _row_is_said(view: QAbstractItemView) -> bool:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    rows = min(model.rowCount(), FIRST_ROWS)
    places = [model.index(row, column) for row in range(rows) for column in range(columns)]
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
    return not places or any(place.data(role) for place in places for role in roles)


def _is_inner(part: QWidget) -> bool:
    owner = part.parentWidget()
    if isinstance(part, QScrollBar | QHeaderView | QScrollArea) or part.focusProxy() is not None:
        return True
    of_view = isinstance(owner, QAbstractItemView) and isinstance(part, QAbstractButton)
    return of_view or isinstance(owner, QComboBox) or part.window() is not _window(part)


def _window(part: QWidget) -> QWidget:
    return part.parentWidget().window() if part.parentWidget() else part


def _has_room(part: QWidget) -> bool:
    return part.width() > 0 and part.height() > 0


def _by_arrows(part: QWidget) -> bool:
    """One of a row of choices of which another is chosen; the list of a search, walked from its field."""
    kinds = isinstance(part, QAbstractItemView | QRadioButton) or part.property("kind") == "segment"
    return kinds and not part.focusPolicy() & Qt.FocusPolicy.TabFocus


def _place(window: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint()), part.size())


def _goes_back(one: QRect, other: QRect) -> bool:
    same_row = other.center().y() >= one.top() - NEAR and other.center().y() <= one.bottom() + NEAR
    if same_row:
        return other.right() < one.left() + NEAR
    return other.bottom() < one.top() + NEAR and other.left() < one.right() - NEAR


def _home(part: QWidget) -> str:
    names = []
    above = part.parentWidget()
    while above is not None and len(names) < 3:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return " < ".join(names)


def unseen_focus(window: QWidget) -> list[str]:
    """Controls which look the same, or nearly, with the focus as without it."""
    return [told(part) for part in walk(window) if _change(window, part) < LEAST]


def _change(window: QWidget, part: QWidget) -> int:
    """How many pixels of a control change by as much as a line that means something, when it gets the focus."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        above = above.parentWidget()
    part.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    place = _place(window, part).adjusted(-NEAR, -NEAR, NEAR, NEAR) & window.rect()
    focused = _luminance(window, place)
    part.clearFocus()
    QApplication.processEvents()
    plain = _luminance(window, place)
    light, dark = np.maximum(focused, plain) + 0.05, np.minimum(focused, plain) + 0.05
    return int((light / dark >= SEEN).sum())


def _luminance(window: QWidget, place: QRect) -> Any:
    """Of every pixel, between 0 and 1."""
    image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), :3] / 255
    linear = np.where(found <= 0.04045, found / 12.92, ((found + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.0722, 0.7152, 0.2126])
