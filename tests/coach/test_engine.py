"""The engine with rules that fail, hang, repeat themselves and meet damaged rows: nothing stops, nothing is lost."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.coach import engine as engine_module
from app.coach import insights
from app.coach.engine import Engine
from app.coach.rule import Context, Draft, Every, OnActivity, OnPattern, Rule
from app.core.db import Database
from app.core.events import ActivityRecorded, InsightReady
from app.crm import preferences
from app.crm.standing.row import Row
from app.models import CoachInsight, JobRun, LedgerEntry
from tests.conftest import NOW

WON = {"deal": "Acme", "person": "Ana", "ask": ""}


def clear_day(number: int = 1, **more: object) -> Draft:
    """Words that the message file of the stale leads can fill."""
    rows = tuple(Row("contact", one, f"P{one}", {"days": 9}) for one in range(1, number + 1))
    values = {"n": number, "limit": 7, "names": "Ana, Bo", "days": 9, "person": "Ana", "hidden": 0}
    return Draft(values, text="many", rows=rows, count=number, **more)  # type: ignore[arg-type]


def rule(check, name: str = "stale-leads", *, lists: bool = False, level: int = 2) -> Rule:  # type: ignore[no-untyped-def]
    return Rule(name, (Every(), OnActivity("deal_closed")), level, "medium", check, lists=lists)


def deed(number: int = 1, actor: str = "owner", entity: int = 1) -> ActivityRecorded:
    return ActivityRecorded(number, "deal_closed", "deal", entity, actor)


def made(db: Database, *rules: Rule) -> Engine:
    return Engine(db, lambda: NOW, rules)


def failures(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(JobRun.message).where(JobRun.status == "failed")))


def test_a_rule_that_raises_is_reported_and_the_others_speak(db: Database) -> None:
    def broken(_ctx: Context) -> Draft:
        raise ZeroDivisionError("nothing to divide by")

    engine = made(db, rule(broken, "deal-won"), rule(lambda _ctx: clear_day(dedupe="x")))
    assert [one.rule for one in engine.run_checks().insights] == ["stale-leads"]
    assert failures(db) == ["ZeroDivisionError: nothing to divide by"]
    with db.read() as session:
        assert session.scalar(select(JobRun.job)) == "rule deal-won"


@pytest.mark.parametrize("way", ["query", "loop", "sleep"])
def test_a_rule_that_hangs_is_left_behind_and_the_others_speak(
    db: Database, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "PATIENT", 0.2)
    stop = threading.Event()

    def hangs(ctx: Context) -> None:
        if way == "query":
            endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
            ctx.session.execute(text(endless))
        elif way == "loop":
            while not stop.is_set():
                time.sleep(0)
        else:
            stop.wait(30)

    engine = made(db, rule(hangs, "deal-won"), rule(lambda _ctx: clear_day(dedupe="x")))
    try:
        assert [one.rule for one in engine.run_checks().insights] == ["stale-leads"]
        assert "did not answer in time" in failures(db)[0]
        engine.run_checks()
        assert len(failures(db)) == 1, "it is not asked again"
    finally:
        stop.set()
        engine.close()


def test_a_slow_round_of_checks_does_not_keep_what_was_just_done_waiting(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "IMPATIENT", 0.2)
    asked, go_on = threading.Event(), threading.Event()

    def slow(_ctx: Context) -> None:
        asked.set()
        go_on.wait(5)

    won = Draft(WON | {"who": "Ana"}, dedupe="x")
    quick = Rule("deal-won", (OnActivity("deal_closed"),), 2, "medium", lambda _ctx: won)
    engine = made(db, Rule("stale-leads", (Every(),), 2, "medium", slow), quick)
    lane = threading.Thread(target=engine.run_checks)
    lane.start()
    assert asked.wait(5)
    assert [one.rule for one in engine.react(deed()).insights] == ["deal-won"]
    go_on.set()
    lane.join()
    engine.close()
    assert failures(db) == []


def test_what_the_coach_or_an_import_did_is_no_cause(db: Database) -> None:
    engine = made(db, rule(lambda _ctx: clear_day(dedupe="x")))
    for actor in ("coach", "content", "import", "sync"):
        assert engine.react(deed(actor=actor)).considered == 0
    assert engine.react(deed()).considered == 1


def test_off_asks_no_rule(db: Database) -> None:
    asked: list[int] = []
    engine = made(db, rule(lambda _ctx: asked.append(1)))
    with db.write() as session:
        preferences.change(session, "coach_enabled", False, at=NOW)
    engine.run_checks()
    engine.react(deed())
    engine.tell_patterns()
    assert asked == []


def test_a_list_is_told_again_when_somebody_joins_or_after_a_week_and_once_a_day(db: Database) -> None:
    now, count = [NOW], [2]
    engine = Engine(db, lambda: now[0], (rule(lambda _ctx: clear_day(count[0]), lists=True),))

    def told() -> int:
        return engine.run_checks().considered

    assert told() == 1
    count[0] = 3
    assert told() == 0, "once a day"
    now[0] += timedelta(days=1)
    assert told() == 1, "one has joined"
    now[0] += timedelta(days=1)
    count[0] = 2
    assert told() == 0, "one has left"
    now[0] += timedelta(days=5)
    assert told() == 0
    now[0] += timedelta(days=1)
    assert told() == 1, "a week has passed"
    with db.read() as session:
        assert len(insights.pending(session, now[0])) == 1, "only the newest list waits in the inbox"


def test_of_several_rules_on_one_event_the_weightiest_speaks(db: Database) -> None:
    when = (OnActivity("deal_closed"),)
    low = Rule("stale-leads", when, 2, "low", lambda _ctx: clear_day(dedupe="low", entity=("deal", 1)))
    high = Rule("stale-leads", when, 2, "high", lambda _ctx: clear_day(dedupe="high", entity=("deal", 1)))
    told = made(db, low, high).react(deed()).insights
    assert [(one.priority, one.delivery, one.reason) for one in told] == [
        ("high", "queued", ""),
        ("low", "inboxed", "same record"),
    ]


def test_words_that_cannot_be_filled_cost_their_own_rule_alone(db: Database) -> None:
    wordless = rule(lambda _ctx: Draft({}, text="many", dedupe="w"), "deal-won")
    told = made(db, wordless, rule(lambda _ctx: clear_day(dedupe="x"))).run_checks().insights
    assert [one.rule for one in told] == ["stale-leads"]
    assert len(failures(db)) == 1


def test_a_damaged_row_costs_itself_alone(db: Database) -> None:
    engine = made(db, rule(lambda _ctx: clear_day(dedupe="x")))
    engine.run_checks()
    with db.write() as session:
        session.execute(
            text(
                "INSERT INTO coach_insights (type, rule_id, message, priority, critical, action_params,"
                " further_actions, evidence, dedupe_key, delivery, seen, dismissed, created_at, wording)"
                " VALUES ('time', 'stale-leads', 'x', 'low', 0, '{', 'not json', '[1', 'z', 'queued', 0, 0,"
                " '2026-03-01 08:00:00.000000', 'template')"
            )
        )
    with db.read() as session:
        assert [one.message for one in insights.pending(session, NOW)] != []
    assert engine.run_checks().considered == 0
    assert [message for message in failures(db) if "JSON" in message] == []


def test_a_clock_set_back_says_nothing_twice(db: Database) -> None:
    now = [NOW]
    engine = Engine(db, lambda: now[0], (rule(lambda ctx: clear_day(dedupe=f"day:{ctx.now.date()}")),))
    assert engine.run_checks().considered == 1
    now[0] -= timedelta(hours=3)
    assert engine.run_checks().considered == 0
    now[0] -= timedelta(days=400)
    assert engine.run_checks().considered == 1, "another day is another day"


def test_a_dry_run_decides_the_same_and_stores_nothing(db: Database) -> None:
    engine = made(db, rule(lambda _ctx: clear_day(dedupe="x")))
    dry = engine.run_checks(dry_run=True)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(CoachInsight)) == 0
    real = engine.run_checks()
    assert [(one.rule, one.delivery) for one in dry.insights] == [(one.rule, one.delivery) for one in real.insights]
    with db.read() as session:
        assert session.scalars(select(LedgerEntry.decision)).all() == ["queued"]


def test_the_window_hears_only_of_what_it_shall_show(db: Database, bus) -> None:  # type: ignore[no-untyped-def]
    heard: list[InsightReady] = []
    bus.subscribe(InsightReady, heard.append)
    engine = made(db, rule(lambda _ctx: clear_day(dedupe="x")), rule(lambda _ctx: clear_day(dedupe="y"), level=3))
    engine.run_checks()
    assert len(heard) == 1
    assert heard[0].at_once is False


def test_what_comes_up_in_the_night_is_said_in_the_morning(db: Database) -> None:
    now = [NOW.replace(hour=0, minute=5)]
    engine = Engine(db, lambda: now[0], (rule(lambda _ctx: clear_day(), lists=True),))
    assert engine.run_checks(patient=True).considered == 0
    now[0] = NOW.replace(hour=8)
    assert [one.delivery for one in engine.run_checks(patient=True).insights] == ["queued"]


def test_patterns_are_told_one_at_a_time_when_nothing_else_is_to_be_said(db: Database) -> None:
    now = [NOW]
    first = Rule("season", (OnPattern(),), 2, "low", lambda _c: clear_day(dedupe="first"))
    other = Rule("season", (OnPattern(),), 2, "low", lambda _c: clear_day(dedupe="other"))
    spoken = Rule("stale-leads", (Every(),), 2, "medium", lambda _c: clear_day(dedupe="list"))
    engine = Engine(db, lambda: now[0], [replace(one, id="stale-leads") for one in (first, other, spoken)])
    told = []
    for _ in range(5):
        told.append([one.type for one in engine.run_checks(patient=True).insights])
        with db.read() as session:
            waiting = [one.id for one in insights.queue(session, now[0])]
        for insight_id in waiting:
            assert engine.may_show(insight_id)
            engine.note_shown(insight_id)
        now[0] += timedelta(minutes=15)
    assert told == [["time"], [], ["pattern"], [], ["pattern"]], "twenty minutes lie between them"


def test_old_evidence_is_shortened_and_never_said_again(db: Database) -> None:
    engine = made(db, rule(lambda _ctx: clear_day(60, dedupe="x")))
    [insight] = engine.run_checks().insights
    with db.write() as session:
        insights.dismiss(session, insight.id, at=NOW)
    with db.write() as session:
        assert insights.trim(session, NOW + timedelta(days=365)) == 0
        assert insights.trim(session, NOW + timedelta(days=366)) == 1
        assert insights.trim(session, NOW + timedelta(days=366)) == 0
    with db.read() as session:
        kept = insights.get(session, insight.id).evidence
        assert (len(kept["rows"]), kept["count"]) == (20, 60)
    assert engine.run_checks().considered == 0
