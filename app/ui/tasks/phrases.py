"""How tasks are told: when they are due, whom they are for, what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from babel import dates

from app.crm import days
from app.ui import words
from app.ui.tasks import repeat_words
from app.ui.tasks.task_words import Draft

STATUS = {"pending": "To do", "in_progress": "In progress", "completed": "Done"}
PRIORITY = {"high": "High", "medium": "Medium", "low": "Low"}
MARKED = {"high": "↑ High", "low": "↓ Low"}
"""In the list; the usual one stays quiet."""
TARGETS = {"contact": "Contact", "business": "Business", "deal": "Deal", "project": "Project"}
SHORT_TITLE = 60


@dataclass(frozen=True, slots=True)
class Due:
    """When a task is due, beside the moment it is looked at. at: on the owner's wall clock."""

    on: date
    at: datetime | None
    late: bool
    today: date
    done: bool = False


def due_of(cells: Mapping[str, Any], now: datetime) -> Due | None:
    """Of a row of the listing."""
    if cells["due_on"] is None:
        return None
    at, is_open = cells["due_at"], cells["status"] != "completed"
    passed = at < now if at is not None else cells["due_on"] < now.date()
    return Due(cells["due_on"], local_hour(at, now), bool(is_open and passed), now.date(), not is_open)


def local_hour(at: datetime | None, now: datetime) -> datetime | None:
    """On the owner's wall clock."""
    return None if at is None else days.local(at, now)


def clock(hour: time | datetime) -> str:
    return dates.format_time(hour, "short", locale=words.locale())


def due_words(due: Due | None) -> str:
    """ "Fri 14:00", "3 days ago"; "late" where the day alone does not say so."""
    if due is None:
        return ""
    text = words.day(due.on, due.today)
    if due.at is not None:
        text += f" {clock(due.at)}"
    says_so = text.endswith("ago") or text.startswith("yesterday")
    return f"{text}, late" if due.late and not says_so else text


def due_tone(due: Due | None) -> str:
    if due is None or due.done:
        return "muted"
    return "red" if due.late else "text"


def priority_tone(priority: str) -> str:
    return "amber" if priority == "high" else "muted"


def aim_words(cells: Mapping[str, Any]) -> str:
    """ "Ana Ruiz · Website": the person, else the business, then what it is part of."""
    who = cells["contact"] or cells["business"]
    return "  ·  ".join(name for name in (who, cells["project"] or cells["deal"]) if name)


def short(title: str) -> str:
    return title if len(title) <= SHORT_TITLE else f"{title[:SHORT_TITLE].rstrip()}…"


def draft_words(draft: Draft, today: date) -> str:
    """What Enter will add."""
    if not draft.title:
        return "Type what is to be done."
    parts = [short(draft.title)]
    if draft.due_on:
        hour = f" {clock(draft.due_time)}" if draft.due_time else ""
        parts.append(f"due {words.day(draft.due_on, today)}{hour}")
    if draft.priority:
        parts.append(f"{PRIORITY[draft.priority].lower()} priority")
    if draft.repeat:
        parts.append(repeat_words.shown(draft.repeat))
    if draft.estimate_minutes is not None:
        parts.append(f"takes {words.hours(draft.estimate_minutes)}")
    parts += [f"{TARGETS[one.kind].lower()} {short(one.title)}" for one in draft.links]
    parts += [f"#{tag}" for tag in draft.tags]
    return "Enter adds: " + "  ·  ".join(parts)


def unclear_words(names: tuple[str, ...]) -> str:
    """For names that were not taken over."""
    if not names:
        return ""
    return f"Not linked: {', '.join(f'“{short(name)}”' for name in names)}. Type more of the name, or pick it with @."


def moved_words(title: str, day: date | None, today: date) -> str:
    return f"{short(title)} has no day now." if day is None else f"{short(title)} is due {words.day(day, today)}."


def done_words(title: str, next_on: date | None, rule: str | None, today: date) -> str:
    """rule: one that made no next task."""
    sentence = f"Done: {short(title)}."
    if next_on is not None:
        return f"{sentence} The next one is due {words.day(next_on, today)}."
    if rule and repeat_words.shown(rule) == repeat_words.UNREADABLE:
        return f"{sentence} Its rule for repeating cannot be read, so there is no next one."
    return f"{sentence} It was the last one." if rule else sentence
