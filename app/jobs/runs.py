"""What runs by itself, as the owner reads it: the last run of every job, and whether it went well."""

import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.coach import wording
from app.core.errors import CrmError
from app.jobs.scheduler import FAILED, RUNNING
from app.models import JobRun

TIMED = {
    "backup": "Daily backup",
    "coach-checks": "Coach: see what needs attention",
    "coach-patterns": "Coach: look for patterns",
    "goals": "Coach: think ahead",
    "prune-undo": "Forget old undo steps",
    "prune-runs": "Forget old background work",
    "clean-attachments": "Remove attached files that nothing needs",
    "trim-insights": "Coach: shorten old evidence",
}
TITLES = {**TIMED, "warm_up": "Coach: get ready", "Reactions._react": "Coach: answer what you do"}
RULE = "rule "
"""Before the id of a rule of the coach that failed."""
RECENT = timedelta(days=7)
"""For so long a failure is told of what has no rhythm: there is no later run that went well."""
MOST = 300
"""Characters of a message."""


@dataclass(frozen=True, slots=True)
class Run:
    """state: done, failed or running. message: what the job had to say, or what went wrong."""

    title: str
    state: str
    at: datetime
    message: str


def latest(session: Session, now: datetime) -> list[Run]:
    """The last run of every job; what failed first, then the newest first."""
    last = select(func.max(JobRun.id)).group_by(JobRun.job)
    rows = session.scalars(select(JobRun).where(JobRun.id.in_(last))).all()
    told = [row for row in rows if row.job in TIMED or now - row.started_at < RECENT]
    told.sort(key=lambda row: (row.status != FAILED, now - row.started_at))
    return [Run(title(row.job), _state(row.status), row.started_at, _shortened(row.message)) for row in told]


def title(job: str) -> str:
    """A job in words, also one whose own words are lost."""
    if job.startswith(RULE):
        return f"Coach: {_rule(job.removeprefix(RULE))}"
    return TITLES.get(job, "Other background work")


def _shortened(message: str | None) -> str:
    """In one paragraph: what went wrong may quote a whole file."""
    return textwrap.shorten((message or "").removeprefix("CrmError: "), MOST, placeholder=" …")


def _state(status: str) -> str:
    return status if status in (FAILED, RUNNING) else "done"


def _rule(rule_id: str) -> str:
    try:
        return wording.rule_name(rule_id)
    except CrmError:
        return rule_id.replace("-", " ")
