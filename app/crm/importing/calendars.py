"""Events of iCalendar files, read with the same tolerant lines as cards."""

import re

from app.crm.importing.cards import Line, read_line, unfold
from app.crm.importing.tables import Row, Table

BEGIN = re.compile(r"\s*begin\s*:\s*vcalendar\b", re.IGNORECASE)
HEADS = {
    "UID": "external_id", "SUMMARY": "title", "DTSTART": "starts_at", "DTEND": "ends_at", "DURATION": "duration",
    "LOCATION": "location", "DESCRIPTION": "notes", "ATTENDEE": "contact_email",
}  # fmt: skip
LENGTH = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def is_calendar(text: str) -> bool:
    return bool(BEGIN.match(text))


def read_calendar(text: str) -> Table:
    """Every event a row; its number counts the events of the file."""
    rows: list[Row] = []
    event: dict[str, str] | None = None
    depth = 0
    for raw in unfold(text):
        line = read_line(raw)
        if line is None:
            continue
        word = line.value.strip().lower()
        if line.name == "begin":
            depth += event is not None
            event = {} if word == "vevent" and event is None else event
        elif line.name == "end" and depth:
            depth -= 1
        elif line.name == "end" and word == "vevent" and event is not None:
            rows.append((len(rows) + 1, [event.get(head, "") for head in HEADS]))
            event = None
        elif event is not None and not depth:
            _take(event, line)
    return Table(list(HEADS), rows, [f"{field}" for field in HEADS.values()], "calendar", "events")


def _take(event: dict[str, str], line: Line) -> None:
    head = line.name.upper()
    if head == "RECURRENCE-ID":
        event["UID"] = f"{event.get('UID', '')} {line.value}".strip()
    elif head in ("DTSTART", "DTEND"):
        event[head] = _zoned(line)
    elif head == "ATTENDEE":
        event.setdefault(head, re.sub(r"^mailto:", "", line.value.strip(), flags=re.IGNORECASE))
    elif head == "DURATION":
        event[head] = str(_minutes(line.value.strip()))
    elif head == "UID":
        event[head] = f"{line.text()} {event.get('UID', '')}".strip()
    elif head in HEADS:
        event.setdefault(head, line.text())


def _zoned(line: Line) -> str:
    """A wall time in a named zone becomes one with its offset."""
    value, zones = line.value.strip(), line.parameters.get("tzid")
    if not zones or not re.fullmatch(r"\d{8}T\d{6}", value):
        return value
    from datetime import datetime  # noqa: PLC0415 - only for zoned events
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    try:
        zone = ZoneInfo(_zone_name(zones[0]))
    except (ValueError, OSError, LookupError):
        return value
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=zone).isoformat()


def _zone_name(lowered: str) -> str:
    """Parameters come in lower case; zone names do not."""
    from zoneinfo import available_timezones  # noqa: PLC0415

    return next((name for name in available_timezones() if name.lower() == lowered), lowered)


def _minutes(text: str) -> int:
    found = LENGTH.fullmatch(text.lstrip("+"))
    if found is None:
        return 0
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((weeks * 7 + days) * 24 + hours) * 60 + minutes + seconds // 60
