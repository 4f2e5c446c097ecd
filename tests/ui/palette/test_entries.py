"""What can be asked for is found by the words of its title, and by plain other ones."""

import pytest

from app.ui.pages.all import PAGES
from app.ui.palette.entries import entries


def found(typed: str) -> list[str]:
    return [entry.title for entry in entries(PAGES) if entry.fits(typed)]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("set", "Go to Settings"), ("theme", "Go to Settings"), ("Dark", "Go to Settings"),
        ("go theme", "Go to Settings"),
        ("merge", "Merge two contacts"), ("duplicates", "Merge two businesses"), ("people", "Go to Contacts"),
        ("companies", "Go to Businesses"), ("deals", "Go to Pipeline"), ("shortcuts", "Go to Help"),
        ("backup", "Back up now"), ("csv", "Import a file"), ("my company", "Your own business"),
    ],
)  # fmt: skip
def test_plain_words_find_what_can_be_asked_for(typed: str, title: str) -> None:
    assert title in found(typed)


@pytest.mark.parametrize("typed", ["char", "the", "them", "cust", "theme nonsense"])
def test_the_beginning_of_a_name_asks_for_nothing(typed: str) -> None:
    assert found(typed) == []
