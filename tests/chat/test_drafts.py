"""What is typed survives the program."""

import os
import stat
from pathlib import Path

import pytest

from app.chat.drafts import NAME, Drafts


def test_each_place_has_its_own_and_finds_it_again(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("0", "Ask about the quote")
    drafts.keep("7", "مرحبا\n👩‍👩‍👧 \ud83d")
    again = Drafts(tmp_path)
    assert (again.get("0"), again.get("7"), again.get("8")) == ("Ask about the quote", "مرحبا\n👩‍👩‍👧 \ud83d", "")
    assert again.latest() == "7"
    again.keep("0", "")
    assert Drafts(tmp_path).get("0") == ""
    assert Drafts(tmp_path).get("7")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_it_is_for_the_owner_alone(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("0", "secret")
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("damaged", ["", "{", "[1]", '{"0": 7}', "[" * 200_000, "\x00"])
def test_a_damaged_file_is_no_draft(tmp_path: Path, damaged: str) -> None:
    (tmp_path / NAME).write_text(damaged)
    drafts = Drafts(tmp_path)
    assert drafts.get("0") == ""
    drafts.keep("0", "again")
    assert Drafts(tmp_path).get("0") == "again"


def test_a_disk_that_refuses_keeps_nobody_from_writing(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    drafts = Drafts(tmp_path)
    drafts.keep("0", "still here")
    assert drafts.get("0") == "still here"
