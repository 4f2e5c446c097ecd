"""Keep in touch: who is past the rhythm set for them, reset by any real contact."""

from datetime import UTC, datetime, timedelta

from app.coach.engine import Engine
from app.coach.rules.keep_in_touch import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import contacts, today
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW

DAY = timedelta(days=1)


def person(
    db: Database, name: str, days: float, wished: int | None = 30, longest: int | None = None, **fields: object
) -> int:
    """Last spoken to so many days ago."""
    with db.write() as session:
        rhythm = {"keep_in_touch_days": wished, "keep_in_touch_max_days": longest}
        found = build.contact(session, name, **{"status": "client", **rhythm, **fields})
        build.interaction(session, found.id, at=NOW - timedelta(days=days), direction="inbound")
        return found.id


def test_one_past_the_wish_and_one_past_the_longest(db: Database) -> None:
    ana = person(db, "Ana", 31, longest=60)
    assert told(db, RULE) == "You were last in touch with Ana 31 days ago; your rhythm is every 30 days."
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.entity, draft.priority) == (("contact", ana), None)
    bo = person(db, "Bo", 61, longest=60)
    assert told(db, RULE) == "2 people are past the rhythm you set, 1 past the longest: Bo, Ana."
    draft = ask(db, RULE)
    assert draft is not None
    assert (ids(draft), draft.priority) == ([bo, ana], "high")


def test_clients_come_first_then_those_whose_day_came_last(db: Database) -> None:
    lead = person(db, "Lead", 31, status="prospect", longest=30)
    long_ago, lately = person(db, "Long", 90), person(db, "Lately", 40)
    assert ids(ask(db, RULE)) == [lately, long_ago, lead]
    assert told(db, RULE).startswith("3 people are past the rhythm you set, 1 past the longest: Lately, Long, Lead")


def test_the_longest_alone_is_a_rhythm_too(db: Database) -> None:
    person(db, "Ana", 31, wished=None, longest=30)
    assert told(db, RULE) == "You were last in touch with Ana 31 days ago, past the longest interval you set."


def test_who_was_never_spoken_to_counts_from_the_day_they_were_added(db: Database) -> None:
    with db.write() as session:
        build.contact(session, "Ana", keep_in_touch_days=10).created_at = NOW - 11 * DAY
    assert told(db, RULE) == "You added Ana 11 days ago and were not in touch yet; your rhythm is every 10 days."


def test_silent_within_the_rhythm_after_a_contact_with_a_plan_or_when_forbidden(db: Database) -> None:
    person(db, "Within", 29.9)
    person(db, "None", 900, wished=None)
    person(db, "Off", 90, do_not_contact=True)
    gone, met, planned = (person(db, name, 90) for name in ("Gone", "Met", "Planned"))
    with db.write() as session:
        contacts.delete(session, gone, at=NOW)
        build.interaction(session, met, at=NOW - DAY)
        build.followup(session, NOW + 2 * DAY, contact_id=planned)
    assert told(db, RULE) == ""
    rejected = person(db, "No", 90)
    assert ask(db, RULE, silent=[rejected]) is None


def test_page_and_rule_agree(db: Database) -> None:
    for number in range(4):
        person(db, f"P{number}", 20 + 10 * number, longest=None)
    with db.read() as session:
        lines = today.part(session, "people", NOW).lines
    assert [line.id for line in lines] == ids(ask(db, RULE))


def test_a_list_is_told_again_after_a_week_and_not_before(db: Database, clock: Clock) -> None:
    person(db, "Ana", 31)
    engine = Engine(db, clock, (RULE,))
    told_on = [day for day in range(10) if engine.run_checks(NOW + day * DAY).insights]
    assert told_on == [0, 7]


def test_a_rhythm_of_days_is_one_of_24_hours_each_and_a_clock_set_back_is_quiet(db: Database) -> None:
    with db.write() as session:
        build.contact(session, "Ana", keep_in_touch_days=7).created_at = datetime(2026, 3, 22, 8, tzinfo=UTC)
    assert told(db, RULE, datetime(2026, 3, 29, 7, 59, tzinfo=UTC).astimezone()) == ""
    assert told(db, RULE, datetime(2026, 3, 29, 8, 1, tzinfo=UTC).astimezone()) != ""
    assert told(db, RULE, NOW - 30 * DAY) == ""
