"""The list of insights: a correct model, parts of a row that can be clicked, ten thousand rows in time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.coach.inbox import Line
from app.ui.inbox.insight_delegate import Shape
from app.ui.inbox.insight_list import InsightList
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.id_table import VALUE
from tests.conftest import NOW

LINE = Line(
    1, "stale-leads", "Stale leads", "time", "3 leads wait.", "medium", False, "Open", "waiting", "inboxed", "level",
    False, NOW, None, None, None,
)  # fmt: skip


class Rows:
    """As many lines as wanted, and how often they were asked for."""

    def __init__(self, *lines: Line) -> None:
        self.lines = {line.id: line for line in lines}
        self.fetched = 0

    def find(self) -> Sequence[int]:
        return list(self.lines)

    def fetch(self, ids: Sequence[int]) -> Mapping[int, Line]:
        self.fetched += len(ids)
        return {one: self.lines[one] for one in ids if one in self.lines}


def shown(qtbot: QtBot, look: Look, rows: Rows, wide: int = 900) -> InsightList:
    made = InsightList(look, lambda: NOW, rows.find, rows.fetch)
    qtbot.addWidget(made)
    made.resize(wide, 400)
    made.refresh()
    made.show()
    return made


def heard(view: InsightList) -> list[str]:
    found: list[str] = []
    view.opened.connect(lambda one: found.append(f"opened {one}"))
    view.acted.connect(lambda one: found.append(f"acted {one}"))
    view.dismissed.connect(lambda one: found.append(f"dismissed {one}"))
    return found


def click(view: InsightList, place: QPoint) -> None:
    part: QWidget = view.viewport()
    QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=place)


def test_it_is_a_correct_model_and_says_everything(qtbot: QtBot, look: Look, qtmodeltester: ModelTester) -> None:
    done = replace(LINE, id=2, state="acted", acted_at=NOW - timedelta(days=1), suggested="", seen=True)
    critical = replace(LINE, id=3, critical=True, message="م" * 300, seen=True)
    view = shown(qtbot, look, Rows(LINE, done, critical))
    qtmodeltester.check(view.rows)
    said = [view.rows.index(place, 0).data() for place in range(3)]
    assert said[0] == (
        "New: 3 leads wait. Stale leads, 9:00\u202fAM, kept quiet: needs a higher intensity. Suggested: Open."
    ).replace("9:00\u202fAM", said[0].split(", ")[1])
    assert said[1].endswith("done yesterday.")
    assert said[2].startswith("Critical. ")
    view.grab()


def test_the_parts_of_a_row_do_what_they_show(qtbot: QtBot, look: Look) -> None:
    view = shown(qtbot, look, Rows(LINE, replace(LINE, id=2)))
    told = heard(view)
    area = view.visualRect(view.rows.index(0, 0))
    click(view, QPoint(area.x() + 200, area.center().y()))
    at_hand = view.painter.places(area, LINE, at_hand=True)
    click(view, at_hand.act.center())
    click(view, at_hand.dismiss.center())
    assert told == ["opened 1", "acted 1", "dismissed 1"]
    second = view.visualRect(view.rows.index(1, 0))
    cross = view.painter.places(second, LINE, at_hand=True).dismiss.center()
    QTest.mouseMove(view.viewport(), cross)
    view.hovered = 1
    click(view, cross)
    assert told[-1] == "dismissed 2"


@pytest.mark.parametrize("state", ["acted", "dismissed", "expired", "withheld", "undone"])
def test_what_is_over_offers_nothing(qtbot: QtBot, look: Look, state: str) -> None:
    over = replace(LINE, state=state, suggested="")
    view = shown(qtbot, look, Rows(over))
    places = view.painter.places(view.visualRect(view.rows.index(0, 0)), over, at_hand=True)
    assert places.act.isEmpty()
    assert places.dismiss.isEmpty()


def test_a_narrow_row_keeps_its_words(qtbot: QtBot, look: Look) -> None:
    view = shown(qtbot, look, Rows(replace(LINE, suggested="Plan " * 40)), wide=300)
    places = view.painter.places(view.visualRect(view.rows.index(0, 0)), LINE, at_hand=True)
    assert places.act.isEmpty()
    assert places.words.width() > 180
    view.resize(900, 400)
    wide = view.painter.places(view.visualRect(view.rows.index(0, 0)), LINE, at_hand=False)
    assert wide.act.width() <= look.px(tokens.CHIP_WORD)


def test_keys_open_act_and_dismiss(qtbot: QtBot, look: Look) -> None:
    view = shown(qtbot, look, Rows(LINE, replace(LINE, id=2)))
    told = heard(view)
    view.setCurrentIndex(view.rows.index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    QTest.keyClicks(view, "zebra")
    assert told == ["opened 2", "acted 2", "dismissed 2"]


def test_the_next_row_is_current_after_one_has_left(qtbot: QtBot, look: Look) -> None:
    rows = Rows(*(replace(LINE, id=one) for one in (1, 2, 3)))
    view = shown(qtbot, look, rows)
    view.select(2)
    del rows.lines[2]
    view.refresh()
    assert view.current_id == 3
    del rows.lines[3]
    view.refresh()
    assert view.current_id == 1
    rows.lines.clear()
    view.refresh()
    assert not view.currentIndex().isValid()
    assert view.seen_lines() == []


def test_of_ten_thousand_rows_only_a_page_is_read(qtbot: QtBot, look: Look) -> None:
    rows = Rows(*(replace(LINE, id=one) for one in range(1, 10_001)))
    view = shown(qtbot, look, rows)
    view.grab()
    assert rows.fetched <= 200
    assert len(view.seen_lines()) == view.viewport().height() // look.px(tokens.TODAY_ROW)
    view.select(9_999)
    assert view.rows.index(9_998, 0).data(VALUE).id == 9_999
    assert rows.fetched <= 600


@pytest.mark.parametrize("message", ["", "Short.", "word " * 60, "م" * 300, "🌟" * 200])
def test_a_message_in_two_lines_loses_no_letter(qtbot: QtBot, look: Look, message: str) -> None:
    rows = Rows(replace(LINE, message=message))
    view = InsightList(look, lambda: NOW, rows.find, rows.fetch, shape=Shape(tokens.FIGURE_HIGH, lines=2))
    qtbot.addWidget(view)
    view.resize(420, 200)
    view.refresh()
    view.show()
    view.grab()
    told = view.painter._wrapped(message, 300, strong=True)
    assert "".join(told) == message
    assert len(told) <= 2
