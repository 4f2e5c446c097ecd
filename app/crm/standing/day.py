"""The day in a few counts: what the morning briefing and the Today page tell, from the same conditions."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.crm import days
from app.crm.standing import due, leads
from app.crm.standing.row import Listed, Row

SHOWN = 40
"""Records of each kind that are named."""
MORNING, NOON, EVENING = 4, 12, 18
"""Hours from which the greeting changes."""
TOGETHER = 4
"""Pieces that one sentence holds."""
Day = Mapping[str, Listed]
Piece = tuple[str, Mapping[str, int]]


def look(session: Session, now: datetime, stale_after: int) -> Day:
    """What this day asks for, by the name of each piece, in the order in which they are told; some may be empty.

    stale_after: days after which a lead is stale.
    """
    late, _critical = due.overdue(session, now, room=SHOWN)
    return {
        "high": due.of_today(session, now, high=True, room=SHOWN),
        "tasks": due.of_today(session, now, high=False, room=SHOWN),
        "events": due.appointments(session, now, SHOWN),
        "late": late,
        **_followups(session, now),
        "steps": due.steps(session, now, room=SHOWN),
        "stale": leads.stale(session, now, stale_after, room=SHOWN),
    }


def _followups(session: Session, now: datetime) -> Day:
    """Those of earlier days and those of today."""
    every, _promises = due.followups(session, now, room=SHOWN)
    missed = due.count_missed(session, now) if every.count > len(every.rows) else None
    late = tuple(row for row in every.rows if row.facts["text"] == "late")
    today = tuple(row for row in every.rows if row.facts["text"] == "today")
    count = len(late) if missed is None else missed
    return {"followups_late": Listed(late, count), "followups": Listed(today, every.count - count)}


def pieces(day: Day) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """What is told in a first and in a second sentence: name of the piece -> how many; what there is none of is left
    out."""
    counts = {name: listed.count for name, listed in day.items() if listed.count}
    told: list[Piece] = [(name, {"n": count}) for name, count in counts.items()]
    if {"high", "tasks"} <= counts.keys():
        told[:2] = [("high_and_others", {"high": counts["high"], "n": counts["tasks"]})]
    return tuple(told[:TOGETHER]), tuple(told[TOGETHER:])


def rows(day: Day) -> tuple[Row, ...]:
    """Its records, one after another."""
    return tuple(row for listed in day.values() for row in listed.rows)


def count(day: Day) -> int:
    return sum(listed.count for listed in day.values())


def greeting(now: datetime) -> str:
    """morning, afternoon or evening."""
    if MORNING <= now.hour < NOON:
        return "morning"
    return "afternoon" if NOON <= now.hour < EVENING else "evening"


def rest(now: datetime, ahead: int = 0) -> timedelta:
    """What is left of this local day, and of so many after it."""
    return days.midnight(now.date() + timedelta(days=ahead + 1), now) - now


def monday(now: datetime, weeks: int = 0) -> datetime:
    """The first moment of this local week, or of one so many weeks from it."""
    return days.midnight(now.date() - timedelta(days=now.weekday()) + timedelta(weeks=weeks), now)
