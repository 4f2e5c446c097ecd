"""What a field of the profile takes, and what an owner's own words say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import CrmError
from app.goals import answers, fields, lists


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        ("close_rate", "about 30 %", "30"),
        ("close_rate", "three out of ten", "30"),
        ("close_rate", "Jeder dritte sagt zu", "33"),
        ("close_rate", "etwa 12,5 Prozent", "12.5"),
        ("close_rate", "half of them", "50"),
        ("close_rate", "0.5 %", "0.5"),
        ("retention_rate", "eight of ten come back", "80"),
        ("profit_margin", "-5 %", "-5"),
        ("team_size", "we are three", "3"),
        ("team_size", "Wir sind zu zweit", "2"),
        ("team_size", "just me", "1"),
        ("team_size", "2-10", "2-10"),
        ("annual_revenue", "roughly 3.2M last year", "3200000"),
        ("annual_revenue", "3,2 Mio Euro", "3200000"),
        ("annual_revenue", "1.500 Euro", "1500"),
        ("annual_revenue", "€320k", "320000"),
        ("annual_revenue", "1,234,567.89", "1234567.89"),
        ("annual_revenue", "1.234.567,89 €", "1234567.89"),
        ("target_revenue", "five million", "5000000"),
        ("target_revenue", "eine halbe", None),
        ("target_revenue", "half a million", "500000"),
        ("target_revenue", "eine Million", "1000000"),
        ("annual_revenue", "10k a month", "120000"),
        ("annual_revenue", "5000 per week", None),
        ("payment_days", "two weeks", "14"),
        ("weekly_hours", "ten hours a day", None),
        ("leads_per_month", "five a week", None),
        ("close_rate", "20-30 %", None),
        ("leads_per_month", "a dozen", "12"),
        ("leads_per_month", "zwanzig im Monat", "20"),
        ("weekly_hours", "60 hours", "60"),
        ("weekly_hours", "200", None),
        ("payment_days", "thirty days", "30"),
        ("satisfaction", "4 out of 5", "4"),
        ("satisfaction", "7", None),
        ("growth_potential", "8", "8"),
        ("growth_potential", "3.5", None),
        ("revenue_tier", "1M to 5M", "1m_5m"),
        ("revenue_tier", "320k", "250k_500k"),
        ("focus_areas", "greenfield growth, prices and Hiring", "Finding clients; Prices; Hiring"),
        ("current_challenges", "Late payments", "Late payments"),
        ("lead_sources", "Google; a friend, fairs", "Google; a friend; fairs"),
        ("business_goals", "  Two  people  more ", "Two people more"),
        ("current_stage", "Growing", "growing"),
        ("industry_category", "pottery", "pottery"),
        ("decision_maker", "her husband", "her husband"),
        ("close_rate", "between 20 and 30 %", None),
        ("close_rate", "no idea", None),
        ("close_rate", "What do you mean?", None),
        ("close_rate", "good", None),
        ("close_rate", "150 %", None),
        ("close_rate", "", None),
    ],
)
def test_an_owners_sentence_is_read(field: str, said: str, kept: str | None) -> None:
    assert answers.reads(field, said) == kept


@pytest.mark.parametrize(
    ("field", "given"),
    [("close_rate", "101"), ("close_rate", "-1"), ("satisfaction", "0"), ("team_size", "0"), ("team_size", "many"),
     ("business_goals", "x" * 501), ("lead_sources", ";;"), ("annual_revenue", "10^40"), ("nonsense", "1"),
     ("annual_revenue", "9" * 40), ("close_rate", "\x00 ")],
)  # fmt: skip
def test_what_is_no_value_is_refused_in_a_sentence(field: str, given: str) -> None:
    with pytest.raises(CrmError, match=r"\.$"):
        fields.checked(field, given)


@given(st.sampled_from(sorted(fields.FIELDS)), st.text(max_size=60))
def test_any_words_are_read_or_refused_and_what_is_kept_stays(field: str, said: str) -> None:
    kept = answers.reads(field, said)
    try:
        kept = fields.checked(field, said) if kept is None else kept
    except CrmError:
        return
    assert fields.checked(field, kept) == kept
    assert 0 < len(kept) <= 500


@given(st.integers(0, 10**12))
def test_an_amount_is_read_as_it_is_written(amount: int) -> None:
    assert fields.checked("annual_revenue", f"{amount:,}") == str(amount)
    assert fields.checked("annual_revenue", f"{amount:,}".replace(",", ".") + " EUR") == str(amount)


@given(st.floats(0, 10**12))
def test_every_amount_lies_in_one_offered_tier(amount: float) -> None:
    name = fields.offered_tier(amount)
    bounds = fields.tier_bounds(name)
    assert bounds is not None
    assert bounds[0] <= amount < bounds[1]
    assert name in lists.offered("revenue_tier")


def test_tiers_are_known_by_name_and_by_words() -> None:
    assert fields.tier_bounds("3_5_million") == (3_000_000, 5_000_000)
    assert fields.tier_bounds("1M to 5M") == fields.tier_bounds("1m_5m") == (1_000_000, 5_000_000)
    assert fields.tier_bounds("over_100_million") == (100_000_000, float("inf"))
    assert fields.tier_bounds("about 300k") == (300_000, 300_000)
    assert fields.tier_bounds("large") is None
    assert fields.tier_bounds(None) is None


@pytest.mark.parametrize(
    ("team", "size"),
    [("1", (1, 1)), ("2-10", (2, 10)), ("10001+", (10001, 10**9)), ("solo", (1, 1)), ("five people", (5, 5)),
     ("big", None), (None, None)],
)  # fmt: skip
def test_team_sizes_are_numbers(team: str | None, size: tuple[int, int] | None) -> None:
    assert fields.people(team) == size


def test_every_field_that_a_rule_names_is_known_and_every_one_has_a_question() -> None:
    named = set()
    for rule in lists.rules():
        named |= set(rule["gaps"])
        named |= {one["field"] for one in [*rule["items"], *rule["more"]] if "field" in one}
    assert named <= fields.FIELDS.keys()
    assert all(field.ask.endswith("?") for field in fields.FIELDS.values())
