"""Time spent: written down afterwards, or measured by the one timer.

A running timer is a row without an end, so that neither a crash nor a restart stops it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import activity, columns, deletion, editing, journal
from app.models import Project, Task, TimeEntry

CLOCK_SET_BACK = "The computer's clock was set back while this timer ran; please enter the time by hand."
TIMES = ("started_at", "ended_at", "duration_minutes")


def create(
    session: Session, *, at: datetime, external_id: str | None = None, source_system: str = "owner", **fields: Any
) -> TimeEntry:
    """Write down time spent, given by start and end, by one of them and a duration, or by a duration ending now.

    Without a project the task's is taken.
    Errors: CrmError when the times do not fit together or do not say how long it took.
    """
    times = {name: fields.pop(name, None) for name in TIMES}
    if times["duration_minutes"] is None and None in (times["started_at"], times["ended_at"]):
        raise CrmError("A time entry needs a start and an end, or a duration.", where="duration_minutes")
    if times["started_at"] is None and times["ended_at"] is None:
        times["ended_at"] = at
    entry = _new(session, {**fields, "started_at": times["started_at"] or at})
    _settle(entry, times)
    editing.add(session, entry, at, external_id, source_system)
    journal.name_step(session, f"Time logged: {_length(entry)}")
    _log(session, entry, at)
    return entry


def edit(session: Session, entry_id: int, *, at: datetime, **fields: Any) -> TimeEntry:
    """Change fields. Of start, end and duration, what is not given follows; an end stops a running timer."""
    entry = get(session, entry_id)
    was_running = entry.ended_at is None
    values = editing.prepare(session, TimeEntry, fields, entry)
    times = {name: values.pop(name) for name in TIMES if name in values}
    if times:
        _settle(entry, _followed(entry, times))
    editing.change(entry, values)
    journal.name_step(session, f"Time changed: {_length(entry)}")
    if was_running and entry.ended_at is not None:
        _log(session, entry, at)
    return entry


def delete(session: Session, entry_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    entry = get(session, entry_id)
    journal.name_step(session, f"Time deleted: {_length(entry)}")
    deletion.remove(session, entry)


def start_timer(
    session: Session, *, at: datetime, project_id: int | None = None, task_id: int | None = None,
    note: str | None = None, billable: bool = True,
) -> TimeEntry:  # fmt: skip
    """Start measuring; a timer that runs is stopped first."""
    values = {"project_id": project_id, "task_id": task_id, "note": note, "billable": billable, "started_at": at}
    entry = _new(session, values)
    journal.name_step(session, "Timer started")
    if running(session):
        stop_timer(session, at=at)
    return editing.add(session, entry, at)


def stop_timer(session: Session, *, at: datetime) -> TimeEntry:
    """Stop the running timer. Errors: CrmError when none runs.

    When the clock was set back behind the start, the length is 0 and the entry's note says why.
    """
    timers = _running(session)
    if not timers:
        raise CrmError("No timer is running.", kind="conflict", where="timer")
    for entry in timers:
        _stop(session, entry, at)
    journal.name_step(session, f"Timer stopped: {_length(timers[0])}")
    return timers[0]


def stop_on(session: Session, project_id: int, *, at: datetime) -> None:
    """Stop the timer if it runs on this project."""
    for entry in _running(session):
        if entry.project_id == project_id:
            _stop(session, entry, at)


def running(session: Session) -> TimeEntry | None:
    """The timer that runs."""
    return next(iter(_running(session)), None)


def last_project(session: Session) -> int | None:
    """The active project that time was last spent on."""
    query = select(TimeEntry.project_id).join(Project, Project.id == TimeEntry.project_id)
    return session.scalar(query.where(Project.status == "active").order_by(TimeEntry.started_at.desc()).limit(1))


def get(session: Session, entry_id: int) -> TimeEntry:
    return editing.find(session, TimeEntry, entry_id)


def minutes_between(started_at: datetime, ended_at: datetime) -> int:
    """To the nearest minute."""
    return int((ended_at - started_at) / timedelta(minutes=1) + 0.5)


def _running(session: Session) -> list[TimeEntry]:
    """Newest first. One, unless the start of another was undone since."""
    query = select(TimeEntry).where(TimeEntry.ended_at.is_(None)).order_by(TimeEntry.id.desc())
    return list(session.scalars(query))


def _new(session: Session, values: dict[str, Any]) -> TimeEntry:
    entry = TimeEntry(**editing.prepare(session, TimeEntry, values))
    if entry.project_id is None and entry.task_id is not None:
        entry.project_id = session.get_one(Task, entry.task_id).project_id
    return entry


def _stop(session: Session, entry: TimeEntry, at: datetime) -> None:
    if at < entry.started_at:
        entry.note = f"{entry.note} {CLOCK_SET_BACK}" if entry.note else CLOCK_SET_BACK
    entry.ended_at = max(at, entry.started_at)
    entry.duration_minutes = minutes_between(entry.started_at, entry.ended_at)
    _log(session, entry, at)


def _followed(entry: TimeEntry, given: dict[str, Any]) -> dict[str, Any]:
    """Start, end and duration after a change of some of them: two hold, the third follows."""
    if "duration_minutes" in given:
        kept = {"started_at": entry.started_at} if "ended_at" not in given else {}
        return {"started_at": None, "ended_at": None, **kept, **given}
    return {"started_at": entry.started_at, "ended_at": entry.ended_at, "duration_minutes": None, **given}


def _settle(entry: TimeEntry, times: dict[str, Any]) -> None:
    """Set all three from those given. Errors: CrmError when they contradict each other."""
    checked: dict[str, Any] = columns.checked(TimeEntry, {k: v for k, v in times.items() if v is not None})
    minutes: int | None = checked.get("duration_minutes")
    start, end = _ends(checked.get("started_at"), checked.get("ended_at"), minutes)
    if entry.ended_at is not None and end is None:
        raise CrmError("A time entry that has ended keeps an end.", where="ended_at")
    if end is not None and end < start:
        raise CrmError("The end lies before the start.", where="ended_at")
    length = None if end is None else minutes_between(start, end)
    if minutes is not None and minutes != length:
        raise CrmError(f"From start to end it is {length} minutes, not {minutes}.", where="duration_minutes")
    entry.started_at, entry.ended_at, entry.duration_minutes = start, end, length


def _ends(start: datetime | None, end: datetime | None, minutes: int | None) -> tuple[datetime, datetime | None]:
    """Start and end, one of which may follow from the other and the duration."""
    length = None if minutes is None else timedelta(minutes=minutes)
    if start is not None:
        return start, end if end is not None or length is None else start + length
    if end is None or length is None:
        raise CrmError("A time entry needs a start.", where="started_at")
    return end - length, end


def _log(session: Session, entry: TimeEntry, at: datetime) -> None:
    activity.record(
        session, "time_logged", entry, at,
        duration=entry.duration_minutes, project_id=entry.project_id, is_billable=entry.billable,
    )  # fmt: skip


def _length(entry: TimeEntry) -> str:
    if entry.duration_minutes is None:
        return "running"
    hours, minutes = divmod(entry.duration_minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
