"""Hours that can be billed: without a rate, without a project; and a year beside the one before it on a leap day."""

from datetime import timedelta

from app.chat import intents
from app.core.db import Database
from tests import build
from tests.conftest import NOW


def asked(db: Database, text: str) -> str:
    with db.read() as session:
        found = intents.answer(session, text, NOW)
    assert found is not None
    return found.text


def test_hours_without_a_rate_or_a_project_are_counted_and_not_priced(db: Database) -> None:
    with db.write() as session:
        rated = build.project(session, "Rated", hourly_rate_cents=6_000)
        bare = build.project(session, "Bare", hourly_rate_cents=None)
        build.time_entry(session, 90, NOW - timedelta(days=2), project_id=rated.id)
        build.time_entry(session, 60, NOW - timedelta(days=2), project_id=bare.id)
        build.time_entry(session, 30, NOW - timedelta(days=2), project_id=None)
        build.time_entry(session, 600, NOW - timedelta(days=3), project_id=rated.id, billable=False)
        build.time_entry(session, 700, NOW - timedelta(days=3), project_id=rated.id, billed_at=NOW)
    told = asked(db, "How many unbilled hours do I have?")
    assert "3 h of billable time on 3 projects is not billed yet, worth €90:" in told
    assert "- Rated: 1.5 h, €90" in told
    assert "- Bare: 1 h, no rate set" in told
    assert "- Without a project: 0.5 h, no rate set" in told
    assert "1.5 h of it has no rate" in told


def test_without_any_rate_no_worth_is_told(db: Database) -> None:
    with db.write() as session:
        bare = build.project(session, "Bare", hourly_rate_cents=None)
        build.time_entry(session, 60, NOW - timedelta(days=2), project_id=bare.id)
    told = asked(db, "who owes me money")
    assert told.startswith("Rainmaker keeps no invoices")
    assert "1 h of billable time on 1 project is not billed yet; no rate is set:" in told
    assert "€" not in told


def test_the_years_are_compared_to_the_28th_on_a_leap_day(db: Database) -> None:
    leap = NOW.replace(year=2028, month=2, day=29)
    with db.read() as session:
        found = intents.answer(session, "How does this year compare with last year?", leap)
    assert found is not None
    assert found.text == (
        "From Jan 1, 2028 to Feb 29, 2028 you won no deal. "
        "In the same days of last year, Jan 1, 2027 to Feb 28, 2027, you won none."
    )
