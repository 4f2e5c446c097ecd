"""Values of a sentence, written as a person says them."""

import pytest

from app.coach import wording
from app.coach.values import Days, Money, Names, Total


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (-1, "0 days"), (0, "0 days"), (1, "1 day"), (13, "13 days"), (33, "33 days"),
        (99, "99 days"), (100, "3 months"), (123, "4 months"), (1094, "35 months"), (1096, "3 years"),
    ],
)  # fmt: skip
def test_a_length_of_time_is_told_in_the_unit_people_use(days: int, told: str) -> None:
    assert wording.written(Days(days)) == told


def test_other_currencies_stand_beside_the_sum() -> None:
    sum_alone = wording.written(Money(5_050, "EUR"))
    assert wording.written(Total(5_050, "EUR", (("CHF", 1), ("USD", 2)))) == f"{sum_alone} + 1 in CHF + 2 in USD"
    assert wording.written(Total(5_050, "EUR")) == sum_alone
    assert wording.written(Total(0, "EUR", (("USD", 2),))) == "2 in USD"
    assert wording.written(Total(0, "EUR")) == wording.written(Money(0, "EUR"))


def test_names_with_commas_of_their_own_are_told_apart() -> None:
    assert wording.written(Names(["Ana", "Bo", "Cy", "Dee"], 5)) == "Ana, Bo, Cy and 2 more"
    assert wording.written(Names(["Bread bags, Bageri Solsidan", "Logo"], 2)) == "Bread bags, Bageri Solsidan; Logo"


def test_a_name_that_ends_in_a_full_stop_gets_no_second_one() -> None:
    assert wording.fill("You won {deal}. Ask.", {"deal": "Poster, Bienen e. V."}) == "You won Poster, Bienen e. V. Ask."
    assert wording.fill("{n} late: {names}.", {"n": 2, "names": Names(["Ready?", "{n}."], 2)}) == "2 late: Ready?, {n}."
    assert wording.fill("You won {deal}. Ask.", {"deal": "Poster"}) == "You won Poster. Ask."
