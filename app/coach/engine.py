"""The coach at work: asks the rules, has each draft weighed, stores what came of it, and tells the window."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.coach import delivery, holding, insights, wording
from app.coach.asking import Asker, TimeLimitError
from app.coach.delivery import Allowance, Cause
from app.coach.rule import Context, Draft, Every, OnPattern, Rule
from app.coach.rules import RULES
from app.core.clock import Clock
from app.core.db import Database, after_commit
from app.core.events import ActivityRecorded, InsightReady
from app.core.settings import Value
from app.crm import coach_messages, days, preferences
from app.crm.standing.row import kept
from app.models import CoachInsight, JobRun

if TYPE_CHECKING:
    from app.guard import Verdict

IMPATIENT, PATIENT = 2.0, 10.0
"""Seconds a rule has to answer: after an action, and in a round of checks."""
AGAIN = timedelta(days=7)
"""After so long a list is told again, also when nobody joined it."""
NEWCOMERS = 100
"""Of a list's first rows so many are looked at for a new one; more were kept, so that a place moved up is not new."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What came of asking. considered: drafts; the insights are as stored, or as they would be."""

    considered: int
    insights: tuple[insights.Insight, ...]


NOTHING = Round(0, ())


class Engine:
    """One for an open data file. Its methods run on background lanes, never on the window's thread.

    What the owner just did is not kept waiting by a round of checks: either lane has an asker of its own.
    """

    def __init__(
        self, db: Database, clock: Clock, rules: Sequence[Rule] = RULES,
        judge: "Callable[[str], Verdict] | None" = None,
    ) -> None:  # fmt: skip
        """judge: whether a text may be read by a person."""
        self._db, self._clock, self._rules, self._judge = db, clock, tuple(rules), judge
        self._by_id = {rule.id: rule for rule in rules}
        self._after_deeds, self._in_rounds = Asker(), Asker()
        self._set_aside: set[str] = set()

    def react(self, event: ActivityRecorded) -> Round:
        """Ask every rule that listens to what the owner just did. What the coach did itself, or an import, is no cause.

        Off means that no rule is asked and nothing is written.
        """
        if event.actor != "owner":
            return NOTHING
        listeners, now = [rule for rule in self._rules if rule.hears(event.action)], self._clock()
        found = self._go_round(listeners, "action", now, event=event) if listeners else NOTHING
        with self._db.read() as session:
            named = holding.naming(session, event.entity_type, event.entity_id)
        self._let_go(named, now)
        return found

    def run_checks(
        self, now: datetime | None = None, *, dry_run: bool = False, level: int | None = None, patient: bool = False
    ) -> Round:
        """Ask every rule about the time, and weigh again what was snoozed until now.

        level: instead of the owner's intensity; 0 asks nothing. patient: what may not be said at this hour is not even
        asked, so that it is said when its hour comes and does not end in the inbox because midnight has passed.
        """
        now = now or self._clock()
        with self._db.read() as session:
            settings = _settings(session, level)
        if not settings["coach_enabled"]:
            return NOTHING
        woken = () if dry_run else self._wake(now, settings)
        rules = [rule for rule in self._rules if rule.is_asked(Every)]
        if patient:
            rules = [rule for rule in rules if delivery.is_time(rule, now, settings)]
        found = self._go_round(rules, "time", now, dry_run=dry_run, level=level)
        if patient and not (found.considered or woken):
            found = self._tell_a_pattern(now, settings)
        return Round(found.considered + len(woken), (*woken, *found.insights))

    def tell_patterns(self, now: datetime | None = None, *, most: int | None = None) -> Round:
        """Ask the rules that speak about what the weekly analysis found. most: so many of them, the weightiest."""
        rules = [rule for rule in self._rules if rule.is_asked(OnPattern)]
        return self._go_round(rules, "pattern", now or self._clock(), most=most)

    def _tell_a_pattern(self, now: datetime, settings: Mapping[str, Value]) -> Round:
        """One, when there is room for it: told all at once, all but the first would end in the inbox."""
        with self._db.read() as session:
            has_room = delivery.read(session, now, settings).has_room
        return self.tell_patterns(now, most=1) if has_room else NOTHING

    def may_show(self, insight_id: int, level: int | None = None) -> bool:
        """Whether a queued toast may be painted now. level: instead of the owner's intensity.

        Where the day has changed since it was queued, it goes to the inbox; where another came between, it waits on.
        """
        now = self._clock()
        with self._db.read() as session:
            reason = self._in_the_way(session, insight_id, now, level)
        if reason not in ("", "spacing", "gone"):
            with self._db.write(actor="coach", durable=False) as session:
                insights.put_aside(session, insights.row(session, insight_id), reason, at=now)
        return not reason

    def note_shown(self, insight_id: int) -> None:
        """The toast is painted."""
        with self._db.write(actor="coach", durable=False) as session:
            insights.mark_shown(session, insights.row(session, insight_id), at=self._clock())

    def _in_the_way(self, session: Session, insight_id: int, now: datetime, level: int | None) -> str:
        insight = session.get(CoachInsight, insight_id)
        if insight is None or insight.delivery != "queued" or insight.outcome is not None:
            return "gone"
        if insights.has_waited(insight, now):
            return "focus"
        known = self._by_id.get(insight.rule_id)
        return delivery.no_longer(session, insight, known, now, _settings(session, level))

    def close(self) -> None:
        self._after_deeds.close()
        self._in_rounds.close()

    def _go_round(
        self, rules: Iterable[Rule], cause: Cause, now: datetime, *, event: ActivityRecorded | None = None,
        dry_run: bool = False, level: int | None = None, most: int | None = None,
    ) -> Round:  # fmt: skip
        with self._db.read() as session:
            settings = _settings(session, level)
            if not settings["coach_enabled"]:
                return NOTHING
            context = Context(session, now, settings, event)
            asked = [rule for rule in rules if not rule.wanted or settings[rule.wanted]]
            rejected = _rejected_rows(session, now)
        over: list[int] = []
        by_rule = ((rule, replace(context, rejected=rejected.get(rule.id, frozenset()))) for rule in asked)
        answers = (self._ask(rule, shown, cause, over) for rule, shown in by_rule)
        told = [answer for answer in answers if answer is not None]
        self._end([] if dry_run else over, now)
        if not told:
            return NOTHING
        with self._db.read() as session:
            allowance = delivery.read(session, now, settings)
        rows = _weighed(told, allowance, cause, most)
        caught = self._screened(rows)
        if not dry_run:
            self._store(rows, cause, caught)
        return Round(len(rows), tuple(insights.view(row) for row in rows))

    def _ask(self, rule: Rule, context: Context, cause: Cause, over: list[int]) -> "_Told | None":
        """What a rule has to say that was not said before. One that fails is written down and stops nobody.

        over: takes the ids of what it said of its list and no longer holds.
        """
        if rule.id in self._set_aside:
            return None
        try:
            with self._db.read() as session:
                asked = replace(context, session=session)
                asker, seconds = (self._after_deeds, IMPATIENT) if cause == "action" else (self._in_rounds, PATIENT)
                draft = asker.ask(lambda: rule.check(asked), session, seconds)
                if rule.lists and cause == "time":
                    over += holding.over(session, rule.id, draft)
                new = None if draft is None else _if_new(session, rule, draft, context.now, cause)
                return None if new is None else _Told(rule, new, insights.build(rule, new, cause, context))
        except TimeLimitError:
            self._set_aside.add(rule.id)
            self._report(rule, "It did not answer in time and is left out until Rainmaker is opened again.")
        except Exception as error:
            log.exception("rule %s failed", rule.id)
            self._report(rule, f"{type(error).__name__}: {error}")
        return None

    def _screened(self, rows: Sequence[CoachInsight]) -> "dict[str, Verdict]":
        """Withhold what gives away what is private. Returns its key -> why."""
        found = {row.dedupe_key: self._judge(row.message) for row in rows} if self._judge else {}
        caught = {key: verdict for key, verdict in found.items() if verdict.leaks}
        for row in rows:
            if row.dedupe_key in caught:
                insights.keep_back(row)
        return caught

    def _store(self, rows: Sequence[CoachInsight], cause: Cause, caught: "Mapping[str, Verdict]") -> None:
        with self._db.write(actor="coach", durable=False) as session:
            for row in rows:
                if session.scalar(select(CoachInsight.id).where(CoachInsight.dedupe_key == row.dedupe_key)) is None:
                    if self._by_id[row.rule_id].lists:
                        insights.supersede(session, row)
                    if row.delivery == "queued":  # told first: a view that follows is in no hurry
                        after_commit(session, partial(_ready, row, at_once=cause == "action"))
                    insights.store(session, row)
                    if why := caught.get(row.dedupe_key):
                        coach_messages.withheld(session, row.id, reason=why.reason, form=why.form, at=row.created_at)

    def _wake(self, now: datetime, settings: dict[str, Value]) -> tuple[insights.Insight, ...]:
        """What was snoozed until now and still holds."""
        with self._db.read() as session:
            coming = holding.coming_back(session, now)
        self._let_go(coming, now)
        return self._sweep(now, settings)

    def _let_go(self, names: Collection[str], now: datetime) -> None:
        """Ask these rules about their lists, only to end what they said of them and no longer holds."""
        rules = [rule for rule in self._rules if rule.lists and rule.id in names]
        if not rules:
            return
        with self._db.read() as session:
            context, rejected = Context(session, now, _settings(session, None)), _rejected_rows(session, now)
        over: list[int] = []
        for rule in rules if context.settings["coach_enabled"] else ():
            self._ask(rule, replace(context, rejected=rejected.get(rule.id, frozenset())), "time", over)
        self._end(over, now)

    def _end(self, over: list[int], now: datetime) -> None:
        if over:
            with self._db.write(actor="coach", durable=False) as session:
                holding.end(session, over, now)

    def _sweep(self, now: datetime, settings: dict[str, Value]) -> tuple[insights.Insight, ...]:
        with self._db.read() as session:
            if not insights.has_to_sweep(session, now):
                return ()
        with self._db.write(actor="coach", durable=False) as session:
            due = insights.sweep(session, now)
            if not due:
                return ()
            allowance = delivery.read(session, now, settings)
            verdicts = [(insight, self._verdict(insight, allowance)) for insight in due]
            return tuple(
                insights.wake(session, insight, verdict, now)
                for insight, verdict in verdicts if verdict.reason not in delivery.PASSING
            )  # fmt: skip

    def _verdict(self, insight: CoachInsight, allowance: Allowance) -> delivery.Verdict:
        """A snoozed insight keeps to level, hours, cap and spacing like a new one, but waits until these let it."""
        known = self._by_id.get(insight.rule_id)
        if known is None:
            return delivery.Verdict("inboxed", "level")
        return allowance.weigh(known, Draft({}, critical=insight.critical), "time")

    def _report(self, rule: Rule, message: str) -> None:
        """A row on the job list."""
        try:
            with self._db.write(actor="coach", durable=False) as session:
                now = self._clock()
                session.add(
                    JobRun(
                        job=f"rule {rule.id}", status="failed", started_at=now, finished_at=now, message=message[:500]
                    )
                )
        except Exception:
            log.exception("the failure of rule %s cannot be written down", rule.id)


def _settings(session: Session, level: int | None) -> dict[str, Value]:
    values = preferences.all_values(session)
    if level is None:
        return values
    return values | {"coach_enabled": level > 0, "coach_level": level or values["coach_level"]}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a rule has to say, put into words."""

    rule: Rule
    draft: Draft
    row: CoachInsight


def _weighed(told: Iterable[_Told], allowance: Allowance, cause: Cause, most: int | None) -> list[CoachInsight]:
    """The weightiest first: it takes what room there is. most: no more than so many."""
    ranked = sorted(told, key=lambda one: _rank(one.rule, one.draft), reverse=True)[:most]
    for one in ranked:
        insights.decide(one.row, allowance.weigh(one.rule, one.draft, cause))
    return [one.row for one in ranked]


def _rank(rule: Rule, draft: Draft) -> tuple[bool, bool, int]:
    """What is critical, then the briefing, then by priority."""
    return draft.critical, rule.id == delivery.BRIEFING, delivery.weight(rule, draft)


def _if_new(session: Session, rule: Rule, draft: Draft, now: datetime, cause: Cause) -> Draft | None:
    """The draft with its key, or None where it was said already."""
    if not draft.dedupe:
        if not rule.lists or not _speaks_again(session, rule, draft, now, cause):
            return None
        draft = replace(draft, dedupe=f"{rule.id}:{now.date()}")
    known = select(CoachInsight.id).where(CoachInsight.dedupe_key == draft.dedupe)
    return None if session.scalar(known) is not None else draft


def _speaks_again(session: Session, rule: Rule, draft: Draft, now: datetime, cause: Cause) -> bool:
    """A list is told when a record has joined it since the last time, when it has become critical, or after a week;
    when it gave way to something else about the same record; and when all had left it meanwhile."""
    query = select(CoachInsight).where(CoachInsight.rule_id == rule.id, CoachInsight.type == cause)
    last = session.scalar(query.order_by(CoachInsight.created_at.desc()).limit(1))
    if last is None or abs(now - last.created_at) >= AGAIN:
        return True
    if days.local_day(last.created_at, now) == now.date():
        return False
    if (draft.critical and not last.critical) or last.reason == "same record" or last.outcome == "expired":
        return True
    return bool({(row.kind, row.id) for row in draft.rows[:NEWCOMERS]} - set(kept(last.evidence)))


def _rejected_rows(session: Session, now: datetime) -> dict[str, frozenset[tuple[str, int]]]:
    """Rule -> (kind, id) of the records in what the owner dismissed of it in the last thirty days."""
    query = select(CoachInsight.rule_id, CoachInsight.evidence).where(
        CoachInsight.outcome == "dismissed", CoachInsight.acted_at > now - delivery.REJECTED
    )
    found: dict[str, frozenset[tuple[str, int]]] = {}
    for rule_id, evidence in session.execute(query):
        found[rule_id] = found.get(rule_id, frozenset()) | frozenset(kept(evidence))
    return found


def _ready(row: CoachInsight, *, at_once: bool) -> InsightReady:
    return InsightReady(row.id, at_once)


def warm_up(rules: Sequence[Rule] = RULES) -> None:
    """Read the message files, so that the first toast does not wait for them."""
    for rule in rules:
        wording.messages(rule.id)
