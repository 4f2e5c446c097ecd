"""import and export, as typed."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import moving
from tests.cli.conftest import Typing
from tests.cli.test_contract import content

CONTACTS = """\
First Name,Last Name,Email,Phone,Company
Ann,Lee,ann@lee.example,+49 171 1234567,Lee Ltd
Bo,Berg,not an address,,Berg AG
,,,,
Cy,Chen,cy@chen.example,,
"""
SHAPE = {"kind", "source", "rows", "created", "updated", "skipped", "errors", "batch_id"}
OWNED = ("contacts", "contact_points", "businesses", "deals", "taggings", "activity_logs", "external_ids")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    return path


def backups(run: Typing) -> list[str]:
    return sorted(path.name for path in run.folder.backups.glob("*.db"))


def test_a_file_is_imported_once_and_taken_back_whole(run: Typing, file: Path) -> None:
    before = content(run.folder)
    done = run.json("import", str(file))
    assert done.keys() >= SHAPE
    assert (done["kind"], done["created"], done["batch_id"]) == ("contacts", run.json("list", "contacts")["total"], 1)
    assert all(error.keys() == {"row", "field", "message"} for error in done["errors"])
    assert [name for name in backups(run) if "before-import" in name], "a backup comes first"
    again = run.json("import", str(file))
    assert (again["created"], again["updated"]) == (0, 0)
    run.json("undo", str(again["batch_id"]))
    assert run.json("undo", str(done["batch_id"]))["undone"] > 0
    after = content(run.folder)
    assert {name: after[name] for name in OWNED} == {name: before[name] for name in OWNED}


def test_a_dry_run_says_the_same_and_writes_nothing(run: Typing, file: Path) -> None:
    before = content(run.folder)
    planned = run.json("import", str(file), "--dry-run")
    assert (content(run.folder), backups(run)) == (before, [])
    done = run.json("import", str(file))
    assert planned["batch_id"] is None
    assert {**planned, "batch_id": 1} == done
    assert "would be created" in run.text("import", str(file), "--dry-run").out


def test_a_mapping_says_which_column_is_which(run: Typing, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("Was,Wieviel,Wer\nWebsite,4500,ann@lee.example\n", encoding="utf-8")
    (tmp_path / "map.json").write_text(
        '{"kind": "deals", "columns": {"Was": "title", "Wieviel": "value", "Wer": "contact_email"},'
        ' "constants": {"source": "referral"}}',
        encoding="utf-8",
    )
    run.json("add", "contact", "--first-name", "Ann", "--email", "ann@lee.example")
    done = run.json("import", str(tmp_path / "deals.csv"), "--mapping", str(tmp_path / "map.json"))
    assert (done["kind"], done["created"]) == ("deals", 1)
    (deal,) = run.json("list", "deals")["rows"]
    assert (deal["title"], deal["value_cents"], deal["contact_id"], deal["source"]) == (
        "Website",
        450000,
        1,
        "referral",
    )


def test_what_cannot_be_imported_is_one_sentence_and_leaves_no_backup(run: Typing, file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "picture.csv").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "folder").mkdir()
    before, mapped = content(run.folder), (str(file), "--mapping")
    for words in (
        (), (str(tmp_path / "none.csv"),), (str(tmp_path / "empty.csv"),), (str(tmp_path / "picture.csv"),),
        (str(tmp_path / "folder"),), (str(file), "--kind", "cats"), (*mapped, str(tmp_path / "bad.json")),
        (*mapped, str(tmp_path / "none.json")), (str(file), "--kind", "rainmaker"), ("--resume", "9"),
        ("--resume", "x"), (str(file), "--resume", "1"), (str(file), str(file)), (str(file), "--dry"),
    ):  # fmt: skip
        run.refused("import", *words)
        assert content(run.folder) == before, words
    assert backups(run) == []


def test_ctrl_c_stops_an_import_where_it_can_go_on(
    run: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"Ann{n},Lee,ann{n}@lee.example,,\n" for n in range(3000))
    (tmp_path / "many.csv").write_text(CONTACTS.splitlines()[0] + "\n" + rows, encoding="utf-8")

    def press(_doing: str) -> Callable[[int, int], None]:
        return lambda done, total: os.kill(os.getpid(), signal.SIGINT) if 0.6 < done / total < 0.7 else None

    with monkeypatch.context() as patched:
        patched.setattr(moving, "show_progress", press)
        stopped = run.text("--json", "import", str(tmp_path / "many.csv"))
    assert (stopped.code, stopped.data["cancelled"]) == (130, True)
    assert 0 < run.json("list", "contacts", "--limit", "1")["total"] < 3000
    warned = run.text("import", str(tmp_path / "none.csv")).err
    assert warned.startswith("The import of many.csv was cut short: `rainmaker import --resume 1` goes on")
    went_on = run.json("import", "--resume", str(stopped.data["batch_id"]))
    assert went_on["cancelled"] is False
    assert run.json("list", "contacts", "--limit", "1")["total"] == 3000


def test_a_second_ctrl_c_ends_the_command() -> None:
    with moving.stoppable() as cancelled:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_export_builds_the_same_business_again(run: Typing, tmp_path: Path) -> None:
    run.json("add", "contact", "--first-name", "Ann", "--email", "ann@lee.example", "--tags", "vip")
    run.json("add", "deal", "--title", "Website", "--contact-id", "1", "--value", "4500")
    target = tmp_path / "export"
    done = run.json("export", str(target))
    assert (done["counts"]["contacts"], done["counts"]["deals"], done["missing"]) == (1, 1, [])
    assert all((target / name).is_file() for name in done["files"])
    deal = run.json("show", "deal", "1")
    other = run.exactly("--data-dir", str(tmp_path / "new"), "--json", "import", str(target)).data
    assert (other["kind"], other["created"] > 0, other["errors"]) == ("rainmaker", True, [])
    assert run.exactly("--data-dir", str(tmp_path / "new"), "--json", "show", "deal", "1").data == deal


def test_an_export_never_overwrites(run: Typing, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    run.refused("export", str(tmp_path / "mine"))
    run.refused("export", str(tmp_path / "mine" / "letter.txt"))
    run.refused("export")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
