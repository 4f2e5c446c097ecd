"""Whether something is said, now, later in the inbox, or not at all: the right to be quiet.

Every draft gets one decision with its reason. The order of the questions is that of their weight: what the owner has
refused comes before what does not fit the day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.coach import hold_out, trials
from app.coach.rule import Draft, Rule
from app.core.settings import Value, names
from app.crm import days
from app.crm.standing.hours import is_working
from app.models import CoachInsight, LedgerEntry

Cause = Literal["action", "time", "pattern"]
Decision = Literal["queued", "inboxed", "withheld"]
SPACING, SAME_RECORD, REJECTED = timedelta(minutes=20), timedelta(hours=24), timedelta(days=30)
FOCUS = timedelta(hours=2)
"""How long a toast waits for a moment that suits."""
CRITICAL, INBOX_ONLY = 1, 4
"""Intensities: what is critical needs the lowest; nothing shows what needs more than there is."""
CAPS = {1: "cap_minimal", 2: "cap_balanced", 3: "cap_active"}
PASSING = ("quiet hours", "daily cap", "spacing")
"""Reasons that time takes away."""
WEIGHT: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3}
BRIEFING = "morning-briefing"
"""The one thing said outside working hours: at the first use of the day."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """reason: empty when it is queued."""

    decision: Decision
    reason: str = ""


QUEUED = Verdict("queued")


@dataclass
class Allowance:
    """What is still allowed today. Read once for a round of drafts; what it lets through counts at once.

    spoken: when toasts were shown or queued. records: what was said about a record lately, and how weighty it was.
    """

    now: datetime
    settings: Mapping[str, Value]
    today: int
    spoken: list[datetime]
    records: dict[tuple[str, int], int]
    rejected: frozenset[tuple[str, str, int]]
    heard: set[tuple[str, int]] = field(default_factory=set)
    """Records that this round has spoken about."""

    @property
    def level(self) -> int:
        return int(str(self.settings["coach_level"]))

    @property
    def has_room(self) -> bool:
        """Whether anything at all that comes by itself could be shown now."""
        free = self.today < cap(self.settings) and is_spaced(self.spoken, self.now)
        return free and is_working(self.now, self.settings)

    def weigh(self, rule: Rule, draft: Draft, cause: Cause) -> Verdict:
        """Decide about a draft, and remember it if it will be shown."""
        verdict = self._refused(rule, draft, cause) or self._not_now(rule, draft, cause) or self._drawn(rule, draft)
        if verdict is QUEUED:
            self._count(rule, draft)
        return verdict

    def _refused(self, rule: Rule, draft: Draft, cause: Cause) -> Verdict | None:
        silenced = _silenced(rule, draft, self.settings)
        if silenced:
            return Verdict("withheld", silenced)
        if draft.entity is None:
            return None
        if (rule.id, *draft.entity) in self.rejected:
            return Verdict("withheld", "rejected lately")
        if draft.entity in self.heard:
            return Verdict("inboxed", "same record")
        earlier = self.records.get(draft.entity)
        if earlier is not None and not (cause == "action" and weight(rule, draft) > earlier):
            return Verdict("withheld", "same record")
        return None

    def _not_now(self, rule: Rule, draft: Draft, cause: Cause) -> Verdict | None:
        if needed_level(rule, draft, self.settings) > self.level or self._stays_on_page(rule):
            return Verdict("inboxed", "level")
        if not is_time(rule, self.now, self.settings):
            return Verdict("inboxed", "quiet hours")
        if self.today >= cap(self.settings):
            return Verdict("inboxed", "daily cap")
        if cause != "action" and not is_spaced(self.spoken, self.now):
            return Verdict("inboxed", "spacing")
        return None

    def _drawn(self, rule: Rule, draft: Draft) -> Verdict:
        """Chance decides last, between toasts that would be shown."""
        held = hold_out.is_held(rule, draft, int(str(self.settings["hold_out_percent"])))
        return Verdict("withheld", trials.HELD) if held else QUEUED

    def _stays_on_page(self, rule: Rule) -> bool:
        return rule.id == BRIEFING and self.level == CRITICAL

    def _count(self, rule: Rule, draft: Draft) -> None:
        self.today += 1
        self.spoken.append(self.now)
        if draft.entity is not None:
            self.heard.add(draft.entity)
            self.records[draft.entity] = weight(rule, draft)


def read(session: Session, now: datetime, settings: Mapping[str, Value]) -> Allowance:
    """What the day still allows. Toasts that wait to be shown count like those that were."""
    waiting = session.scalars(select(CoachInsight.created_at).where(CoachInsight.delivery == "queued")).all()
    spoken, today = [*_shown_near(session, now), *waiting], _count_shown(session, now) + len(waiting)
    return Allowance(now, settings, today, spoken, _records(session, now), _rejected(session, now))


def no_longer(
    session: Session, insight: CoachInsight, rule: Rule | None, now: datetime, settings: Mapping[str, Value]
) -> str:
    """Why a toast that was let through may not be painted at this moment after all; empty where it may.

    rule: None where a newer version has no such rule any more.
    """
    said = Draft({}, critical=insight.critical)
    if not settings["coach_enabled"] or rule is None:
        return "level"
    silenced = _silenced(rule, said, settings)
    if silenced:
        return silenced
    if needed_level(rule, said, settings) > int(str(settings["coach_level"])):
        return "level"
    if not is_time(rule, now, settings):
        return "quiet hours"
    if _count_shown(session, now) >= cap(settings):
        return "daily cap"
    return "" if insight.type == "action" or is_spaced(_shown_near(session, now), now) else "spacing"


def weight(rule: Rule, draft: Draft) -> int:
    """How pressing it is: what is critical before what is high."""
    return _weight(draft.priority or rule.priority, critical=draft.critical)


def needed_level(rule: Rule, draft: Draft, settings: Mapping[str, Value]) -> int:
    """The lowest intensity that shows it, with the steps that three dismissals in a row have added."""
    base = CRITICAL if draft.critical else rule.level
    return min(INBOX_ONLY, base + names(settings["lowered_rules"]).count(rule.id))


def cap(settings: Mapping[str, Value]) -> int:
    return int(str(settings[CAPS[int(str(settings["coach_level"]))]]))


def is_time(rule: Rule, now: datetime, settings: Mapping[str, Value]) -> bool:
    """Within the working hours; the briefing from its own hour on."""
    if rule.id == BRIEFING:
        return now.hour >= int(str(settings["briefing_hour"]))
    return is_working(now, settings)


def is_spaced(spoken: list[datetime], now: datetime) -> bool:
    """Far enough from every other toast, also from one that a clock set back puts into the future."""
    return all(abs(now - at) >= SPACING for at in spoken)


def _silenced(rule: Rule, draft: Draft, settings: Mapping[str, Value]) -> str:
    """Why its rule may not speak at all; empty where it may."""
    if rule.id in names(settings["muted_rules"]):
        return "muted"
    return hold_out.USELESS if hold_out.is_stopped(rule, draft, settings) else ""


def _weight(priority: str, *, critical: bool) -> int:
    return WEIGHT[priority] + (len(WEIGHT) if critical else 0)


def _shown_near(session: Session, now: datetime) -> list[datetime]:
    """When toasts were painted, as far as it matters for the spacing."""
    near = LedgerEntry.at.between(now - SPACING, now + SPACING)
    return list(session.scalars(select(LedgerEntry.at).where(LedgerEntry.decision == "shown", near)))


def _count_shown(session: Session, now: datetime) -> int:
    """Toasts painted on this local day."""
    begin, end = days.midnight(now.date(), now), days.midnight(now.date() + timedelta(days=1), now)
    of_today = (LedgerEntry.decision == "shown", LedgerEntry.at >= begin, LedgerEntry.at < end)
    return session.scalar(select(func.count()).select_from(LedgerEntry).where(*of_today)) or 0


def _records(session: Session, now: datetime) -> dict[tuple[str, int], int]:
    """What was said about a record in the last day -> the weight of the weightiest."""
    begin, end = now - SAME_RECORD, now + SAME_RECORD  # what a wrong clock put into the far future is not lately
    shown = and_(CoachInsight.shown_at > begin, CoachInsight.shown_at < end)
    lately = or_(shown, CoachInsight.delivery == "queued")
    query = select(CoachInsight.entity_type, CoachInsight.entity_id, CoachInsight.priority, CoachInsight.critical)
    found: dict[tuple[str, int], int] = {}
    for row in session.execute(query.where(CoachInsight.entity_type.is_not(None), lately)):
        record, said = (row.entity_type, row.entity_id), _weight(row.priority, critical=row.critical)
        found[record] = max(said, found.get(record, 0))
    return found


def _rejected(session: Session, now: datetime) -> frozenset[tuple[str, str, int]]:
    """(rule, kind, id) of what the owner dismissed in the last thirty days."""
    query = select(CoachInsight.rule_id, CoachInsight.entity_type, CoachInsight.entity_id).where(
        CoachInsight.outcome == "dismissed", CoachInsight.acted_at > now - REJECTED, CoachInsight.entity_id.is_not(None)
    )
    return frozenset((row.rule_id, row.entity_type, row.entity_id) for row in session.execute(query))
