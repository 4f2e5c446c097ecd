"""What a file is: which program wrote it, what kind of records it holds, what its columns mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import CrmError
from app.crm.importing import vocabulary
from app.crm.importing.tables import EMAIL, Table

PHONE = re.compile(r"\+?[\d\s().\-/]{7,20}(?:x\d+)?")
LOOK = 200
GENERIC = "csv"
DEAL_SIGNS = frozenset(
    ("stage", "won", "deal_status", "closed_at", "close_date", "expected_close_on", "pipeline", "lost_reason")
)


@dataclass(frozen=True)
class Recognised:
    """fields: for each column the field it fills, "custom" to keep it as an own field, None to leave it out."""

    kind: str
    source: str
    fields: list[str | None]
    constants: Mapping[str, Any]


def recognise(table: Table, wanted: str, where: str) -> Recognised:
    """wanted: the kind asked for, or "auto". Errors: CrmError when the file holds none of our records."""
    if table.given:
        if wanted not in ("auto", table.kind):
            raise _nothing(where, f"It holds {table.kind}, not {wanted.replace('_', ' ')}.")
        return Recognised(table.kind, table.source, list(table.given), {})
    keys = {vocabulary.key(head) for head in table.heads} | {vocabulary.unnumbered(head) for head in table.heads}
    known = _find_source(keys, wanted)
    if known is None and wanted == "auto":
        _refuse(keys, where)
    kind = known["kind"] if known else wanted if wanted != "auto" else _find_kind(table, where)
    overrides = {vocabulary.key(head): field for head, field in (known.get("columns", {}) if known else {}).items()}
    fields = suggest(table, kind, overrides)
    _check_needs(kind, fields, where)
    return Recognised(kind, known["source"] if known else GENERIC, fields, known.get("constants", {}) if known else {})


def suggest(table: Table, kind: str, overrides: Mapping[str, str | None]) -> list[str | None]:
    """A field for each column: what this program means by it, what the word usually means, how its values look."""
    heads = vocabulary.heads(kind)
    found: list[str | None] = []
    for head in table.heads:
        plain = vocabulary.key(head)
        if plain in overrides:
            found.append(overrides[plain])
        else:
            found.append(heads.get(plain) or heads.get(vocabulary.unnumbered(head)) or "custom")
    if kind == "contacts":
        _by_looks(table, found)
    return found


def _find_source(keys: set[str], wanted: str) -> Mapping[str, Any] | None:
    for source in vocabulary.sources():
        if wanted in ("auto", source["kind"]) and _has_all(keys, source["all"]):
            return source
    return None


def _has_all(keys: set[str], heads: Sequence[str]) -> bool:
    return all(any(word in keys for word in head.split("|")) for head in heads)


def _refuse(keys: set[str], where: str) -> None:
    for refusal in vocabulary.refusals():
        if _has_all(keys, refusal["all"]) and not keys & set(refusal.get("none", ())):
            raise CrmError(f"{where}: {refusal['sentence']}", kind="unsupported", where=where)


def _find_kind(table: Table, where: str) -> str:
    """The kind whose words head the most columns; telling ones count three times."""
    scores = {kind: _score(table, kind) for kind in vocabulary.KINDS}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] <= 0:
        raise _nothing(where)
    return best


def _score(table: Table, kind: str) -> int:
    spec = vocabulary.kind(kind)
    fields = {(field or "").split(":")[0] for field in suggest(table, kind, {})} - {"custom", ""}
    if not fields & {need.split(":")[0] for need in spec.needs}:
        return 0
    if fields == {"name"} and len(table.heads) > 2:  # noqa: PLR2004 - a list of names has little else
        return 0
    told = fields & spec.tells
    strong = 3 * len(told) + len(fields)
    return strong if _is_told(kind, fields, told) else 0


def _is_told(kind: str, fields: set[str], told: set[str]) -> bool:
    """A name alone says little; each kind needs a sign of its own."""
    signs: dict[str, bool] = {
        "contacts": bool(told & {"email", "phone", "last_name", "birthday"}) or len(told) > 1 or fields == {"name"},
        "businesses": len(told) > 1 and bool(told - {"website"}),
        "deals": bool(fields & DEAL_SIGNS) or {"title", "value"} <= fields or {"title", "value_cents"} <= fields,
        "tasks": len(told) > 1 or "completed_at" in fields,
        "time_entries": bool(told & {"duration_minutes", "hours", "ended_at", "end_time"}),
        "interactions": bool(told & {"kind", "direction", "outcome"}) and len(told) > 1,
        "events": "title" in fields
        and bool(told & {"starts_at", "start_day"})
        and bool(told & {"ends_at", "location"} or "end_day" in fields),
    }
    return signs[kind]


def _check_needs(kind: str, fields: Sequence[str | None], where: str) -> None:
    present = {(field or "").split(":")[0] for field in fields}
    if kind == "deals" and present & {"value", "value_cents", "business_name", "product", "lead_external_id"}:
        return
    if kind == "interactions" and "summary" in present:
        return
    if not present & {need.split(":")[0] for need in vocabulary.kind(kind).needs}:
        raise _nothing(where, f"No column holds what {kind.replace('_', ' ')} need.")


def _nothing(where: str, why: str = "No column heads are known.") -> CrmError:
    return CrmError(
        f"{where} holds no records that Rainmaker can read: contacts, businesses, deals, tasks, hours, interactions "
        f"or events. {why}",
        kind="unsupported",
        where=where,
    )


def _by_looks(table: Table, found: list[str | None]) -> None:
    """Columns without a known head may still hold addresses or numbers."""
    for field, pattern in (("email", EMAIL), ("phone", PHONE)):
        if any(name and name.split(":")[0] == field for name in found):
            continue
        for place, name in enumerate(found):
            if name == "custom" and _looks(table, place, pattern):
                found[place] = field
    _name_by_place(table, found)


def _looks(table: Table, place: int, pattern: re.Pattern[str]) -> bool:
    cells = [cells[place].strip() for _, cells in table.rows[:LOOK] if place < len(cells) and cells[place].strip()]
    hits = sum(bool(pattern.fullmatch(cell)) for cell in cells)
    return hits > 0 and hits >= 0.6 * len(cells) and not any(re.fullmatch(r"\d{4}-\d\d-\d\d", cell) for cell in cells)


def _name_by_place(table: Table, found: list[str | None]) -> None:
    """In a file without a head, the first column of words is the name."""
    if not table.heads[0].startswith("Column ") or any(name in ("name", "first_name", "last_name") for name in found):
        return
    for place, name in enumerate(found):
        if name == "custom" and _looks(table, place, re.compile(r"[^\d@]{2,60}")):
            found[place] = "name"
            return
