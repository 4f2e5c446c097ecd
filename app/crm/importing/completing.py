"""From what was read in a row to the record it becomes: names, statuses, times that follow from each other.

Each function takes a draft and gives drafts (a row of hours makes one, a row without anything to keep raises).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from app.core.errors import CrmError
from app.crm import days, names
from app.crm.importing import amounts, dates, vocabulary
from app.crm.importing.drafts import Draft, RowError
from app.crm.importing.shaping import Frame

COMPANY_WORDS = frozenset(
    ("inc", "llc", "ltd", "gmbh", "corp", "co", "sa", "ag", "bv", "srl", "plc", "kg", "jr", "sr", "phd", "md")
)
TARGETS = (
    ("contact_id", "contact_external_id", "external_id"), ("contact_id", "contact_email", "email"),
    ("contact_id", "contact_name", "name"),
    ("business_id", "business_external_id", "external_id"), ("business_id", "business_domain", "domain"),
    ("business_id", "business_name", "name"),
    ("deal_id", "deal_external_id", "external_id"), ("deal_id", "deal_title", "name"),
    ("project_id", "project_external_id", "external_id"), ("project_id", "project_name", "name"),
    ("task_id", "task_external_id", "external_id"), ("task_id", "task_title", "name"),
)  # fmt: skip
FOLDED = ("name",)
LINKS = {
    "contacts": ("business_id",), "businesses": (), "deals": ("contact_id", "business_id"),
    "tasks": ("contact_id", "business_id", "deal_id", "project_id"), "time_entries": ("project_id", "task_id"),
    "interactions": ("contact_id", "deal_id"), "notes": ("contact_id",), "events": ("contact_id", "business_id"),
}  # fmt: skip


def complete(draft: Draft, frame: Frame) -> Draft:
    """Errors: RowError for a row that lacks what its kind needs."""
    draft.given_id = draft.values.pop("external_id", None)
    _refer(draft)
    COMPLETE[frame.kind](draft, frame)
    return draft


def _refer(draft: Draft) -> None:
    """Take out what names other records."""
    if draft.table in ("contacts", "businesses"):
        wanted = list(TARGETS[3:6]) if draft.table == "contacts" else []
    else:
        wanted = list(TARGETS)
    for column, field, by in wanted:
        value = draft.values.pop(field, None)
        if value:
            text = str(value)
            draft.references.append((column, by, names.fold(text) if by in FOLDED else text))
            if by == "name":
                draft.values[f"_{field}"] = text


def _contact(draft: Draft, _frame: Frame) -> None:
    values = draft.values
    _lead_status(draft)
    _split_name(draft)
    for part in ("name_prefix", "name_suffix"):
        if values.get(part):
            draft.custom.setdefault(part, values[part])
        values.pop(part, None)
    first, last = values.get("first_name"), values.get("last_name")
    email = draft.emails[0][1] if draft.emails else None
    phone = draft.phones[0][1] if draft.phones else None
    shown = names.shown_name(first, last, email, phone, draft.given_id)
    if not shown:
        raise RowError("name", "The row has no name, e-mail, phone or id.")
    values["name"], values["sort_name"] = shown, names.sort_name(first, last, shown)
    values.setdefault("status", "lead")
    values["email"] = draft.emails[0][0] if draft.emails else None
    values["phone"] = draft.phones[0][0] if draft.phones else None
    _birth_parts(values)
    _own_rhythm(draft)


def _lead_status(draft: Draft) -> None:
    """A lead status says more only where the stage of life does not: a lead or prospect may be lost."""
    word = draft.values.pop("lead_status", None)
    if not word:
        return
    meant = vocabulary.meanings("contact_status").get(vocabulary.key(word))
    present = draft.values.get("status")
    if present is None:
        draft.values["status"] = meant or "lead"
    elif meant == "lost" and present in ("lead", "prospect"):
        draft.values["status"] = "lost"
    draft.custom.setdefault("lead_status", word)


def _split_name(draft: Draft) -> None:
    values = draft.values
    whole = values.pop("name", None)
    if values.get("middle_name"):
        values["first_name"] = " ".join(f"{values.get('first_name', '')} {values['middle_name']}".split())
    values.pop("middle_name", None)
    if not whole or values.get("first_name") or values.get("last_name"):
        return
    if whole == values.get("_business_name") or "@" in whole:
        values["first_name"] = whole if "@" not in whole else None
        return
    before, comma, after = whole.partition(",")
    if comma and "," not in after and vocabulary.key(after) not in COMPANY_WORDS:
        values["first_name"], values["last_name"] = after.strip() or None, before.strip() or None
        return
    first, _, last = whole.rpartition(" ") if not comma else (whole, "", "")
    values["first_name"], values["last_name"] = (first.strip() or last, last if first.strip() else None)


def _birth_parts(values: dict[str, Any]) -> None:
    year, month, day = (str(values.pop(f"birth_{part}", "") or "") for part in ("year", "month", "day"))
    if month.isdigit() and day.isdigit() and "birthday" not in values:
        text = f"{int(month):02}-{int(day):02}"
        values["birthday"] = f"{int(year):04}-{text}" if year.isdigit() else f"--{text}"


def _own_rhythm(draft: Draft) -> None:
    for name in ("keep_in_touch_days", "keep_in_touch_max_days"):
        value = draft.values.get(name)
        if value is not None and value < 1:
            raise RowError(name, "Keep in touch takes at least 1 day.")


def _business(draft: Draft, frame: Frame) -> None:
    values = draft.values
    name = values.get("name") or values.get("domain") or draft.given_id
    if not name:
        raise RowError("name", "The row has no name of a business.")
    values["name"], values["sort_name"] = name, names.fold(name)
    values.setdefault("kind", "prospect")
    if values["kind"] == "own":
        values["kind"] = "prospect"
    if not values.get("domain") and values.get("website"):
        values["domain"] = _domain_of(values["website"])
    if draft.phones:
        values["phone"], values["phone_original"] = draft.phones[0][0], draft.phones[0][1]
        for number, (_value, original, _label) in enumerate(draft.phones[1:], 2):
            draft.custom[f"phone_{number}"] = original
        draft.phones.clear()
    for field in [name for name in draft.money if name != "value"]:
        _settle_money(draft, field, f"{field}_cents", frame.currency)
    if "currency" in values or "target_revenue_cents" in values:
        values.setdefault("currency", frame.currency)


def _domain_of(website: str) -> str | None:
    host = (
        website.rsplit("//", maxsplit=1)[-1]
        .split("/", maxsplit=1)[0]
        .split(":", maxsplit=1)[0]
        .strip()
        .lower()
        .removeprefix("www.")
    )
    return host if "." in host and " " not in host else None


def _deal(draft: Draft, frame: Frame) -> None:
    values = draft.values
    lead = values.pop("lead_external_id", None)
    if lead:
        draft.given_id = draft.given_id or lead
        draft.references.append(("contact_id", "external_id", lead))
    currency = values.get("currency") or next(
        filter(None, (amounts.find_currency(c) for c, _ in draft.money.values())), None
    )
    values["currency"] = currency or frame.currency
    for field in list(draft.money):
        _settle_money(draft, field, f"{field}_cents", values["currency"])
    for field in ("value_cents", "cost_cents"):
        if values.get(field) is not None and values[field] < 0:
            raise RowError(field, "An amount cannot be negative.")
    values["title"] = _deal_title(draft)
    values["sort_title"] = names.fold(values["title"])
    _settle_stage(draft, frame)


def _settle_money(draft: Draft, field: str, column: str, currency: str) -> None:
    text, mark = draft.money.pop(field)
    if dates.is_nothing(text):
        return
    try:
        draft.values[column] = amounts.read_money(text, mark, currency)
    except CrmError as error:
        raise RowError(field, error.message) from error


def _deal_title(draft: Draft) -> str:
    """A deal without a title is called after what is sold and to whom."""
    parts = [draft.custom.get("product"), draft.values.get("_business_name") or draft.values.get("_contact_name")]
    title = draft.values.get("title") or " - ".join(part for part in parts if part)
    title = title or draft.custom.get("business_segment") or draft.given_id
    if not title:
        raise RowError("title", "The row has no title of a deal.")
    return str(title)


def _settle_stage(draft: Draft, frame: Frame) -> None:
    """Open, won or lost, and since when. stage: pipeline, name, kind; to be found or made when written."""
    values, moments = draft.values, draft.moments
    pipeline, stage, status = (values.pop(name, None) for name in ("pipeline", "stage", "deal_status"))
    kind = _outcome(values.pop("won", None), values.pop("is_closed", None), stage, status)
    close = moments.pop("close_date", None)
    if stage is None and status and kind == "open" and vocabulary.key(status) != "open":
        stage = status
    created = moments.get("created_at")
    if kind == "open":
        moments.pop("closed_at", None)
        if close:
            values.setdefault("expected_close_on", close.day)
        values["won"], values["closed_at"] = None, None
    else:
        closed = moments.get("closed_at") or close or created or now_moment(frame.now)
        moments["closed_at"], moments["stage_entered_at"] = closed, closed
        values["won"] = kind == "won"
        if created is None:
            moments["created_at"] = closed
    if "stage_entered_at" not in moments:
        moments["stage_entered_at"] = created or now_moment(frame.now)
    if kind != "lost" and values.get("lost_reason"):
        draft.custom.setdefault("lost_reason", values.pop("lost_reason"))
    draft.stage = (pipeline, stage, kind)


def _outcome(won: bool | None, closed: bool | None, stage: str | None, status: str | None) -> str:
    """won, lost or open, from whatever says it."""
    for word in (vocabulary.key(text) for text in (status, stage) if text):
        if word in vocabulary.listed("stage_won"):
            return "won"
        if word in vocabulary.listed("stage_lost"):
            return "lost"
    if won:
        return "won"
    if won is False and closed:
        return "lost"
    return "open"


def _task(draft: Draft, frame: Frame) -> None:
    values = draft.values
    text = values.get("title") or (values.get("details") or "").split("\n")[0][:120] or draft.given_id
    if not text:
        raise RowError("title", "The row has no title of a task.")
    values["title"], values["origin"] = text, "import"
    values.setdefault("priority", "medium")
    done = values.pop("completed", None)
    status = values.get("status") or "pending"
    values["status"] = "completed" if done or (done is None and "completed_at" in draft.moments) else status
    _settle_completion(draft, frame)
    values.pop("repeat", None)


def _settle_completion(draft: Draft, frame: Frame) -> None:
    """A completed task was done when the source says, else on its day, at the latest now."""
    if draft.values["status"] != "completed":
        draft.moments.pop("completed_at", None)
        return
    if "completed_at" in draft.moments:
        return
    due, now = draft.values.get("due_on"), now_moment(frame.now)
    done = draft.moments.get("created_at") or now
    if due and done.day <= due <= now.day:
        done = dates.from_day(datetime.fromisoformat(due).date(), frame.now)
    draft.moments["completed_at"] = done


def _time_entry(draft: Draft, frame: Frame) -> None:
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


def _event(draft: Draft, frame: Frame) -> None:
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


def _interaction(draft: Draft, frame: Frame) -> None:
    """A call, an e-mail, a meeting; but a note becomes a note and a task a task."""
    values = draft.values
    kind = values.get("kind") or "other"
    subject, text = values.pop("subject", None), values.pop("summary", None)
    values.pop("contact_phone", None)
    if kind == "task":
        _as_task(draft, subject, text, frame)
        return
    for name in ("task_status", "completed", "due_on", "due_at", "priority"):
        left = values.pop(name, None)
        if left not in (None, "", False, True, "pending", "medium"):
            draft.custom.setdefault(name, str(left))
    draft.moments.pop("completed_at", None)
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
    _task(draft, frame)


def now_moment(now: datetime) -> dates.Moment:
    return dates.Moment(dates.stored(now), offset_minutes(now), now.date().isoformat(), True)


def offset_minutes(moment: datetime) -> int | None:
    offset = moment.utcoffset()
    return None if offset is None else int(offset.total_seconds() // 60)


def _parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _format(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


COMPLETE: Mapping[str, Callable[[Draft, Frame], None]] = {
    "contacts": _contact, "businesses": _business, "deals": _deal, "tasks": _task, "time_entries": _time_entry,
    "interactions": _interaction, "events": _event,
}  # fmt: skip
