"""The same invented business at any size, so that every run and every machine measures the same rows.

Scale 1.0 is 100,000 contacts, 15,000 businesses, 20,000 deals, 100,000 tasks, 150,000 interactions and 1,000,000
activities. Written by Core inserts straight into a migrated file; the search index is filled afterwards in one go.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, insert

from app.bench import words
from app.core import sqlite
from app.crm import names, search_index
from app.models import (
    ActivityLog,
    Base,
    Business,
    Contact,
    ContactPoint,
    Deal,
    ExternalId,
    Interaction,
    Note,
    Project,
    Tag,
    Tagging,
    Task,
    TimeEntry,
)  # fmt: skip

VERSION = 1
"""Raise it when other rows come out: the cached files are made anew."""

SIZES = {
    Business: 15_000, Contact: 100_000, ContactPoint: 200_000, Deal: 20_000, Project: 1_000, Task: 100_000,
    Interaction: 150_000, Note: 30_000, TimeEntry: 20_000, Tag: 0, Tagging: 60_000, ExternalId: 50_000,
    ActivityLog: 1_000_000,
}  # fmt: skip
"""Rows at scale 1.0; parents before children."""
END = datetime(2026, 3, 1, tzinfo=UTC)
YEARS = timedelta(days=3650)
CHUNK = 20_000
WON, LOST = 5, 6
"""Ids of stages of the pipeline that every file starts with."""
Row = dict[str, Any]


def count(model: type[Base], scale: float) -> int:
    return max(12, round(SIZES[model] * scale))


def fill(path: Path, scale: float) -> None:
    """Fill the empty, migrated file at `path`."""
    engine = create_engine(URL.create("sqlite", database=str(path)), module=sqlite.driver())

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    with engine.begin() as connection:
        for model in SIZES:
            _insert(connection, model, scale)
        search_index.rebuild(connection)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _insert(connection: Connection, model: type[Base], scale: float) -> None:
    rows = MAKERS[model](Maker(scale, random.Random(model.__tablename__)))
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(insert(model), chunk)


class Maker:
    """Picks words, people and moments; the same seed gives the same picks."""

    def __init__(self, scale: float, chance: random.Random) -> None:
        self.scale, self.chance = scale, chance

    def ids(self, model: type[Base]) -> range:
        return range(1, count(model, self.scale) + 1)

    def some(self, model: type[Base]) -> int:
        """An id; few records get most of the links."""
        return int(count(model, self.scale) * self.chance.random() ** 2) + 1

    def maybe(self, model: type[Base], share: float) -> int | None:
        return self.some(model) if self.chance.random() < share else None

    def happens(self, percent: int) -> bool:
        return self.chance.random() * 100 < percent

    def one(self, choices: tuple[Any, ...], weights: tuple[int, ...] | None = None) -> Any:
        return self.chance.choices(choices, weights)[0] if weights else self.chance.choice(choices)

    def moment(self) -> datetime:
        share: float = self.chance.random() ** 1.5
        return END - YEARS * share

    def stamps(self) -> Row:
        at = self.moment()
        return {"created_at": at, "updated_at": at}

    def say(self, phrases: tuple[str, ...]) -> str:
        chosen: str = self.one(phrases)
        return chosen.format(
            name=" ".join(person(self.some(Contact))), firm=firm(self.some(Business)), work=self.one(words.of("work"))
        )


def person(contact_id: int) -> tuple[str, str]:
    """First and last name of a contact; the middle of the alphabet is as full as in an address book."""
    first = words.of("first")[contact_id * 7919 % len(words.of("first"))]
    last = words.of("last")[contact_id * 104_729 // 3 % len(words.of("last"))]
    return first, (last if contact_id % 5 else f"{last}-{words.of('last')[contact_id * 31 % len(words.of('last'))]}")


def firm(business_id: int) -> str:
    stem = words.of("stems")[business_id % len(words.of("stems"))]
    trade = words.of("trades")[business_id * 13 % len(words.of("trades"))]
    place = (
        words.of("cities")[business_id * 5 % len(words.of("cities"))]
        if business_id % 3
        else words.of("last")[business_id % len(words.of("last"))]
    )
    return f"{stem} {trade} {place} {words.of('forms')[business_id % len(words.of('forms'))]}".strip()


def domain(business_id: int) -> str:
    return f"{names.fold(words.of('stems')[business_id % len(words.of('stems'))])}{business_id}.com"


def email(contact_id: int) -> str:
    first, last = (names.fold(part).replace(" ", "") for part in person(contact_id))
    host = words.of("mail")[contact_id % 5] if contact_id % 4 == 0 else domain(contact_id % 15_000 + 1)
    return f"{first}.{last}{contact_id % 1000}@{host}"


def phone(contact_id: int) -> tuple[str, str]:
    """E.164 and one of the spellings people use."""
    digits = f"176{contact_id * 7_368_787 % 10**8:08d}"
    spellings = (f"0{digits[:3]} {digits[3:7]} {digits[7:]}", f"+49 {digits}", f"0{digits[:3]}/{digits[3:]}")
    return f"+49{digits}", spellings[contact_id % 3]


def _businesses(make: Maker) -> Iterator[Row]:
    for i in make.ids(Business):
        name = firm(i)
        yield {
            "id": i, "name": name, "sort_name": names.fold(name), "domain": domain(i),
            "kind": "own" if i == 1 else make.one(("prospect", "client", "partner"), (6, 3, 1)),
            "city": make.one(words.of('cities')), "industry_category": make.one(words.of('trades')), **make.stamps(),
        }  # fmt: skip


def _contacts(make: Maker) -> Iterator[Row]:
    status = ("lead", "prospect", "client", "past_client", "lost")
    for i in make.ids(Contact):
        first, last = person(i)
        reached = make.moment() if make.happens(60) else None
        yield {
            "id": i, "name": f"{first} {last}", "sort_name": names.sort_name(first, last, ""), "first_name": first,
            "last_name": last, "business_id": (i % count(Business, make.scale)) + 1 if i % 4 else None,
            "role": make.one(words.of('roles')), "source": make.one(words.SOURCES, (30, 25, 12, 10, 8, 6, 6, 3)),
            "status": make.one(status, (50, 15, 18, 12, 5)), "email": email(i), "phone": phone(i)[0],
            "city": make.one(words.of('cities')), "last_outbound_at": reached, "last_contact_at": reached,
            "notes": make.say(words.of('said')) if i % 10 == 0 else None, **make.stamps(),
        }  # fmt: skip


def _points(make: Maker) -> Iterator[Row]:
    for i in make.ids(Contact):
        stamps, (number, written), address = make.stamps(), phone(i), email(i)
        common = {"contact_id": i, "label": "work", "is_primary": True, **stamps}
        yield {"kind": "email", "value": address, "original": address, **common}
        yield {"kind": "phone", "value": number, "original": written, **common}


def _deals(make: Maker) -> Iterator[Row]:
    for i in make.ids(Deal):
        stage = make.one((1, 2, 3, 4, 5, 6), (8, 6, 5, 4, 42, 35))
        contact, stamps = make.some(Contact), make.stamps()
        title = f"{firm(make.some(Business)).rsplit(' ', 1)[0]} {make.one(words.of('work'))}"
        closed = (
            stamps["created_at"] + timedelta(days=make.chance.expovariate(1 / 40)) if stage in (WON, LOST) else None
        )
        yield {
            "id": i, "title": title, "sort_title": names.fold(title), "contact_id": contact,
            "business_id": make.some(Business), "value_cents": int(make.chance.lognormvariate(12.3, 1)),
            "currency": "EUR", "source": make.one(words.SOURCES), "stage_id": stage,
            "stage_entered_at": closed or stamps["created_at"], "closed_at": closed,
            "won": stage == WON if closed else None, **stamps,
        }  # fmt: skip


def _projects(make: Maker) -> Iterator[Row]:
    for i in make.ids(Project):
        name = f"{make.one(words.of('work')).title()} for {firm(make.some(Business))}"
        yield {
            "id": i, "name": name, "business_id": make.some(Business), "deal_id": make.maybe(Deal, 0.7),
            "status": make.one(("active", "paused", "closed"), (2, 1, 7)), "currency": "EUR", **make.stamps(),
        }  # fmt: skip


def _tasks(make: Maker) -> Iterator[Row]:
    for i in make.ids(Task):
        stamps = make.stamps()
        done = make.happens(90)
        due = (stamps["created_at"] + timedelta(days=make.chance.randint(0, 30))).date()
        title = make.say(words.of("doing"))
        yield {
            "id": i, "title": title, "sort_title": names.fold(title), "status": "completed" if done else "pending",
            "priority": make.one(("low", "medium", "high"), (2, 6, 2)), "due_on": due if i % 3 else None,
            "contact_id": make.maybe(Contact, 0.6), "deal_id": make.maybe(Deal, 0.2),
            "project_id": make.maybe(Project, 0.2),
            "completed_at": stamps["created_at"] + timedelta(days=make.chance.expovariate(0.2)) if done else None,
            **stamps,
        }  # fmt: skip


def _interactions(make: Maker) -> Iterator[Row]:
    kinds = ("call", "email", "meeting", "sms", "message", "other")
    for _ in make.ids(Interaction):
        stamps = make.stamps()
        yield {
            "contact_id": make.some(Contact), "deal_id": make.maybe(Deal, 0.3),
            "kind": make.one(kinds, (30, 45, 12, 5, 5, 3)), "direction": make.one(("outbound", "inbound"), (7, 3)),
            "at": stamps["created_at"], "duration_minutes": make.chance.randint(1, 60),
            "summary": make.say(words.of('said')), **stamps,
        }  # fmt: skip


def _notes(make: Maker) -> Iterator[Row]:
    for _ in make.ids(Note):
        stamps = make.stamps()
        about = make.one(("contact", "deal"), (7, 3))
        record = make.some(Contact if about == "contact" else Deal)
        body = ". ".join(make.say(words.of("said")) for _ in range(make.chance.randint(1, 6)))
        yield {"entity_type": about, "entity_id": record, "body": body, "at": stamps["created_at"], **stamps}


def _time_entries(make: Maker) -> Iterator[Row]:
    for _ in make.ids(TimeEntry):
        stamps, minutes = make.stamps(), make.chance.randint(5, 240)
        yield {
            "project_id": make.some(Project), "started_at": stamps["created_at"],
            "ended_at": stamps["created_at"] + timedelta(minutes=minutes), "duration_minutes": minutes,
            "note": make.one(words.of('work')), **stamps,
        }  # fmt: skip


def _tags(make: Maker) -> Iterator[Row]:
    for i, name in enumerate(("vip", "newsletter", "slow payer", "friend", "press", "supplier", *words.of("work"))):
        yield {"id": i + 1, "name": name, **make.stamps()}


def _taggings(make: Maker) -> Iterator[Row]:
    contacts = count(Contact, make.scale)
    for i in make.ids(Tagging):
        tag = i // contacts * 5 + i % 5 + 1
        yield {"tag_id": tag, "entity_type": "contact", "entity_id": i % contacts + 1, **make.stamps()}


def _external_ids(make: Maker) -> Iterator[Row]:
    contacts = count(Contact, make.scale)
    for i in make.ids(ExternalId):
        named = {"source": f"other {i // contacts}", "external_id": f"x{i}"}
        yield {"entity_type": "contact", "entity_id": i % contacts + 1, **named, **make.stamps()}


def _activities(make: Maker) -> Iterator[Row]:
    kinds: tuple[tuple[str, str, type[Base], Row], ...] = (
        ("contact_contacted", "contact", Contact, {"kind": "email", "direction": "outbound"}),
        ("task_completed", "task", Task, {"priority": "medium", "had_due_date": True, "days_to_complete": 3}),
        ("task_created", "task", Task, {"priority": "medium", "has_due_date": True}),
        ("deal_stage_changed", "deal", Deal, {"old_stage": 1, "new_stage": 2, "days_in_stage": 5}),
        ("time_logged", "time_entry", TimeEntry, {"duration": 45, "project_id": 1, "is_billable": True}),
        ("note_added", "contact", Contact, {}),
        ("contact_status_changed", "contact", Contact, {"old": "lead", "new": "client"}),
        ("deal_closed", "deal", Deal, {"won": True, "value": 250_000, "cost": None, "days_to_close": 30}),
    )
    total = count(ActivityLog, make.scale)
    for i in range(total):
        action, word, model, details = make.one(kinds, (38, 18, 20, 8, 8, 4, 2, 2))
        yield {
            "action": action, "entity_type": word, "entity_id": make.some(model), "details": details,
            "actor": make.one(("owner", "coach", "import"), (80, 5, 15)),
            "created_at": END - YEARS * (1 - i / total), "utc_offset_minutes": 60,
        }  # fmt: skip


MAKERS: dict[type[Base], Callable[[Maker], Iterator[Row]]] = {
    Business: _businesses, Contact: _contacts, ContactPoint: _points, Deal: _deals, Project: _projects, Task: _tasks,
    Interaction: _interactions, Note: _notes, TimeEntry: _time_entries, Tag: _tags, Tagging: _taggings,
    ExternalId: _external_ids, ActivityLog: _activities,
}  # fmt: skip
