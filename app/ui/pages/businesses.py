"""The businesses: a table of any length, the one that is open beside it, and the owner's own apart."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot

from app.crm import businesses, phones
from app.crm.listing import Condition
from app.ui import words
from app.ui.businesses import vocabulary
from app.ui.businesses.business_detail import OWN, BusinessDetail
from app.ui.businesses.new_business import NewBusiness
from app.ui.desk import Desk
from app.ui.pages.list_page import ListPage, merging
from app.ui.pages.page import Command, PageDeclaration
from app.ui.phrases import BUSINESS_KINDS
from app.ui.records import asks
from app.ui.records.asks import Ask, Change
from app.ui.records.record_list import Listed
from app.ui.records.row_menu import RowAction
from app.ui.theme import tokens
from app.ui.widgets.basic import button
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


class BusinessesPage(ListPage):
    primary_label, primary_hint = "New business", "Ctrl+N"
    gone = "{} is deleted; its people and deals stay. Ctrl+Z brings it back."

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "businesses", LISTED, NewBusiness, BusinessDetail)
        self.own_button = button(OWN, hint="What the coach knows of your own business")
        self.own_button.clicked.connect(self.open_own)
        self.list.line.add(self.own_button)

    @Slot()
    def open_own(self) -> None:
        """The owner's business, made when first asked for."""
        at = self.desk.now
        with self.desk.read() as session:
            known = businesses.find_own(session)
        own = known or self.desk.write(lambda session: businesses.own(session, at).id)
        if own is not None:
            self.list.select_none()
            self._open(own)

    def _empty(self) -> Empty:
        sentence = "The businesses you work with will stand here."
        return Empty(self.desk.look, "buildings", sentence, "New business", self.primary)

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
            base=(Condition("kind", "is_not", "own"),),
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
    commands=(
        Command(OWN, "buildings", BusinessesPage.open_own, words="my company firm profile"),
        merging("Merge two businesses"),
    ),
    words="companies firms organisations organizations",
)  # fmt: skip
