"""The contract of every command: one document, one sentence, the exit code, and nothing changed by wrong input."""

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.__main__ import open_window
from app.cli import contract, grammar
from app.core import sqlite
from app.core.errors import CrmError
from app.core.paths import DataFolder
from tests.cli.conftest import Typing

WRONG_LINES = (
    ["lst"],
    ["deal"],
    ["deal", "mvoe", "1", "Won"],
    ["--jsn"],
    ["search"],
    ["search", "x", "--limit", "many"],
    ["search", "x", "--limit", "-1"],
    ["search", "x", "--limit"],
    ["search", "x", "--offset", "1"],
    ["settings", "stale_lead_dys"],
    ["settings", "stale_lead_days", "0"],
    ["settings", "stale_lead_days", "seven"],
    ["settings", "stale_lead_days", "1e3"],
    ["settings", "reduced_motion", "perhaps"],
    ["settings", "currency", "EURO"],
    ["settings", "currency", "x" * 10_000],
    ["settings", "trade", "gar\0den"],
    ["settings", "trade", "gar\udce9den"],
    ["settings", "stale_lead_days", "7", "8"],
    ["undo", "0"],
    ["undo", "-1"],
    ["undo", "1e3"],
    ["undo", str(2**80)],
    ["undo", "latest"],
    ["undo", "99"],
    ["restore"],
    ["restore", "no-such-file.db"],
    ["restore", "."],
    ["history", "--limit", "²"],
    ["--now", "yesterday", "history"],
    ["--now", "0001-01-01", "history"],
    ["--now", "9999-12-31T23:59:59", "history"],
    ["--now", "2026-02-30", "history"],
    ["history", "--now"],
    ["history", "--data-dir="],
    ["\ud800"],
    ["\0"],
)


def database(folder: DataFolder) -> AbstractContextManager[Any]:
    """The data file, read and changed behind the program's back."""
    return closing(sqlite.driver().connect(folder.database))


def content(folder: DataFolder) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database(folder) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        tables = [row[0] for row in connection.execute(query)]
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


@pytest.mark.parametrize("words", WRONG_LINES, ids=lambda words: ascii(" ".join(words))[:50])
def test_wrong_use_is_one_sentence_and_changes_nothing(run: Typing, words: list[str]) -> None:
    before = content(run.folder)
    error = run.refused(*words)
    assert error["message"].endswith((".", "`", "?"))
    assert len(error["message"]) < 500
    assert content(run.folder) == before


def test_wrong_use_without_json_leaves_standard_output_empty(run: Typing) -> None:
    ran = run.text("settings", "no_such_setting")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "There is no setting “no_such_setting”.\n"


def test_the_nearest_word_is_named(run: Typing) -> None:
    assert "Did you mean search?" in run.refused("serach", "x")["message"]
    assert "Did you mean stale_lead_days?" in run.refused("settings", "stale_lead_day")["message"]
    assert "Did you mean --with-later?" in run.refused("undo", "--with-latr")["message"]


def test_global_options_stand_anywhere(run: Typing) -> None:
    place = str(run.folder.root)
    for words in (
        ["--json", "--data-dir", place, "settings", "currency"],
        ["settings", "--json", "currency", f"--data-dir={place}"],
        ["settings", "currency", "--data-dir", place, "--now=2026-03-02", "--json"],
    ):
        assert run.exactly(*words).data == {"key": "currency", "value": "EUR"}


def test_behind_two_dashes_everything_is_a_value(run: Typing) -> None:
    assert run.json("search", "--", "--json", "--help") == {"results": []}


def test_the_environment_names_the_folder(run: Typing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAINMAKER_DATA_DIR", str(run.folder.root))
    run.json("settings", "currency", "USD")
    assert run.exactly("settings", "currency", "--json").data["value"] == "USD"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-02", "2026-03-01T23:00:00"),
        ("2026-07-02", "2026-07-01T22:00:00"),
        ("2026-03-02T09:00", "2026-03-02T08:00:00"),
        ("2026-03-02 09:00:30", "2026-03-02T08:00:30"),
        ("2026-03-02T09:00Z", "2026-03-02T09:00:00"),
        ("2026-03-02T09:00-05:00", "2026-03-02T14:00:00"),
    ],
)
def test_now_is_the_clock_of_the_command(run: Typing, typed: str, meant: str) -> None:
    """In the zone of the tests, Berlin."""
    run.exactly("--data-dir", str(run.folder.root), "--now", typed, "settings", "trade", "Gardens")
    with database(run.folder) as connection:
        written = connection.execute("SELECT created_at FROM user_settings").fetchone()[0]
    assert written.replace(" ", "T").startswith(meant)


@pytest.mark.parametrize("words", [["--help"], *([*c.name.split(), "--help"] for c in grammar.COMMANDS)], ids=" ".join)
def test_help_of_everything(run: Typing, words: list[str]) -> None:
    ran = run.exactly(*words)
    assert (ran.code, ran.err) == (0, "")
    assert "rainmaker" in ran.out
    assert run.exactly(*words, "--json").data["help"].strip() == ran.out.strip()


def test_the_overview_names_every_command_and_global_option(run: Typing) -> None:
    overview = run.exactly("--help").out
    for name in [*(c.name for c in grammar.COMMANDS), "--data-dir", "--json", "--now", "--demo", "--self-test"]:
        assert name in overview


def test_a_new_folder_is_made_and_said_so(run: Typing, tmp_path: Path) -> None:
    place = tmp_path / "a" / "new one"
    ran = run.exactly("--data-dir", str(place), "--json", "history")
    assert (ran.code, ran.data) == (0, {"steps": []})
    assert ran.err == f"Started a new, empty data file in {place}.\n"
    assert place.stat().st_mode & 0o777 == 0o700
    assert (place / "rainmaker.db").stat().st_mode & 0o777 == 0o600


def test_a_file_is_no_data_folder(run: Typing, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for place in (file, file / "below"):
        ran = run.exactly("--data-dir", str(place), "--json", "history")
        assert (ran.code, ran.data["error"]["kind"]) == (2, "storage")
        assert "is not a folder" in ran.err or "cannot be used" in ran.err
    assert file.read_text() == "mine"


def test_a_damaged_file_names_the_backup_and_the_command(run: Typing) -> None:
    made = run.json("backup")["file"]
    run.folder.database.write_bytes(b"not a database at all")
    error = run.refused("history")
    assert error["kind"] == "damaged"
    assert error["message"].endswith(f"rainmaker --data-dir {run.folder.root} restore {made}")
    run.json("restore", made)
    assert run.json("history") == {"steps": []}


def test_a_damaged_file_without_a_backup_says_so(run: Typing) -> None:
    run.folder.database.write_bytes(b"not a database at all")
    assert run.refused("history")["message"].endswith("There is no backup that can be read.")


def test_a_newer_file_and_one_of_another_program_are_left_alone(run: Typing) -> None:
    with database(run.folder) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert "newer Rainmaker" in run.refused("history")["message"]
    with database(run.folder) as connection:
        connection.execute("DROP TABLE alembic_version")
        connection.commit()
    assert "another program" in run.refused("history")["message"]


def test_a_file_that_another_program_keeps_busy_is_said_so(run: Typing, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = [pragma for pragma in sqlite.PRAGMAS if not pragma.startswith("busy_timeout")]
    monkeypatch.setattr(sqlite, "PRAGMAS", (*patient, "busy_timeout=50"))
    run.json("settings", "trade", "Gardens")
    with database(run.folder) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        assert run.refused("settings", "trade", "Roofs")["kind"] == "busy"
        assert run.json("settings", "trade")["value"] == "Gardens", "reading goes on"


def test_an_unforeseen_error_is_a_sentence_with_a_report(run: Typing, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_text: str) -> str:
        raise ZeroDivisionError("a secret value")

    monkeypatch.setattr("app.cli.contract.pages.overview", broken)
    ran = run.text("--help", "--json")
    error = ran.data["error"]
    assert (ran.code, error["kind"]) == (2, "bug")
    assert "ZeroDivisionError" in Path(error["where"]).read_text()
    assert "Traceback" not in ran.err + ran.out


def test_ctrl_c_is_quiet(run: Typing, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(_text: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.contract.pages.overview", pressed)
    ran = run.exactly("--help")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_the_window_is_opened_by_the_entry(run: Typing) -> None:
    asked: list[tuple[str, str | None]] = []

    def remember(mode: str, data_dir: str | None) -> int:
        asked.append((mode, data_dir))
        return 0

    for words in ([], ["--demo"], ["--self-test"], ["--data-dir", "x"]):
        assert cli.main(words, remember) == 0
    assert asked == [("open", None), ("demo", None), ("self-test", None), ("open", "x")]
    assert run.refused("--demo", "history")["kind"] == "usage"


def test_a_system_without_the_libraries_of_qt_is_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_egl_is_missing(name: str) -> None:
        if name == "libEGL.so.1":
            raise OSError(name)

    monkeypatch.setattr("app.__main__.ctypes.CDLL", only_egl_is_missing)
    monkeypatch.setattr("app.__main__.sys.platform", "linux")
    with pytest.raises(CrmError, match=r"sudo apt-get install --no-install-recommends libegl1$"):
        open_window("open", None)


def test_a_system_without_a_screen_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.__main__.sys.platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CrmError, match="no screen here"):
        open_window("demo", None)


def python(code: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


LOADED = """
import sys
from app.cli import main
code = main(sys.argv[1:])
print(code, *sorted(name for name in ("PySide6", "sqlalchemy", "alembic") if name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--help"], ["lst"], ["search"], ["undo", "x"], ["restore", "--help"]], ids=" ".join)
def test_help_and_wrong_use_import_nothing_slow(words: list[str]) -> None:
    assert python(LOADED, *words).stderr.split()[-1] in ("0", "2")


@pytest.mark.parametrize("words", [["list", "contacts"], ["demo"], ["doctor"], ["backup"]], ids=" ".join)
def test_a_command_never_imports_qt(folder: DataFolder, words: list[str]) -> None:
    loaded = python(LOADED, "--data-dir", str(folder.root), *words).stderr.split()
    assert "sqlalchemy" in loaded
    assert "PySide6" not in loaded


def test_a_reader_that_stops_reading_is_no_error(folder: DataFolder) -> None:
    command = f"{sys.executable} -m app --data-dir '{folder.root}' --help | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    ("line", "code", "sentences"),
    [("history > /dev/full", 2, 1), ("history --json > /dev/full", 2, 1), ("lst --json > /dev/full", 2, 1),
     ("history >&-", 0, 0), ("lst 2>&-", 2, 0)],
)  # fmt: skip
def test_output_that_cannot_be_written_is_no_traceback(
    folder: DataFolder, line: str, code: int, sentences: int
) -> None:
    command = f"{sys.executable} -m app --data-dir '{folder.root}' {line}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", sentences), done


def test_output_survives_a_terminal_without_its_letters(folder: DataFolder) -> None:
    code = "import sys; from app.cli import main; sys.exit(main(sys.argv[1:]))"
    place = ["--data-dir", str(folder.root)]
    done = python(code, *place, "--json", "settings", "trade", "Gärten 🌱", PYTHONIOENCODING="ascii")
    assert (done.returncode, json.loads(done.stdout)["value"]) == (0, "Gärten 🌱")
    done = python(code, *place, "settings", "trade", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (0, "trade  G\\xe4rten \\U0001f331\n")


def test_control_characters_of_a_record_do_not_reach_the_terminal() -> None:
    assert contract.readable("a\x1b[2Jb\tc\x07\x9b") == "a[2Jb\tc"
