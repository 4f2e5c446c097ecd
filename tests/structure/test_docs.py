"""The pages made from the code say what the code says."""

from tests.structure import docs


def test_no_generated_page_is_stale() -> None:
    assert docs.stale() == [], "run `make docs`"
