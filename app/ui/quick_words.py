"""What the quick log line means: "called 5 min wants a quote" is a call of five minutes."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.core.errors import CrmError
from app.ui.reading import read_date

OUT = {
    "call": "called|call|phoned|rang|spoke|talked|telephoned",
    "email": "e-?mailed|mailed|e-?mail|wrote|sent an? e-?mail|mail",
    "meeting": "met|meeting|visited|coffee|lunch",
    "sms": "texted|sms|text",
    "message": "messaged|message|dm|whatsapp|chat",
}
IN = {
    "call": "(?:she|he|they) (?:called|rang|phoned)|got a call|incoming call|called me|call from",
    "email": "(?:she|he|they) (?:wrote|e-?mailed|mailed)|got (?:an? )?e-?mail|wrote me|e-?mail from",
    "sms": "(?:she|he|they) texted|got a text|texted me|text from",
    "message": "(?:she|he|they) messaged|got a message|messaged me|message from",
}
MINUTES = re.compile(r"(?:for\s+)?(\d{1,3})\s*(h|hours?|hrs?|m|mins?|minutes?)\b\.?", re.IGNORECASE)
TASK = re.compile(r"(?:task|todo|to do|remind me to|remember to)\b[:,]?\s*", re.IGNORECASE)
LEADING = re.compile(r"^(?:[\s,;:.\-]+|with (?:him|her|them)\b|(?:him|her|them)\b)+", re.IGNORECASE)
LAST_WORDS = 3


@dataclass(frozen=True)
class Logged:
    """kind: call, email, meeting, sms, message, task or note. due_on: of a task."""

    kind: str
    text: str
    direction: str = "outbound"
    minutes: int | None = None
    due_on: date | None = None


def understand(typed: str, today: date) -> Logged:
    """A task where it begins with one, an interaction where its first words name one, else a note."""
    text = typed.strip()
    task = TASK.match(text)
    if task:
        return _task(text[task.end() :], today)
    for direction, table in (("inbound", IN), ("outbound", OUT)):
        for kind, pattern in table.items():
            found = re.match(rf"(?:{pattern})\b", text, re.IGNORECASE)
            if found:
                return _interaction(kind, direction, text[found.end() :])
    return Logged("note", text)


def _interaction(kind: str, direction: str, rest: str) -> Logged:
    found = MINUTES.search(rest)
    minutes = None
    if found:
        minutes = int(found[1]) * (60 if found[2].lower().startswith("h") else 1)
        rest = rest[: found.start()] + rest[found.end() :]
    summary = LEADING.sub("", " ".join(rest.split())).strip(" ,;:-")
    return Logged(kind, summary[:1].upper() + summary[1:], direction, minutes)


def _task(rest: str, today: date) -> Logged:
    """The last words may be the day it is due."""
    parts = rest.split()
    for count in range(min(LAST_WORDS, len(parts) - 1), 0, -1):
        with suppress(CrmError):
            due = read_date(" ".join(parts[-count:]), today)
            return Logged("task", " ".join(parts[:-count]), due_on=due)
    return Logged("task", rest.strip())
