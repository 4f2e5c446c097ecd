"""Tasks: things to do, some of them again and again."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import activity, days, deletion, editing, journal, names, repeats, tags
from app.models import Task

CARRIED_ON = (
    "title", "sort_title", "details", "priority", "estimate_minutes", "repeat", "repeat_started_on", "contact_id",
    "business_id", "deal_id", "project_id", "origin", "action_type", "custom",
)  # fmt: skip
"""What the next task of a repeating one takes over."""

OPEN = ("pending", "in_progress")


@dataclass(frozen=True, slots=True)
class Counts:
    """today: open ones due by the end of the day, of which `overdue` are late. anytime: open ones without a day."""

    overdue: int
    today: int
    upcoming: int
    anytime: int
    done: int


def create(
    session: Session, *, at: datetime, title: str, external_id: str | None = None, source_system: str = "owner",
    **fields: Any,
) -> Task:  # fmt: skip
    """Add a task. fields: columns of the table; `repeat` is a rule or daily, weekly, monthly, yearly.

    A hour (`due_at`) implies the day. A repeating task without a day starts with the first day of its rule.
    Errors: CrmError for a missing title, an unknown record or a value that is not taken.
    """
    actor = session.info["actor"]
    fields.setdefault("origin", actor if actor in ("coach", "content", "import") else "owner")
    status = fields.pop("status", None) or "pending"
    task = Task(**editing.prepare(session, Task, {"title": title, **fields}))
    task.sort_title = names.fold(task.title)
    _settle_due(task, task.due_on, task.due_at, at)
    _settle_repeat(task, at)
    _check_status(status)
    task.status = "in_progress" if status == "in_progress" else "pending"
    editing.add(session, task, at, external_id, source_system)
    journal.name_step(session, f"Task added: {task.title}")
    _log_created(session, task, at)
    return complete(session, task.id, at=at) if status == "completed" else task


def edit(session: Session, task_id: int, *, at: datetime, **fields: Any) -> Task:
    """Change fields. A status of completed completes it, any other reopens a completed one."""
    task = get(session, task_id)
    status = fields.pop("status", None)
    if status is not None:
        _check_status(status)
    values = editing.prepare(session, Task, fields, task)
    if "title" in values:
        values["sort_title"] = names.fold(values["title"])
    due_on, due_at = _new_due(task, values, at)
    editing.change(task, {name: value for name, value in values.items() if name not in ("due_on", "due_at")})
    _settle_due(task, due_on, due_at, at)
    if values.get("repeat"):
        _settle_repeat(task, at)
    journal.name_step(session, f"Task changed: {task.title}")
    if status is not None and status != task.status:
        _set_status(session, task, status, at)
    return task


def complete(session: Session, task_id: int, *, at: datetime) -> Task:
    """Tick off a task; a repeating one hands its rule on to the next task. Errors: CrmError when it is done."""
    task = get(session, task_id)
    if task.status == "completed":
        raise CrmError(f"{task.title} is already done.", kind="conflict", where=f"task {task_id}")
    task.status, task.completed_at = "completed", at
    journal.name_step(session, f"Task done: {task.title}")
    activity.record(
        session, "task_completed", task, at,
        priority=task.priority, had_due_date=task.due_on is not None,
        days_to_complete=days.whole_days(task.created_at, at),
    )  # fmt: skip
    if task.repeat:
        _carry_on(session, task, at)
    return task


def reopen(session: Session, task_id: int, *, at: datetime) -> Task:  # noqa: ARG001 - as every change
    """Take back a completion. The next task of a repeating one stays, and keeps the rule."""
    task = get(session, task_id)
    if task.status != "completed":
        raise CrmError(f"{task.title} is not done yet.", kind="conflict", where=f"task {task_id}")
    task.status, task.completed_at = "pending", None
    journal.name_step(session, f"Task reopened: {task.title}")
    return task


def delete(session: Session, task_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    task = get(session, task_id)
    journal.name_step(session, f"Task deleted: {task.title}")
    deletion.remove(session, task)


def get(session: Session, task_id: int) -> Task:
    return editing.find(session, Task, task_id)


def is_overdue(task: Task, now: datetime) -> bool:
    """After its hour; without an hour from the next local day on."""
    if task.status == "completed":
        return False
    if task.due_at is not None:
        return task.due_at < now
    return task.due_on is not None and task.due_on < now.date()


def overdue(now: datetime) -> ColumnElement[bool]:
    """`is_overdue` as a condition on the tasks table."""
    by_day = and_(Task.due_at.is_(None), Task.due_on < now.date())
    return and_(Task.status != "completed", or_(Task.due_at < now, by_day))


def counts(session: Session, now: datetime) -> Counts:
    """Of all tasks, each read from an index."""
    is_open, today = Task.status.in_(OPEN), now.date()

    def count(*wanted: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(Task).where(*wanted)) or 0

    late = count(is_open, Task.due_on < today)
    due_today = count(is_open, Task.due_on == today)
    passed = count(is_open, Task.due_on == today, Task.due_at < now)
    return Counts(
        late + passed, late + due_today, count(is_open, Task.due_on > today), count(is_open, Task.due_on.is_(None)),
        count(Task.status == "completed"),
    )  # fmt: skip


def following(session: Session, task_id: int) -> Task | None:
    """The task that took over the rule when this one was completed: of the same name, made in that moment."""
    done = get(session, task_id)
    if done.completed_at is None or done.repeat_started_on is None:
        return None
    query = select(Task).where(
        Task.id > done.id, Task.title == done.title, Task.created_at == done.completed_at, Task.repeat.is_not(None)
    )
    return session.scalar(query.order_by(Task.id.desc()).limit(1))


def _log_created(session: Session, task: Task, at: datetime) -> None:
    activity.record(
        session, "task_created", task, at, priority=task.priority, has_due_date=task.due_on is not None
    )  # fmt: skip


def _check_status(status: object) -> None:
    if status not in ("pending", "in_progress", "completed"):
        raise CrmError(f"A task is pending, in_progress or completed, not “{status}”.", where="status")


def _set_status(session: Session, task: Task, status: str, at: datetime) -> None:
    if status == "completed":
        complete(session, task.id, at=at)
        return
    if task.status == "completed":
        reopen(session, task.id, at=at)
    task.status = status


def _new_due(task: Task, values: dict[str, Any], at: datetime) -> tuple[date | None, datetime | None]:
    """Day and hour after a change of one of them: a moved day keeps the hour, no day means no hour."""
    due_on, due_at = values.get("due_on", task.due_on), values.get("due_at", task.due_at)
    if "due_on" in values and "due_at" not in values and due_at is not None:
        due_at = None if due_on is None else _on_day(due_at, due_on, at)
    if "due_at" in values and "due_on" not in values and due_at is not None:
        due_on = days.local_day(due_at, at)
    return due_on, due_at


def _settle_due(task: Task, due_on: date | None, due_at: datetime | None, at: datetime) -> None:
    if due_at is not None:
        day = days.local_day(due_at, at)
        if due_on is not None and due_on != day:
            raise CrmError(f"The due hour is on {day}, not on {due_on}.", where="due_at")
        due_on = day
    task.due_on, task.due_at = due_on, due_at


def _settle_repeat(task: Task, at: datetime) -> None:
    if not task.repeat:
        return
    task.repeat = repeats.normalised(task.repeat)
    task.repeat_started_on = task.repeat_started_on or task.due_on or at.date()
    first = repeats.first_day(task.repeat, task.repeat_started_on, task.due_on or task.repeat_started_on)
    if first is None:
        raise CrmError("The rule for repeating names no day from its start on.", where="repeat")
    task.due_on = task.due_on or first


def _carry_on(session: Session, task: Task, at: datetime) -> None:
    """Make the next task, once: the rule moves to it, so completing this one again makes no other.

    It is due on the first day of the rule after this one's that is not already over. A rule that cannot be read, as
    another program may have written it, makes no next task and stays where it is.
    """
    day = None
    with suppress(CrmError, OverflowError):
        after = (task.due_on or at.date()) + timedelta(days=1)
        day = repeats.first_day(str(task.repeat), task.repeat_started_on or at.date(), max(after, at.date()))
    if day is None:
        return
    following = Task(**{name: getattr(task, name) for name in CARRIED_ON}, due_on=day)
    following.due_at = None if task.due_at is None else _on_day(task.due_at, day, at)
    task.repeat = None
    editing.add(session, following, at)
    tags.copy(session, task, following, at=at)
    _log_created(session, following, at)


def moment_on(day: date, hour: time, at: datetime) -> datetime:
    """An hour of the owner's clock. Errors: CrmError at the end of the calendar, where it may not exist in UTC."""
    try:
        return days.from_wall(datetime.combine(day, hour), at).astimezone(UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise CrmError(f"{day} is too far away for an hour: give the day alone.", where="due_at") from error


def _on_day(moment: datetime, day: date, at: datetime) -> datetime:
    """The same hour of the owner's clock on another day."""
    return moment_on(day, days.local(moment, at).time(), at)
