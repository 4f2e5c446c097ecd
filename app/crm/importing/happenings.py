"""From what was read in a row to what happens at a time: tasks, hours, appointments, calls, notes."""

from datetime import datetime, time

from app.crm import days, names
from app.crm.importing import dates
from app.crm.importing.drafts import Draft, RowError
from app.crm.importing.shaping import Frame

UNTITLED = "Work done"
"""A row of a work log may say nothing but when something was done."""


def task(draft: Draft, frame: Frame) -> None:
    values = draft.values
    text = values.get("title") or (values.get("details") or "").split("\n")[0][:120] or draft.given_id
    text = text or (UNTITLED if "completed_at" in draft.moments else None)
    if not text:
        raise RowError("title", "The row has no title of a task.")
    values["title"], values["sort_title"], values["origin"] = text, names.fold(text), "import"
    values.setdefault("priority", "medium")
    done = values.pop("completed", None)
    status = values.get("status") or "pending"
    values["status"] = "completed" if done or (done is None and "completed_at" in draft.moments) else status
    _settle_completion(draft, frame)
    if "completed_at" in draft.moments:
        draft.moments.setdefault("created_at", draft.moments["completed_at"])
    values.pop("repeat", None)


def _settle_completion(draft: Draft, frame: Frame) -> None:
    """A completed task was done when the source says, else, as a guess, on its day, at the latest now."""
    if draft.values["status"] != "completed":
        draft.moments.pop("completed_at", None)
        return
    if "completed_at" in draft.moments:
        return
    due, now = draft.values.get("due_on"), dates.now_moment(frame.now)
    done = draft.moments.get("created_at") or now
    if due and done.day <= due <= now.day:
        done = dates.from_day(datetime.fromisoformat(due).date(), frame.now)
    draft.moments["completed_at"], draft.guessed = done, True


def time_entry(draft: Draft, frame: Frame) -> None:
    values, moments = draft.values, draft.moments
    _join_clock(draft, frame, "started_at", "start")
    _join_clock(draft, frame, "ended_at", "end", day=values.pop("_start", None))
    minutes = values.get("duration_minutes")
    if draft.money:
        draft.money.clear()
    start, end = moments.get("started_at"), moments.get("ended_at")
    if minutes is None and start and end:
        minutes = round((_parsed(end.text) - _parsed(start.text)).total_seconds() / 60)
        if minutes < 0 and start.day == end.day:
            minutes += 24 * 60
    if minutes is None or minutes < 0 or not (start or end):
        raise RowError("duration_minutes", "The row does not say when it was and how long it took.")
    values["duration_minutes"] = minutes
    _place(draft, minutes)
    values.setdefault("billable", True)


def _place(draft: Draft, minutes: int) -> None:
    from datetime import timedelta  # noqa: PLC0415

    start, end = draft.moments.get("started_at"), draft.moments.get("ended_at")
    length = timedelta(minutes=minutes)
    if start is None and end is not None:
        draft.moments["started_at"] = end._replace(text=_format(_parsed(end.text) - length))
    elif start is not None:
        draft.moments["ended_at"] = start._replace(text=_format(_parsed(start.text) + length))


def event(draft: Draft, frame: Frame) -> None:
    values, moments = draft.values, draft.moments
    _join_clock(draft, frame, "starts_at", "start")
    _join_clock(draft, frame, "ends_at", "end", day=values.pop("_start", None))
    length = values.pop("duration", None)
    start = moments.get("starts_at")
    if start is None:
        raise RowError("starts_at", "The row does not say when it starts.")
    if length and "ends_at" not in moments:
        from datetime import timedelta  # noqa: PLC0415

        moments["ends_at"] = start._replace(text=_format(_parsed(start.text) + timedelta(minutes=length)))
    if "ends_at" in moments and moments["ends_at"].text < start.text:
        raise RowError("ends_at", "It ends before it starts.")
    values["title"] = values.get("title") or values.get("_contact_name") or "Event"


def _join_clock(draft: Draft, frame: Frame, field: str, part: str, day: str | None = None) -> None:
    """Put together a day and an hour of two columns. `_start` hands the day on to the end."""
    values = draft.values
    own_day, clock = values.pop(f"{part}_day", None), values.pop(f"{part}_time", None)
    given = draft.moments.get(field)
    own_day = own_day or (given.day if given and not given.timed else None) or (day if clock else None)
    if own_day and (given is None or not given.timed):
        draft.moments[field] = _at(own_day, clock, frame)
    if part == "start" and field in draft.moments:
        values["_start"] = draft.moments[field].day


def _at(day: str, clock: time | None, frame: Frame) -> dates.Moment:
    if clock is None:
        return dates.from_day(datetime.fromisoformat(day).date(), frame.now)
    wall = datetime.combine(datetime.fromisoformat(day).date(), clock)
    return dates.Moment(dates.stored(days.from_wall(wall, frame.now)), None, day, True)


def interaction(draft: Draft, frame: Frame) -> None:
    """A call, an e-mail, a meeting; but a note becomes a note and a task a task."""
    values = draft.values
    kind = values.get("kind") or "other"
    subject, text = values.pop("subject", None), values.pop("summary", None)
    values.pop("contact_phone", None)
    if kind == "task":
        values.pop("at_time", None)
        _as_task(draft, subject, text, frame)
        return
    for name in ("task_status", "completed", "due_on", "due_at", "priority"):
        left = values.pop(name, None)
        if left not in (None, "", False, True, "pending", "medium"):
            draft.custom.setdefault(name, str(left))
    draft.moments.pop("completed_at", None)
    _join_clock(draft, frame, "at", "at")
    if "at" not in draft.moments:
        raise RowError("at", "The row does not say when it was.")
    if kind == "note":
        _as_note(draft, subject, text)
        return
    values["kind"] = kind
    values.setdefault("direction", "outbound")
    values["summary"] = "\n".join(part for part in (subject, text) if part) or None


def _as_note(draft: Draft, subject: str | None, text: str | None) -> None:
    body = "\n".join(part for part in (subject, text) if part)
    if not body:
        raise RowError("summary", "The note is empty.")
    draft.table = "notes"
    draft.references = [reference for reference in draft.references if reference[0] == "contact_id"]
    draft.values = {"body": body}
    draft.custom.clear()


def _as_task(draft: Draft, subject: str | None, text: str | None, frame: Frame) -> None:
    values = draft.values
    draft.table = "tasks"
    happened = draft.moments.pop("at", None)
    if happened:
        draft.moments["created_at"] = happened
    draft.values = {
        "title": subject or (text or "").split("\n")[0][:120], "details": text, "due_on": values.get("due_on"),
        "due_at": values.get("due_at"), "priority": values.get("priority", "medium"),
        "status": values.get("task_status") or "pending",
    }  # fmt: skip
    if values.get("completed") is not None:
        draft.values["completed"] = values["completed"]
    task(draft, frame)


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _format(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
