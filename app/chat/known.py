"""The owner's profile and today's numbers as a model reads them, kept until something they rest on changes."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.chat.telling import names_in, short, strictest
from app.clients.llm.talk import Part
from app.coach.values import Money
from app.coach.wording import written
from app.core.db import Database
from app.core.events import Bus, RecordsChanged
from app.core.settings import Value
from app.crm import businesses, notes, preferences, profile_facts, today
from app.guard import fence
from app.models import Deal, Stage

log = logging.getLogger(__name__)
KEPT = timedelta(minutes=5)
PATIENCE = 0.005
"""Seconds a turn waits for numbers that are being counted; then it is told the last ones."""
RESTS = 4
"""Times as long as counting took before it begins again, while many things change."""
NUMBERS = frozenset(
    ("deals", "stages", "tasks", "contacts", "followups", "events", "interactions", "time_entries", "user_settings")
)
"""Tables today's numbers rest on."""
PROFILES = frozenset(("businesses", "profile_facts", "notes"))
BY_NAME = ("people", "work")
OWN = "the owner's business"
MOST_KEPT = 12
"""Notes on the owner's own business, the newest first."""
FEW = 4
"""Lines of each list of the day."""
PROFILE = (
    "business_description", "industry_category", "industry_subcategory", "city", "country", "revenue_tier",
    "target_tier", "team_size", "focus_areas", "current_stage", "business_goals", "current_challenges",
)  # fmt: skip
REASONS = {
    "promised": "a follow-up was promised", "step_due": "its next step is due", "close_passed": "should have closed",
    "step_missing": "has no next step", "task_late": "is late", "task_today": "is due today",
    "rhythm": "past the wished rhythm", "rhythm_new": "never contacted", "stale_lead": "a lead nobody spoke to",
    "event": "today",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """figures: counts and sums alone. today: what matters today, by name. Both fenced. names: that occur in them."""

    figures: str
    today: str
    names: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """Of the owner's own business; empty where there is none yet. kept: what was noted about it. Both fenced."""

    text: str
    kept: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    numbers: Numbers
    profile: Profile

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.profile.names, *self.numbers.names)

    def parts(self, settings: Mapping[str, Value]) -> list[Part]:
        """The profile first."""
        texts = (
            (self.profile.text, "profile"), (self.profile.kept, "memories"), (self.numbers.figures, "figures"),
            (self.numbers.today, strictest(BY_NAME, settings)),
        )  # fmt: skip
        return [Part(text, kind) for text, kind in texts if text]


class Facts:
    """One for an open data file. Numbers take a tenth of a second with ten years of data, so a change has them counted
    again on a thread, at once, and a turn waits for them no longer than `PATIENCE`."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self._db, self._lock = db, threading.Lock()
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="numbers")
        self._closing, self._fresh = threading.Event(), threading.Event()
        self._numbers: Numbers | None = None
        self._profile: Profile | None = None
        self._changes = 0
        self._is_counting = False
        bus.subscribe(RecordsChanged, self._drop)

    def known(self, session: Session, now: datetime) -> Known:
        if self._numbers is not None:
            self._fresh.wait(PATIENCE)
        changes, numbers, profile = self._changes, self._numbers, self._profile
        if numbers is None or numbers.at.date() != now.date():
            numbers = _numbers(session, now)
        elif abs(now - numbers.at) >= KEPT:
            self._count_anew()
        found = Known(numbers, profile or _profile(session))
        with self._lock:
            if changes == self._changes:
                self._numbers, self._profile = found.numbers, found.profile
                self._fresh.set()
        return found

    def close(self) -> None:
        self._closing.set()
        self._lane.shutdown(wait=True, cancel_futures=True)

    def _drop(self, event: RecordsChanged) -> None:
        with self._lock:
            self._changes += 1
            if not PROFILES.isdisjoint(event.touched):
                self._profile = None
        if not NUMBERS.isdisjoint(event.touched) and self._numbers is not None:
            self._count_anew()

    def _count_anew(self) -> None:
        with self._lock:
            self._fresh.clear()
            if self._is_counting or self._closing.is_set():
                return
            self._is_counting = True
        with suppress(RuntimeError):  # closed between
            self._lane.submit(self._count)

    def _count(self) -> None:
        try:
            self._count_until_still()
        except Exception:
            log.exception("today's numbers could not be counted")
            self._numbers, self._is_counting = None, False  # the next turn counts them itself

    def _count_until_still(self) -> None:
        """Until nothing has changed meanwhile, and never more than a share of the time."""
        while not self._closing.is_set():
            changes, begun = self._changes, time.monotonic()
            with self._db.read() as session:
                numbers = _numbers(session, self._db.clock())
            with self._lock:
                self._numbers = numbers
                if changes == self._changes:
                    self._is_counting = False
                    self._fresh.set()
                    return
            self._closing.wait(RESTS * (time.monotonic() - begun))


def _numbers(session: Session, now: datetime) -> Numbers:
    parts = {name: today.part(session, name, now) for name in today.PARTS}
    lines = [line for part in parts.values() for line in part.lines[:FEW]]
    named = [name for line in lines for name in (line.title if line.kind == "contact" else "", line.who or "")]
    told = "\n".join(map(_line, lines))
    return Numbers(
        fence("figures", "today", "\n".join(_figures(session, parts, now))),
        fence("today", "the owner", told) if told else "", tuple(names_in(*named)), now,
    )  # fmt: skip


def _figures(session: Session, parts: Mapping[str, today.Part], now: datetime) -> Iterator[str]:
    done = today.progress(session, now)
    currency = str(preferences.get(session, "currency"))
    yield f"Tasks due by tonight: {parts['due'].count}, of them late: {parts['due'].late}"
    yield f"Appointments today: {parts['events'].count}"
    yield f"Deals that need a step: {parts['deals'].count}"
    yield f"People to talk to: {parts['people'].count}"
    yield f"Tasks done this week so far: {done.tasks_done}"
    yield f"People contacted this week so far: {done.contacted}"
    yield f"Hours worked this week so far: {done.minutes / 60:.1f}"
    yield f"Deals won this month so far: {done.won}, {_money(done.won_cents, currency)}"
    yield from _pipeline(session, currency)


def _line(line: today.Line) -> str:
    who = f" ({short(line.who)})" if line.who else ""
    late = f", {line.days} days" if line.days > 0 else ""
    return f"{line.kind} {line.id}: {short(line.title)}{who}, {REASONS[line.reason]}{late}"


def _profile(session: Session) -> Profile:
    own = businesses.find_own(session)
    if own is None:
        return Profile("", "", ())
    business = businesses.get(session, own)
    known = {name: getattr(business, name) for name in PROFILE if getattr(business, name)}
    known |= {name: fact.value for name, fact in profile_facts.current(session, own).items()}
    told = {name: "; ".join(map(str, value)) if isinstance(value, list) else value for name, value in known.items()}
    lines = [f"Name: {short(business.name)}", *(f"{name.replace('_', ' ')}: {short(v)}" for name, v in told.items())]
    noted = [short(note.body) for note in notes.on(session, "business", own)[:MOST_KEPT]]
    return Profile(
        fence("profile", OWN, "\n".join(lines)),
        fence("notes", OWN, "\n".join(noted)) if noted else "",
        (business.name,),
    )


def _pipeline(session: Session, currency: str) -> list[str]:
    """Open deals by stage, in the owner's currency; others are only counted."""
    own = func.sum(Deal.value_cents).filter(Deal.currency == currency)
    query = select(Stage.name, func.count().label("n"), own.label("cents")).join(Deal, Deal.stage_id == Stage.id)
    rows = session.execute(query.where(Deal.closed_at.is_(None)).group_by(Stage.id).order_by(Stage.position)).all()
    whole = f"Open deals: {sum(row.n for row in rows)}, worth {_money(sum(row.cents or 0 for row in rows), currency)}"
    return [whole, *(f"  {short(row.name)}: {row.n}, {_money(row.cents or 0, currency)}" for row in rows)]


def _money(cents: int, currency: str) -> str:
    return written(Money(cents, currency))
