"""Phone numbers: one value for every spelling, shown as people read them."""

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


def test_numbers_are_shown_in_groups_and_anything_else_as_it_is() -> None:
    assert phones.shown("+4930901820") == "+49 30 901820"
    assert phones.shown("+12024561111;ext=42") == "+1 202-456-1111 ext. 42"
    assert [phones.shown(text) for text in ("pager", "", None, "+x")] == ["pager", "", "", "+x"]
