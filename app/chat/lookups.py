"""What the coach may look up by itself: it only reads, and what it finds is fenced and limited."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat import telling
from app.chat.shapes import Used
from app.clients.llm.talk import Part
from app.coach import insights
from app.core.errors import CrmError
from app.core.settings import Value
from app.crm import records, search
from app.crm.reports import page, periods, sheets
from app.guard import fence

MOST_FOUND, MOST_INSIGHTS, MOST_ROWS = 10, 10, 40
REPORTS = ("won", "sources", "cycle", "hours", "forecast")
PERIODS = {"month": "this_year", "quarter": "this_year", "year": "last_12_months"}
NOTHING = "Nothing found."


@dataclass(frozen=True, slots=True)
class Found:
    parts: tuple[Part, ...]
    used: tuple[Used, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    description: str
    read: Callable[[Session, Mapping[str, Any], datetime, Mapping[str, Value]], Found]


def _find(session: Session, given: Mapping[str, Any], _now: datetime, _settings: Mapping[str, Value]) -> Found:
    kind = given["kind"]
    if kind and kind not in telling.KIND_OF:
        raise CrmError(f"There is no kind {kind}; there are {', '.join(telling.KIND_OF)}.", where="kind")
    kinds = (kind,) if kind else tuple(telling.KIND_OF)
    rows = list(_hits(session, given["text"], kinds))
    parts = [part for part in (_listed(rows, group) for group in ("people", "work")) if part is not None]
    named = [title for kind, _number, title, _words in rows if telling.KIND_OF[kind] == "people"]
    used = tuple(Used(kind, number, telling.short(title)) for kind, number, title, _words in rows)
    return Found(tuple(parts) or (Part(NOTHING),), used, tuple(telling.names_in(*named)))


def _hits(session: Session, text: str, kinds: tuple[str, ...]) -> Iterable[tuple[str, int, str, str]]:
    """(kind, id, title, what it is about); without words the newest."""
    if text.strip():
        found = search.find(session, text, limit=MOST_FOUND, kinds=kinds)
        yield from ((hit.kind, hit.id, hit.title, hit.snippet) for hit in found)
        return
    for kind in kinds[:1]:
        model: Any = records.KINDS[kind].model
        newest = session.scalars(select(model).order_by(model.id.desc()).limit(MOST_FOUND))
        yield from ((kind, row.id, records.title_of(row), "") for row in newest)


def _listed(rows: list[tuple[str, int, str, str]], group: str) -> Part | None:
    lines = [
        f"{kind} {number}: {telling.short(title)}{f' ({telling.short(words)})' if words else ''}"
        for kind, number, title, words in rows if telling.KIND_OF[kind] == group
    ]  # fmt: skip
    return Part(fence("found", group, "\n".join(lines)), group) if lines else None


def _read(session: Session, given: Mapping[str, Any], now: datetime, _settings: Mapping[str, Value]) -> Found:
    kind, number = given["kind"], given["id"]
    if kind not in telling.KIND_OF or number is None:
        raise CrmError(f"Give a kind, one of {', '.join(telling.KIND_OF)}, and an id.", where="kind")
    told = telling.record(session, kind, number, now)
    if told is None:
        raise CrmError(f"There is no {kind} {number}.", kind="not_found", where=f"{kind} {number}")
    return Found(told.parts, (told.used,), told.names)


def _insights(session: Session, _given: Mapping[str, Any], now: datetime, settings: Mapping[str, Value]) -> Found:
    found = insights.pending(session, now)[:MOST_INSIGHTS]
    if not found:
        return Found((Part("Nothing waits for the owner."),))
    kind = telling.strictest(("figures", "people", "work"), settings)
    about = [one.entity for one in found if one.entity is not None and one.entity[0] in telling.KIND_OF]
    named = [name for one in about if (name := _title(session, *one))]
    used = tuple(Used("insight", one.id, telling.short(one.message)) for one in found)
    text = "\n".join(telling.short(one.message) for one in found)
    return Found((Part(fence("insights", "the coach", text), kind),), used, tuple(telling.names_in(*named)))


def _title(session: Session, kind: str, number: int) -> str:
    try:
        return records.title_of(records.get(session, kind, number))
    except CrmError:
        return ""


def _report(session: Session, given: Mapping[str, Any], now: datetime, settings: Mapping[str, Value]) -> Found:
    name = given["name"]
    if name not in REPORTS:
        raise CrmError(f"There is no report {name}; there are {', '.join(REPORTS)}.", where="name")
    period = PERIODS.get(given["period"], given["period"])
    period = period if period in periods.PERIODS else "last_12_months"
    rows = sheets.table(page.one(session, name, period, now))[: MOST_ROWS + 1]
    text = "\n".join(" | ".join("" if cell is None else str(cell) for cell in row) for row in rows)
    kind = telling.strictest(("figures", "work") if name in ("hours", "forecast") else ("figures",), settings)
    return Found((Part(fence("report", f"{name} {period.replace('_', ' ')}", text), kind),))


LOOKUPS: Mapping[str, Lookup] = {
    "find_records": Lookup("Find contacts, businesses, deals, tasks and projects by words.", _find),
    "read_record": Lookup("Read one record with its newest notes and talks.", _read),
    "list_insights": Lookup("What was noticed and the owner has not answered yet.", _insights),
    "report": Lookup("A report: deals won, sources, cycle times, hours, forecast.", _report),
}  # fmt: skip
