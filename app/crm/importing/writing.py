"""Writes a decision in small transactions that make one undo step."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import Database
from app.crm import custom_fields, names, search_index
from app.crm import tags as tag_service
from app.crm.activity import ENTITY_TYPES
from app.crm.importing import bulk, history, staging
from app.crm.importing.dates import now_moment
from app.crm.importing.deciding import TABLES, Decision
from app.crm.importing.drafts import Draft

SMALLEST, LARGEST = 100, 1000
FIRST_LOT = 100
AIM = 0.012
"""Seconds of work that one transaction should take."""
POINTS = ("contact_id", "kind", "value", "original", "label", "is_primary", "created_at", "updated_at")
IDS = ("entity_type", "entity_id", "source", "external_id", "created_at", "updated_at")
PENDING = ("entity_type", "entity_id", "field", "by", "value", "source", "created_at", "updated_at")
TAGGINGS = ("tag_id", "entity_type", "entity_id", "created_at", "updated_at")
Step = Callable[[int], None]


class Cancelled(Exception):  # noqa: N818 - the owner's wish, no error
    """Stop after the transaction under way."""


class Writer:
    """One import under way. step: its undo step; labels: own field -> column head.

    advance: called with the number of rows just written.
    """

    def __init__(
        self, db: Database, decision: Decision, step: int, source: str, *, labels: Mapping[str, str], advance: Step
    ) -> None:
        self.db, self.decision, self.step, self.source, self._advance = db, decision, step, source, advance
        self._labels = labels
        now = now_moment(db.clock())
        self._now, self._history = now.text, history.History(now)
        self._stages: dict[Any, staging.Placed] = {}
        self._tags: dict[str, int] = {}
        self._lot = FIRST_LOT

    def write_all(self) -> None:
        self._prepare()
        for table in TABLES:
            self._write_new(table)
        for table in TABLES:
            self._write_changes(table)
        self._in_lots(self.decision.more_points, self._add_points)
        self._in_lots(self.decision.more_ids, self._add_ids)
        self._in_lots(self.decision.more_tags, self._add_tags)
        self._in_lots(self.decision.pending, self._add_pending)
        self._in_lots(sorted(self.decision.completed), self._complete)
        self._index()

    def _prepare(self) -> None:
        """What rows point to but no row brings: own fields, stages, tags."""
        drafts = list(chain.from_iterable(self.decision.new.values()))
        with self.db.write(actor="import", step=self.step, durable=False) as session:
            self._stages = staging.place(session, self.decision.new["deals"])
            self._define_fields(session)
            wanted = dict.fromkeys(chain((t for d in drafts for t in d.tags), (t for *_, t in self.decision.more_tags)))
            for name in wanted:
                self._tags[name] = _tag(session, name)

    def _define_fields(self, session: Session) -> None:
        for table in TABLES:
            kind = ENTITY_TYPES[table]
            if kind not in custom_fields.KINDS:
                continue
            changed = (json.loads(row["custom"]) for row in self.decision.changes[table].values() if "custom" in row)
            keys = dict.fromkeys(chain.from_iterable(chain((d.custom for d in self.decision.new[table]), changed)))
            known = custom_fields.definitions(session, kind) if keys else {}
            rows = [
                (kind, key, self._labels.get(key) or _heading(key), "text", "[]", self._now, self._now)
                for key in keys
                if key not in known
            ]
            columns = ("entity_type", "key", "label", "value_type", "choices", "created_at", "updated_at")
            bulk.append(session, "custom_fields", columns, rows)

    def _write_new(self, table: str) -> None:
        drafts = self.decision.new[table]
        if not drafts:
            return
        columns = self._columns(table, drafts)
        self._in_lots(drafts, lambda session, lot: self._add(session, table, columns, lot))

    def _index(self) -> None:
        """Make the new records findable, in bulk at the end: row by row it takes seven times as long."""
        self._merge_by_itself(False)
        for table, drafts in self.decision.new.items():
            source = search_index.BY_TABLE.get(table)
            if source and drafts:
                self._in_lots(
                    [draft.id for draft in drafts],
                    lambda session, lot, source=source: search_index.fill(  # type: ignore[misc]
                        session.connection(), source, lot[0], lot[-1]
                    ),
                    self._merge,
                )
        self._merge_by_itself(True)

    def _merge(self) -> None:
        with self.db.write(actor="import", step=self.step, durable=False) as session:
            search_index.tidy(session)

    def _merge_by_itself(self, on: bool) -> None:
        with self.db.write(actor="import", step=self.step, durable=False) as session:
            search_index.merge_by_itself(session, on)

    def _in_lots(
        self, items: Sequence[Any], write: Callable[[Session, Sequence[Any]], None],
        after: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        """As many at once as take a few milliseconds; between two writes the window gets its turn."""
        done, self._lot = 0, FIRST_LOT
        while done < len(items):
            lot = items[done : done + self._lot]
            start = time.thread_time()
            with self.db.write(actor="import", step=self.step, durable=False) as session:
                write(session, lot)
            took = max(time.thread_time() - start, 1e-4)
            self._lot = int(min(max(self._lot * min(AIM / took, 2), SMALLEST), LARGEST))
            done += len(lot)
            after()
            self._advance(len(lot))
            time.sleep(0)

    def _columns(self, table: str, drafts: Sequence[Draft]) -> tuple[str, ...]:
        used = {name for draft in drafts for name in draft.values} | {n for draft in drafts for n in draft.moments}
        used |= bulk.defaults(table).keys() | {"custom", "created_at", "updated_at"}
        if table == "deals":
            used.add("stage_id")
        if table == "notes":
            used |= {"entity_type", "entity_id"}
        return tuple(sorted(used & bulk.column_names(table)))

    def _add(self, session: Session, table: str, columns: tuple[str, ...], lot: Sequence[Draft]) -> None:
        session.info["search_later"] = True
        rows: list[tuple[Any, ...]] = []
        log: list[history.Entry] = []
        for draft in lot:
            row = self._row(draft)
            stage = self._stages[draft.stage].name if draft.stage else None
            rows.append((draft.id, *map(row.get, columns)))
            log.extend(self._history.of(draft, row, stage))
        bulk.insert(session, table, columns, rows)
        if table == "contacts":
            bulk.append(session, "contact_points", POINTS, self._points(lot))
        bulk.append(session, "external_ids", IDS, self._ids(lot))
        bulk.append(session, "taggings", TAGGINGS, self._taggings(lot))
        bulk.append(session, "pending_references", PENDING, self._waiting(lot))
        bulk.append(session, "activity_logs", history.COLUMNS, log)

    def _row(self, draft: Draft) -> dict[str, Any]:
        row = dict(bulk.defaults(draft.table))
        for name, value in draft.values.items():
            if value is not None:
                row[name] = json.dumps(value) if type(value) is list else value
        for name, moment in draft.moments.items():
            row[name] = moment.text
        row["created_at"] = row.get("created_at") or self._now
        row["updated_at"] = self._now
        if draft.custom:
            row["custom"] = json.dumps(draft.custom)
        if draft.stage:
            row["stage_id"] = self._stages[draft.stage].id
        if draft.table == "notes" and row.get("contact_id"):
            row["entity_type"], row["entity_id"] = "contact", row["contact_id"]
        return row

    def _points(self, lot: Sequence[Draft]) -> Iterator[tuple[Any, ...]]:
        for draft in lot:
            for kind, points in (("email", draft.emails), ("phone", draft.phones)):
                seen: set[str] = set()
                for value, original, label in points:
                    if value not in seen:
                        yield draft.id, kind, value, original, label, not seen, self._now, self._now
                        seen.add(value)

    def _ids(self, lot: Sequence[Draft]) -> Iterator[tuple[Any, ...]]:
        for draft in lot:
            wanted = draft.given_id or draft.print
            if wanted:
                yield ENTITY_TYPES[draft.table], draft.id, self.source, wanted, self._now, self._now

    def _taggings(self, lot: Sequence[Draft]) -> Iterator[tuple[Any, ...]]:
        for draft in lot:
            for tag_id in {self._tags[name]: None for name in draft.tags}:
                yield tag_id, ENTITY_TYPES[draft.table], draft.id, self._now, self._now

    def _waiting(self, lot: Sequence[Draft]) -> Iterator[tuple[Any, ...]]:
        for draft in lot:
            kind = ENTITY_TYPES[draft.table]
            for column, by, value in draft.references:
                yield kind, draft.id, column, by, value, self.source, self._now, self._now
            if draft.mentioned and draft.table == "businesses":
                yield kind, draft.id, "self", "name", draft.values["sort_name"], self.source, self._now, self._now

    def _write_changes(self, table: str) -> None:
        wanted = [(record_id, changed) for record_id, changed in self.decision.changes[table].items() if changed]

        def write(session: Session, lot: Sequence[tuple[int, dict[str, Any]]]) -> None:
            for record_id, changed in lot:
                values = {name: bulk.as_stored(value) for name, value in changed.items()} | {"updated_at": self._now}
                setting = ", ".join(f'"{name}" = ?' for name in values)
                session.connection().exec_driver_sql(
                    f"UPDATE {table} SET {setting} WHERE id = ?", (*values.values(), record_id)
                )

        self._in_lots(wanted, write)

    def _add_points(self, session: Session, lot: Sequence[Any]) -> None:
        there = _existing(session, "contacts", {point[0] for point in lot})
        rows = [(*point, self._now, self._now) for point in lot if point[0] in there]
        bulk.append(session, "contact_points", POINTS, rows)

    def _add_ids(self, session: Session, lot: Sequence[Any]) -> None:
        bulk.append(session, "external_ids", IDS, [(k, i, self.source, g, self._now, self._now) for k, i, g in lot])

    def _add_tags(self, session: Session, lot: Sequence[Any]) -> None:
        rows = {(self._tags[name], kind, record_id): None for kind, record_id, name in lot}
        bulk.append(session, "taggings", TAGGINGS, [(*row, self._now, self._now) for row in rows])

    def _add_pending(self, session: Session, lot: Sequence[Any]) -> None:
        bulk.append(session, "pending_references", PENDING, [(*row, self.source, self._now, self._now) for row in lot])

    def _complete(self, session: Session, lot: Sequence[int]) -> None:
        """A business known by name only has got its own row: it dates from when that says."""
        for business_id in lot:
            connection = session.connection()
            connection.exec_driver_sql(
                "DELETE FROM pending_references WHERE entity_type = 'business' AND entity_id = ? AND field = 'self'",
                (business_id,),
            )
            connection.exec_driver_sql(
                "UPDATE activity_logs SET (created_at, utc_offset_minutes, metadata) = (SELECT b.created_at, "
                "CASE WHEN b.created_at < activity_logs.created_at THEN NULL ELSE utc_offset_minutes END, "
                "json_set(activity_logs.metadata, '$.kind', b.kind) FROM businesses b WHERE b.id = entity_id) "
                "WHERE entity_type = 'business' AND entity_id = ? AND action = 'business_created'",
                (business_id,),
            )


def _existing(session: Session, table: str, ids: set[int]) -> set[int]:
    """Those of the ids that are still there."""
    query = f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    return set(session.connection().exec_driver_sql(query, (json.dumps(sorted(ids)),)).scalars())


def _tag(session: Session, name: str) -> int:
    from app.models import Tag  # noqa: PLC0415

    found = tag_service.find(session, name)
    if found is None:
        found = Tag(name=name)
        session.add(found)
        session.flush()
    return found.id


def _heading(key: str) -> str:
    return names.clean(key.replace("_", " ").capitalize()) or key
