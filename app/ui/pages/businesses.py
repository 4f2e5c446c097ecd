"""The businesses: a table of any length, the one that is open beside it, and the owner's own apart."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import Slot

from app.crm import businesses, phones
from app.crm.listing import Condition
from app.ui import words
from app.ui.businesses import vocabulary
from app.ui.businesses.business_detail import OWN, BusinessDetail
from app.ui.businesses.new_business import NewBusiness
from app.ui.desk import Desk
from app.ui.pages.page import Command, Page, PageDeclaration, Touched
from app.ui.phrases import BUSINESS_KINDS
from app.ui.records import asks
from app.ui.records.asks import Ask, Change
from app.ui.records.record_list import Listed, RecordList
from app.ui.records.row_menu import RowAction
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column

LISTED = frozenset(("businesses", "contacts", "deals", "taggings", "tags"))
"""Tables whose rows the table shows; the others concern the detail alone."""
TABLES = LISTED | {
    "interactions", "notes", "tasks", "projects", "activity_logs", "profile_facts", "attachments", "custom_fields",
    "events",
}  # fmt: skip
KINDS = {value: text for value, text in BUSINESS_KINDS.items() if value != "own"}
MARKS = {"prospect": "○", "client": "●", "partner": "◇"}


class BusinessesPage(Page):
    primary_label, primary_hint = "New business", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "businesses")
        self.form = NewBusiness(desk)
        empty = Empty(
            desk.look, "buildings", "The businesses you work with will stand here.", "New business", self.primary
        )
        self.all = RecordList(desk, self._listed(), empty)
        self.own_button = button(OWN, hint="What the coach knows of your own business")
        self.all.line.add(self.own_button)
        self.all.place_above(self.form)
        self.all.beside(self.detail)
        column(desk.look, 0, parent=self.content).addWidget(self.all)
        self._connect()

    @cached_property
    def business(self) -> BusinessDetail:
        """The pane, built once the page has been painted or when one is opened before that."""
        made = BusinessDetail(self.desk)
        column(self.desk.look, 0, parent=self.detail).addWidget(made)
        made.closed.connect(self._close)
        made.removed.connect(self._remove)
        made.merged.connect(self._show_added)
        return made

    def furnish(self) -> None:
        self.business.updateGeometry()

    def heading(self) -> str:
        return self.all.heading()

    @Slot()
    def primary(self) -> None:
        self.form.start()

    def refresh(self, touched: Touched) -> None:
        if not touched:
            self.all.set_base((Condition("kind", "is_not", "own"),))
        elif LISTED & touched.keys():
            self.all.follow({table: touched[table] for table in LISTED & touched.keys()}, "businesses")
        if not self.detail.isHidden() and not self.business.refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - businesses only
        if self._open(record_id):
            self.all.select(record_id)

    @Slot()
    def open_own(self) -> None:
        """The owner's business, made when first asked for."""
        at = self.desk.now
        with self.desk.read() as session:
            known = businesses.find_own(session)
        own = known or self.desk.write(lambda session: businesses.own(session, at).id)
        if own is not None:
            self.all.select_none()
            self._open(own)

    def leave(self) -> None:
        super().leave()
        self.all.leave()

    def _listed(self) -> Listed:
        return Listed(
            "business", "Businesses", "business", self._columns(), "name", "Name, domain, city, industry …",
            asks=(
                Ask("kind", "Kind", asks.among(KINDS)), asks.tagged(), asks.words_in("industry_category", "Industry"),
                asks.words_in("city", "City"),
                Ask("current_stage", "Stage", asks.among(vocabulary.offered("current_stage"))),
                Ask("team_size", "Team size", asks.among(vocabulary.offered("team_size"))),
                Ask("growth_potential", "Could grow", asks.among_emptiness), asks.past("created_at", "Added"),
            ),
            changes=(
                Change("kind", "Kind", asks.among(KINDS)), Change("industry_category", "Industry"),
                Change("current_stage", "Stage", asks.among(vocabulary.offered("current_stage"))),
                Change("city", "City"),
            ),
            avatars=True, more="businesses", actions=(RowAction("Merge these two …", self._merge, only=2),),
        )  # fmt: skip

    def _columns(self) -> Sequence[Column]:
        return (
            Column("name", "Name", tokens.NAME_WIDE),
            Column("kind", "Kind", tokens.WORD_WIDE, _kind),
            Column("industry_category", "Industry", tokens.MIDDLE_WIDE),
            Column("people", "People", tokens.SHORT_WIDE, _count, right=True),
            Column("open_deals", "Open deals", tokens.WORD_WIDE, _count, right=True),
            Column("last_contact_at", "Last contact", tokens.WORD_WIDE, self._when),
            Column("city", "City", tokens.WORD_WIDE),
            Column("tags", "Tags", tokens.LONG_WIDE, ", ".join),
            Column("domain", "Domain", tokens.LONG_WIDE),
            Column("phone", "Phone", tokens.LONG_WIDE, phones.shown, hidden=True),
            Column("team_size", "Team size", tokens.WORD_WIDE, hidden=True),
            Column("current_stage", "Stage", tokens.WORD_WIDE, _stage, hidden=True),
            Column("growth_potential", "Could grow", tokens.WORD_WIDE, _potential, hidden=True),
        )

    def _when(self, moment: Any) -> str:
        return words.when(moment, self.desk.now) if moment else ""

    def _connect(self) -> None:
        self.own_button.clicked.connect(self.open_own)
        self.all.counted.connect(self.headed)
        self.all.opened.connect(self._open)
        self.all.moved_to.connect(self._follow)
        self.all.removed.connect(self._remove)
        self.all.closed.connect(self._close)
        self.form.added.connect(self._show_added)
        self.form.left.connect(self.all.focus)

    def _merge(self, ids: list[int]) -> None:
        self.business.ask_to_merge((ids[0], ids[1]), "You have chosen these two.")

    @Slot(object)
    def _open(self, business_id: int) -> bool:
        shown = self.business.show_business(business_id)
        if shown:
            self.show_detail()
        return shown

    @Slot(object)
    def _follow(self, business_id: int) -> None:
        """With the pane open, it shows the row that the keys arrive at."""
        if not self.detail.isHidden():
            self._open(business_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self.all.focus()

    @Slot(object)
    def _remove(self, business_id: int) -> None:
        at = self.desk.now

        def work(session: Any) -> str:
            name = businesses.get(session, business_id).name
            businesses.delete(session, business_id, at=at)
            return name

        name = self.desk.write(work)
        if name:
            self.desk.say(f"{name[:60]} is deleted; its people and deals stay. Ctrl+Z brings it back.")

    @Slot(object)
    def _show_added(self, business_id: int) -> None:
        self.all.focus()
        self.open_record("business", business_id)


def _kind(kind: str) -> str:
    return f"{MARKS.get(kind, '')} {BUSINESS_KINDS.get(kind, kind)}".strip()


def _count(count: int) -> str:
    return words.number(count) if count else ""


def _stage(value: str | None) -> str:
    return vocabulary.words_of("current_stage", value)


def _potential(value: int | None) -> str:
    return f"{value} of 10" if value else ""


PAGE = PageDeclaration(
    "businesses", "Businesses", "buildings", "work", BusinessesPage, TABLES, ("business",), businesses.count_others,
    commands=(Command(OWN, "buildings", BusinessesPage.open_own),),
)  # fmt: skip
