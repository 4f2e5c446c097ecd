"""The private list in a turn: what the model is told of it, what it may act on, and what no text may give away."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.chat.asked import View
from app.chat.prompts import prompt
from app.core.db import Database, driver
from app.core.events import Bus
from app.crm import businesses, journal, preferences
from app.goals import agenda as agendas
from app.goals import generation
from app.goals import section as sections
from app.goals.shapes import Agenda, ItemNow
from app.guard import Private

MOST_ASKED = 2
"""Items brought up in one reply."""
LAST = 2**63
BUSINESS_OF = {
    "business": "SELECT id FROM businesses WHERE id = ?",
    "contact": "SELECT business_id FROM contacts WHERE id = ?", "deal": "SELECT business_id FROM deals WHERE id = ?",
    "project": "SELECT business_id FROM projects WHERE id = ?", "task": "SELECT business_id FROM tasks WHERE id = ?",
}  # fmt: skip


@dataclass(frozen=True)
class Hidden:
    """section: for the system message, "" where there is none. due: the items that may be brought up now.

    waiting: those that the last answer brought up and the owner has not settled.
    """

    section: str = ""
    due: tuple[ItemNow, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    key: str = ""
    waiting: tuple[ItemNow, ...] = ()

    @property
    def businesses(self) -> frozenset[int]:
        return frozenset(agenda.business_id for agenda in self.agendas)

    @property
    def own(self) -> int | None:
        """The owner's own business, whose list always comes first."""
        return self.agendas[0].business_id if self.agendas else None

    def private(self, open_texts: Sequence[str]) -> Private:
        """For the guard. open_texts: what may be said beside the questions: names, the owner's words, the records."""
        found = [sections.private(one, f"{self.key} {one.business_id}", waiting=self.waiting) for one in self.agendas]
        return Private(
            _all(one.items for one in found), (*_all(one.section for one in found), prompt("coach")),
            _all(one.marks for one in found), (*_all(one.open for one in found), *open_texts),
        )  # fmt: skip


class Mind:
    """One for an open data file: the lists of the businesses talked about, kept for five minutes."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db, self._cache = db, agendas.Cache(bus)
        self._key = secrets.token_hex(8)

    def concerned(self, session: Session, about: View, now: datetime) -> tuple[tuple[int, ...], bool]:
        """The owner's own business and the one the talk is about; and whether all of them have goals.

        None of them while the coach is off: then nothing is made, asked or told to the model.
        """
        if not preferences.get(session, "coach_enabled"):
            return (), True
        own = driver(session).execute("SELECT id FROM businesses WHERE kind = 'own'").fetchone()
        wanted = [] if own is None else [int(own[0])]
        wanted += [one for one in _concerned(session, about) if one not in wanted][:1]
        return tuple(wanted), own is not None and all(self._cache.agenda(session, one, now).goals for one in wanted)

    def make(self, business_ids: Sequence[int]) -> None:
        """Goals for these businesses and the owner's own, which is made where it is not there."""
        with self._db.write(actor="coach") as session:
            journal.name_step(session, "Goals", kind="background")
            own = businesses.own(session, session.info["at"]).id
        for one in dict.fromkeys((own, *business_ids)):  # each in a write of its own, as one takes milliseconds
            generation.generate_all(self._db, [one])

    def hidden(
        self, session: Session, business_ids: Sequence[int], now: datetime, waiting: Sequence[ItemNow] = ()
    ) -> Hidden:  # fmt: skip
        known = tuple(self._cache.agenda(session, one, now) for one in business_ids)
        due = _due(known)
        found = tuple(replace(one, due=tuple(item for item in one.due if item in due)) for one in known)
        waiting = waiting if known else ()
        text = "\n\n".join(sections.section(one, f"{self._key} {one.business_id}", waiting) for one in found)
        return Hidden(text, due, found, self._key, tuple(waiting))


def _due(lists: Sequence[Agenda]) -> tuple[ItemNow, ...]:
    """Few enough for one reply, and one for each business the talk is about before a second for any."""
    first = [item for one in lists for item in one.due[:1]]
    return tuple([*first, *(item for one in lists for item in one.due[1:])][:MOST_ASKED])


def _concerned(session: Session, about: View) -> Iterable[int]:
    """Businesses of the records a turn is about."""
    for kind, number in about:
        query = BUSINESS_OF.get(kind) if 0 < number < LAST else None
        row = driver(session).execute(query, (number,)).fetchone() if query else None
        if row is not None and row[0] is not None:
            yield int(row[0])


def _all(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(text for part in parts for text in part)
