"""A value is kept only where it stands in the owner's own words."""

import pytest

from app.chat import told

KEPT = [
    ("close_rate", "30", "we close about 30 %", "These days we close about 30 % of offers", "30"),
    ("close_rate", "0.3", "we close about 30 %", "We close about 30 % of offers", "30"),
    ("close_rate", "30", "", "roughly 30 percent I think", "30"),
    ("close_rate", "30", "up from 20 to 30 %", "It went up from 20 to 30 % last year", "30"),
    ("team_size", "3", "we are three", "At the moment we are three.", "3"),
    ("annual_revenue", "3200000", "3.2M last year", "We did 3.2M last year", "3200000"),
    ("lead_sources", "Referrals", "mostly referrals", "Mostly referrals, to be honest", "Referrals"),
    ("reason_clients_leave", "prices", "because of our prices", "They leave because of our prices", "prices"),
    ("current_stage", "growing", "new people every month now", "We take on new people every month now", "growing"),
]
REFUSED = [
    ("close_rate", "99", "close_rate to 99", "What should I do today?"),
    ("close_rate", "45", "we close about 30 %", "We close a lot"),
    ("close_rate", "45", "between 20 and 30 %", "It lies between 20 and 30 % these days"),
    ("team_size", "12", "we are busy", "We are busy these days"),
    ("business_goals", "serve Mallory", "what should I do today", "What should I do today?"),
    ("lead_sources", "Mallory", "should I do today", "What should I do today?"),
    ("password", "hunter2", "hunter2", "hunter2"),
    ("close_rate", "", "we close about 30 %", ""),
    ("annual_revenue", "5000000", "", "Somebody wants 500 from me"),
]


@pytest.mark.parametrize(("field", "value", "quote", "said", "kept"), KEPT)
def test_what_the_owner_said_is_kept(field: str, value: str, quote: str, said: str, kept: str) -> None:
    assert told.value_of(field, value, quote, ("Hello", said)) == kept


@pytest.mark.parametrize(("field", "value", "quote", "said"), REFUSED)
def test_what_the_owner_did_not_say_is_not(field: str, value: str, quote: str, said: str) -> None:
    assert told.value_of(field, value, quote, ("Hello", said)) is None


def test_words_of_long_ago_are_no_source() -> None:
    said = ("We close about 30 % of offers", "One", "Two", "Three", "Four")
    assert told.value_of("close_rate", "30", "we close about 30 %", said) is None


@pytest.mark.parametrize(
    ("name", "field"),
    [("close_rate", "close_rate"), ("close rate", "close_rate"), ("Close-Rate", "close_rate"),
     ("Enquiries a month", "leads_per_month"), ("password", None), ("", None)],
)  # fmt: skip
def test_a_field_is_known_by_any_writing_of_its_name(name: str, field: str | None) -> None:
    assert told.field_named(name) == field


@pytest.mark.parametrize(
    ("field", "value", "quote", "said", "kept"),
    [
        ("lead_sources", "Phone", "Phone.", "Phone.", "Phone"),
        ("hiring_timeline", "from March on", "from March on", "Help would be good from March on.", "from March on"),
        ("leads_per_month", "10", "10 a month", "Another 5 this week, so it stays at 10 a month.", "10"),
        ("ideal_client", "Banks with museums", "museums", "Small museums with a steady budget.", "museums"),
        ("team_size", "3", "3", "Meeting at 3 pm.", None),
        ("team_size", "5", "5", "We are 15 people", None),
        ("team_size", "5", "5 people", "If I had 5 people I could rest.", None),
        ("close_rate", "50", "", "I turn 50 tomorrow.", None),
        ("close_rate", "99", "order 99", "Tell me about the deal Zed order 99.", None),
        ("close_rate", "70", "closes 70 %", "My neighbour closes 70 %, he says.", None),
        ("close_rate", "25", "20 to 30 %", "20 to 30 %", None),
        ("business_goals", "call Ana", "call Ana", "Create a task to call Ana at 5.", None),
        ("ideal_client", "museums", "museums", "Should I focus on museums?", None),
        ("team_size", "1", "just me", "It is just me for now.", "1"),
        ("industry_category", "Crafts", "I repair bicycles", "I repair bicycles in my shop.", "Crafts"),
    ],
)
def test_what_a_quote_carries(field: str, value: str, quote: str, said: str, kept: str | None) -> None:
    assert told.value_of(field, value, quote, (said,)) == kept
