"""From cells to a draft: each cell read as its column's field says, the rest kept as own fields."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.core.errors import CrmError
from app.crm import columns as record_columns
from app.crm import names
from app.crm.importing import amounts, dates, vocabulary
from app.crm.importing.drafts import Draft, RowError
from app.crm.importing.tables import EMAIL, Row
from app.crm.phones import normalise

SEVERAL = re.compile(r"\s*:::\s*|\s*;\s*|\n")
LAX = frozenset(("contacts", "businesses"))
DATED = frozenset(("day", "moment", "due"))
LOOSE_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
DOMAIN = re.compile(r"^(?:[a-z]+://)?(?:www\.)?([^/:?#\s]+\.[^/:?#\s]+)", re.IGNORECASE)
SYSTEM_GROUPS = frozenset(("mycontacts", "my contacts", "starred", "friends", "family", "coworkers"))


@dataclass(frozen=True)
class Frame:
    """What is the same for all rows of a file."""

    kind: str
    region: str | None
    currency: str
    now: datetime
    constants: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """day_first, mark: how the cells of this column are to be read."""

    place: int
    head: str
    key: str
    field: str
    type: str
    label: str | None
    day_first: bool | None = None
    mark: str | None = None


Reader = Callable[[Draft, str, Column, Frame], None]


def custom_key(head: str) -> str:
    """The name of an own field made from a column's head."""
    return re.sub(r"\W+", "_", names.fold(head)).strip("_")[:60].strip("_") or "column"


def compile_columns(
    heads: Sequence[str], fields: Sequence[str | None], kind: str, rows: Sequence[Row], day_first: bool | None
) -> tuple[list[Column], list[str]]:
    """The columns to read, and those where the order of day and month is not known."""
    orders = _orders(fields, kind, rows)
    known = {order.day_first for order in orders.values() if order.day_first is not None}
    common = day_first if day_first is not None else known.pop() if len(known) == 1 else None
    found, unclear = [], []
    for place, (head, field) in enumerate(zip(heads, fields, strict=True)):
        if field is None or not any(cells[place] for _, cells in rows if place < len(cells)):
            continue
        base, _, label = field.partition(":")
        order = orders.get(place)
        settled = order.day_first if order and order.day_first is not None else common
        if order and order.example is not None and settled is None:
            unclear.append(f"{head}: {order.example}")
        kind_of = _type(kind, base)
        mark = amounts.find_mark(_cells(rows, place)) if kind_of in ("money", "number") else None
        found.append(Column(place, head, custom_key(head), base, kind_of, label or _usual_label(head), settled, mark))
    return found, unclear


def shape(row: Row, columns: Sequence[tuple[int, Reader, Column]], frame: Frame) -> Draft:
    """Errors: RowError for a value that its field cannot take."""
    number, cells = row
    draft = Draft(number, frame.kind, {}, {})
    width = len(cells)
    for place, read, column in columns:
        if place < width and (cell := cells[place]) and (cell := cell.strip()):
            read(draft, cell, column, frame)
    for name, value in frame.constants.items():
        _constant(draft, name, value, frame)
    return draft


def with_readers(columns: Sequence[Column]) -> list[tuple[int, Reader, Column]]:
    return [(column.place, READERS[column.type], column) for column in columns]


def fingerprint(cells: Sequence[str]) -> str:
    """The same for the same row of the same file, whatever its columns are taken for."""
    text = "\x1f".join(cell.strip() for cell in cells).rstrip("\x1f")
    return f"row {hashlib.blake2b(text.encode(errors='replace'), digest_size=10).hexdigest()}"


def _constant(draft: Draft, name: str, value: Any, frame: Frame) -> None:
    base, _, label = name.partition(":")
    if value is None or base in draft.values:
        return
    column = Column(0, name, custom_key(name), base, _type(frame.kind, base), label or None, True)
    text = str(value).lower() if isinstance(value, bool) else str(value).strip()
    if text:
        known = column.key in draft.custom
        READERS[column.type](draft, text, column, frame)
        if not known and base != "custom":
            draft.custom.pop(column.key, None)


def _type(kind: str, field: str) -> str:
    return "custom" if field == "custom" else vocabulary.kind(kind).fields[field].type


def _usual_label(head: str) -> str | None:
    """ "Home Phone", "E-mail (work)": the head itself names the label."""
    known = vocabulary.meanings("labels")
    return next((known[word] for word in vocabulary.key(head).split() if word in known), None)


def _orders(fields: Sequence[str | None], kind: str, rows: Sequence[Row]) -> dict[int, dates.Order]:
    found = {}
    for place, field in enumerate(fields):
        if field and _type(kind, field.split(":")[0]) in (*DATED, "birthday"):
            found[place] = dates.find_order(_cells(rows, place))
    return found


def _cells(rows: Sequence[Row], place: int) -> Iterator[str]:
    return (cells[place] for _, cells in rows if place < len(cells) and cells[place])


def _text(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    if column.field in draft.values:
        if draft.values[column.field] != cell:
            draft.custom.setdefault(column.key, cell)
    elif len(cell) <= record_columns.SHORT or column.field in record_columns.LONG_TEXTS:
        draft.values[column.field] = cell[: record_columns.LONG]
    else:
        draft.custom[column.key] = cell[: record_columns.LONG]
        draft.values[column.field] = cell[: record_columns.SHORT - 1] + "…"


def _own_field(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    draft.custom.setdefault(column.key, cell[: record_columns.LONG])


def _email(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    for part in SEVERAL.split(cell) if ";" in cell or ":::" in cell or "\n" in cell else (cell,):
        found = part if LOOSE_EMAIL.fullmatch(part) else _inside(part)
        if found:
            draft.emails.append((found.lower(), found, draft.label or column.label))
        elif part:
            draft.custom.setdefault(column.key, part)
    draft.label = None


def _inside(text: str) -> str | None:
    """The address of "Ann Lee <ann@example.com>"."""
    found = EMAIL.search(text)
    return found[0] if found else None


def _phone(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    for part in (
        SEVERAL.split(cell) if ":::" in cell or (";" in cell and ";ext=" not in cell) or "\n" in cell else (cell,)
    ):
        if any(letter.isdigit() for letter in part):
            draft.phones.append((normalise(part, frame.region) or part, part, draft.label or column.label))
        elif part:
            draft.custom.setdefault(column.key, part)
    draft.label = None


def _label(draft: Draft, cell: str, _column: Column, _frame: Frame) -> None:
    plain = cell.removeprefix("*").strip()
    draft.label = vocabulary.meanings("labels").get(vocabulary.key(plain), plain) or None


def _money(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    draft.money.setdefault(column.field, (cell, column.mark))


def _cents(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    """Minor units, as the field's name says; with decimals it cannot be those."""
    if re.fullmatch(r"\d{1,19}", cell):
        draft.values[column.field] = _whole(cell, column.field)
    elif not dates.is_nothing(cell):
        draft.money.setdefault(column.field.removesuffix("_cents"), (cell, column.mark))


def _int(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    draft.values[column.field] = _whole(cell, column.field)


def _whole(cell: str, field: str) -> int:
    try:
        value = int(amounts.read_number(cell, None))
    except CrmError as error:
        raise RowError(field, error.message) from error
    if abs(value) >= 2**63:
        raise RowError(field, f"{cell} is too large a number.")
    return value


def _number(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    try:
        draft.values[column.field] = float(amounts.read_number(cell, column.mark))
    except CrmError as error:
        raise RowError(column.field, error.message) from error


def _yes_no(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    word = vocabulary.key(cell)
    if word in vocabulary.listed("yes"):
        draft.values[column.field] = True
    elif word in vocabulary.listed("no"):
        draft.values[column.field] = False
    else:
        draft.custom.setdefault(column.key, cell)


def _day(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    if (found := _moment_of(draft, cell, column, frame)) is not None:
        draft.values.setdefault(column.field, found.day)


def _due(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    found = _moment_of(draft, cell, column, frame)
    if found is not None:
        draft.values.setdefault("due_on", found.day)
        if found.timed and "due_at" not in draft.values:
            draft.values["due_at"] = found.text


def _moment(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    found = _moment_of(draft, cell, column, frame)
    if found is not None and column.field not in draft.moments:
        draft.moments[column.field] = found
    elif found is not None:
        draft.custom.setdefault(column.key, cell)


def _moment_of(draft: Draft, cell: str, column: Column, frame: Frame) -> dates.Moment | None:
    try:
        return dates.read_moment(cell, column.day_first, frame.now)
    except (ValueError, OverflowError, dates.Unclear) as error:
        if dates.is_nothing(cell):
            return None
        if frame.kind in LAX:
            draft.custom.setdefault(column.key, cell)
            return None
        raise RowError(column.field, f"“{cell[:60]}” is not a date.") from error


def _birthday(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    short = re.fullmatch(r"--(\d{2})-?(\d{2})", cell)
    try:
        day = dates.read_day(f"2000-{short[1]}-{short[2]}" if short else cell, column.day_first).isoformat()
    except (ValueError, dates.Unclear):
        if not dates.is_nothing(cell):
            draft.custom.setdefault(column.key, cell)
        return
    unknown_year = short is not None or day.startswith(("1604-", "1904-01-01"))
    draft.values.setdefault("birthday", f"-{day[4:]}" if unknown_year else day)


def _clock(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    try:
        draft.values[column.field] = dates.read_clock(cell)
    except ValueError as error:
        if column.field != "at_time":
            raise RowError(column.field, f"“{cell[:60]}” is not a time of day.") from error
        _moment(draft, cell, replace(column, field="at"), frame)


def _length(unit: float, field: str | None = None) -> Reader:
    def read(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
        try:
            draft.values.setdefault(field or column.field, amounts.read_minutes(cell, unit))
        except (CrmError, ValueError) as error:
            raise RowError(column.field, f"“{cell[:60]}” is not a length of time.") from error

    return read


def _minutes(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    """A plain number under a head that speaks of hours is hours."""
    hours = bool(re.search(r"\b(h|hours?|stunden|decimal)\b", vocabulary.key(column.head)))
    _length(60.0 if hours else 1.0)(draft, cell, column, frame)


def _list(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    draft.values[column.field] = [part.strip() for part in re.split(r"[;,|]", cell) if part.strip()]


def _tags(draft: Draft, cell: str, _column: Column, _frame: Frame) -> None:
    draft.tags.extend(_tag_words(cell))


@lru_cache(maxsize=4096)
def _tag_words(cell: str) -> tuple[str, ...]:
    words = (part.strip().removeprefix("* ").strip() for part in re.split(r"\s*:::\s*|[;,|]", cell))
    return tuple(word[:60] for word in words if word and word.lower() not in SYSTEM_GROUPS)


def _currency(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    found = amounts.find_currency(cell.upper())
    if found:
        draft.values["currency"] = found
    else:
        draft.custom.setdefault(column.key, cell)


def _domain(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    found = DOMAIN.match(cell.split(";", maxsplit=1)[0].strip())
    if found:
        draft.values.setdefault(column.field, found[1].lower().rstrip("."))
    else:
        draft.custom.setdefault(column.key, cell)


def _email_reference(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
    found = EMAIL.search(cell) or LOOSE_EMAIL.search(cell)
    if found:
        draft.values.setdefault(column.field, found[0].lower())
    elif column.field == "contact_email" and "contact_name" not in draft.values:
        draft.values["contact_name"] = cell


def _choice(draft: Draft, cell: str, column: Column, frame: Frame) -> None:
    word = vocabulary.key(cell).replace(" ", "_")
    if word in record_columns.CHOICES.get(f"{frame.kind}.{column.field}", ()):
        draft.values[column.field] = word
    else:
        draft.custom.setdefault(column.key, cell)


def _worded(table: str, fallback: str | None) -> Reader:
    """A word of another program in our own; where it differs, theirs is kept as an own field."""

    def read(draft: Draft, cell: str, column: Column, _frame: Frame) -> None:
        word = vocabulary.key(cell)
        ours = vocabulary.meanings(table).get(word)
        if column.field in draft.values:
            draft.custom.setdefault(column.key, cell)
            return
        draft.values[column.field] = ours or fallback or re.sub(r"\W+", "_", names.fold(cell)).strip("_") or cell
        if (ours or fallback) and vocabulary.key(draft.values[column.field]) != word:
            draft.custom.setdefault(column.key, cell)

    return read


READERS: Mapping[str, Reader] = {
    "text": _text, "custom": _own_field, "email": _email, "phone": _phone, "label": _label, "money": _money,
    "cents": _cents, "int": _int, "number": _number, "yes_no": _yes_no, "day": _day, "due": _due, "moment": _moment,
    "birthday": _birthday, "part": _text, "clock": _clock, "minutes": _minutes,
    "hours": _length(60.0, "duration_minutes"),
    "seconds": _length(1 / 60, "duration_minutes"), "list": _list, "tags": _tags, "currency": _currency,
    "domain": _domain, "ref_email": _email_reference, "choice": _choice,
    "contact_status": _worded("contact_status", "lead"), "contact_source": _worded("contact_source", None),
    "business_kind": _worded("business_kind", "prospect"), "task_status": _worded("task_status", "pending"),
    "priority": _worded("priority", "medium"), "interaction_kind": _worded("interaction_kind", "other"),
    "direction": _worded("direction", "outbound"),
}  # fmt: skip
