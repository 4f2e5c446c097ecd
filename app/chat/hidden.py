"""The private list in a turn: what the model is told of it, what it may act on, and what no text may give away."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat.asked import View
from app.chat.prompts import prompt
from app.core.db import Database
from app.core.events import Bus
from app.crm import businesses, journal
from app.goals import agenda as agendas
from app.goals import generation
from app.goals import section as sections
from app.goals.shapes import Agenda, ItemNow
from app.guard import Private
from app.models import Business, Contact, Deal, Project, Task

MOST_ASKED = 2
"""Items brought up in one reply."""
OF: dict[str, Any] = {"contact": Contact, "deal": Deal, "project": Project, "task": Task}


@dataclass(frozen=True)
class Hidden:
    """section: for the system message, "" where there is none. due: the items that may be brought up now."""

    section: str = ""
    due: tuple[ItemNow, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    key: str = ""

    @property
    def businesses(self) -> frozenset[int]:
        return frozenset(agenda.business_id for agenda in self.agendas)

    @property
    def own(self) -> int | None:
        """The owner's own business, whose list always comes first."""
        return self.agendas[0].business_id if self.agendas else None

    def private(self, open_texts: Sequence[str]) -> Private:
        """For the guard. open_texts: what may be said beside the questions: names, the owner's words, the records."""
        found = [sections.private(one, f"{self.key} {one.business_id}") for one in self.agendas]
        return Private(
            _all(one.items for one in found), (*_all(one.section for one in found), prompt("coach")),
            _all(one.marks for one in found), (*_all(one.open for one in found), *open_texts),
        )  # fmt: skip


class Mind:
    """One for an open data file: the lists of the businesses talked about, kept for five minutes."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db, self._cache = db, agendas.Cache(bus)
        self._key = secrets.token_hex(8)

    def prepare(self, about: View, now: datetime, *, make: bool = True) -> tuple[int, ...]:
        """The owner's own business and the one the talk is about. make: give each goals that has none yet."""
        with self._db.read() as session:
            own = businesses.find_own(session)
            wanted = [] if own is None else [own]
            wanted += [one for one in _concerned(session, about) if one != own][:1]
            bare = [one for one in wanted if not self._cache.agenda(session, one, now).goals]
        if not make or (own is not None and not bare):
            return tuple(wanted)
        with self._db.write(actor="coach") as session:
            journal.name_step(session, "Goals", kind="background")
            mine = businesses.own(session, session.info["at"]).id
            for one in dict.fromkeys([mine, *bare] if own is None else bare):
                generation.generate(session, one, at=session.info["at"])
        return tuple(dict.fromkeys((mine, *wanted)))

    def hidden(self, session: Session, business_ids: Sequence[int], now: datetime) -> Hidden:
        found = tuple(self._cache.agenda(session, one, now) for one in business_ids)
        text = "\n\n".join(sections.section(one, f"{self._key} {one.business_id}") for one in found)
        due = tuple(item for one in found for item in one.due)[:MOST_ASKED]
        return Hidden(text, due, found, self._key)


def _concerned(session: Session, about: View) -> Iterable[int]:
    """Businesses of the records a turn is about."""
    for kind, number in about:
        if kind == "business" and session.scalar(select(Business.id).where(Business.id == number)):
            yield number
        business_id = session.scalar(select(OF[kind].business_id).where(OF[kind].id == number)) if kind in OF else None
        if business_id is not None:
            yield business_id


def _all(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(text for part in parts for text in part)
