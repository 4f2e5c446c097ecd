"""Which row of an export is here already, and what its references are called here.

A record is the same when it is this very database's own (same origin, id and moment of creation), when it was taken
back before (an external id of the source `rainmaker-...`), when both carry the same id of another system, or when it
is of a kind that has its name only once. Names and e-mails of people prove nothing: such pairs are left to the owner.
"""

import hashlib
import json
from typing import Any

from sqlalchemy import Table

from app.crm.activity import ENTITY_TYPES
from app.crm.exporting import layout

WORDS = {word: table for table, word in ENTITY_TYPES.items()}
UNIQUE: dict[str, tuple[str, ...]] = {
    "tags": ("name",),
    "custom_fields": ("entity_type", "key"),
    "user_settings": ("key",),
    "taggings": ("tag_id", "entity_type", "entity_id"),
    "external_ids": ("entity_type", "source", "external_id"),
}
"""Columns that the file takes only once."""
ALIKE: dict[str, tuple[str, ...]] = {
    "pipelines": ("name",),
    "stages": ("pipeline_id", "name"),
    "saved_filters": ("entity_type", "name"),
    "contact_points": ("contact_id", "kind", "value"),
    "profile_facts": ("business_id", "field", "value", "at"),
    "pending_references": ("entity_type", "entity_id", "field", "by", "value", "source"),
    "activity_logs": ("entity_type", "entity_id", "created_at", "action", "actor"),
    "goals": ("business_id", "rule", "created_at"),
    "checklist_items": ("goal_id", "key", "created_at"),
    "conversations": ("title", "created_at"),
    "messages": ("conversation_id", "role", "created_at", "content"),
}
"""Columns by which a row that was here before is found again; an export may hold two that are alike."""
INSIDE = {"messages": "metadata", "checklist_items": "params"}
"""Tables with a column whose JSON names records."""
LISTS = {"asked": ("checklist_items", "goals"), "contacts": ("contacts", "contacts")}
"""Lists of bare ids in there: of which table they are, and of which those below zero."""
STAGE_WORDS = ("stage", "old_stage", "new_stage")
Values = dict[str, Any]


def origin_of(connection: Any) -> str:
    """A name for the database that rows come from: when its first pipeline was made, to the microsecond."""
    found = connection.execute("SELECT min(created_at) FROM pipelines").fetchone()[0]
    return hashlib.sha256(str(found).encode()).hexdigest()[:12]


def key_of(table: Table, values: Values) -> tuple[Any, ...]:
    """What the file takes only once of this row; empty when there is no such thing."""
    return tuple(values[name] for name in _once(table, values))


def _once(table: Table, values: Values) -> tuple[str, ...]:
    """A goal is active only once; there may be others that were reached."""
    if table.name == "goals" and values["status"] == "active":
        return ("business_id", "rule", "status")
    return UNIQUE.get(table.name, ())


class Matching:
    """What is known of the export's ids while it is merged.

    maps: table -> id there -> id here. highest: the highest id of each table before. source: how external ids are
    marked that stand for ids of this export. Connections are the driver's.
    """

    def __init__(self, stage: Any, origin_here: str, highest: dict[str, int]) -> None:
        self.maps: dict[str, dict[int, int]] = {table.name: {} for table in layout.tables()}
        self.highest = highest
        self.source = f"rainmaker-{origin_of(stage)}"
        self._stage, self._own = stage, f"rainmaker-{origin_here}"

    def find(self, here: Any, table: Table, values: Values) -> int | None:
        """The id here of a row whose references are already those of here."""
        if table.name in ENTITY_TYPES:
            for source, name in self._names(table, values):
                found = self._by_name(here, table, values, source, name)
                if found is not None:
                    return found
        if table.name == "businesses" and values["kind"] == "own":
            return _first(here.execute("SELECT id FROM businesses WHERE kind = 'own'"))
        return self._by_columns(here, table, values)

    def translate(self, table: Table, values: Values) -> bool:
        """Put ids of here in the place of ids of there. False when the record it belongs to is not in the export."""
        for column in table.columns:
            for key in column.foreign_keys:
                old = values[column.name]
                values[column.name] = None if old is None else self._id_here(key.column.table, table, old)
        if table.name in INSIDE:
            values[INSIDE[table.name]] = self._inside(values[INSIDE[table.name]])
        if table.name == "contact_points" and values["contact_id"] <= self.highest["contacts"]:
            values["is_primary"] = 0
        return values.get("entity_id") is None or self._translate_subject(table, values)

    def _id_here(self, target: Table, table: Table, old: int) -> int | None:
        """Rows come by id, so that one may name an earlier one of its own table; a later one is left out."""
        known = self.maps[target.name]
        return known.get(old) if target is table else known[old]

    def _inside(self, text: str) -> str:
        """Ids of records in what stands beside a message or an item."""
        kept = json.loads(text) or {}
        if not isinstance(kept, dict):
            return text
        for name, value in kept.items():
            kept[name] = self._listed(name, value) if isinstance(value, list) else value
        return json.dumps(self._named(kept))

    def _listed(self, name: str, values: list[Any]) -> list[Any]:
        """Bare ids that mean nothing here are left out."""
        if name not in LISTS:
            return [self._named(one) for one in values]
        there = ((LISTS[name][one < 0], one) for one in values if type(one) is int)
        found = ((self.maps[table].get(abs(one)), one) for table, one in there)
        return [-here if one < 0 else here for here, one in found if here is not None]

    def _named(self, thing: Any) -> Any:
        if not isinstance(thing, dict):
            return thing
        found = {key: self._named(value) if isinstance(value, dict) else value for key, value in thing.items()}
        if "kind" in found and type(found.get("id")) is int:
            found["id"] = self._known(found["kind"], found["id"])
        for key, value in found.items():
            if key.endswith("_id") and type(value) is int:
                found[key] = self._known(key.removesuffix("_id"), value)
        return found

    def _known(self, word: Any, old: int) -> int:
        return self.maps.get(WORDS.get(str(word), ""), {}).get(old, self._gone(old))

    def _translate_subject(self, table: Table, values: Values) -> bool:
        known = self.maps.get(WORDS.get(values["entity_type"] or "", ""), {})
        old = values["entity_id"]
        if table.name == "activity_logs":
            values["entity_id"] = known.get(old, self._gone(old))
            values["metadata"] = self._details(values["metadata"])
            return True
        values["entity_id"] = known.get(old)
        return old in known

    def _details(self, text: str) -> str:
        """Ids inside the details of an activity."""
        details = json.loads(text)
        for key, value in (details or {}).items():
            table = "stages" if key in STAGE_WORDS else WORDS.get(key.removesuffix("_id"), "")
            if type(value) is int and (key in STAGE_WORDS or key.endswith("_id")):
                details[key] = self.maps.get(table, {}).get(value, self._gone(value))
        return json.dumps(details)

    def _gone(self, old: int) -> int:
        """The id of a record that was deleted before the export: from elsewhere it must name none of here."""
        return old if self.source == self._own else -abs(old)

    def _names(self, table: Table, values: Values) -> list[tuple[str, str]]:
        """Every name this record goes by: its id in the export's database, then those of other systems."""
        query = "SELECT source, external_id FROM external_ids WHERE entity_type = ? AND entity_id = ? ORDER BY id"
        others = self._stage.execute(query, (ENTITY_TYPES[table.name], values["id"])).fetchall()
        return [(self.source, str(values["id"])), *others]

    def _by_name(self, here: Any, table: Table, values: Values, source: str, name: str) -> int | None:
        if source == self._own and name.isdecimal():
            query = f"SELECT id FROM {table.name} WHERE id = ? AND created_at = ?"
            return _first(here.execute(query, (int(name), values["created_at"])))
        query = (
            f"SELECT r.id FROM external_ids x JOIN {table.name} r ON r.id = x.entity_id "
            "WHERE x.entity_type = ? AND x.source = ? AND x.external_id = ?"
        )
        return _first(here.execute(query, (ENTITY_TYPES[table.name], source, name)))

    def _by_columns(self, here: Any, table: Table, values: Values) -> int | None:
        columns = _once(table, values) or ALIKE.get(table.name)
        if not columns:
            return None
        where = " AND ".join(f'"{name}" IS ?' for name in columns)
        upto = layout.LARGEST if _once(table, values) else self.highest[table.name]
        query = f"SELECT id FROM {table.name} WHERE {where} AND id <= ? ORDER BY id LIMIT 1"
        return _first(here.execute(query, (*(values[name] for name in columns), upto)))


def _first(cursor: Any) -> int | None:
    row = cursor.fetchone()
    return None if row is None else int(row[0])
