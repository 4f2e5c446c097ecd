"""The files with the coach's words: what is damaged costs its own rule, and nothing that names it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.coach import insights, wording
from app.core.db import Database
from app.core.errors import CrmError
from tests.coach import stored


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the words, empty."""
    folder = tmp_path / "resources" / "messages"
    folder.mkdir(parents=True)
    monkeypatch.setattr(wording, "source_tree", tmp_path.joinpath)
    wording.messages.cache_clear()
    yield folder
    wording.messages.cache_clear()


@pytest.mark.parametrize(
    "content", [b"", b"text: [", b"- a list", b"name: Stale leads", b"\xff\xfe\x00", b"!!python/object:os.system {}"]
)
def test_damaged_words_are_one_sentence_and_what_was_said_stays_readable(
    db: Database, words: Path, content: bytes
) -> None:
    (words / f"{stored.RULE}.yaml").write_bytes(content)
    with pytest.raises(CrmError, match=f"The words of the rule {stored.RULE}"):
        wording.messages(stored.RULE)
    with db.write() as session:
        kept = stored.insight(session, "3 leads wait.")
    with db.read() as session:
        told = insights.get(session, kept)
    assert (told.name, told.message) == (stored.RULE, "3 leads wait.")
