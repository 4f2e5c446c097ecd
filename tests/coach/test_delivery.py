"""One decision and one reason for every draft, in the order of their weight."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.coach import delivery, insights
from app.coach.delivery import Cause, Verdict
from app.coach.engine import Engine
from app.coach.rule import Context, Draft, Every, Rule
from app.core.db import Database
from app.core.events import Bus, InsightGone
from app.crm import preferences
from app.crm.standing.row import Row
from app.models import CoachInsight
from tests.conftest import NOW

VALUES = {"n": 2, "limit": 7, "names": "Ana", "days": 9, "person": "Ana", "hidden": 0}


def rule(level: int = 2, name: str = "stale-leads", priority: Any = "medium") -> Rule:
    return Rule(name, (Every(),), level, priority, lambda _ctx: None)


def draft(key: str = "a", entity: int | None = 1, **more: Any) -> Draft:
    return Draft(VALUES, text="many", dedupe=key, entity=None if entity is None else ("contact", entity), **more)


def settle(db: Database, **settings: Any) -> None:
    with db.write() as session:
        for key, value in settings.items():
            preferences.change(session, key, value, at=NOW)


def weigh(db: Database, of: Rule, what: Draft, cause: Cause = "time", now: datetime = NOW) -> Verdict:
    with db.read() as session:
        settings = preferences.all_values(session)
        return delivery.read(session, now, settings).weigh(of, what, cause)


def keep(db: Database, of: Rule, what: Draft, cause: Cause = "time", now: datetime = NOW) -> int:
    """Weigh it, store it, and show it where it may be. Returns its id."""
    with db.read() as session:
        settings = preferences.all_values(session)
        row = insights.build(of, what, cause, Context(session, now, settings))
        insights.decide(row, delivery.read(session, now, settings).weigh(of, what, cause))
    with db.write() as session:
        insights.store(session, row)
        if row.delivery == "queued":
            insights.mark_shown(session, row, at=now)
        return int(row.id)


def dismiss(db: Database, insight_id: int, at: datetime = NOW) -> str | None:
    with db.write() as session:
        return insights.dismiss(session, insight_id, at=at)


@pytest.mark.parametrize(
    ("level", "needed", "critical", "decision"),
    [(1, 2, False, "inboxed"), (1, 2, True, "queued"), (2, 2, False, "queued"), (2, 3, False, "inboxed"),
     (3, 3, False, "queued"), (1, 3, True, "queued")],
)  # fmt: skip
def test_what_each_intensity_shows(db: Database, level: int, needed: int, critical: bool, decision: str) -> None:
    settle(db, coach_level=level)
    verdict = weigh(db, rule(needed), draft(critical=critical))
    assert verdict.decision == decision
    assert verdict.reason == ("level" if decision == "inboxed" else "")


@pytest.mark.parametrize(
    ("day", "hour", "reason"),
    [(2, 7, "quiet hours"), (2, 8, ""), (2, 17, ""), (2, 18, "quiet hours"), (2, 23, "quiet hours"),
     (7, 10, "quiet hours"), (8, 10, "quiet hours")],
)  # fmt: skip
def test_the_working_hours(db: Database, day: int, hour: int, reason: str) -> None:
    assert weigh(db, rule(), draft(), now=NOW.replace(day=day, hour=hour)).reason == reason


def test_quiet_hours_hold_also_within_long_working_hours(db: Database) -> None:
    settle(db, work_from=5, work_until=24)
    assert weigh(db, rule(), draft(), now=NOW.replace(hour=7)).reason == "quiet hours"
    assert weigh(db, rule(), draft(), now=NOW.replace(hour=19)).reason == ""
    assert weigh(db, rule(), draft(), now=NOW.replace(hour=21)).reason == "quiet hours"


def test_the_briefing_comes_before_the_working_hours_but_not_before_its_own(db: Database) -> None:
    briefing = rule(name=delivery.BRIEFING)
    assert weigh(db, briefing, draft(entity=None), now=NOW.replace(hour=6)).decision == "queued"
    assert weigh(db, briefing, draft(entity=None), now=NOW.replace(hour=5)).reason == "quiet hours"
    settle(db, coach_level=1)
    assert weigh(db, briefing, draft(entity=None)).reason == "level", "at Minimal it stays on the Today page"


def test_twenty_minutes_between_toasts_but_not_after_an_action(db: Database) -> None:
    keep(db, rule(), draft("a", 1))
    soon = NOW + timedelta(minutes=19)
    assert weigh(db, rule(), draft("b", 2), now=soon).reason == "spacing"
    assert weigh(db, rule(), draft("b", 2), "action", now=soon).decision == "queued"
    assert weigh(db, rule(), draft("b", 2), now=NOW + timedelta(minutes=20)).decision == "queued"
    assert weigh(db, rule(), draft("b", 2), now=NOW - timedelta(minutes=10)).reason == "spacing", "a clock set back"


def test_the_cap_of_the_day(db: Database) -> None:
    for number in range(5):
        keep(db, rule(), draft(str(number), number), "action", NOW + timedelta(minutes=number))
    assert weigh(db, rule(), draft("x", 9), "action", NOW + timedelta(hours=3)).reason == "daily cap"
    assert weigh(db, rule(), draft("x", 9), "action", NOW + timedelta(days=1)).decision == "queued"
    settle(db, cap_balanced=6)
    assert weigh(db, rule(), draft("x", 9), "action", NOW + timedelta(hours=3)).decision == "queued"


def test_one_record_one_toast_a_day_unless_a_weightier_deed(db: Database) -> None:
    keep(db, rule(priority="low"), draft("advanced"), "action")
    later = NOW + timedelta(hours=2)
    assert weigh(db, rule(priority="low"), draft("b"), "action", later) == Verdict("withheld", "same record")
    assert weigh(db, rule(priority="high"), draft("b"), "time", later) == Verdict("withheld", "same record")
    assert weigh(db, rule(priority="high"), draft("won"), "action", later).decision == "queued"
    assert weigh(db, rule(priority="low"), draft("b"), "action", NOW + timedelta(hours=24)).decision == "queued"


def test_what_was_rejected_stays_away_for_thirty_days_on_that_record(db: Database) -> None:
    dismiss(db, keep(db, rule(), draft("a")))
    after = NOW + timedelta(days=29)
    assert weigh(db, rule(), draft("b"), now=after) == Verdict("withheld", "rejected lately")
    assert weigh(db, rule(), draft("b", 2), now=after).decision == "queued", "another record"
    assert weigh(db, rule(name="stuck-deal"), draft("b"), now=after).decision == "queued", "another rule"
    assert weigh(db, rule(), draft("b"), now=NOW + timedelta(days=30)).decision == "queued"


def test_a_list_leaves_out_who_was_in_a_rejected_one(db: Database) -> None:
    people, now = [1, 2], [NOW]
    seen: list[frozenset[tuple[str, int]]] = []

    def check(ctx: Context) -> Draft | None:
        seen.append(ctx.rejected)
        rows = tuple(Row("contact", one, "P", {"days": 9}) for one in people if one not in ctx.silent)
        return Draft(VALUES, text="many", rows=rows) if rows else None

    engine = Engine(db, lambda: now[0], (Rule("stale-leads", (Every(),), 2, "medium", check, lists=True),))
    [first] = engine.run_checks().insights
    dismiss(db, first.id)
    people.append(3)
    now[0] += timedelta(days=1)
    [second] = engine.run_checks().insights
    assert [row["id"] for row in second.evidence["rows"]] == [3]
    now[0] += timedelta(days=30)
    engine.run_checks()
    assert seen[-1] == frozenset()


def test_three_dismissals_in_a_row_raise_what_a_rule_needs_and_it_is_said_once(db: Database) -> None:
    told = []
    for number in range(7):
        at = NOW + timedelta(days=number)
        told.append(dismiss(db, keep(db, rule(), draft(str(number), number), "action", at), at))
    assert told == [None, None, "Stale leads", None, None, "Stale leads", None]
    after = NOW + timedelta(days=7)
    settle(db, coach_level=3)
    assert weigh(db, rule(), draft("z", 99), "action", after).reason == "level", "only in the inbox by now"
    with db.write() as session:
        insights.unmute(session, "stale-leads", at=NOW)
    assert weigh(db, rule(), draft("z", 99), "action", after).decision == "queued"


def test_an_action_between_the_dismissals_breaks_the_row(db: Database) -> None:
    for number in range(5):
        at = NOW + timedelta(days=number)
        insight = keep(db, rule(), draft(str(number), number), "action", at)
        if number == 2:
            with db.write() as session:
                insights.mark_acted(session, insights.row(session, insight), None, at=at)
        else:
            assert dismiss(db, insight, at) is None


def test_muted_is_withheld_and_says_so(db: Database) -> None:
    with db.write() as session:
        insights.mute(session, "stale-leads", at=NOW)
    number = keep(db, rule(), draft())
    with db.read() as session:
        kept = insights.get(session, number)
        assert (kept.delivery, kept.reason, kept.outcome) == ("withheld", "muted", "withheld")
        assert insights.pending(session, NOW) == []


def test_a_share_is_held_back_only_of_what_would_be_shown(db: Database) -> None:
    settle(db, hold_out_percent=50)
    row = (Row("contact", 1, "Ana"),)
    found = {weigh(db, rule(), draft(str(number), number, rows=row)).reason for number in range(50)}
    assert found == {"", "hold-out"}
    outside = {weigh(db, rule(), draft(str(n), n, rows=row), now=NOW.replace(hour=22)).reason for n in range(50)}
    assert outside == {"quiet hours"}


def test_snoozed_comes_back_at_its_time_within_the_limits(db: Database) -> None:
    now = [NOW]
    engine = Engine(db, lambda: now[0], (rule(),))
    number = keep(db, rule(), draft())
    with db.write() as session:
        insights.snooze(session, number, NOW + timedelta(hours=1), at=NOW)
    assert engine.run_checks().insights == ()
    now[0] = NOW + timedelta(hours=1)
    assert [(one.id, one.delivery) for one in engine.run_checks().insights] == [(number, "queued")]
    assert engine.may_show(number)
    engine.note_shown(number)
    with db.write() as session:
        insights.snooze(session, number, NOW.replace(hour=22), at=now[0])
    for hour in (22, 23):
        now[0] = NOW.replace(hour=hour)
        assert engine.run_checks().insights == ()
    now[0] = NOW + timedelta(days=1)
    assert [(one.id, one.delivery) for one in engine.run_checks().insights] == [(number, "queued")]


def test_of_two_that_come_back_together_one_waits_its_twenty_minutes(db: Database) -> None:
    now = [NOW]
    engine = Engine(db, lambda: now[0], (rule(),))
    numbers = [keep(db, rule(), draft("a", 1)), keep(db, rule(), draft("b", 2), now=NOW + timedelta(hours=1))]
    with db.write() as session:
        for number in numbers:
            insights.snooze(session, number, NOW + timedelta(hours=3), at=NOW)
    now[0] = NOW + timedelta(hours=3)
    [first] = engine.run_checks().insights
    engine.note_shown(first.id)
    now[0] += timedelta(minutes=15)
    assert engine.run_checks().insights == ()
    now[0] += timedelta(minutes=15)
    assert [first.id, *(one.id for one in engine.run_checks().insights)] == numbers


@pytest.mark.parametrize("answer", ["dismiss", "snooze"])
def test_what_is_answered_in_the_inbox_before_its_moment_takes_no_room_of_the_day(
    db: Database, bus: Bus, answer: str
) -> None:
    gone: list[InsightGone] = []
    bus.subscribe(InsightGone, gone.append)
    engine = Engine(db, lambda: NOW, (Rule("stale-leads", (Every(),), 2, "medium", lambda _c: draft()),))
    [queued] = engine.run_checks().insights
    with db.write() as session:
        if answer == "dismiss":
            insights.dismiss(session, queued.id, at=NOW)
        else:
            insights.snooze(session, queued.id, NOW + timedelta(days=9), at=NOW)
    assert [one.insight_id for one in gone] == [queued.id]
    with db.read() as session:
        allowance = delivery.read(session, NOW, preferences.all_values(session))
    assert (allowance.today, allowance.spoken, allowance.records) == (0, [], {})


def test_a_clock_set_back_by_a_year_does_not_silence_a_record_for_a_year(db: Database) -> None:
    keep(db, rule(), draft("then"), now=NOW + timedelta(days=364))
    assert weigh(db, rule(name="ghosted"), draft("now")) == delivery.QUEUED


def test_what_waited_two_hours_for_a_moment_goes_to_the_inbox(db: Database) -> None:
    now = [NOW]
    engine = Engine(db, lambda: now[0], (Rule("stale-leads", (Every(),), 2, "medium", lambda _c: draft()),))
    [queued] = engine.run_checks().insights
    now[0] += timedelta(minutes=121)
    assert not engine.may_show(queued.id)
    with db.read() as session:
        kept = insights.get(session, queued.id)
        assert (kept.delivery, kept.reason, kept.outcome) == ("inboxed", "focus", None)
        assert session.get_one(CoachInsight, queued.id).shown_at is None
