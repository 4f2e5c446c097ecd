"""Many hands on one file: threads of one program, and a window beside a command."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.compose import App, open_app
from app.core.clock import fixed
from app.crm import deals
from app.crm.doctor import doctor
from app.models import Contact, Deal
from tests.conftest import NOW
from tests.faults.killed import ABOUT_THE_FILE

COUNT_UP = """
import sys
from app.compose import open_app
from app.models import Deal
app = open_app(sys.argv[1])
for _time in range(int(sys.argv[2])):
    with app.db.write() as session:
        deal = session.get_one(Deal, 1)
        deal.value_cents = deal.value_cents + 1
app.close()
"""


def a_deal(app: App) -> None:
    with app.db.write() as session:
        deals.create(session, at=NOW, title="Counter", value_cents=0)


def count_up(app: App, times: int) -> None:
    """Read, then write: what is lost when another writes in between."""
    for _time in range(times):
        with app.db.write() as session:
            deal = session.get_one(Deal, 1)
            deal.value_cents = (deal.value_cents or 0) + 1


def value(app: App) -> int | None:
    with app.db.read() as session:
        return session.get_one(Deal, 1).value_cents


def healthy(app: App) -> bool:
    findings = doctor(app.db, app.folder, app.clock)
    return all(finding.ok for finding in findings if finding.check in ABOUT_THE_FILE)


def test_eight_threads_that_read_and_then_write_lose_nothing(app: App) -> None:
    a_deal(app)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(count_up, app, 20) for _thread in range(8)]:
            done.result()
    assert value(app) == 160
    assert healthy(app)


def test_a_window_and_two_commands_that_write_at_once_lose_nothing(app: App) -> None:
    a_deal(app)
    command = [sys.executable, "-c", COUNT_UP, str(app.folder.root), "40"]
    others = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _command in range(2)]
    seen, ended = [], threading.Event()

    def watch() -> None:
        while not ended.is_set():
            seen.append(value(app) or 0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    count_up(app, 40)
    errors = [other.communicate()[1] for other in others]
    ended.set()
    watcher.join()
    assert errors == ["", ""]
    assert value(app) == 120
    assert seen == sorted(seen)
    assert healthy(app)


def test_two_first_starts_at_once_make_one_file(tmp_path: Path) -> None:
    code = (
        "import sys; from app.compose import open_app; from app.crm import contacts; a = open_app(sys.argv[1])\n"
        "with a.db.write() as s: contacts.create(s, at=a.clock(), first_name=sys.argv[2])\n"
        "a.close()"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "new"), name], stderr=subprocess.PIPE, text=True)
        for name in ("Ann", "Bo", "Cy")
    ]
    assert [start.communicate()[1] for start in starts] == ["", "", ""]
    app = open_app(tmp_path / "new", fixed(NOW))
    with app.db.read() as session:
        assert sorted(name for (name,) in session.query(Contact.name)) == ["Ann", "Bo", "Cy"]
    assert healthy(app)
    app.close()
