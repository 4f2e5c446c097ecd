"""A report as a table of raw numbers: money in major units, hours, shares from 0 to 1, ISO dates; units in the head."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core import money, troubles
from app.core.errors import CrmError
from app.crm.exporting.sheets import guarded
from app.crm.figures import Sum
from app.crm.reports.deals import Cycle, Sources, Won
from app.crm.reports.forecast import Expected, Forecast
from app.crm.reports.hours import Hours, Spent

Report = Won | Sources | Cycle | Hours | Forecast
Table = list[list[Any]]
DAY = timedelta(days=1)


def table(report: Report) -> Table:
    """The head, then the rows."""
    return TABLES[type(report)](report)


def write(path: Path, report: Report) -> None:
    """As CSV in UTF-8 with a byte order mark. Errors: CrmError when the file cannot be written."""
    try:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows(table(report))
    except OSError as error:
        known = troubles.explain(error, path)
        raise known or CrmError(f"{path.name} cannot be written: {error.strerror}.", kind="storage") from error


def _won(report: Won) -> Table:
    others = [currency for currency, _n in report.total.others]
    head = ["From", "To", "Deals won", f"Won ({report.currency})", *(f"Deals in {currency}" for currency in others)]
    return [head, *([*_days(bar.first, bar.stop), *_sum(found, report.currency, others)] for bar, found in report.bars)]


def _sum(found: Sum, currency: str, others: list[str]) -> list[Any]:
    counted = dict(found.others)
    return [found.count, _money(found.cents, currency), *(counted.get(other, 0) for other in others)]


def _sources(report: Sources) -> Table:
    rows = [
        [guarded(source.source or ""), source.n, source.won]
        + ([round(share, 4) for share in (source.won / source.n, *source.interval)] if source.enough else [""] * 3)
        for source in report.sources
    ]
    return [["Source", "Closed deals", "Won deals", "Win rate", "Low (95 %)", "High (95 %)"], *rows]


def _cycle(report: Cycle) -> Table:
    head = ["From (days)", "To (days)", "Deals won"]
    return [head, *([first, "" if last is None else last, n] for first, last, n in report.bars)]


def _hours(report: Hours) -> Table:
    head = ["By", "From", "To", "Project", "Billable (h)", "Not billable (h)", "Entries"]
    months = [["time", *_days(bar.first, bar.stop), "", *_spent(spent)] for bar, spent in report.bars]
    whole = _days(report.period.first, report.period.stop)
    projects = [
        ["project", *whole, guarded(name or ""), *_spent(spent)] for _project_id, name, spent in report.projects
    ]
    return [head, *months, *projects]


def _spent(spent: Spent) -> list[Any]:
    return [round(spent.billable / 60, 2), round(spent.other / 60, 2), spent.entries]


def _forecast(report: Forecast) -> Table:
    sums = (f"Expected ({report.currency})", f"Low (80 %, {report.currency})", f"High (80 %, {report.currency})")
    return [["From", "To", "Open deals", *sums], *(_expected(slot, report.currency) for slot in report.slots)]


def _expected(slot: Expected, currency: str) -> list[Any]:
    first = slot.first.isoformat() if slot.first else "no date ahead"
    last = (slot.stop - DAY).isoformat() if slot.stop else ""
    return [first, last, slot.n, *(_money(cents, currency) for cents in (slot.cents, slot.low, slot.high))]


def _days(first: Any, stop: Any) -> list[str]:
    return [first.isoformat(), (stop - DAY).isoformat()]


def _money(cents: int, currency: str) -> str:
    return str(money.to_major(cents, currency))


TABLES: dict[type, Callable[[Any], Table]] = {
    Won: _won, Sources: _sources, Cycle: _cycle, Hours: _hours, Forecast: _forecast,
}  # fmt: skip
