"""What a person typed, made into values that `records.create` and `records.edit` take.

Taken beside the columns themselves: money in major units without `_cents`, `duration` and `estimate` as 1:30,
`tags`, repeated `email` and `phone`, `stage` and `pipeline` by name, records by e-mail, domain, name or external id,
own fields as `custom.size` or `size`, and `external_id` with `source_system`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import columns, custom_fields, names, notes, pipelines, preferences, reading, records, references, tags
from app.crm.columns import Field
from app.models import Record, Stage

Typed = str | Sequence[str]
MINUTES = {"duration": "duration_minutes", "estimate": "estimate_minutes", "budget_time": "budget_minutes"}
FOREIGN = ("external_id", "source_system")


def parse(
    session: Session, kind: str, typed: Mapping[str, Typed], at: datetime, record_id: int | None = None
) -> dict[str, Any]:
    """Values for `records.create`, or with record_id for `records.edit`. An empty text clears a field.

    typed: field -> text, or texts where a field may be given several times. Errors: CrmError for a field that the
    kind does not have (naming the nearest) or a text that cannot be read.
    """
    known = records.kind_of(kind)
    current = records.get(session, kind, record_id) if record_id is not None else None
    reader = _Reader(session, known, current, at, dict(_plain_names(typed)))
    return reader.values()


def _plain_names(typed: Mapping[str, Typed]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in typed.items():
        key = (names.clean(name) or "").lower().replace("-", "_")
        if key in found:
            raise CrmError(f"{key} was given twice.", where=key)
        found[key] = [names.clean(one) or "" for one in ([text] if isinstance(text, str) else text)]
    return found


class _Reader:
    """Reads the fields of one record; holds what several of them need to know of each other."""

    def __init__(
        self, session: Session, kind: records.Kind, current: Any, at: datetime, typed: dict[str, list[str]]
    ) -> None:
        self.session, self.kind, self.current, self.at, self.typed = session, kind, current, at, typed
        self.table = cast("Table", kind.model.__table__)
        self.columns = columns.fields_of(kind.model)
        self.own = custom_fields.definitions(session, kind.word) if "custom" in self.columns else {}

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in self.typed:
            for field, value in self._one(name).items():
                if field in found and found[field] != value and field != "custom":
                    raise CrmError(f"{name} says something else than another field about {field}.", where=name)
                found[field] = found["custom"] | value if field == "custom" and "custom" in found else value
        if "custom" in found:
            merged = {**(self.current.custom if self.current is not None else {}), **found["custom"]}
            found["custom"] = {key: value for key, value in merged.items() if value is not None}
        return self._as_target(found)

    def _one(self, name: str) -> dict[str, Any]:
        """What one typed field says: column -> value."""
        for applies, read in (
            (name in ("email", "phone", "emails", "phones") and self.kind.word == "contact", self._point),
            (name == "name" and self.kind.word == "contact", self._full_name),
            (name == "custom" and name in self.columns, self._own_fields),
            (name in FOREIGN or (name == "source" and self._source_is_a_system()), self._foreign),
            (name == "tags" and self.kind.word in tags.TAGGED, self._tags),
            (name in ("stage", "pipeline") and references.names_a_record(self.table, name), self._stage),
            (references.names_a_record(self.table, name) or self._names_target(name), self._reference),
            (f"{name}_cents" in self.columns, self._money),
            (MINUTES.get(name) in self.columns, self._minutes),
            (name == "happened_at" and "at" in self.columns, self._happened),
            (name.startswith("custom.") or (name in self.own and name not in self.table.c), self._own_field),
            (name in self.columns, self._column),
        ):
            if applies:
                return read(name)
        if self.kind.word == "business" and name == "source":
            return {"source": names.clean(self._text(name))}
        raise columns.unknown_field(self.kind.model, name, [*self.columns, *self._short_names()])

    def _text(self, name: str) -> str:
        given = self.typed[name]
        if len(given) > 1:
            raise CrmError(f"{name} was given {len(given)} times.", where=name)
        return given[0] if given else ""

    def _column(self, name: str) -> dict[str, Any]:
        field, text = self.columns[name], self._text(name)
        value = None if names.clean(text) is None else reading.read(field.type, _word(field, text), name, self.at)
        return {name: columns.check_value(field, value)}

    def _money(self, name: str) -> dict[str, Any]:
        column, text = f"{name}_cents", self._text(name)
        value = reading.minor_units(text, name, self._currency()) if text.strip() else None
        return {column: columns.check_value(self.columns[column], value)}

    def _currency(self) -> str:
        if "currency" in self.typed:
            return self._text("currency").strip().upper()
        return getattr(self.current, "currency", None) or str(preferences.get(self.session, "currency"))

    def _minutes(self, name: str) -> dict[str, Any]:
        column, text = MINUTES[name], self._text(name)
        value = reading.minutes(text, name) if text.strip() else None
        return {column: columns.check_value(self.columns[column], value)}

    def _happened(self, name: str) -> dict[str, Any]:
        return {"at": reading.moment(self._text(name), name, self.at)}

    def _point(self, name: str) -> dict[str, Any]:
        """E-mails or phones, the first the primary one; a single one leaves the others of a contact alone."""
        many, given = f"{name.removesuffix('s')}s", self.typed[name]
        if name.endswith("s"):
            given = [part for text in given for part in tags.split(text)]
        if len(given) == 1 and not name.endswith("s"):
            return {name: names.clean(given[0])}
        return {many: [text for text in map(names.clean, given) if text]}

    def _tags(self, name: str) -> dict[str, Any]:
        return {name: [part for text in self.typed[name] for part in tags.split(text)]}

    def _foreign(self, name: str) -> dict[str, Any]:
        if self.current is not None:
            raise CrmError("An external id is given when a record is added.", where=name)
        return {"source_system" if name == "source" else name: names.clean(self._text(name))}

    def _own_field(self, name: str) -> dict[str, Any]:
        key = name.removeprefix("custom.")
        if "custom" not in self.columns:
            raise CrmError(f"{columns.a_kind(self.kind.model)} has no own fields.", where=name)
        checked = custom_fields.checked(self.session, self.kind.word, {key: self._text(name)})
        return {"custom": checked or {key: None}}

    def _own_fields(self, name: str) -> dict[str, Any]:
        """All at once, as a JSON object; those left out stay."""
        text = self._text(name)
        given = reading.mapping(text, name) if text.strip() else {}
        checked = custom_fields.checked(self.session, self.kind.word, given)
        return {name: dict.fromkeys(given) | checked}

    def _full_name(self, name: str) -> dict[str, Any]:
        """The last of several words is the last name."""
        first, _, last = (names.clean(self._text(name)) or "").rpartition(" ")
        return {"first_name": first.strip() or last or None, "last_name": last if first else None}

    def _reference(self, name: str) -> dict[str, Any]:
        (word, ending), text = references.split(name), self._text(name)
        if word.endswith("_id") and not ending:
            return {name: reading.whole(text, name)}
        if not text.strip():
            return {f"{word}_id": None}
        source = self._text("source_system").strip() if "source_system" in self.typed else None
        return {f"{word}_id": references.find(self.session, name, text, source)}

    def _stage(self, name: str) -> dict[str, Any]:
        """A stage by name, looked for in the pipeline named beside it or the deal's own."""
        wanted = references.pipeline(self.session, self._text("pipeline")) if "pipeline" in self.typed else None
        if "stage_id" not in self.table.c:
            return {"pipeline_id": wanted}
        if name == "pipeline":
            both = "stage" in self.typed or "stage_id" in self.typed
            return {} if both else {"stage_id": pipelines.default_stage(self.session, wanted).id}
        if wanted is None and self.current is not None:
            wanted = self.session.get_one(Stage, self.current.stage_id).pipeline_id
        return {"stage_id": references.stage(self.session, self._text(name), wanted)}

    def _names_target(self, name: str) -> bool:
        """contact_id or deal_external_id of a note, which keeps the kind and the id of its record instead."""
        word, ending = references.split(name)
        if "entity_id" not in self.columns:
            return False
        if name.endswith("_id") and not ending:
            return name.removesuffix("_id") in notes.NOTED
        return (word in notes.NOTED and ending == "_external_id") or name in _TARGET_NAMES

    def _as_target(self, found: dict[str, Any]) -> dict[str, Any]:
        if "entity_id" not in self.columns:
            return found
        for word in notes.NOTED:
            if f"{word}_id" in found and f"{word}_id" not in self.columns:
                found |= {"entity_type": word, "entity_id": found.pop(f"{word}_id")}
        return found

    def _source_is_a_system(self) -> bool:
        return "source" not in self.table.c and self.kind.word != "business"

    def _short_names(self) -> list[str]:
        short = [name.removesuffix("_cents") for name in self.columns if name.endswith("_cents")]
        short += [name for name, column in MINUTES.items() if column in self.columns]
        return [*short, *self.own, "tags", "external_id"]


_TARGET_NAMES = ("contact_email", "business_name", "business_domain", "project_name")


def _word(field: Field, text: str) -> str:
    """A choice as it is kept: "Past client" is past_client; a currency in capitals."""
    if field.choices:
        return text.strip().lower().replace(" ", "_").replace("-", "_")
    return text.strip().upper() if field.name == "currency" else text


def taken(kind: str) -> tuple[str, ...]:
    """Fields that can be typed for a kind: its columns, then the short forms."""
    known = records.kind_of(kind)
    table, found = cast("Table", known.model.__table__), columns.fields_of(known.model)
    short = [name.removesuffix("_cents") for name in found if name.endswith("_cents")]
    short += [name for name, column in MINUTES.items() if column in found]
    short += [f"{word}_external_id" for word in references.targets(table) if word not in ("stage", "pipeline")]
    short += [name for name in ("stage", "pipeline", *_TARGET_NAMES) if references.names_a_record(table, name)]
    if known.word in tags.TAGGED:
        short.append("tags")
    if issubclass(known.model, Record):
        short.append("external_id")
    return (*found, *dict.fromkeys(short))
