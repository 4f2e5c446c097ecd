"""The cards of a column: what they say, and how they come and go one by one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from pytestqt.modeltest import ModelTester

from app.crm.figures import Card
from app.ui.pipeline.card_delegate import Mark, describe, explain, mark
from app.ui.pipeline.card_model import CARD, KEPT, CardModel
from app.ui.widgets.roles import HINT
from tests.conftest import NOW

TODAY = NOW.date()


def card(
    deal_id: int = 1, *, stuck: bool = False, step: str | None = None, on: date | None = None, won: bool | None = None
) -> Card:
    closed = None if won is None else NOW - timedelta(days=1)
    return Card(deal_id, f"Deal {deal_id}", 1, 2, "Ana Ruiz", 320_000, "EUR", 9, stuck, step, on, closed, won)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (card(), Mark("", "muted", "9 d")),
        (card(stuck=True), Mark("stuck 9 d", "amber")),
        (card(step="Call", on=TODAY), Mark("today", "accent", "9 d")),
        (card(step="Call", on=TODAY - timedelta(days=3)), Mark("3 d late", "red", "9 d")),
        (card(won=True), Mark("yesterday", "green")),
        (card(won=False), Mark("yesterday", "muted")),
    ],
)
def test_a_card_says_the_one_thing_to_know(given: Card, shown: Mark) -> None:
    assert mark(given, NOW) == shown


def test_a_card_is_read_aloud_whole_and_its_tooltip_has_the_rest(qapp: object) -> None:
    shown = card(stuck=True, step="Call about the offer", on=TODAY - timedelta(days=3))
    assert describe(card(), NOW) == "Deal 1, Ana Ruiz, €3,200, 9 days in this stage"
    assert explain(shown, NOW).splitlines() == [
        "Deal 1", "Ana Ruiz, €3,200", "Call about the offer, 3 days ago", "9 days in this stage",
        "Stuck: it has waited longer than usual here, with nothing planned.",
        "Enter opens it. Ctrl and ← or → move it, or drag it.",
    ]  # fmt: skip


class Shelf:
    """Cards of any ids, and which were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def fetch(self, ids: Sequence[int]) -> Mapping[int, Card]:
        self.asked += ids
        return {deal_id: card(deal_id) for deal_id in ids if deal_id > 0}


def test_cards_come_and_go_without_reading_the_others_again(qtmodeltester: ModelTester) -> None:
    shelf = Shelf()
    model = CardModel(shelf.fetch, lambda found: found.title, explain=lambda found: f"more about {found.title}")
    model.show(range(1, 201))
    qtmodeltester.check(model)
    assert model.index(0).data() == "Deal 1"
    before = len(shelf.asked)
    model.take(3)
    model.put(900, 0)
    model.put(901, 10_000)
    assert model.rowCount() == 201
    assert [model.index(place).data() for place in (0, 1, 3, 200)] == ["Deal 900", "Deal 1", "Deal 4", "Deal 901"]
    assert set(shelf.asked[before:]) <= {900, 901, *range(1, 201)}
    assert shelf.asked.count(1) == 1, "a card that is known is not read again"
    model.reread(1)
    assert model.index(1).data(HINT) == "more about Deal 1"
    assert shelf.asked.count(1) == 2
    model.take(77_777)
    assert model.rowCount() == 201


def test_a_card_that_is_gone_is_asked_for_once_and_few_are_kept() -> None:
    shelf = Shelf()
    model = CardModel(shelf.fetch, lambda found: found.title)
    model.show([-1])
    assert (model.index(0).data(CARD), model.index(0).data()) == (None, None)
    assert shelf.asked == [-1]
    model.show(range(1, 3 * KEPT))
    for place in range(0, 3 * KEPT - 1, 7):
        model.index(place).data()
    assert len(model._cards) <= KEPT
    assert model.index(0).data() == "Deal 1"
