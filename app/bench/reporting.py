"""The reports over ten years of deals and 100,000 time entries."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from app.bench import seed
from app.bench.line import Line, repeated
from app.bench.stand import Stand
from app.crm.reports import behind, deals, forecast, hours, page, periods

AT = seed.END - timedelta(hours=12)
COPIES = "[1, 2, 3, 4]"
"""So many more time entries are made of each."""
PLAIN = "SELECT count(*), sum(value_cents) FROM deals WHERE won = 1"
GROUND = (
    """UPDATE activity_logs SET metadata =
        json_object('new_stage', (SELECT name FROM stages WHERE id = 1 + entity_id % 4))
    WHERE action = 'deal_stage_changed'""",
    "UPDATE deals SET expected_close_on = date('2026-02-01', (id % 300) || ' days') WHERE closed_at IS NULL",
    """INSERT INTO time_entries
        (project_id, started_at, ended_at, duration_minutes, billable, note, custom, created_at, updated_at)
    SELECT t.project_id, t.started_at, t.ended_at, t.duration_minutes, (t.id + c.value) % 5 > 0, t.note, t.custom,
        t.created_at, t.updated_at FROM time_entries t CROSS JOIN json_each(?) c""",
)


def lines(stand: Stand) -> Iterator[Line]:
    """All of ten years, the most that can be asked for."""
    _prepare(stand.raw)
    plain = repeated(lambda: stand.raw.execute(PLAIN).fetchall(), 5).p50
    with stand.app.db.read() as session:
        whole = periods.period(session, "all", AT)
        asked: dict[str, Callable[[], object]] = {
            "won by month": lambda: deals.won(session, whole, None, AT),
            "win rate by source": lambda: deals.sources(session, whole, None, AT),
            "time to win": lambda: deals.cycle(session, whole, None, AT),
            "hours": lambda: hours.hours(session, whole, AT),
            "forecast": lambda: forecast.forecast(session, None, AT),
        }
        for name, ask in asked.items():
            goal = 1000 if name == "forecast" else 500
            yield Line(f"report, {name}, all years", repeated(ask, 5).p95, "ms", goal, plain, "one plain sum of deals")
        year = repeated(lambda: page.reports(session, "last_12_months", None, AT), 5)
        yield Line("reports of 12 months together, without the forecast", year.p95, "ms", 500)
        rows = behind.ClosedDeals(whole.first, whole.stop, won_only=True)
        found = repeated(lambda: _open(session, rows), 5)
        yield Line("the deals behind a figure", found.p95, "ms", 100)


def _open(session: Any, rows: behind.Behind) -> None:
    ids = behind.find_ids(session, rows, "day", AT, descending=True)
    behind.fetch(session, rows, ids[:200])


def _prepare(raw: Any) -> None:
    """What the invented business lacks: names of stages in the log, expected days, and more hours."""
    for statement in GROUND:
        raw.execute(statement, (COPIES,) if "?" in statement else ())
