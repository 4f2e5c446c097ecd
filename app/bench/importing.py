"""Importing an address book of 100,000 as Google exports it, and whether it stops anything else meanwhile."""

import csv
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from app.bench import seed, words
from app.bench.line import Line
from app.bench.stand import Stand, empty_folder
from app.compose import open_app
from app.core import sqlite
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import importing, listing
from app.models import Contact

TICK = 0.005
COLUMNS = (
    "First Name", "Middle Name", "Last Name", "Nickname", "Organization Name", "Organization Title",
    "Birthday", "Notes", "Labels", "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value",
    "Address 1 - Label", "Address 1 - City", "Address 1 - Country",
)  # fmt: skip
POINT = (
    "INSERT INTO contact_points (contact_id, kind, value, original, is_primary, created_at, updated_at) "
    "VALUES (?, ?, ?, ?, 1, 0, 0)"
)
CONTACT = (
    "INSERT INTO contacts (id, name, sort_name, first_name, last_name, role, city, notes, email, phone, status, "
    "do_not_contact, consent, custom, created_at, updated_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'lead', 0, '{}', '{}', 0, 0)"
)


def lines(stand: Stand) -> Iterator[Line]:
    path, people = stand.folder / "google.csv", stand.count(Contact)
    write_csv(path, people)
    app = open_app(empty_folder(stand.folder / "import").root)
    with closing(app), Ticker() as ticker:
        started = time.perf_counter()
        importing.run_path(app.db, path)
        taken = time.perf_counter() - started
        _check(app.db, people)
    plain = _plain(stand, path)
    name = f"import {people:,} contacts from Google"
    yield Line(name, taken, "s", max(1.0, 8 * stand.scale), plain, "the same rows by executemany")
    yield Line("longest wait of another thread meanwhile", 1000 * ticker.worst, "ms", 50)


def _check(db: Database, people: int) -> None:
    """A time is worth nothing when rows are missing."""
    with db.read() as session:
        found = listing.count(session, "contact")
    if found < people:
        raise CrmError(f"Only {found} of {people} contacts were imported.", kind="invalid", where="import")


def write_csv(path: Path, people: int) -> None:
    """Names, companies, e-mails and phones of the invented business, one spelling or another."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for i in range(1, people + 1):
            first, last = seed.person(i)
            role, city = words.of("roles")[i % 7], words.of("cities")[i % 16]
            firm = seed.firm(i % 15_000 + 1) if i % 4 else ""
            note = "met at the fair, wants a quote" if i % 10 == 0 else ""
            address = (seed.email(i), "Mobile", seed.phone(i)[1], "Home", city, "Germany")
            writer.writerow((first, "", last, "", firm, role, "", note, "* myContacts", "Work", *address))


class Ticker:
    """A thread that wants to run every 5 ms, as an event loop does; worst: its longest delay in seconds."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick)

    def __enter__(self) -> "Ticker":
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._over.is_set():
            started = time.perf_counter()
            time.sleep(TICK)
            self.worst = max(self.worst, time.perf_counter() - started - TICK)


def _plain(stand: Stand, path: Path) -> float:
    """Seconds to read the file and insert the same cells into empty tables, with nothing done to them."""
    connection: Any = sqlite.driver().connect(empty_folder(stand.folder / "plain").database)
    sqlite.prepare(connection)
    started = time.perf_counter()
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(CONTACT, (_contact(i, row) for i, row in enumerate(rows, 1)))
    connection.executemany(POINT, (point for i, row in enumerate(rows, 1) for point in _points(i, row)))
    connection.execute("COMMIT")
    taken = time.perf_counter() - started
    connection.close()
    return taken


def _contact(contact_id: int, row: dict[str, str]) -> tuple[object, ...]:
    name = f"{row['First Name']} {row['Last Name']}"
    found = (row["First Name"], row["Last Name"], row["Organization Title"], row["Address 1 - City"], row["Notes"])
    return contact_id, name, name.lower(), *found, row["E-mail 1 - Value"], row["Phone 1 - Value"]


def _points(contact_id: int, row: dict[str, str]) -> Iterator[tuple[object, ...]]:
    for kind in ("email", "phone"):
        value = row[f"{'E-mail' if kind == 'email' else 'Phone'} 1 - Value"]
        yield contact_id, kind, value, value
