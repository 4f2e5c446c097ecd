"""What becomes of every row: a new record, an addition to one that is there, nothing, or an error. Reads only.

A row is the record of the same id in its source, else a contact with the same e-mail, phone, or name and business, a
business with the same domain or name. Such a record gets what it lacks and keeps what it has.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.crm import names
from app.crm.activity import ENTITY_TYPES
from app.crm.importing import bulk
from app.crm.importing.completing import LINKS
from app.crm.importing.drafts import Draft, Reference, RowError
from app.crm.importing.known import FIELD_TABLES, Known
from app.crm.importing.yielding import let_go

TABLES = ("businesses", "contacts", "projects", "deals", "tasks", "time_entries", "interactions", "notes", "events")
NEVER_FILLED = frozenset(
    ("name", "sort_name", "sort_title", "status", "email", "phone", "title", "won", "kind", "direction", "currency")
)
MENTION_MAY_CHANGE = frozenset(("name", "sort_name", "kind"))
LOG_LIMIT = 10_000


@dataclass
class Decision:
    """new: drafts with their ids, by table. changes: by table and id, column -> stored value.

    more_*: what existing records get besides. pending: (entity type, id, column, by, value). completed: businesses
    that were known by name only until now. duplicates: (row, table, id, reason) of rows that are there already.
    """

    new: dict[str, list[Draft]] = field(default_factory=lambda: {table: [] for table in TABLES})
    first: dict[str, int] = field(default_factory=dict)
    changes: dict[str, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    more_points: list[tuple[int, str, str, str, str | None, bool]] = field(default_factory=list)
    more_ids: list[tuple[str, int, str]] = field(default_factory=list)
    more_tags: list[tuple[str, int, str]] = field(default_factory=list)
    pending: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    completed: set[int] = field(default_factory=set)
    duplicates: list[tuple[int, str, int, str]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0


class Decider:
    """Takes the drafts of a file one by one; `decision` is complete after `finish`."""

    def __init__(self, connection: Connection, source: str, kind: str, currency: str) -> None:
        self.known = Known(connection, source)
        if kind not in ("businesses",):
            self.known.load_contacts()
        self.currency = currency
        self.decision = Decision()
        self._next: dict[str, int] = {}
        for table in TABLES:
            seq = self.known.query("SELECT seq FROM sqlite_sequence WHERE name = ?", table)
            self._next[table] = self.decision.first[table] = (seq[0][0] if seq else 0) + 1
        self._new: dict[tuple[str, int], Draft] = {}
        self._matched: dict[str, list[tuple[Draft, int]]] = defaultdict(list)

    def take(self, draft: Draft) -> None:
        """Errors: RowError leaves nothing behind."""
        known, kind = self.known, ENTITY_TYPES[draft.table]
        found = known.ids[kind].get(draft.given_id or draft.print or "")
        reason = "same id" if draft.given_id else "same row"
        name = business = ""
        if draft.table == "contacts":
            name = names.fold(names.full_name(draft.values.get("first_name"), draft.values.get("last_name")))
            business = names.fold(draft.values.get("_business_name"))
            if found is None:
                found, reason = known.find_contact(draft, name, business), "same person"
        elif draft.table == "businesses" and found is None:
            found = known.find_business(draft.values["sort_name"], draft.values.get("domain"), draft.given_id)
            reason = "same business"
        self._link(draft)
        if found is None:
            self._add(draft, name, business)
        else:
            self._meet(draft, found, reason)
            if draft.table == "contacts":
                self.known.learn_name(found, name, business)

    def finish(self) -> Decision:
        """Compare the matched rows with what is stored."""
        for table, pairs in self._matched.items():
            self._fill_stored(table, pairs)
        return self.decision

    def let_go(self) -> None:
        """Forget what was known; the decision stands."""
        let_go(self._new, *self._matched.values())
        self.known.let_go()

    def refuse(self, row: int, error: RowError) -> None:
        self.decision.errors.append({"row": row, "field": error.field, "message": error.message})

    def _add(self, draft: Draft, name: str, business: str) -> None:
        self._place(draft)
        self.decision.created += 1
        if draft.table == "contacts":
            self.known.add_contact(draft, name, business)
        elif draft.table == "businesses":
            self.known.add_business(draft.id, draft.values["sort_name"], draft.values.get("domain"))

    def _place(self, draft: Draft) -> None:
        draft.id = self._next[draft.table]
        self._next[draft.table] += 1
        self.decision.new[draft.table].append(draft)
        self._new[draft.table, draft.id] = draft
        self.known.add_id(draft.table, draft.given_id or draft.print, draft.id, real=draft.given_id is not None)

    def _meet(self, draft: Draft, found: int, reason: str) -> None:
        if len(self.decision.duplicates) < LOG_LIMIT:
            self.decision.duplicates.append((draft.row, draft.table, found, reason))
        earlier = self._new.get((draft.table, found))
        if earlier is None:
            self._matched[draft.table].append((draft, found))
            self._keep_id(draft, found)
            return
        changed = self._keep_id(draft, found) | merge(earlier, draft)
        if earlier.table == "contacts":
            earlier.values.update(_shown(earlier.values))
        elif earlier.table == "businesses":
            self.known.add_business(found, earlier.values["sort_name"], earlier.values.get("domain"))
        self._count(changed)

    def _keep_id(self, draft: Draft, found: int) -> bool:
        kind = ENTITY_TYPES[draft.table]
        if not draft.given_id or draft.given_id in self.known.ids[kind]:
            return False
        self.known.add_id(draft.table, draft.given_id, found)
        self.decision.more_ids.append((kind, found, draft.given_id))
        draft.values["_new_id"] = True
        return True

    def _count(self, changed: bool) -> None:
        if changed:
            self.decision.updated += 1
        else:
            self.decision.skipped += 1

    def _link(self, draft: Draft) -> None:
        """Turn names of other records into ids; what is not there yet waits."""
        left: list[Reference] = []
        for column in LINKS[draft.table]:
            wanted = [reference for reference in draft.references if reference[0] == column]
            if wanted:
                left += self._resolve(draft, column, wanted)
        draft.references = left

    def _resolve(self, draft: Draft, column: str, wanted: list[Reference]) -> list[Reference]:
        for _column, by, value in wanted:
            found = self.known.resolve(column, by, value)
            if found is not None:
                draft.values[column] = found
                return []
        named = {by: value for _column, by, value in wanted}
        if "name" in named and column in ("business_id", "project_id"):
            draft.values[column] = self._mention(draft, column, named)
            return []
        return wanted

    def _mention(self, draft: Draft, column: str, named: dict[str, str]) -> int:
        """A business or project that is only named comes to be; its own row, should it come, completes it."""
        table = FIELD_TABLES[column]
        shown = draft.values["_business_name" if table == "businesses" else "_project_name"]
        made = Draft(draft.row, table, {"name": shown}, {}, given_id=named.get("external_id"), mentioned=True)
        if table == "businesses":
            made.values |= {"sort_name": named["name"], "domain": named.get("domain"), "kind": "prospect"}
        else:
            made.values |= {"currency": self.currency, "business_id": self._client(draft)}
        self._place(made)
        if table == "businesses":
            self.known.add_business(made.id, named["name"], named.get("domain"))
            self.known.mentioned.add(made.id)
        else:
            self.known.add_title(table, named["name"], made.id)
        return made.id

    def _client(self, draft: Draft) -> int | None:
        wanted = [reference for reference in draft.references if reference[0] == "business_id"]
        if not wanted:
            return None
        self._resolve(draft, "business_id", wanted)
        found = draft.values.get("business_id")
        return int(found) if found else None

    def _fill_stored(self, table: str, pairs: list[tuple[Draft, int]]) -> None:
        wanted = sorted({c for draft, _ in pairs for c in (*draft.values, *draft.moments) if not c.startswith("_")})
        columns = sorted({*wanted, "custom"} & bulk.column_names(table))
        stored = self.known.rows(table, (found for _, found in pairs), columns)
        holder = _Holder(self, table, stored, pairs)
        for draft, found in pairs:
            self._count(holder.fill(draft, found))


class _Holder:
    """Existing records of one table, and what rows add to them."""

    def __init__(
        self, decider: Decider, table: str, stored: dict[int, dict[str, Any]], pairs: Iterable[tuple[Draft, int]]
    ) -> None:
        self._decider, self._table, self._stored = decider, table, stored
        self._points: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self._tags: dict[int, set[str]] = defaultdict(set)
        ids = {found for _, found in pairs}
        if table == "contacts":
            for contact_id, row in _points(decider.known, ids):
                self._points[contact_id].add(row)
        for record_id, tag in _tags(decider.known, ENTITY_TYPES[table], ids):
            self._tags[record_id].add(names.fold(tag))

    def fill(self, draft: Draft, found: int) -> bool:
        """True when the row had something the record lacked."""
        stored = self._stored.get(found)
        if stored is None:
            return False
        changed = self._fill_columns(draft, found, stored)
        changed |= self._fill_custom(draft, found, stored)
        changed |= self._fill_points(draft, found) if self._table == "contacts" else False
        for tag in draft.tags:
            if names.fold(tag) not in self._tags[found]:
                self._tags[found].add(names.fold(tag))
                self._decider.decision.more_tags.append((ENTITY_TYPES[self._table], found, tag))
                changed = True
        for column, by, value in draft.references:
            if stored.get(column) is None and column in stored:
                changed |= self._wait(found, column, by, value)
        return changed or bool(draft.values.get("_new_id"))

    def _fill_columns(self, draft: Draft, found: int, stored: dict[str, Any]) -> bool:
        decision = self._decider.decision
        mentioned = self._table == "businesses" and found in self._decider.known.mentioned and not draft.mentioned
        values = {**draft.values, **{name: moment.text for name, moment in draft.moments.items()}}
        added = {}
        for column, value in values.items():
            if column.startswith("_") or value in (None, "", [], {}) or column not in stored:
                continue
            may_replace = mentioned and column in MENTION_MAY_CHANGE
            if mentioned and column == "created_at" and str(value) < str(stored[column]):
                may_replace = True
            empty = stored[column] in (None, "", "[]", "{}") and column not in NEVER_FILLED
            if (empty or may_replace) and stored[column] != value:
                added[column] = value
        if mentioned:
            decision.completed.add(found)
            self._decider.known.mentioned.discard(found)
        if self._table == "contacts" and {"first_name", "last_name"} & added.keys():
            added |= _shown({**stored, **added})
        stored.update(added)
        decision.changes[self._table][found].update(added)
        return bool(added) or mentioned

    def _fill_custom(self, draft: Draft, found: int, stored: dict[str, Any]) -> bool:
        if not draft.custom:
            return False
        present = json.loads(stored["custom"]) if stored.get("custom") else {}
        missing = {key: value for key, value in draft.custom.items() if key not in present}
        if missing:
            stored["custom"] = json.dumps({**present, **missing})
            self._decider.decision.changes[self._table][found]["custom"] = stored["custom"]
        return bool(missing)

    def _fill_points(self, draft: Draft, found: int) -> bool:
        changed = False
        for kind, points in (("email", draft.emails), ("phone", draft.phones)):
            for value, original, label in points:
                if (kind, value) in self._points[found]:
                    continue
                first = not any(k == kind for k, _ in self._points[found])
                self._points[found].add((kind, value))
                self._decider.decision.more_points.append((found, kind, value, original, label, first))
                if first:
                    self._decider.decision.changes["contacts"][found][kind] = value
                changed = True
        return changed

    def _wait(self, found: int, column: str, by: str, value: str) -> bool:
        entry = (ENTITY_TYPES[self._table], found, column, by, value)
        there = self._decider.known.query(
            "SELECT 1 FROM pending_references "
            "WHERE entity_type = ? AND entity_id = ? AND field = ? AND by = ? AND value = ?",
            *entry,
        )
        if there or entry in self._decider.decision.pending:
            return False
        self._decider.decision.pending.append(entry)
        return True


def merge(earlier: Draft, later: Draft) -> bool:
    """Add to a new record what another row of the file says of it. True when that was something."""
    changed = earlier.mentioned and not later.mentioned
    if changed:
        earlier.mentioned = False
        earlier.values.update({name: later.values[name] for name in MENTION_MAY_CHANGE if name in later.values})
    changed |= _merge_values(earlier.values, later.values) | _merge_values(earlier.custom, later.custom)
    changed |= _merge_values(earlier.moments, later.moments)
    changed |= _merge_points(earlier.emails, later.emails) | _merge_points(earlier.phones, later.phones)
    for tag in later.tags:
        if tag not in earlier.tags:
            earlier.tags.append(tag)
            changed = True
    for reference in later.references:
        if reference not in earlier.references and earlier.values.get(reference[0]) is None:
            earlier.references.append(reference)
            changed = True
    return changed


def _shown(values: Mapping[str, Any]) -> dict[str, str]:
    """The shown name and the sort name of a contact that has got a name or more of one."""
    first, last = values.get("first_name"), values.get("last_name")
    shown = names.full_name(first, last)
    return {"name": shown, "sort_name": names.sort_name(first, last, shown)} if shown else {}


def _merge_values(mine: dict[str, Any], theirs: Mapping[str, Any]) -> bool:
    missing = {
        name: value
        for name, value in theirs.items()
        if value not in (None, "", []) and mine.get(name) in (None, "", [])
    }
    mine.update(missing)
    return any(not name.startswith("_") for name in missing)


def _merge_points(mine: list[Any], theirs: list[Any]) -> bool:
    have = {point[0] for point in mine}
    added = [point for point in theirs if point[0] not in have]
    mine.extend(added)
    return bool(added)


def _points(known: Known, ids: set[int]) -> Iterable[tuple[int, tuple[str, str]]]:
    for lot in _lots(ids):
        marks = ", ".join("?" * len(lot))
        for row in known.query(
            f"SELECT contact_id, kind, value FROM contact_points WHERE contact_id IN ({marks})", *lot
        ):
            yield row[0], (row[1], row[2])


def _tags(known: Known, kind: str, ids: set[int]) -> Iterable[tuple[int, str]]:
    for lot in _lots(ids):
        marks = ", ".join("?" * len(lot))
        query = (
            "SELECT g.entity_id, t.name FROM taggings g JOIN tags t ON t.id = g.tag_id "
            f"WHERE g.entity_type = ? AND g.entity_id IN ({marks})"
        )
        yield from (tuple(row) for row in known.query(query, kind, *lot))


def _lots(ids: set[int]) -> Iterable[list[int]]:
    every = sorted(ids)
    return (every[start : start + 500] for start in range(0, len(every), 500))
