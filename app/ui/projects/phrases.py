"""How projects and hours are told."""

from typing import Any

from app.crm.projects import Standing
from app.ui import words

STATUS = {"active": "Active", "paused": "Paused", "closed": "Closed"}
ALMOST, ALL = 0.8, 1.0
"""Shares of a budget from which it is told in amber and in red."""


def used_tone(used: float | None) -> str:
    """The colour of a share of the budget; the words say it too."""
    if used is None or used < ALMOST:
        return "muted"
    return "amber" if used <= ALL else "red"


def used_words(used: float | None) -> str:
    if used is None:
        return "No budget set"
    share = f"{words.number(round(100 * used))} % of the budget used"
    return f"{share}, over it" if used > ALL else share


def standing_words(standing: Standing, currency: str) -> str:
    """ "12:30 h logged, 10:00 h billable, €1,000 worth, 4:00 h not billed"."""
    parts = [f"{words.hours(standing.minutes)} logged"]
    if standing.billable != standing.minutes:
        parts.append(f"{words.hours(standing.billable)} billable")
    if standing.worth:
        parts.append(f"worth {words.about(standing.worth, currency)}")
    if standing.worth is not None and standing.costs:
        parts.append(f"{words.about(standing.worth - standing.costs, currency)} after costs")
    if standing.unbilled:
        parts.append(f"{words.hours(standing.unbilled)} not billed")
    return "  ·  ".join(parts)


def share(row: Any) -> float | None:
    """The share of the time budget that a row of the table has used."""
    return row["minutes"] / row["budget_minutes"] if row["budget_minutes"] else None


def yes(value: Any) -> str:
    return "Yes" if value else "No"
