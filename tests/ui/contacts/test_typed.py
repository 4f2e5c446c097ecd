"""Birthdays and intervals as a person types them."""

from datetime import date

import pytest

from app.core.errors import CrmError
from app.ui.contacts.typed import birthday_words, interval_words, read_birthday, read_interval

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("17 may 1980", "1980-05-17", "May 17, 1980"), ("1980-05-17", "1980-05-17", "May 17, 1980"),
        ("17 may", "--05-17", "May 17"), ("--02-29", "--02-29", "Feb 29"), ("", None, ""),
        ("5/17/80", "1980-05-17", "May 17, 1980"),
    ],
)  # fmt: skip
def test_a_birthday_is_kept_with_its_year_only_where_it_is_known(typed: str, kept: str | None, shown: str) -> None:
    assert read_birthday(typed, TODAY) == kept
    assert birthday_words(kept) == shown


@pytest.mark.parametrize("typed", ["someday", "32 may", "17", "--5-17x"])
def test_what_is_no_birthday_is_said(typed: str) -> None:
    with pytest.raises(CrmError, match="is not a birthday"):
        read_birthday(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "days", "shown"),
    [
        ("30", 30, "every 30 days"), ("2 weeks", 14, "every 14 days"), ("every month", 30, "every 30 days"),
        ("quarterly", 91, "every 91 days"), ("1 day", 1, "every day"), ("", None, ""), ("never", None, ""),
    ],
)  # fmt: skip
def test_an_interval_is_read_in_words(typed: str, days: int | None, shown: str) -> None:
    assert read_interval(typed) == days
    assert interval_words(days) == shown


@pytest.mark.parametrize("typed", ["often", "2 moons", "-3"])
def test_what_is_no_interval_is_said(typed: str) -> None:
    with pytest.raises(CrmError, match="is no interval"):
        read_interval(typed)
