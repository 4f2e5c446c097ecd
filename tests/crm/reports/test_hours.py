"""Hours by month and by project."""

from datetime import UTC, date, datetime

from app.core.db import Database
from app.crm import time_entries
from app.crm.reports import hours
from app.crm.reports.hours import Spent
from app.crm.reports.periods import Period
from tests import build
from tests.conftest import NOW

YEAR = Period("last_12_months", date(2025, 4, 1), date(2026, 4, 1))


def test_hours_are_split_by_month_and_project(db: Database) -> None:
    with db.write() as session:
        website, app = (build.project(session, name, at=NOW).id for name in ("Website", "App"))
        build.time_entry(session, 60, at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC), project_id=website)
        build.time_entry(session, 15, at=NOW, project_id=website, billable=False)
        build.time_entry(session, 90, at=NOW, project_id=app)
        build.time_entry(session, 5, at=NOW, billable=False)
        build.time_entry(session, 500, at=datetime(2024, 1, 1, tzinfo=UTC), project_id=app)
        time_entries.start_timer(session, at=NOW, project_id=app)
    with db.read() as session:
        report = hours.hours(session, YEAR, NOW)
    found = {bar.first: spent for bar, spent in report.bars if spent.entries}
    assert found == {date(2026, 1, 1): Spent(60, 0, 1), date(2026, 3, 1): Spent(90, 20, 3)}, "it began in January"
    assert report.projects == (
        (app, "App", Spent(90, 0, 1)), (website, "Website", Spent(60, 15, 2)), (None, None, Spent(0, 5, 1)),
    )  # fmt: skip
    assert report.total == Spent(150, 20, 4)
    assert report.total.all == 170
