"""A year with the coach at every level: caps, spacing, quiet hours and the limit for each record are never broken,
whatever the clock, the lid of the laptop and the owner do."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.coach import delivery, insights, wording
from app.coach.engine import Engine
from app.coach.rule import Action, Context, Draft, Every, OnActivity, Rule
from app.core.db import Database
from app.core.events import ActivityRecorded, Bus
from app.core.paths import DataFolder
from app.crm import preferences
from app.crm.journal import Journal
from app.crm.standing.row import Row
from app.models import CoachInsight, LedgerEntry, UserSetting

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = 6
CAPS = {1: 2, 2: 5, 3: 10}


def _about(rule: str, ctx: Context, **more: Any) -> Draft:
    deed = ctx.deed
    return Draft({"deal": "x", "person": "y"}, dedupe=f"{rule}:{deed.activity_id}", entity=("contact", deed.entity_id),
                 actions=(Action("ask", "open", {"page": "today"}),), **more)  # fmt: skip


def _list(ctx: Context) -> Draft | None:
    """Who is on the list changes from day to day."""
    drawn = random.Random(ctx.now.toordinal())
    rows = tuple(Row("contact", drawn.randrange(PEOPLE), "x", {"days": 3}) for _ in range(drawn.randrange(3)))
    rows = tuple(row for row in rows if row.id not in ctx.silent)
    values = {"n": 2, "limit": 7, "names": "x", "days": 3, "person": "y"}
    entity = (rows[0].kind, rows[0].id) if len(rows) == 1 else None
    return Draft(values, text="many", rows=rows, entity=entity, critical=drawn.random() < 0.3) if rows else None


def _briefing(ctx: Context) -> Draft | None:
    if ctx.now.hour < ctx.days("briefing_hour"):
        return None
    return Draft({"deal": "x", "person": "y"}, dedupe=f"briefing:{ctx.now.date()}")


def _often(ctx: Context) -> Draft:
    return Draft({"deal": "x", "person": "y"}, dedupe=f"often:{ctx.now:%F-%H}")


RULES = (
    Rule("deal-won", (OnActivity("deal_closed"),), 2, "high", lambda ctx: _about("won", ctx)),
    Rule("deal-advanced", (OnActivity("deal_closed", "deal_stage_changed"),), 3, "low",
         lambda ctx: _about("advanced", ctx)),
    Rule("client-inbound", (OnActivity("contact_contacted"),), 2, "medium",
         lambda ctx: _about("inbound", ctx, critical=ctx.deed.activity_id % 5 == 0)),
    Rule("stale-leads", (Every(),), 2, "medium", _list, lists=True),
    Rule("task-completed", (Every(),), 3, "low", _often),
    Rule(delivery.BRIEFING, (Every(),), 2, "medium", _briefing, wanted="show_morning_briefing"),
)  # fmt: skip


WORDS = """
name: Made up
formula: Made up.
text: {default: "{deal}, {person}.", many: "{n}: {names}."}
actions: {ask: {label: Ask}}
"""


@pytest.fixture(autouse=True)
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The rules of this year say nothing of interest."""
    folder = tmp_path / "messages"
    folder.mkdir()
    for rule in RULES:
        (folder / f"{rule.id}.yaml").write_text(WORDS)
    monkeypatch.setattr(wording, "source_tree", lambda _name: tmp_path)
    wording.messages.cache_clear()
    yield
    wording.messages.cache_clear()


@dataclass
class Year:
    """The owner's year, drawn from a seed."""

    folder: DataFolder
    level: int
    drawn: random.Random
    now: datetime = datetime(2026, 1, 1, 7, tzinfo=BERLIN)
    deeds: int = 0
    snoozed: set[int] = field(default_factory=set)

    def live(self) -> Database:
        db = Database(self.folder.database, Bus(), Journal(), lambda: self.now)
        with db.write() as session:
            preferences.change(session, "coach_enabled", self.level > 0, at=self.now)
            preferences.change(session, "coach_level", self.level or 2, at=self.now)
        engine = Engine(db, lambda: self.now, RULES)
        end = self.now + timedelta(days=365)
        while self.now < end:
            self._pass_time()
            self._one_moment(db, engine)
        engine.close()
        return db

    def _pass_time(self) -> None:
        kind = self.drawn.random()
        if kind < 0.005:
            step = timedelta(days=21, hours=self.drawn.randrange(24))
        elif kind < 0.015:
            step = -timedelta(minutes=self.drawn.choice((5, 60, 190)))
        elif kind < 0.10:
            step = timedelta(hours=self.drawn.randrange(6, 20))
        else:
            step = timedelta(minutes=self.drawn.choice((1, 20, 60, 120, 240)))
        self.now = (self.now.astimezone(ZoneInfo("UTC")) + step).astimezone(BERLIN)

    def _one_moment(self, db: Database, engine: Engine) -> None:
        if self.drawn.random() < 0.5:
            self.deeds += 1
            action = self.drawn.choice(("deal_closed", "deal_stage_changed", "contact_contacted"))
            person = self.drawn.randrange(PEOPLE)
            engine.react(ActivityRecorded(self.deeds, action, "contact", person, "owner"))
        else:
            engine.run_checks()
        if self.drawn.random() < 0.8:
            self._show_what_waits(db, engine)

    def _show_what_waits(self, db: Database, engine: Engine) -> None:
        with db.read() as session:
            waiting = [one.id for one in insights.queue(session, self.now)]
        for insight_id in waiting:
            if engine.may_show(insight_id):
                engine.note_shown(insight_id)
                self._answer(db, insight_id)

    def _answer(self, db: Database, insight_id: int) -> None:
        way = self.drawn.random()
        with db.write() as session:
            if way < 0.1:
                insights.dismiss(session, insight_id, at=self.now)
            elif way < 0.2:
                insights.snooze(
                    session, insight_id, self.now + timedelta(hours=self.drawn.choice((1, 30))), at=self.now
                )
                self.snoozed.add(insight_id)


@pytest.fixture(params=[0, 1, 2, 3], ids=["off", "minimal", "balanced", "active"])
def year(request: pytest.FixtureRequest, folder: DataFolder) -> Year:
    return Year(folder, request.param, random.Random(request.param))


def test_a_year_keeps_to_every_limit(year: Year) -> None:
    db = year.live()
    with db.read() as session:
        shown = _shown(session)
        all_rows = session.scalar(select(func.count()).select_from(LedgerEntry))
        kept = {row.id: row for row in session.scalars(select(CoachInsight))}
        last = {row.insight_id: row.decision for row in session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))}
    db.close()
    if year.level == 0:
        assert (all_rows, kept) == (0, {})
        return
    assert len(shown) > 10 * year.level, "a year in which nothing is said proves nothing"
    _check_caps(shown, CAPS[year.level])
    _check_hours(shown, year.level)
    _check_spacing(shown)
    _check_records([one for one in shown if one.insight_id not in year.snoozed])
    assert last.keys() == kept.keys(), "every draft has its reason"
    assert all(kept[number].delivery in (decision, "inboxed") for number, decision in last.items())
    if year.level == 1:
        assert all(one.critical for one in shown)


@dataclass(frozen=True)
class Shown:
    insight_id: int
    rule: str
    at: datetime
    reactive: bool
    critical: bool
    entity: tuple[str, int] | None
    weight: int


def _shown(session: Any) -> list[Shown]:
    query = select(LedgerEntry, CoachInsight).join(CoachInsight, CoachInsight.id == LedgerEntry.insight_id)
    rows = session.execute(query.where(LedgerEntry.decision == "shown").order_by(LedgerEntry.id)).all()
    return [
        Shown(
            insight.id, insight.rule_id, entry.at.astimezone(BERLIN), insight.type == "action", insight.critical,
            (insight.entity_type, insight.entity_id) if insight.entity_type else None,
            delivery.WEIGHT[insight.priority] + 3 * insight.critical,
        )
        for entry, insight in rows
    ]  # fmt: skip


def _check_caps(shown: list[Shown], cap: int) -> None:
    assert max(Counter(one.at.date() for one in shown).values()) <= cap


def _check_hours(shown: list[Shown], level: int) -> None:
    for one in shown:
        if one.rule == delivery.BRIEFING:
            assert one.at.hour >= 6
            assert level > 1
        else:
            assert one.at.weekday() < 5
            assert 8 <= one.at.hour < 18


def _check_spacing(shown: list[Shown]) -> None:
    for number, one in enumerate(shown):
        if not one.reactive:
            assert all(abs(one.at - other.at) >= timedelta(minutes=20) for other in shown[:number]), one


def _check_records(shown: list[Shown]) -> None:
    for number, one in enumerate(shown):
        for other in shown[:number]:
            near = timedelta(0) <= one.at - other.at < timedelta(hours=24)
            if one.entity is not None and one.entity == other.entity and near:
                assert one.reactive, (one, other)
                assert one.weight > other.weight


def test_three_weeks_of_sleep_end_in_one_briefing(folder: DataFolder) -> None:
    now = [datetime(2026, 3, 2, 9, tzinfo=BERLIN)]
    db = Database(folder.database, Bus(), Journal(), lambda: now[0])
    engine = Engine(db, lambda: now[0], RULES)
    engine.run_checks()
    now[0] += timedelta(days=21)
    for _ in range(20):
        engine.run_checks()
        now[0] += timedelta(seconds=30)
    with db.read() as session:
        briefings = select(func.count()).where(CoachInsight.rule_id == delivery.BRIEFING)
        assert session.scalar(briefings) == 2
        assert session.scalar(select(func.count()).select_from(UserSetting)) == 0
    db.close()
