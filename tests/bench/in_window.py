"""Measures the window, in a process of its own: `python -m tests.bench.in_window DATA GROUP SCALE`.

Prints one JSON: rows of name, value, unit, goal. A new page is measured by being in the sidebar.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import func, select

from app.bench import importing as address_book
from app.bench.line import Times
from app.bench.seed import count
from app.core.events import ActivityRecorded
from app.crm import deals, importing, preferences
from app.models import Contact, Deal
from app.ui.background import Handle
from app.ui.pages.all import PAGES
from tests.bench.seat import Seat, held, wheel

Row = tuple[str, float, str, float | None]
"""name, value, unit, the most it may be"""
FRAME, EDIT, KEY, PAGE, GAP, MEMORY, IDLE, TOAST = 16, 20, 30, 100, 50, 170, 0.2, 50
TIMES, REST, PATIENCE = 20, 20.0, 20.0
"""How often each thing is done; seconds of watching the idle window."""
UP, BACK = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
CTRL, DOWN = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Down


def pages(seat: Seat, _scale: float) -> Iterator[Row]:
    """Opening each for the first time, coming back to it, and what is held in memory after each."""
    most = held()
    yield "memory with the first page", most, "MB", MEMORY
    for page in PAGES:
        seat.beat.take()
        started = time.perf_counter()
        seat.frame.show_page(page.key)
        seat.application.processEvents()
        taken = 1000 * (time.perf_counter() - started)
        seat.settle()
        yield f"open {page.key} for the first time", taken, "ms", PAGE
        yield f"longest gap while opening {page.key}", seat.beat.take(), "ms", None
        most = max(most, held())
    yield "memory after opening every page", most, "MB", None
    for page in PAGES:
        yield f"switch to {page.key}", Times(tuple(_switch(seat, page.key) for _ in range(5))).p50, "ms", PAGE


def _switch(seat: Seat, key: str) -> float:
    seat.frame.show_page("help" if key != "help" else "settings")
    seat.settle(0.05)
    return seat.timed(lambda: seat.frame.show_page(key), seat.frame.pages[key].content)


def table(seat: Seat, _scale: float) -> Iterator[Row]:
    """The contact table: sort, filter, scroll, open a record."""
    page: Any = seat.frame.show_page("contacts")
    seat.settle()
    view, rows = page.list.table, page.list.rows
    seat.beat.take()
    for place, column in enumerate(rows.columns):
        for order in (UP, BACK):
            name = f"sort contacts by {column.key}{' backwards' if order == BACK else ''}"
            yield name, seat.timed(lambda p=place, o=order: rows.sort(p, o), view.viewport()), "ms", PAGE
    rows.sort(0)
    page.list.focus()
    seat.settle()
    yield "longest gap while sorting", seat.beat.take(), "ms", None
    yield from _scrolled(seat, view)
    yield from _filtered(seat, page.list)
    page.list.focus()
    taken = [seat.timed(lambda: seat.key(Qt.Key.Key_Return), page.detail), *_walked(seat, page)]
    yield "open a contact beside the table, p95", Times(tuple(taken)).p95, "ms", PAGE


def _scrolled(seat: Seat, view: Any) -> Iterator[Row]:
    seen, times = view.viewport(), range(min(60, 1 + view.model().rowCount() // 80))
    yield "wheel step, p95", Times(tuple(seat.timed(lambda: wheel(view), seen) for _ in times)).p95, "ms", FRAME
    steps = [seat.timed(lambda: seat.key(Qt.Key.Key_PageDown), seen) for _ in times]
    yield "page down, p95", Times(tuple(steps)).p95, "ms", FRAME
    yield "longest gap while scrolling", seat.beat.take(), "ms", GAP


def _filtered(seat: Seat, people: Any) -> Iterator[Row]:
    """From the key to the rows, with the pause that waits for the next key."""
    field: QLineEdit = people.line.text
    field.setFocus()
    taken = []
    for letter in "anna":
        before = people.rows.query["text"]
        started = time.perf_counter()
        QTest.keyClicks(field, letter)
        seat.until(lambda before=before: people.rows.query["text"] != before)
        seat.application.processEvents()
        taken.append(1000 * (time.perf_counter() - started))
    yield "filter contacts, a key typed, with the pause, p95", Times(tuple(taken)).p95, "ms", PAGE
    people.line.clear()
    seat.settle()
    yield "longest gap while filtering", seat.beat.take(), "ms", None


def _walked(seat: Seat, page: Any) -> Iterator[float]:
    for _ in range(TIMES):
        seat.settle(0.05)
        yield seat.timed(lambda: seat.key(DOWN), page.detail)


def keys(seat: Seat, _scale: float) -> Iterator[Row]:
    """Search as you type, edit in a field, move a card, log in one line."""
    seat.frame.search()
    field, view = seat.frame.title.search.field, seat.frame.palette_of_all.view.viewport()
    taken = []
    for word in ("anna", "meyer", "+4930", "berlin", "website"):
        field.clear()
        seat.application.processEvents()
        taken += [seat.timed(lambda c=c: QTest.keyClicks(field, c), view) for c in word]
    yield "search, a key typed, to painted rows, p95", Times(tuple(taken)).p95, "ms", KEY
    seat.key(Qt.Key.Key_Escape)
    yield from _edited(seat)
    yield from _moved(seat)


def _edited(seat: Seat) -> Iterator[Row]:
    page: Any = seat.frame.show_page("contacts")
    page.open_record("contact", page.list.rows.id_at(5))
    seat.settle()
    typed = next(field for field in page.pane.fields.findChildren(QLineEdit) if field.isVisible())

    def enter() -> float:
        seat.settle(0.05)
        return seat.timed(lambda: QTest.keyClick(typed, Qt.Key.Key_Return), page.list.table.viewport())

    taken = []
    for number in range(TIMES):
        typed.setFocus()
        typed.selectAll()
        QTest.keyClicks(typed, f"Ann {number}")
        taken.append(enter())
    yield "edit a field, Enter to committed and painted, p95", Times(tuple(taken)).p95, "ms", EDIT


def _moved(seat: Seat) -> Iterator[Row]:
    page: Any = seat.frame.show_page("pipeline")
    seat.settle()
    cards = next(lane.cards for lane in page.board.lanes if lane.cards.cards.rowCount())
    cards.setFocus()
    cards.setCurrentIndex(cards.cards.index(0, 0))
    taken = []
    for number in range(TIMES):
        seat.settle(0.05)
        way = Qt.Key.Key_Right if number % 2 == 0 else Qt.Key.Key_Left
        taken.append(seat.timed(lambda w=way: seat.key(w, CTRL), cards.viewport()))
    yield "move a card, key to committed and painted, p95", Times(tuple(taken)).p95, "ms", EDIT


def coming_in(seat: Seat, scale: float) -> Iterator[Row]:
    """An import of an address book in the open window, with the contacts in front, and taking it back."""
    path, desk = Path(seat.frame.desk.app.folder.root) / "google.csv", seat.frame.desk
    address_book.write_csv(path, count(Contact, scale))
    seat.frame.show_page("contacts")
    seat.settle()
    seat.beat.take()

    def work(handle: Handle) -> importing.Result:
        return importing.run_path(desk.app.db, path, progress=handle.report)

    steps = {"an import": lambda: desk.start("Importing", work), "undo of it": seat.frame.undoing.undo_step}
    for name, start in steps.items():
        started = time.perf_counter()
        start()
        seat.application.processEvents()
        seat.until(lambda: not desk.workers.busy)
        taken = time.perf_counter() - started
        seat.settle()
        yield f"{name} in the window", taken, "s", None
        yield f"longest gap during {name} in the window", seat.beat.take(), "ms", GAP


def idle(seat: Seat, scale: float) -> Iterator[Row]:
    """Processor time of the whole process while nobody does anything."""
    for page in PAGES:
        seat.frame.show_page(page.key)
        seat.settle()
    seat.beat.deleteLater()
    seat.settle(6.0 if scale >= 1 else 1.0)
    rest = REST if scale >= 1 else 2.0
    started, used = time.perf_counter(), time.process_time()
    _wait(rest)
    share = 100 * (time.process_time() - used) / (time.perf_counter() - started)
    yield "idle, share of one core", share, "%", IDLE


def _wait(seconds: float) -> None:
    """As an event loop waits, not as a loop of ours would."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def toast(seat: Seat, _scale: float) -> Iterator[Row]:
    """From the commit of what the owner did to the painted toast, with the coach at work as in the program."""
    desk, overlay = seat.frame.desk, seat.coached.toasts.overlay
    _work_always(desk)
    seat.frame.show_page("pipeline")
    seat.settle()
    committed, painted, taken = [0.0], [0.0], []
    desk.app.bus.subscribe(ActivityRecorded, lambda _event: committed.__setitem__(0, time.perf_counter()))
    overlay.corner.toast.painted.connect(lambda: painted.__setitem__(0, painted[0] or time.perf_counter()))
    for deal in _open_deals(desk):
        overlay.clear()
        seat.settle()
        painted[0] = 0.0
        desk.write(lambda session, deal=deal: deals.close(session, deal, won=True, at=desk.now))
        seat.until(lambda: bool(painted[0]), PATIENCE)
        taken.append(1000 * (painted[0] - committed[0]))
    yield "action committed to painted toast, p50", Times(tuple(taken)).p50, "ms", None
    yield "action committed to painted toast, p95", Times(tuple(taken)).p95, "ms", TOAST


def _work_always(desk: Any) -> None:
    """So that it is measured on a Sunday, too, and often."""
    wanted = {"work_days": list(range(7)), "work_from": 0, "work_until": 24, "quiet_from": 0, "quiet_until": 0,
              "cap_balanced": 50, "show_morning_briefing": False}  # fmt: skip
    for key, value in wanted.items():
        desk.write(lambda session, key=key, value=value: preferences.change(session, key, value, at=desk.now))


def _open_deals(desk: Any) -> list[int]:
    """Each with a contact of its own, of whom nothing was said yet."""
    with desk.read() as session:
        first = select(func.min(Deal.id)).where(Deal.closed_at.is_(None), Deal.contact_id.is_not(None))
        return list(session.scalars(first.group_by(Deal.contact_id).limit(TIMES)))


GROUPS: dict[str, Callable[[Seat, float], Iterator[Row]]] = {
    "pages": pages, "table": table, "keys": keys, "import": coming_in, "idle": idle, "toast": toast,
}  # fmt: skip


def main() -> None:
    data, group, scale = sys.argv[1:]
    seat = Seat(Path(data))
    rows = list(GROUPS[group](seat, float(scale)))
    seat.close()
    sys.stdout.write(f"{json.dumps(rows)}\n")


if __name__ == "__main__":
    main()
