"""Export: everything, the same bytes for the same data, whole or not at all."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
import vobjectx
from hypothesis import given
from hypothesis import strategies as st

from app.compose import App
from app.core.errors import CrmError
from app.crm import contacts, undo
from app.crm.exporting import export, layout, sheets
from tests.conftest import NOW
from tests.crm.everything import empty_tables, fill


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_holds_a_row_of_every_table_and_none_of_the_bookkeeping(app: App, tmp_path: Path) -> None:
    fill(app, tmp_path)
    done = export(app.db, app.folder, tmp_path / "out", NOW)
    assert empty_tables(done.counts) == []
    assert done.missing == []
    assert done.files == sorted(contents(tmp_path / "out"))
    whole = json.loads((tmp_path / "out" / "rainmaker.json").read_text())
    assert {name: len(rows) for name, rows in whole["tables"].items()} == done.counts
    assert not {"undo_rows", "undo_steps", "import_batches", "job_runs", "search_text"} & set(whole["tables"])
    assert [name for name in done.files if name.startswith("attachments")]
    assert os.stat(tmp_path / "out").st_mode & 0o777 == 0o700


def test_the_same_data_gives_the_same_bytes_whenever_it_is_exported(app: App, tmp_path: Path) -> None:
    fill(app, tmp_path)
    export(app.db, app.folder, tmp_path / "one", NOW)
    with app.db.write() as session:
        contacts.create(session, at=NOW, first_name="Not for long")
    undo.undo(app.db)
    export(app.db, app.folder, tmp_path / "two", NOW.replace(year=2031))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_every_csv_has_all_columns_and_rows_and_no_cell_that_runs(app: App, tmp_path: Path) -> None:
    fill(app, tmp_path)
    done = export(app.db, app.folder, tmp_path / "out", NOW)
    for table in layout.tables():
        with (tmp_path / "out" / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
        assert header == layout.column_names(table)
        assert len(rows) == done.counts[table.name]
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if cell.startswith(sheets.FORMULA) and not sheets.NUMBER.fullmatch(cell)] == []


@given(st.text())
def test_a_guarded_cell_is_its_text_with_at_most_an_apostrophe(text: str) -> None:
    assert sheets.guarded(text).removeprefix("'") == text.removeprefix("'") or text.startswith("'")
    assert not sheets.guarded(text).startswith(("=", "@", "\t", "\r"))


def test_a_phone_number_stays_a_phone_number() -> None:
    assert [sheets.guarded(text) for text in ("+49 (30) 12-34", "-5", "+1;ext=2")] == [
        "+49 (30) 12-34",
        "-5",
        "'+1;ext=2",
    ]


def test_the_cards_are_read_by_other_programs(app: App, tmp_path: Path) -> None:
    fill(app, tmp_path)
    export(app.db, app.folder, tmp_path / "out", NOW)
    raw = (tmp_path / "out" / "contacts.vcf").read_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    ann, bare = (card for card in vobjectx.read_components(raw.decode()) if card.name == "VCARD")
    assert (ann.n.value.family, ann.n.value.given) == ("O;Hara, Jr", "Ann")
    assert [mail.value for mail in ann.contents["email"]] == ["ann@acme.example", "ann@home.example"]
    assert ann.tel.value == "+49 30 123456"
    assert ann.org.value == ["Acme"]
    assert ann.title.value.strip() == ("CEO " * 30).strip()
    assert ann.bday.value == "1604-02-29"
    assert "“quotes”" in ann.note.value
    assert bare.fn.value == "+cmd@x.example"


def test_a_target_that_holds_something_is_refused(app: App, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    for target in (tmp_path, tmp_path / "mine"):
        with pytest.raises(CrmError) as refused:
            export(app.db, app.folder, target, NOW)
        assert refused.value.kind == "conflict"
    assert (tmp_path / "mine").read_text() == "x"
    assert sorted(os.listdir(tmp_path)) == ["data", "mine"]


def test_an_empty_folder_is_filled_and_the_same_as_a_new_one(app: App, tmp_path: Path) -> None:
    fill(app, tmp_path)
    (tmp_path / "stick").mkdir()
    export(app.db, app.folder, tmp_path / "stick", NOW)
    export(app.db, app.folder, tmp_path / "deep" / "new", NOW)
    assert contents(tmp_path / "stick") == contents(tmp_path / "deep" / "new")
    assert os.listdir(tmp_path / "deep") == ["new"]


def test_a_lost_attachment_is_named_and_the_rest_is_exported(app: App, tmp_path: Path) -> None:
    fill(app, tmp_path)
    shutil.rmtree(app.folder.attachments)
    assert len(export(app.db, app.folder, tmp_path / "out", NOW).missing) == 1


def test_an_export_that_fails_half_way_leaves_nothing(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(app, tmp_path)
    target = tmp_path / "out"
    monkeypatch.setattr("shutil.copyfile", _no_room)
    with pytest.raises(CrmError, match="The disk is full"):
        export(app.db, app.folder, target, NOW)
    assert sorted(os.listdir(tmp_path)) == ["data", "offer.txt"]


def _no_room(*_args: object) -> None:
    raise OSError(28, "No space left on device")
