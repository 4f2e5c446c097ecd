"""What a call costs, and the limits of a month, which hold before anything is sent."""

import pytest

from app.clients.llm.endpoint import current
from app.clients.llm.failures import ModelError
from app.clients.llm.ledger import Price, Spent, price_of
from app.clients.llm.talk import Usage, about_tokens
from tests.clients.llm.conftest import Desk
from tests.clients.llm.shapes import ask


def test_the_limit_in_tokens_refuses_before_the_call(desk: Desk) -> None:
    desk.settings["model_month_tokens"] = 1_000
    desk.spent = Spent(999, 0)
    with pytest.raises(ModelError, match="limit of tokens is reached") as caught:
        desk.model().answer(ask())
    assert (caught.value.why, desk.server.asked, desk.rows) == ("cap", [], [])
    desk.spent = Spent(500, 0)
    desk.model().answer(ask())
    assert len(desk.server.asked) == 1
    with pytest.raises(ModelError, match="is reached"):
        desk.model().answer(ask("x" * 2_000))


def test_no_limit_is_no_limit(desk: Desk) -> None:
    desk.settings |= {"model_month_tokens": 0, "model_month_cents": 0}
    desk.spent = Spent(10**12, 10**12)
    assert desk.model().answer(ask()).text == "ready"


def test_the_limit_in_money_counts_with_the_owners_price(desk: Desk) -> None:
    desk.settings |= {"model_month_cents": 100, "model_price_sent": 100, "model_price_written": 400}
    desk.spent = Spent(0, 999_000)
    assert desk.model().answer(ask()).cost_micros == 11 + 4 * 7
    assert desk.rows[0].cost_micros == 39
    desk.spent = Spent(0, 1_000_000)
    with pytest.raises(ModelError, match="limit for the model is reached"):
        desk.model().answer(ask())


def test_a_limit_in_money_without_a_price_is_not_passed_over(desk: Desk) -> None:
    endpoint = current(desk.settings | {"model_address": "https://models.example.com/v1"}, desk.secrets)
    assert price_of(endpoint, "gpt-4o", desk.settings) is None
    desk.settings |= {"model_month_cents": 100, "model_address": "https://models.example.com/v1"}
    with pytest.raises(ModelError, match="price of this model is not known"):
        desk.model().answer(ask())


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("gpt-4o-mini", Price(15, 60)),
        ("gpt-4o-mini-2024-07-18", Price(15, 60)),
        ("gpt-9", None),
        ("gpt-4o-mini-x", None),
    ],
)
def test_list_prices_are_those_of_the_model_itself(desk: Desk, model: str, price: Price | None) -> None:
    endpoint = current(desk.settings | {"model_preset": "openai"}, None)
    assert price_of(endpoint, model, desk.settings) == price


def test_prices_round_up() -> None:
    assert Price(15, 60).micros(Usage(1, 0)) == 1
    assert Price(250, 1000).micros(Usage(1_000_000, 1_000_000)) == 12_500_000
    assert Price(0, 0).micros(Usage(5, 5)) == 0


def test_tokens_are_reckoned_on_the_high_side() -> None:
    assert about_tokens("") == 0
    assert 8 <= about_tokens("How is my pipeline doing?") <= 12
    assert about_tokens("日本語の文章です") >= 8
