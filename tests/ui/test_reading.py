"""Dates, quick words, names and amounts as people type them and as they read them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.errors import CrmError
from app.crm.names import split as split_name
from app.ui import words
from app.ui.quick_words import Logged, understand
from app.ui.reading import read_date, read_minutes, read_money, read_number
from tests.conftest import NOW

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None), ("today", MONDAY), ("Tomorrow", date(2026, 3, 3)), ("thu", date(2026, 3, 5)),
        ("monday", date(2026, 3, 9)), ("in 3 days", date(2026, 3, 5)), ("+2w", date(2026, 3, 16)),
        ("12 dec", date(2026, 12, 12)), ("1. Feb", date(2027, 2, 1)), ("2026-12-31", date(2026, 12, 31)),
        ("3 mar 2028", date(2028, 3, 3)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: str, read: date | None) -> None:
    assert read_date(typed, MONDAY) == read


@pytest.mark.parametrize("typed", ["someday", "31 feb", "2026-13-01", "in days", "🙂"])
def test_what_is_no_date_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(CrmError, match="thu, in 3 days"):
        read_date(typed, MONDAY)


def test_a_day_is_told_near_and_far() -> None:
    told = [words.day(MONDAY + timedelta(days=n), MONDAY) for n in (-1, 0, 1, 3, 9, -10, 20, 400)]
    assert told == ["yesterday", "today", "tomorrow", "Thu", "in 9 days", "10 days ago", "Mar 22", "Apr 6, 2027"]


def test_a_moment_is_told_for_a_feed() -> None:
    told = [words.when(NOW - timedelta(**ago), NOW) for ago in ({"seconds": 5}, {"days": 1}, {"days": 3}, {"days": 30})]
    assert told == ["just now", "yesterday", "Fri", "Jan 31"]
    assert words.when(datetime.fromisoformat("2026-03-02T06:30+00:00"), NOW).startswith("7:30")


def test_an_hour_of_summer_is_told_in_winter_as_the_clock_showed_it() -> None:
    begun = datetime.fromisoformat("2025-07-01T22:30+00:00")
    assert "12:30" in words.full(begun, NOW)
    assert "Jul 2, 2025" in words.full(begun, NOW)
    assert words.stamp(begun, NOW).startswith("Jul 2, 2025, 12:30")
    assert words.when(begun, NOW) == "Jul 2, 2025"
    assert words.full(datetime.max.replace(tzinfo=UTC), NOW)


def test_an_hour_of_summer_is_told_in_winter_when_the_day_is_near() -> None:
    just_changed = datetime.fromisoformat("2026-03-30T09:00+02:00")
    assert words.when(datetime.fromisoformat("2026-03-28T23:30+01:00"), just_changed) == "Sat"


def test_money_has_cents_only_where_there_are_some() -> None:
    assert words.money(320000, "EUR") == "€3,200"
    assert words.money(320050, "EUR") == "€3,200.50"
    assert words.money(3200, "JPY") == "¥3,200"
    assert words.money(None, "EUR") == "-"
    assert words.short_money(10**14, "EUR") == "€1T"
    assert words.about(12_345_67, "EUR") == "€12,346"
    assert read_money(" 1,200.50 ", "EUR") == 120050


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("called 5 min wants a quote", Logged("call", "Wants a quote", minutes=5)),
        ("Call with her, 1 h: prices", Logged("call", "Prices", minutes=60)),
        ("she called, thinks about it", Logged("call", "Thinks about it", "inbound")),
        ("emailed the offer", Logged("email", "The offer")),
        ("got an email about the date", Logged("email", "About the date", "inbound")),
        ("met 45 minutes", Logged("meeting", "", minutes=45)),
        ("task send quote fri", Logged("task", "send quote", due_on=date(2026, 3, 6))),
        ("remind me to ask for a referral", Logged("task", "ask for a referral")),
        ("likes orange", Logged("note", "likes orange")),
        ("metal sign wanted", Logged("note", "metal sign wanted")),
    ],
)  # fmt: skip
def test_the_quick_line_is_understood(typed: str, meant: Logged) -> None:
    assert understand(typed, MONDAY) == meant


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("", (None, None)), ("Cher", ("Cher", None)), ("Ana Ruiz", ("Ana", "Ruiz")),
        ("Maria von Trapp", ("Maria", "von Trapp")), ("Juan Carlos de la Cruz", ("Juan Carlos", "de la Cruz")),
    ],
)  # fmt: skip
def test_a_name_is_split_before_the_last_name(name: str, parts: tuple[str | None, str | None]) -> None:
    assert split_name(name) == parts


def test_initials_of_any_name() -> None:
    assert [words.initials(name) for name in ("Ana Ruiz", "cher", "🙂", "", None, "فاطمة الزهراء")] == [
        "AR", "C", "🙂", "?", "?", "فا",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:30", 90), ("1:30 h", 90), ("1,5 h", 90), ("1.5h", 90), ("45 min", 45), ("90", 90), ("2 h 15", 135),
        ("1h30 min", 90), ("2 hrs", 120), ("30 minutes", 30), ("1:05", 65), ("", None),
    ],
)  # fmt: skip
def test_how_long_is_read_as_people_type_it(typed: str, minutes: int | None) -> None:
    assert read_minutes(typed) == minutes


def test_a_bare_number_may_stand_for_hours() -> None:
    assert read_minutes("40", bare=60) == 2400
    assert read_minutes("7,5", bare=60) == 450
    assert read_minutes("45 min", bare=60) == 45


@pytest.mark.parametrize("typed", ["soon", "25:60", "1 h 75", "1" * 400, "h", "-5", "5 days"])
def test_what_is_no_length_of_time_is_refused(typed: str) -> None:
    with pytest.raises(CrmError, match="not a length of time"):
        read_minutes(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1.5", "1.5"), ("1,5", "1.5"), ("1,500", "1500"), (" -2,25 ", "-2.25"), ("40", "40"), ("", ""), ("soon", "soon")],
)
def test_a_number_is_read_with_a_comma_too(typed: str, number: str) -> None:
    assert read_number(typed) == number
