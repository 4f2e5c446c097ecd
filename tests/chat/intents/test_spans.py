"""Stretches of time in words. Today is Monday, 2 March 2026."""

from datetime import date

import pytest

from app.chat.intents import spans
from tests.conftest import NOW

BACK = {
    "today": ("2026-03-02", "2026-03-03"),
    "yesterday": ("2026-03-01", "2026-03-02"),
    "this week": ("2026-03-02", "2026-03-09"),
    "last week": ("2026-02-23", "2026-03-02"),
    "in the past week": ("2026-02-23", "2026-03-02"),
    "this month": ("2026-03-01", "2026-04-01"),
    "last month": ("2026-02-01", "2026-03-01"),
    "this quarter": ("2026-01-01", "2026-04-01"),
    "last quarter": ("2025-10-01", "2026-01-01"),
    "this year": ("2026-01-01", "2027-01-01"),
    "so far this year": ("2026-01-01", "2027-01-01"),
    "last year": ("2025-01-01", "2026-01-01"),
    "in march": ("2026-03-01", "2026-04-01"),
    "in april": ("2025-04-01", "2025-05-01"),
    "in may 2024": ("2024-05-01", "2024-06-01"),
    "september": ("2025-09-01", "2025-10-01"),
    "since january": ("2026-01-01", "2026-03-03"),
    "since 2024": ("2024-01-01", "2026-03-03"),
    "since last week": ("2026-02-23", "2026-03-03"),
    "since yesterday": ("2026-03-01", "2026-03-03"),
    "in the last 30 days": ("2026-02-01", "2026-03-03"),
    "last two weeks": ("2026-02-17", "2026-03-03"),
    "last 12 months": ("2025-04-01", "2026-04-01"),
    "over the last 3 months": ("2026-01-01", "2026-04-01"),
    "2025": ("2025-01-01", "2026-01-01"),
    "in q4": ("2025-10-01", "2026-01-01"),
    "q1 2025": ("2025-01-01", "2025-04-01"),
    "from october to december": ("2025-10-01", "2026-01-01"),
    "between november and january": ("2025-11-01", "2026-02-01"),
    "on friday": ("2026-02-27", "2026-02-28"),
    "on monday": ("2026-02-23", "2026-02-24"),
}
AHEAD = {
    "on 3 december": ("2026-12-03", "2026-12-04"),
    "on december 3rd": ("2026-12-03", "2026-12-04"),
    "on the 1st of march": ("2027-03-01", "2027-03-02"),
    "2026-12-01": ("2026-12-01", "2026-12-02"),
    "tomorrow": ("2026-03-03", "2026-03-04"),
    "next week": ("2026-03-09", "2026-03-16"),
    "next month": ("2026-04-01", "2026-05-01"),
    "in april": ("2026-04-01", "2026-05-01"),
    "in january": ("2027-01-01", "2027-02-01"),
    "by friday": ("2026-03-02", "2026-03-07"),
    "on monday": ("2026-03-02", "2026-03-03"),
    "in the next 7 days": ("2026-03-02", "2026-03-10"),
    "this weekend": ("2026-03-07", "2026-03-09"),
    "by the end of the month": ("2026-03-01", "2026-04-01"),
    "within two weeks": ("2026-03-02", "2026-03-17"),
    "next year": ("2027-01-01", "2028-01-01"),
}


@pytest.mark.parametrize(
    ("text", "days", "ahead"),
    [(text, days, False) for text, days in BACK.items()] + [(text, days, True) for text, days in AHEAD.items()],
)
def test_words_for_days(text: str, days: tuple[str, str], ahead: bool) -> None:
    phrase, rest = spans.find(f"what {text}")
    assert phrase is not None
    span = phrase.span(NOW, ahead=ahead)
    assert span is not None
    assert (span.first.isoformat(), span.stop.isoformat()) == days
    assert rest.strip() == "what"
    assert span.told


@pytest.mark.parametrize("text", ["in the last 0 days", "last 9999 years", "in 1066", "may", "q7", "on 31 february"])
def test_no_days_are_read_into_other_words(text: str) -> None:
    phrase, _rest = spans.find(text)
    assert phrase is None or phrase.span(NOW) is None


def test_a_year_reaches_as_far_as_the_reports(said: object) -> None:
    assert spans.last_months(date(2026, 3, 2), 12).told == "in the last 12 months (since Apr 1, 2025)"
