"""The coach on ten years of data: every rule by itself, all of one event, all about the time, and how that grows."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from app.bench import seed
from app.bench import stand as stands
from app.bench.line import Line, Times, timed
from app.bench.stand import Stand
from app.coach.engine import Engine
from app.coach.rule import Context, Every, Rule
from app.coach.rules import RULES
from app.core.events import ActivityRecorded
from app.crm import preferences

AT = (seed.END - timedelta(days=1, hours=14)).astimezone()
"""A Friday morning at the end of the invented history."""
DEEDS, ROUNDS, ONE_RULE, ONE_EVENT, CHECKS = 60, 5, 5, 15, 300
"""Of each kind so many deeds are asked about; milliseconds that a rule, an event and a round may take."""
SMALLER = 10
GROUND = (
    "UPDATE contacts SET keep_in_touch_days = 30, keep_in_touch_max_days = 90 WHERE id % 20 = 0",
    "UPDATE contacts SET birthday = printf('--%02d-%02d', 1 + id % 12, 1 + id % 28) WHERE id % 3 = 0",
    "UPDATE contacts SET last_outbound_at = last_contact_at WHERE id % 4 = 0",
    "UPDATE deals SET expected_close_on = date('2026-01-01', (id % 300) || ' days') WHERE closed_at IS NULL",
    """UPDATE deals SET lost_reason = CASE id % 4 WHEN 0 THEN 'Too expensive' WHEN 1 THEN 'No budget' ELSE 'Timing' END
    WHERE won = 0""",
    "UPDATE projects SET budget_minutes = 3000, budget_cents = 800000, hourly_rate_cents = 9000",
    "UPDATE time_entries SET billable = 0 WHERE id % 2 = 0",
    """INSERT INTO followups (contact_id, kind, status, scheduled_at, ai_should_personalize, skip_if_completed,
        context_hints, created_at, updated_at)
    SELECT id, 'reminder', 'scheduled', datetime('2026-02-01', (id % 60) || ' days'), 0, 0, '[]', created_at, updated_at
    FROM contacts WHERE id % 50 = 0""",
    """UPDATE activity_logs SET metadata = json_object('old_stage', 'Lead', 'new_stage',
        (SELECT name FROM stages WHERE id = 1 + entity_id % 4), 'days_in_stage', id % 30)
    WHERE action = 'deal_stage_changed'""",
)
"""What the invented business lacks: rhythms, birthdays, expected days, reasons, budgets, unbillable hours, follow-ups,
names of stages in the log."""
PLAIN = "SELECT count(*) FROM contacts WHERE last_contact_at < '2020-01-01'"
LATEST = """
    SELECT id, action, entity_type, entity_id, metadata FROM activity_logs
    WHERE action = ? ORDER BY created_at DESC LIMIT ?"""


def lines(stand: Stand) -> Iterator[Line]:
    """Reactions and checks at this scale, and the checks at a tenth of it beside them."""
    for statement in GROUND:
        stand.raw.execute(statement)
    yield from _reactions(stand)
    whole = _checks(stand)
    plain = timed([lambda: stand.raw.execute(PLAIN).fetchall()] * ROUNDS).p50
    yield Line("all time rules, once", whole.p50, "ms", CHECKS, plain, "one plain look through all contacts")
    yield from _growth(stand, whole.p50)


def _reactions(stand: Stand) -> Iterator[Line]:
    alone: dict[str, list[float]] = {}
    together: dict[str, list[float]] = {}
    with stand.app.db.read() as session:
        settings = preferences.all_values(session)
        for deed in _deeds(stand):
            context = Context(session, AT, settings, deed)
            taken = {rule.id: _timed_rule(rule, context) for rule in RULES if rule.hears(deed.action)}
            together.setdefault(deed.action, []).append(sum(taken.values()))
            for name, ms in taken.items():
                alone.setdefault(name, []).append(ms)
    for name, times in sorted(alone.items()):
        yield Line(f"rule {name}, p99", _p99(times), "ms", ONE_RULE)
    for action, times in sorted(together.items()):
        yield Line(f"all rules of {action}, p99", _p99(times), "ms", ONE_EVENT)


def _deeds(stand: Stand) -> Iterator[ActivityRecorded]:
    """The newest of every kind that a rule listens to; kinds that the log lacks are made from the records."""
    kinds = {kind for rule in RULES for when in rule.when for kind in getattr(when, "kinds", ())}
    for kind in sorted(kinds):
        found = stand.raw.execute(LATEST, (kind, DEEDS)).fetchall() or _made(stand, kind)
        for number, action, entity, record_id, details in found:
            yield ActivityRecorded(number, action, entity, record_id, "owner", json.loads(details))


def _made(stand: Stand, kind: str) -> list[tuple[int, str, str, int, str]]:
    word = kind.split("_", 1)[0]
    table = {"deal": "deals", "contact": "contacts", "task": "tasks", "project": "projects"}[word]
    ids = stand.raw.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT ?", (DEEDS,)).fetchall()
    return [(10**9 + number, kind, word, number, json.dumps({"status": "lead"})) for (number,) in ids]


def _timed_rule(rule: Rule, context: Context) -> float:
    rule.check(context)
    return timed([lambda: rule.check(context)]).ms[0]


def _checks(stand: Stand) -> Times:
    engine = Engine(stand.app.db, lambda: AT, [rule for rule in RULES if rule.is_asked(Every)])
    engine.run_checks(AT, dry_run=True)
    taken = timed([lambda: engine.run_checks(AT, dry_run=True)] * ROUNDS)
    engine.close()
    return taken


def _growth(stand: Stand, whole: float) -> Iterator[Line]:
    """How many times as long ten times as many rows take; 10 would be as fast as the tables grow."""
    with stands.opened(stand.scale / SMALLER, lambda _text: None) as small:
        for statement in GROUND:
            small.raw.execute(statement)
        tenth = _checks(small).p50
    yield Line("all time rules on a tenth of the rows", tenth, "ms")
    yield Line("growth of the time rules from a tenth to all", whole / tenth, "times", SMALLER)


def _p99(times: Any) -> float:
    ranked = sorted(times)
    return float(ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))])
