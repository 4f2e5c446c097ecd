"""What a quickly typed task means: "send quote to Ana fri 14:00 !high #website every week"."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.core.errors import CrmError
from app.crm import repeats
from app.crm.names import fold
from app.ui.reading import read_date
from app.ui.tasks import repeat_words

TAG = re.compile(r"(?:^|(?<=\s))#([^\s#,]*[^\W\d_][^\s#,]*)")
PRIORITY = re.compile(r"(?:^|(?<=\s))!(high|medium|low|hi|med|lo|h|m|l)(?=\s|$)", re.IGNORECASE)
ESTIMATE = re.compile(r"(?<![\w.,:])(\d{1,3}(?:[.,]\d{1,2})?)\s*(h|hrs?|hours?|mins?|minutes?)(?!\w)\.?", re.IGNORECASE)
CLOCK = re.compile(r"(?:\bat\s+)?(?<![\w:.])(\d{1,2})(?::(\d{2})(?!\w)|(?::(\d{2}))?\s*([ap]m)\b)", re.IGNORECASE)
AT_HOUR = re.compile(r"(?:^|\s)at\s+(\d{1,2})$", re.IGNORECASE)
BEFORE_A_DAY = frozenset(("on", "by", "due", "until"))
BEFORE_A_NAME = frozenset(
    ("to", "with", "for", "from", "about", "call", "ask", "email", "mail", "meet", "text", "tell")
)
LOOSE = re.compile(r"[a-z]+")
NEAR = frozenset(("today", "tomorrow"))
LONGEST_NAME, LONGEST_DAY = 4, 3
"""In words."""
LEVELS = {"h": "high", "m": "medium", "l": "low"}


@dataclass(frozen=True)
class Found:
    """A record that a name may mean."""

    kind: str
    id: int
    title: str


@dataclass(frozen=True)
class Draft:
    """A task as it was understood. unclear: names that several records have, or none that was asked for by @."""

    title: str
    due_on: date | None = None
    due_time: time | None = None
    priority: str | None = None
    tags: tuple[str, ...] = ()
    repeat: str | None = None
    estimate_minutes: int | None = None
    links: tuple[Found, ...] = ()
    unclear: tuple[str, ...] = ()


Look = Callable[[str], Sequence[Found]]
"""Words of a name -> the records whose name may hold them."""


@dataclass
class _Parts:
    """The text that is left while its parts are taken out, and what they were."""

    left: str
    found: dict[str, object] = field(default_factory=dict)
    links: dict[str, Found] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)

    def take(self, match: re.Match[str]) -> None:
        self.left = self.left[: match.start()] + " " + self.left[match.end() :]


def understand(typed: str, now: datetime, look: Look) -> Draft:
    """Days and hours of the owner's clock; `now` is the moment it is typed."""
    parts = _Parts(" ".join(typed.split()))
    tags = tuple(dict.fromkeys(TAG.findall(parts.left)))
    parts.left = TAG.sub(" ", parts.left)
    _take_marked_names(parts, look)
    for take in (_take_priority, _take_repeat, _take_estimate, _take_clock):
        take(parts)
    _take_day(parts, now.date())
    title = " ".join(parts.left.split())
    _find_names(parts, title, look)
    due_on, due_time = _settled(parts, now)
    return Draft(
        title[:1].upper() + title[1:], due_on, due_time, tags=tags, links=tuple(parts.links.values()),
        unclear=tuple(parts.unclear), **parts.found,  # type: ignore[arg-type]
    )  # fmt: skip


def read_hour(text: str) -> time:
    """14:00, 14.30, 9, 2 pm. Errors: CrmError."""
    wanted = text.strip().replace(".", ":")
    found = CLOCK.fullmatch(f"{wanted}:00" if wanted.isdigit() else wanted)
    hour = _clock(found) if found else None
    if hour is None:
        raise CrmError(f"“{text[:60]}” is not an hour. Try 14:00 or 2 pm.", where="due_at")
    return hour


def name_typed(text: str) -> str:
    """The name that is being typed at the end: after an @, or with a capital after "to", "with", "for" ...; else ""."""
    at = re.search(r"(?:^|\s)@([^@#!]*)$", text)
    if at:
        return at[1]
    words = text.split()
    for count in range(1, min(LONGEST_NAME, len(words) - 1) + 1):
        if words[-count - 1].lower() in BEFORE_A_NAME and _like_a_name(words[-count]):
            return "" if text.endswith(" ") and count == LONGEST_NAME else " ".join(words[-count:])
    return ""


def which(name: str, look: Look) -> tuple[Found | None, int]:
    """The one record of this name, and how many have it: by the whole name, else by whole words of it."""
    wanted = fold(name)
    if not wanted:
        return None, 0
    known = look(name)
    for fits in (_same, _has_words):
        found = [one for one in known if fits(fold(one.title), wanted)]
        if found:
            return (found[0] if len(found) == 1 else None), len(found)
    return None, 0


def _same(title: str, wanted: str) -> bool:
    return title == wanted


def _has_words(title: str, wanted: str) -> bool:
    return set(wanted.split()) <= set(title.split())


def _take_marked_names(parts: _Parts, look: Look) -> None:
    """@Ana Ruiz: the longest run of words that is a name. It leaves the title, but not behind "call", "to" ..."""
    place = 0
    while (mark := re.search(r"(?:^|(?<=\s))@(?=\S)", parts.left[place:])) is not None:
        start = place + mark.end()
        words = parts.left[start:].split(" ")[:LONGEST_NAME]
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            one, _many = which(name, look)
            if one is not None:
                parts.links.setdefault(one.kind, one)
                before = parts.left[: start - 1].split()
                kept = name if before and before[-1].lower() in BEFORE_A_NAME else ""
                parts.left = parts.left[: start - 1] + kept + parts.left[start + len(name) :]
                place = max(0, start - 1) + len(kept)
                break
        else:
            parts.unclear.append(words[0])
            place = start


def _take_priority(parts: _Parts) -> None:
    found = PRIORITY.search(parts.left)
    if found:
        parts.found["priority"] = LEVELS[found[1][0].lower()]
        parts.take(found)


def _take_repeat(parts: _Parts) -> None:
    found = repeat_words.EVERY.search(parts.left)
    if found:
        with suppress(CrmError):
            parts.found["repeat"] = repeats.normalised(repeat_words.rule_of(found))
            parts.take(found)


def _take_estimate(parts: _Parts) -> None:
    found = ESTIMATE.search(parts.left)
    if found:
        parts.found["estimate_minutes"] = _minutes(found)
        parts.take(found)


def _minutes(found: re.Match[str]) -> int:
    amount = float(found[1].replace(",", "."))
    return round(amount * (60 if found[2].lower().startswith("h") else 1))


def _take_clock(parts: _Parts) -> None:
    found = CLOCK.search(parts.left)
    moment = _clock(found) if found else None
    if found and moment:
        parts.found["due_time"] = moment
        parts.take(found)


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or found[3] or 0), (found[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of half a day
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004


def _take_day(parts: _Parts, today: date) -> None:
    """A day at the end, with or without "at 9" after it, or anywhere behind on, by, due, until."""
    words = parts.left.split()
    for _again in range(2):
        words = _take_last_hour(parts, words)
        for count in range(min(LONGEST_DAY, len(words)), 0, -1):
            if "due_on" not in parts.found and (day := _day(words[-count:], today)):
                parts.found["due_on"] = day
                words = words[:-count]
                if words and words[-1].lower() in BEFORE_A_DAY:
                    words = words[:-1]
                break
    if "due_on" not in parts.found:
        words = _take_day_inside(parts, words, today)
    parts.left = " ".join(words)


def _take_last_hour(parts: _Parts, words: list[str]) -> list[str]:
    found = AT_HOUR.search(" ".join(words[-2:]))
    if "due_time" in parts.found or not found or int(found[1]) > 23:  # noqa: PLR2004
        return words
    parts.found["due_time"] = time(int(found[1]))
    return words[:-2]


def _take_day_inside(parts: _Parts, words: list[str], today: date) -> list[str]:
    for place, word in enumerate(words):
        for count in range(LONGEST_DAY, 0, -1):
            day = _day(words[place + 1 : place + 1 + count], today) if word.lower() in BEFORE_A_DAY else None
            if day:
                parts.found["due_on"] = day
                return words[:place] + words[place + 1 + count :]
    return words


def _day(words: list[str], today: date) -> date | None:
    """Single words only where they are a day and nothing else: "sunglasses" is none."""
    text = " ".join(words).lower()
    if LOOSE.fullmatch(text) and text not in NEAR and not re.fullmatch(repeat_words.DAY, text):
        return None
    if text.isdigit():
        return None
    with suppress(CrmError, OverflowError):
        return read_date(text, today)
    return None


def _find_names(parts: _Parts, title: str, look: Look) -> None:
    """Names in the title behind "to", "with", "for" ...: they stay in it."""
    words = title.split()
    for place in range(1, len(words)):
        if words[place - 1].lower() in BEFORE_A_NAME and _like_a_name(words[place]):
            _link_from(parts, words[place : place + LONGEST_NAME], look)


def _link_from(parts: _Parts, words: list[str], look: Look) -> None:
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).strip(".,;:!?")
        one, many = which(name, look)
        if one is not None:
            parts.links.setdefault(one.kind, one)
            return
        if many:
            parts.unclear.append(name)
            return


def _like_a_name(word: str) -> bool:
    """Begins with a letter, and not a small one where the script has small ones."""
    return word[:1].isalpha() and not word[:1].islower()


def _settled(parts: _Parts, now: datetime) -> tuple[date | None, time | None]:
    """An hour alone is today's, or tomorrow's where it has passed; a rule alone begins with its first day."""
    due_on, due_time, rule = (parts.found.get(name) for name in ("due_on", "due_time", "repeat"))
    for name in ("due_on", "due_time"):
        parts.found.pop(name, None)
    hour = due_time if isinstance(due_time, time) else None
    if isinstance(due_on, date):
        return due_on, hour
    if isinstance(rule, str):
        return repeats.first_day(rule, now.date(), now.date()), hour
    if hour is None:
        return None, None
    return now.date() + timedelta(days=0 if hour > now.time() else 1), hour
