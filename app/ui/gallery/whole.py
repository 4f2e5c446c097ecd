"""Larger parts: lists, cards, panes, what floats, what frames the pages."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QMenu, QProgressBar, QWidget

from app.crm.figures import Card, Lane, Sum
from app.crm.timeline import Moment
from app.crm.today import Line
from app.ui.bottom_line import BottomLine
from app.ui.gallery.data import NAMES, WORTH
from app.ui.gallery.stage import Group, Specimen, Stage, below, side_by_side
from app.ui.message import Message
from app.ui.palette.rows import PaletteDelegate, PaletteModel, of_record
from app.ui.pipeline.card_list import CardList
from app.ui.pipeline.card_model import CardModel
from app.ui.pipeline.lane import LaneView
from app.ui.records.pane import Pane
from app.ui.theme import tokens
from app.ui.title_line import TitleLine
from app.ui.today.line_list import LineList
from app.ui.widgets.basic import Plain, button
from app.ui.widgets.chart import Chart
from app.ui.widgets.chart_marks import Drawing, Mark
from app.ui.widgets.empty import Empty
from app.ui.widgets.feed import Feed
from app.ui.widgets.flow import Flow
from app.ui.widgets.id_table import Column, IdTableModel
from app.ui.widgets.section import Row, Section
from app.ui.widgets.switch import Switch
from app.ui.widgets.table import Table
from app.ui.widgets.timeline import Timeline

HIGH = 2 * tokens.CHART


ROWS = {
    place: {"name": " ".join(name), "status": status, "worth": worth, "done": place % 2 == 1}
    for place, (name, status, worth) in enumerate(
        zip(NAMES, ("Client", "Lead", "Prospect", "Lost", "Client"), ("€12,400", "", "€1,000,000,000,000", "€5", "€70"),
            strict=True), start=1)
}  # fmt: skip
COLUMNS = (
    Column("name", "Name", tokens.NAME_WIDE), Column("done", "Done", tokens.BOX_WIDE, check=True),
    Column("status", "Status", tokens.WORD_WIDE, tone=lambda value: "red" if value == "Lost" else "muted"),
    Column("worth", "Worth", tokens.WORD_WIDE, right=True),
)  # fmt: skip


def _find(*, text: str = "", sort: str = "", descending: bool = False) -> Sequence[int]:
    del text, sort
    return sorted(ROWS, reverse=descending)


def _fetch(ids: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
    return {place: ROWS[place] for place in ids}


def _table(stage: Stage) -> QWidget:
    model = IdTableModel(COLUMNS, _find, _fetch)
    made = Table(stage.desk, model, "People", avatars=True)
    model.setParent(made)
    model.refresh()
    made.setFixedHeight(stage.look.px(tokens.ROW) * (len(ROWS) + 1) + stage.look.px(tokens.SCROLLBAR))
    made.selectRow(1)
    return made


def _lane(stage: Stage) -> QWidget:
    def card(place: int) -> Card:
        name = " ".join(NAMES[place % len(NAMES)])
        return Card(place, f"Illustrated map, {name}", 1, None, name, WORTH * 10 ** (3 * place), "EUR", 3 + 20 * place,
                    place == 1, None if place else "Call her", None, None, None)  # fmt: skip

    model = CardModel(lambda ids: {place: card(place) for place in ids}, lambda found: found.title)
    cards = CardList(stage.look, model, "Proposal")
    model.setParent(cards)
    lane = Lane(1, "Proposal", "open", array("q", range(3)), Sum(3, WORTH, (("CHF", 1),)))
    made = LaneView(stage.look, lane, cards)
    made.show_lane(lane, None, "EUR")
    model.show([0, 1, 2])
    cards.select(1)
    made.setFixedHeight(stage.look.px(HIGH))
    return made


def _moments(now: datetime) -> list[Moment]:
    texts = ("Likes paper that can be felt.\nCall after ten.", "She wants a quote for نجمة")
    made = [Moment(now - timedelta(hours=3), "note", "", "note", 1, texts[0])]
    made.append(
        Moment(now - timedelta(days=2), "interaction", "call", "interaction", 2, texts[1],
               details={"direction": "outbound", "duration_minutes": 5, "outcome": None})
    )  # fmt: skip
    return made


def _feed(stage: Stage) -> QWidget:
    made = Feed(stage.look, "EUR")
    made.show_moments(_moments(stage.desk.now), stage.desk.now)
    return made


def _timeline(stage: Stage) -> QWidget:
    made = Timeline(stage.desk)
    made.show_record("contact", stage.contact_id)
    return made


def _lines(stage: Stage) -> QWidget:
    made = LineList(stage.look, "Tasks due")
    about = " ".join(NAMES[-1])
    made.show_lines(
        [Line("task", 1, "Send the quote", "task_late", about, days=3),
         Line("deal", 2, "Call her back", "step_missing", "Ana Ruiz", days=9, cents=WORTH, currency="EUR")],
        stage.desk.now,
    )  # fmt: skip
    return made


def _palette(stage: Stage) -> QWidget:
    made = QListView()
    model = PaletteModel(made)
    kinds = ("contact", "business", "deal", "task", "project")
    model.show([of_record(kind, place, " ".join(NAMES[place]), "Leipzig") for place, kind in enumerate(kinds)])
    made.setModel(model)
    made.setItemDelegate(PaletteDelegate(stage.look, made))
    made.setCurrentIndex(model.index(1))
    made.setAccessibleName("What was found")
    made.setFixedHeight(stage.look.px(tokens.SEARCH_ROW) * len(kinds))
    return made


def _pane(stage: Stage) -> QWidget:
    made = Pane(stage.desk, "contact")
    made.over.setText("Contact")
    made.log.show_record(stage.contact_id, None)
    made.timeline.show_record("contact", stage.contact_id)
    made.end_with_feed()
    made.setFixedSize(stage.look.px(tokens.DETAIL), stage.look.px(HIGH))
    return made


def _section(stage: Stage) -> QWidget:
    made = Section(stage.look, "Appearance", "How the window looks.")
    for title, note in (("Reduced motion", "Nothing slides."), ("Sounds", "")):
        line = Row(stage.look, title, note)
        line.line.addWidget(Switch(stage.look, title))
        made.add(line)
    return made


def _flow(stage: Stage) -> QWidget:
    made = Flow(stage.look)
    made.show_parts([button(" ".join(name)[:30], "plain") for name in NAMES])
    return made


def _empty(stage: Stage) -> QWidget:
    made = Empty(stage.look, "user", "People you know and do business with stand here.", "New contact", stage.desk.undo)
    made.setFixedHeight(stage.look.px(tokens.COLUMN_MAX))
    return made


def _chart(stage: Stage) -> QWidget:
    made = Chart(stage.look, "Won each month")
    marks = [
        Mark(name, f"€{value}", f"{name}: €{value}", value) for name, value in (("Jan", 3), ("Feb", 9), ("Mar", 5))
    ]
    made.draw(Drawing(tuple(marks)))
    return made


def _message(stage: Stage) -> QWidget:
    return below(stage.look, [_said(stage, error=False), _said(stage, error=True)])


def _said(stage: Stage, *, error: bool) -> QWidget:
    holder = Plain()
    made = Message(stage.look, holder)
    holder.setFixedHeight(stage.look.px(tokens.SEARCH_NARROW))
    text = "That date is not one: write 24.12. or Friday." if error else "Ana Ruiz is deleted. Ctrl+Z brings her back."
    made.show_text(text, error, None if error else ("Undo", stage.desk.undo))
    made.stay()
    return holder


def _menu(stage: Stage) -> QWidget:
    made = QMenu()
    made.setWindowFlags(Qt.WindowType.Widget)
    for place, text in enumerate(("Name", "Business", "Status")):
        action = made.addAction(text)
        action.setCheckable(True)
        action.setChecked(place > 0)
    made.addSeparator()
    made.addAction(stage.look.icon("trash"), "Delete")
    made.addAction("Cannot be done now").setEnabled(False)
    made.setActiveAction(made.actions()[0])
    return side_by_side(stage.look, [made])


def _progress(_stage: Stage) -> QWidget:
    made = QProgressBar()
    made.setTextVisible(False)
    made.setRange(0, 3)
    made.setValue(2)
    return made


def _bottom(stage: Stage) -> QWidget:
    made = BottomLine(stage.look)
    made.show_undo("Contact added: Ana Ruiz")
    made.show_backup("Last backup: today, 9:00")
    return made


def _title(stage: Stage) -> QWidget:
    made = TitleLine(stage.look)
    made.show_page("Contacts", "New contact", "Ctrl+N")
    made.heading.setText("260")
    return made


GROUPS = (
    Group("Lists", (
        Specimen("Table", _table, walked=True), Specimen("Column of the board", _lane, walked=True),
        Specimen("Lines of the day", _lines, walked=True),
        Specimen("Rows of the search", _palette), Specimen("Feed", _feed, walked=True), Specimen("Timeline", _timeline),
    )),
    Group("Parts", (
        Specimen("Pane", _pane), Specimen("Section", _section), Specimen("Flow", _flow),
        Specimen("Nothing yet", _empty),
        Specimen("Chart", _chart, walked=True),
    )),
    Group("Frame", (
        Specimen("Title line", _title), Specimen("Bottom line", _bottom), Specimen("Messages", _message),
        Specimen("Menu", _menu), Specimen("Progress", _progress),
    )),
)  # fmt: skip
