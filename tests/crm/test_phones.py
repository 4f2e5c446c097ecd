"""Phone numbers: one value for every spelling, shown as people read them."""

import random

import phonenumbers
import pytest

from app.crm import phones


@pytest.mark.parametrize(
    ("written", "region", "value"),
    [
        ("030 901820", "DE", "+4930901820"),
        ("+49 (30) 90 18-20", "US", "+4930901820"),
        ("0049 30 901820", "DE", "+4930901820"),
        ("(202) 456-1111", "US", "+12024561111"),
        ("1-202-456-1111 x42", "US", "+12024561111;ext=42"),
        ("tel:+1-418-656-9254;ext=102", "CA", "+14186569254;ext=102"),
        ("call me", "US", None),
        ("1", "DE", None),
        ("9" * 40, "DE", None),
    ],
)
def test_one_value_for_every_spelling(written: str, region: str, value: str | None) -> None:
    assert phones.normalise(written, region) == value


def test_plain_spellings_are_read_as_the_library_reads_them() -> None:
    chance = random.Random(7)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for _ in range(60):
            digits = "".join(chance.choices("0123456789", k=chance.randint(3, 13)))
            cut = chance.randint(1, len(digits) - 1)
            begin = chance.choice(("", "", "0", "0", "00", "1", "8", f"+{chance.randint(1, 99)}", "("))
            middle = chance.choice((" ", "/", "-", ".", "", ") ", "0", " 0"))
            written = f"{begin}{digits[:cut]}{middle}{digits[cut:]}"
            known = phones._clean(written, region)
            assert known is None or (known or None) == phones._parsed(written, region), (written, region)


@pytest.mark.parametrize("written", ["0176 1234567", "0176/1234567", "(0176) 1234567", "+49 176 1234567"])
def test_usual_spellings_need_no_library(written: str) -> None:
    assert phones._clean(written, "DE") == "+491761234567"


def test_numbers_are_shown_in_groups_and_anything_else_as_it_is() -> None:
    assert phones.shown("+4930901820") == "+49 30 901820"
    assert phones.shown("+12024561111;ext=42") == "+1 202-456-1111 ext. 42"
    assert [phones.shown(text) for text in ("pager", "", None, "+x")] == ["pager", "", "", "+x"]
