"""What people read: money, moments, tables."""

from app.cli import text


def test_money_has_the_digits_of_its_currency() -> None:
    row = {"value_cents": 1234567, "budget_cents": None}
    assert text.cell({**row, "currency": "EUR"}, "value_cents") == "12,345.67 EUR"
    assert text.cell({**row, "currency": "JPY"}, "value_cents") == "1,234,567 JPY"
    assert text.cell({**row, "currency": "KWD"}, "value_cents") == "1,234.567 KWD"
    assert text.cell({**row, "currency": "EUR"}, "budget_cents") == ""


def test_moments_are_shown_on_the_wall_clock_and_days_as_they_are() -> None:
    """The tests live in Berlin."""
    row = {"closed_at": "2026-07-01T22:30:00+00:00", "due_on": "2026-07-01"}
    assert text.cell(row, "closed_at") == "2026-07-02 00:30"
    assert text.cell(row, "due_on") == "2026-07-01"


def test_wide_letters_long_texts_and_line_breaks_keep_a_table_straight() -> None:
    rows = [
        {"id": 1, "name": "日本 株式会社", "note": "one\ntwo"},
        {"id": 22, "name": "e\u0301", "note": "x" * 99},
        {"id": 333, "name": None, "note": ""},
    ]
    assert list(text.table(rows, ("id", "name", "note"))) == [
        " id  name           note",
        "  1  日本 株式会社  one two",
        " 22  e\u0301              " + "x" * 39 + "…",
        "333",
    ]


def test_a_record_leaves_out_what_is_empty() -> None:
    row = {"id": 1, "notes": None, "tags": [], "custom": {}, "done": False, "sort_name": "x", "emails": [
        {"value": "a@b.example", "original": "A@b.example", "label": "work", "is_primary": True}]}  # fmt: skip
    assert list(text.record(row)) == ["id      1", "done    no", "emails  A@b.example (work)"]
