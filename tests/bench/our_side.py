"""Our half of `make bench-peer`: the same actions as in `tryton_side.py`, by our services in process."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.bench import stand
from app.bench.line import repeated
from app.bench.writing import measure as measured_writes
from app.compose import App, open_app
from app.crm import contacts, deals, listing, search

SHARE = 100
"""Rows of a page, and most hits of a search."""


def measure(people: int) -> dict[str, float]:
    """Median milliseconds of every action, with the same parties as the peer: a name, an e-mail, a phone."""
    with TemporaryDirectory(prefix="run-", dir=stand.cache_folder()) as folder:
        app = open_app(stand.empty_folder(Path(folder) / "data").root)
        try:
            _load(app, people)
            return _reading(app, people) | _writing(app)
        finally:
            app.close()


def _load(app: App, people: int) -> None:
    """By our own service, 2,000 a transaction, as the peer does it."""
    for first in range(0, people, 2000):
        with app.db.write() as session:
            for i in range(first, min(first + 2000, people)):
                contacts.create(
                    session, at=session.info["at"], last_name=f"Name {random.Random(i).randrange(10**9)} {i}",
                    email=f"n{i}@ex{i % 97}.com", phone=f"+4917{i:08d}",
                )  # fmt: skip


def _reading(app: App, people: int) -> dict[str, float]:
    """Every action opens its own read, as a page of the window does."""
    chance = random.Random(5)

    def page(start: int) -> list[Any]:
        with app.db.read() as session:
            ids = listing.find_ids(session, "contact", sort="name", limit=SHARE, offset=start)
            return list(listing.fetch(session, "contact", ids).values())

    def find(text: str) -> list[Any]:
        with app.db.read() as session:
            return search.find(session, text, limit=SHARE, kinds=["contact"])

    return {
        "list page": repeated(lambda: page(0)).p50,
        "deep page": repeated(lambda: page(max(0, people - 5000)), 10).p50,
        "name search": repeated(lambda: find(str(chance.randint(1000, 9999)))).p50,
        "e-mail fragment search": repeated(lambda: find(f"n{chance.randint(1000, 9999)}@"), 10).p50,
    }


def _writing(app: App) -> dict[str, float]:
    numbers = iter(range(1000))

    def contact(session: Any, at: Any) -> None:
        i = next(numbers)
        contacts.create(session, at=at, last_name=f"Solo {i}", email=f"solo{i}@example.com")

    def lead(session: Any, at: Any) -> None:
        i = next(numbers)
        deals.create(session, at=at, title=f"Lead {i}", contact_id=i + 1)

    return {
        "create contact": measured_writes(app.db, contact, 40).p50,
        "create lead": measured_writes(app.db, lead, 40).p50,
    }
