"""Every model keeps Qt's rules, and the big ones are quick."""

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from app.core.db import Database
from app.crm import contacts, deals, figures, listing, timeline
from app.ui.palette.rows import PaletteModel, of_record
from app.ui.pipeline.card_model import CARD, CardModel
from app.ui.widgets.feed import FeedModel
from app.ui.widgets.id_table import Column, IdTableModel
from tests.conftest import NOW


def contact_rows(db: Database) -> IdTableModel:
    def find_ids(**query: Any) -> list[int]:
        with db.read() as session:
            return listing.find_ids(session, "contact", **query)

    def fetch(ids: Any) -> Any:
        with db.read() as session:
            return listing.fetch(session, "contact", ids)

    return IdTableModel((Column("last_name", "Name", 1), Column("email", "E-mail", 1)), find_ids, fetch)


def test_the_contact_table_is_a_correct_model(db: Database, qtmodeltester: ModelTester) -> None:
    with db.write() as session:
        for n in range(250):
            contacts.create(session, at=NOW, last_name=f"Name {n:03}", email=f"{n}@example.org")
    model = contact_rows(db)
    model.refresh()
    qtmodeltester.check(model)
    assert model.index(249, 0).data() == "Name 249"
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 0).data() == "Name 249"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name  ↓"


def test_a_row_that_is_gone_leaves_an_empty_line_until_the_next_refresh(db: Database) -> None:
    with db.write() as session:
        contact_id = contacts.create(session, at=NOW, last_name="Gone").id
    model = contact_rows(db)
    model.refresh()
    with db.write() as session:
        contacts.delete(session, contact_id, at=NOW)
    assert model.index(0, 0).data() is None
    model.refresh()
    assert model.rowCount() == 0


def test_the_cards_are_a_correct_model(db: Database, qtmodeltester: ModelTester) -> None:
    with db.write() as session:
        ids = [deals.create(session, at=NOW, title=f"Deal {n}").id for n in range(100)]

    def fetch(wanted: Any) -> Any:
        with db.read() as session:
            return figures.cards(session, wanted, NOW)

    model = CardModel(fetch, lambda card: f"card {card.title}")
    model.show(ids)
    qtmodeltester.check(model)
    assert model.index(99).data(CARD).title == "Deal 99"
    assert model.place_of(ids[5]) == 5
    assert model.place_of(-1) is None


def test_hits_and_moments_are_correct_models(db: Database, qtmodeltester: ModelTester) -> None:
    hits = PaletteModel()
    hits.show([of_record("contact", 1, "Ana Ruiz", "ana@example.org"), of_record("note", 2, "Likes orange")])
    qtmodeltester.check(hits)
    with db.write() as session:
        deal_id = deals.create(session, at=NOW, title="Acme").id
    with db.read() as session:
        moments = timeline.feed(session, "deal", deal_id)
    feed = FeedModel()
    feed.show(moments, "EUR", NOW)
    qtmodeltester.check(feed)
    assert feed.index(0).data() == "New deal in Lead"
