"""demo, backup, restore, doctor and bench, as typed."""

from pathlib import Path

import pytest

from app.core import lock
from app.core.paths import DataFolder
from tests.cli.conftest import Typing
from tests.cli.test_contract import content, database


def test_the_sample_business_fills_an_empty_folder_once(run: Typing) -> None:
    counts = run.json("demo")["counts"]
    assert counts["contacts"] > 100
    assert run.json("list", "contacts", "--limit", "1")["total"] == counts["contacts"]
    assert run.refused("demo")["kind"] == "conflict"


def test_a_backup_restores_what_was(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Ann")
    before = content(run.folder)
    made = run.json("backup")
    assert (Path(made["file"]).stat().st_size, made["backups"]) == (made["size"], 1)
    run.json("delete", "contact", "1")
    restored = run.json("restore", made["file"])
    assert Path(restored["kept"]).is_file(), "what was there is kept"
    assert content(run.folder) == before


def test_what_is_no_backup_is_not_restored(run: Typing, tmp_path: Path) -> None:
    run.json("add", "contact", "--first-name", "Ann")
    before = content(run.folder)
    (tmp_path / "text.db").write_text("hello")
    assert run.refused("restore", str(tmp_path / "text.db"))["kind"] == "damaged"
    assert run.refused("restore", str(tmp_path / "none.db"))["kind"] == "not_found"
    assert run.refused("restore", str(tmp_path))["kind"] == "not_found"
    assert content(run.folder) == before


@pytest.mark.parametrize("words", [["demo"], ["restore", "FILE"], ["doctor", "--repair"]], ids=lambda words: words[0])
def test_what_must_be_alone_is_refused_while_a_window_has_the_folder(run: Typing, words: list[str]) -> None:
    made = run.json("backup")["file"]
    before = content(run.folder)
    with lock.hold(run.folder):
        error = run.refused(*(made if word == "FILE" else word for word in words))
        assert run.json("add", "tag", "--name", "vip")["name"] == "vip", "everything else goes on"
        run.json("undo")
    assert error["kind"] == "busy"
    after = content(run.folder)
    assert {name: after[name] for name in ("contacts", "tags")} == {name: before[name] for name in ("contacts", "tags")}


def test_the_doctor_finds_nothing_wrong_with_a_new_folder(run: Typing) -> None:
    data = run.json("doctor")
    assert data["ok"] is True
    assert data["advice"] is None
    assert all(finding["ok"] or finding["note"] for finding in data["findings"])


def test_the_doctor_names_and_repairs_a_lost_search_index(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Ann")
    with database(run.folder) as connection:
        connection.execute("DELETE FROM search_text")
        connection.commit()
    found = run.text("--json", "doctor")
    assert (found.code, found.data["ok"]) == (1, False)
    assert [f["check"] for f in found.data["findings"] if not f["ok"] and not f["note"]] == ["search"]
    assert "wrong     search" in run.text("doctor").out
    repaired = run.text("--json", "doctor", "--repair")
    assert (repaired.code, repaired.data["ok"]) == (0, True), repaired.out
    assert len(run.json("search", "ann")["results"]) == 1


def test_the_doctor_of_a_damaged_file_says_how_to_go_on(run: Typing) -> None:
    made = run.json("backup")["file"]
    run.folder.database.write_bytes(b"nothing of a database")
    ran = run.text("--json", "doctor")
    assert (ran.code, ran.data["ok"]) == (1, False)
    assert ran.data["advice"].endswith(f"rainmaker --data-dir {run.folder.root} restore {made}")
    assert ran.data["advice"] in run.text("doctor").out


def test_a_file_covered_by_a_foreign_log_goes_on_without_it(run: Typing, folder: DataFolder, tmp_path: Path) -> None:
    run.json("add", "contact", "--first-name", "Ann")
    with database(DataFolder(tmp_path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE foreign_one (text)")
        other.execute("INSERT INTO foreign_one VALUES ('x')")
        other.commit()
        log = (tmp_path / "rainmaker.db-wal").read_bytes()
    Path(f"{folder.database}-wal").write_bytes(log)
    message = run.refused("list", "contacts")["message"]
    assert message.endswith(f"restore {folder.database}")
    run.json("restore", str(folder.database))
    assert run.json("list", "contacts")["total"] == 1


def test_bench_refuses_what_cannot_be_measured(run: Typing) -> None:
    for scale in ("0", "-1", "nan", "inf", "11", "big"):
        assert run.refused("bench", "--scale", scale)["where"] == "--scale"
    assert run.refused("bench", "--only", "no such thing")["where"] == "only"


def test_bench_gives_figures(run: Typing) -> None:
    figures = run.json("bench", "--scale", "0.001", "--only", "search")
    assert {"scale", "lines", "ok"} <= figures.keys()
    assert {"name", "value", "unit", "goal"} <= figures["lines"][0].keys()
