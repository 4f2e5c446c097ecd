"""Tab goes where the eye goes: row by row, from the left, one part of the window after the other.

Qt would follow the order in which widgets were made, and much here is made late: pages at their first visit, rows
with every change (docs/decisions/0069).
"""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

ATOMS = (QComboBox, QLineEdit, QPlainTextEdit)
"""One stop each, whatever they are made of. Of a list its rows are one stop, and what is put into cells."""


def step(window: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next control, or the one before; round at the ends. False when there is none."""
    now = QApplication.focusWidget()
    order = list(_stops(window, now))
    while now is not None and now not in order:
        now = now.parentWidget()
    if order in ([], [now]):
        return False
    place = order.index(now) if now is not None else (-1 if forward else 0)
    target = order[(place + (1 if forward else -1)) % len(order)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    _bring_into_view(target)
    return True


def _stops(part: QWidget, now: QWidget | None) -> Iterator[QWidget]:
    """now: the control with the focus, which counts even where Tab would not stop."""
    if part.isEnabled() and (part is now or _takes_tab(part)):
        yield part
    if not isinstance(part, ATOMS):
        inside = part.viewport() if isinstance(part, QAbstractItemView) else part
        inner = [child for child in inside.findChildren(QWidget, options=DIRECT) if _is_seen(child)]
        for child in _as_read(inner):
            yield from _stops(child, now)


DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def _is_seen(part: QWidget) -> bool:
    return part.isVisible() and not part.isWindow()


def _takes_tab(part: QWidget) -> bool:
    return part.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and part.focusProxy() is None


def _as_read(parts: Iterable[QWidget]) -> list[QWidget]:
    """Row by row: what lies beside the middle of another stands in its row."""
    rows: list[list[QWidget]] = []
    for part in sorted(parts, key=lambda part: (part.y(), part.x())):
        if rows and part.geometry().center().y() <= max(other.geometry().bottom() for other in rows[-1]):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [part for row in rows for part in sorted(row, key=QWidget.x)]


def _bring_into_view(target: QWidget) -> None:
    above = target.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()
