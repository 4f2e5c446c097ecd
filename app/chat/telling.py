"""Records put into words for a model: short, fenced, each piece under the switch that decides whether it may leave."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.chat.shapes import Used
from app.clients.llm.redaction import KINDS
from app.clients.llm.talk import Part
from app.coach.values import Money
from app.coach.wording import written
from app.core.db import driver
from app.core.settings import Value
from app.crm import days
from app.guard import fence

KIND_OF: Mapping[str, str] = {
    "contact": "people", "business": "people", "deal": "work", "task": "work", "project": "work",
}  # fmt: skip
"""Kind of a record -> kind of a part."""
ANY_RECORD = ("people", "work")
"""What a sentence may hold that names any of them."""
FEW, MOST_NOTES = 5, 4
LONGEST_LINE, LONGEST_NOTE = 160, 500


@dataclass(frozen=True, slots=True)
class Told:
    """parts: the record, then what was written and said about it. names: that occur in it."""

    used: Used
    parts: tuple[Part, ...]
    names: tuple[str, ...]


def record(session: Session, kind: str, record_id: int, now: datetime) -> Told | None:
    """None when there is no such record, or none of a kind that is told of."""
    read = _READERS.get(kind)
    facts = read(session, record_id, now) if read and 0 < record_id < 2**63 else None
    if facts is None:
        return None
    about = f"{kind} {record_id}"
    lines = [f"{label}: {short(value)}" for label, value in facts.rows if value not in (None, "")]
    parts = [Part(fence(kind, about, "\n".join(lines)), KIND_OF[kind])]
    said = list(_said(session, kind, record_id, now))
    if facts.notes:
        said.insert(0, _cut(facts.notes, LONGEST_NOTE))
    if said:
        parts.append(Part(fence("notes", about, "\n".join(said)), "notes"))
    return Told(Used(kind, record_id, facts.title), tuple(parts), tuple(names_in(*facts.names)))


def strictest(kinds: Iterable[str], settings: Mapping[str, Value]) -> str:
    """Of the kinds of data that a text holds, one whose switch is off, else the first."""
    given = tuple(kinds)
    return next((kind for kind in given if not settings[KINDS[kind][0]]), given[0])


def names_in(*names: str | None) -> Iterator[str]:
    """Whole names and their words, for the redaction."""
    for name in names:
        if name:
            yield name
            yield from (word for word in name.split() if len(word) > 2 and word[0].isupper())  # noqa: PLR2004


def short(value: Any) -> str:
    """A value in one line."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return _cut(" ".join(text.split()), LONGEST_LINE)


def day_of(stored: str | None, now: datetime) -> str:
    """The owner's day of a moment as it is stored."""
    return "" if not stored else days.local_day(_moment(stored), now).isoformat()


def amount(cents: int | None, currency: str | None) -> str:
    return "" if cents is None or not currency else written(Money(cents, currency))


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str
    rows: list[tuple[str, Any]]
    names: tuple[str | None, ...] = ()
    notes: str | None = None


def _contact(session: Session, record_id: int, now: datetime) -> _Facts | None:
    row = _row(session, _CONTACT, record_id)
    if row is None:
        return None
    name, role, status, source, email, phone, city, birthday, last, rhythm, silent, notes, business = row
    rows = [
        ("Name", name), ("Role", role), ("Business", business), ("Status", status), ("Source", source),
        ("E-mail", email), ("Phone", phone), ("City", city), ("Birthday", birthday),
        ("Last contact", day_of(last, now)), ("Wished rhythm in days", rhythm),
        ("Do not contact", "yes" if silent else ""),
        *_work(session, "contact", record_id),
    ]  # fmt: skip
    return _Facts(name, rows, (name, business), notes)


def _business(session: Session, record_id: int, now: datetime) -> _Facts | None:
    row = _row(session, _BUSINESS, record_id)
    if row is None:
        return None
    name, kind, what, trade, city, revenue, team, stage, notes = row
    staff = _rows(session, _PEOPLE, record_id)
    people = "; ".join(f"{who} (contact {number}){_last(last, now)}" for number, who, last in staff)
    rows = [
        ("Name", name), ("Kind", kind), ("What it does", what), ("Trade", trade), ("City", city), ("Revenue", revenue),
        ("Team", team), ("Stage", stage), ("People", people), *_work(session, "business", record_id),
    ]  # fmt: skip
    return _Facts(name, rows, (name, *(who for _number, who, _at in staff)), notes)


def _deal(session: Session, record_id: int, now: datetime) -> _Facts | None:
    row = _row(session, _DEAL, record_id)
    if row is None:
        return None
    (title, cents, currency, source, entered, expected, closed, won, reason, step, step_on, notes, number, stage, who,
     business) = row  # fmt: skip
    state = "open" if closed is None else f"{'won' if won else 'lost'} {day_of(closed, now)}"
    rows = [
        ("Title", title), ("State", state), ("Stage", stage),
        ("Days in stage", days.whole_days(_moment(entered), now)), ("Value", amount(cents, currency)),
        ("Contact", f"{who} (contact {number})" if who else ""), ("Business", business), ("Source", source),
        ("Next step", step), ("Next step on", step_on), ("Expected close", expected), ("Reason it was lost", reason),
    ]  # fmt: skip
    return _Facts(title, rows, (who, business), notes)


def _task(session: Session, record_id: int, _now: datetime) -> _Facts | None:
    row = _row(session, _TASK, record_id)
    if row is None:
        return None
    title, status, priority, due, details, who, business = row
    rows = [("Title", title), ("Status", status), ("Priority", priority), ("Due", due), ("Contact", who),
            ("Business", business)]  # fmt: skip
    return _Facts(title, rows, (who, business), details)


def _project(session: Session, record_id: int, _now: datetime) -> _Facts | None:
    row = _row(session, _PROJECT, record_id)
    if row is None:
        return None
    name, status, due, minutes, business = row
    hours = "" if minutes is None else f"{minutes / 60:g} h"
    rows = [("Name", name), ("Status", status), ("Due", due), ("Budget", hours), ("Business", business)]
    return _Facts(name, rows, (business,))


def _work(session: Session, kind: str, record_id: int) -> list[tuple[str, str]]:
    """Deals, the open ones first, and open tasks, the ones due first."""
    found = _rows(session, _DEALS.format(owner=_OWNER[kind]), record_id)
    planned = _rows(session, _TASKS.format(owner=_OWNER[kind]), record_id)
    return [
        ("Deals", "; ".join(
            f"{title} (deal {number}, {', '.join(filter(None, (stage, amount(cents, currency))))})"
            for number, title, stage, cents, currency in found
        )),
        ("Open tasks", "; ".join(f"{title} (task {number}, due {due or 'any day'})" for number, title, due in planned)),
    ]  # fmt: skip


def _said(session: Session, kind: str, record_id: int, now: datetime) -> Iterator[str]:
    """The newest notes, calls and messages."""
    found = [(at, body) for at, body in driver(session).execute(_NOTES, (kind, record_id, MOST_NOTES))]
    if kind in ("contact", "deal"):
        talks = driver(session).execute(_TALKS.format(kind=kind), (record_id, MOST_NOTES))
        found += [(at, f"{how} {direction}: {words or 'no words'}") for at, how, direction, words in talks]
    newest = sorted(found, key=lambda one: str(one[0]), reverse=True)[: MOST_NOTES + 1]
    yield from (f"{day_of(at, now)} {_cut(text, LONGEST_NOTE)}" for at, text in newest)


def _last(stored: str | None, now: datetime) -> str:
    return f", last contact {day_of(stored, now)}" if stored else ""


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _row(session: Session, sql: str, record_id: int) -> Any:
    return driver(session).execute(sql, (record_id,)).fetchone()


def _rows(session: Session, sql: str, record_id: int) -> list[Any]:
    found: list[Any] = driver(session).execute(sql, (record_id, FEW)).fetchall()
    return found


# A plus keeps SQLite from walking a whole index for its order: the rows of one record are few.
_CONTACT = """
    SELECT c.name, c.role, c.status, c.source, c.email, c.phone, c.city, c.birthday, c.last_contact_at,
        c.keep_in_touch_days, c.do_not_contact, c.notes, b.name
    FROM contacts c LEFT JOIN businesses b ON b.id = c.business_id WHERE c.id = ?"""
_BUSINESS = """
    SELECT name, kind, business_description, industry_category, city, revenue_tier, team_size, current_stage, notes
    FROM businesses WHERE id = ?"""
_PEOPLE = """
    SELECT id, name, last_contact_at FROM contacts WHERE business_id = ?
    ORDER BY +last_contact_at DESC NULLS LAST LIMIT ?"""
_DEAL = """
    SELECT d.title, d.value_cents, d.currency, d.source, d.stage_entered_at, d.expected_close_on, d.closed_at, d.won,
        d.lost_reason, d.next_step, d.next_step_on, d.notes, d.contact_id, s.name, c.name, b.name
    FROM deals d JOIN stages s ON s.id = d.stage_id LEFT JOIN contacts c ON c.id = d.contact_id
    LEFT JOIN businesses b ON b.id = d.business_id WHERE d.id = ?"""
_TASK = """
    SELECT t.title, t.status, t.priority, t.due_on, t.details, c.name, b.name FROM tasks t
    LEFT JOIN contacts c ON c.id = t.contact_id LEFT JOIN businesses b ON b.id = t.business_id WHERE t.id = ?"""
_PROJECT = """
    SELECT p.name, p.status, p.due_on, p.budget_minutes, b.name FROM projects p
    LEFT JOIN businesses b ON b.id = p.business_id WHERE p.id = ?"""
_OWNER = {"contact": "contact_id", "business": "business_id"}
_DEALS = """
    SELECT d.id, d.title, s.name, d.value_cents, d.currency FROM deals d JOIN stages s ON s.id = d.stage_id
    WHERE d.{owner} = ? ORDER BY d.closed_at IS NOT NULL, +d.created_at DESC LIMIT ?"""
_TASKS = """
    SELECT id, title, due_on FROM tasks WHERE {owner} = ? AND status != 'completed'
    ORDER BY +due_on NULLS LAST, id LIMIT ?"""
_NOTES = "SELECT at, body FROM notes WHERE entity_type = ? AND entity_id = ? ORDER BY at DESC LIMIT ?"
_TALKS = "SELECT at, kind, direction, summary FROM interactions WHERE {kind}_id = ? ORDER BY at DESC LIMIT ?"
_READERS: Mapping[str, Any] = {
    "contact": _contact, "business": _business, "deal": _deal, "task": _task, "project": _project,
}  # fmt: skip
