"""Why something stands on the Today page, and how the day is greeted."""

from datetime import datetime

from app.crm.today import Line
from app.ui import words

MORNING, NOON, EVENING = 4, 12, 18
"""Hours from which the greeting changes."""


def greeting(now: datetime) -> str:
    if MORNING <= now.hour < NOON:
        return "Good morning."
    return "Good afternoon." if NOON <= now.hour < EVENING else "Good evening."


def why(line: Line, now: datetime) -> str:
    """The reason in words: "high priority, 3 days overdue"."""
    late = words.many(line.days, "day")
    return {
        "event": _hour(line, now),
        "task_late": f"{_important(line)}{late + ' overdue' if line.days else 'overdue since ' + _hour(line, now)}",
        "task_today": f"{_important(line)}due today{' at ' + _hour(line, now) if line.at else ''}",
        "step_due": f"next step was due {late} ago" if line.days else "next step is due today",
        "close_passed": f"should have closed {late} ago",
        "step_missing": f"no next step, {late} in its stage" if line.days else "no next step yet",
        "promised": f"follow-up was due {late} ago" if line.days > 0 else "follow-up is due today",
        "rhythm": f"last contact {_long(line.days)} ago",
        "rhythm_new": f"no contact yet, added {_long(line.days)} ago",
        "stale_lead": f"lead without a word for {_long(line.days)}",
    }[line.reason]


def aside(line: Line) -> str:
    """What is at stake."""
    return words.about(line.cents, line.currency) if line.cents else ""


def is_late(line: Line) -> bool:
    return line.reason in ("task_late", "close_passed") or (line.reason in ("step_due", "promised") and line.days > 0)


def _important(line: Line) -> str:
    return "high priority, " if line.priority == "high" else ""


def _hour(line: Line, now: datetime) -> str:
    return words.when(line.at, now) if line.at else ""


def _long(days: int) -> str:
    """ "9 days", "5 months", "2 years"."""
    if days < 60:  # noqa: PLR2004 - two months
        return words.many(days, "day")
    return words.many(days // 30, "month") if days < 720 else words.many(days // 365, "year")  # noqa: PLR2004
