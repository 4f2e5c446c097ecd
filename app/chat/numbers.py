"""Today's numbers as a model reads them, kept until something they rest on changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.chat import telling
from app.clients.llm.talk import Part
from app.coach.values import Money
from app.coach.wording import written
from app.core.events import Bus, RecordsChanged
from app.core.settings import Value
from app.crm import preferences, today
from app.guard import fence
from app.models import Deal, Stage

KEPT = timedelta(minutes=5)
TABLES = frozenset(
    ("deals", "stages", "tasks", "contacts", "followups", "events", "interactions", "time_entries", "user_settings")
)
REASONS = {
    "promised": "a follow-up was promised", "step_due": "its next step is due", "close_passed": "should have closed",
    "step_missing": "has no next step", "task_late": "is late", "task_today": "is due today",
    "rhythm": "past the wished rhythm", "rhythm_new": "never contacted", "stale_lead": "a lead nobody spoke to",
    "event": "today",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """figures: counts and sums alone. lines: what matters today, by name. names: in the lines."""

    figures: str
    lines: str
    names: tuple[str, ...]
    at: datetime

    def parts(self, settings: dict[str, Value]) -> list[Part]:
        made = [Part(fence("figures", "today", self.figures), "figures")]
        if self.lines:
            made.append(Part(fence("today", "the owner", self.lines), telling.strictest(("people", "work"), settings)))
        return made


class Today:
    """One for an open data file: the numbers take some hundred milliseconds at ten years of data."""

    def __init__(self, bus: Bus) -> None:
        self._kept: Numbers | None = None
        self._changes = 0
        bus.subscribe(RecordsChanged, self._drop)

    def numbers(self, session: Session, now: datetime) -> Numbers:
        kept = self._kept
        if kept is not None and kept.at.date() == now.date() and abs(now - kept.at) < KEPT:
            return kept
        changes, found = self._changes, _read(session, now)
        if changes == self._changes:
            self._kept = found
        return found

    def _drop(self, event: RecordsChanged) -> None:
        if not TABLES.isdisjoint(event.touched):
            self._changes += 1
            self._kept = None


def _read(session: Session, now: datetime) -> Numbers:
    parts = {name: today.part(session, name, now) for name in today.PARTS}
    done = today.progress(session, now)
    currency = str(preferences.get(session, "currency"))
    rows = [
        f"Tasks due by tonight: {parts['due'].count}, of them late: {parts['due'].late}",
        f"Appointments today: {parts['events'].count}",
        f"Deals that need a step: {parts['deals'].count}",
        f"People to talk to: {parts['people'].count}",
        f"Tasks done this week so far: {done.tasks_done}",
        f"People contacted this week so far: {done.contacted}",
        f"Hours worked this week so far: {done.minutes / 60:.1f}",
        f"This month so far: {done.won} deals won, {written(Money(done.won_cents, currency))}",
        *_pipeline(session, currency),
    ]
    lines = [line for part in parts.values() for line in part.lines[:4]]
    told = "\n".join(
        f"{line.kind} {line.id}: {telling.short(line.title)}{f' ({telling.short(line.who)})' if line.who else ''}, "
        f"{REASONS[line.reason]}{f', {line.days} days' if line.days > 0 else ''}"
        for line in lines
    )
    named = (name for line in lines for name in (line.title if line.kind == "contact" else "", line.who or ""))
    return Numbers("\n".join(rows), told, tuple(telling.names_in(*named)), now)


def _pipeline(session: Session, currency: str) -> list[str]:
    """Open deals by stage, in the owner's currency; others are only counted."""
    own = func.sum(Deal.value_cents).filter(Deal.currency == currency)
    query = select(Stage.name, func.count().label("n"), own.label("cents")).join(Deal, Deal.stage_id == Stage.id)
    rows = session.execute(query.where(Deal.closed_at.is_(None)).group_by(Stage.id).order_by(Stage.position)).all()
    whole = f"Open deals: {sum(row.n for row in rows)}, worth {_money(sum(row.cents or 0 for row in rows), currency)}"
    return [whole, *(f"  {telling.short(row.name)}: {row.n}, {_money(row.cents or 0, currency)}" for row in rows)]


def _money(cents: int, currency: str) -> str:
    return written(Money(cents, currency))
