"""Conditions of a filter, such as status is lead, turned into SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, and_, cast, func, not_, or_, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import columns, custom_fields, days, deal_conditions, names, tasks
from app.crm.lists import NAMED, TABLES, Listing, unindexed
from app.models import Stage, Tag, Tagging

Sql = ColumnElement[bool]


@dataclass(frozen=True)
class Condition:
    """field: a column, tag, overdue, one of `deal_conditions`, pipeline, the word of another record (business,
    stage), or custom.KEY.

    op: one of OPS. value: of the column's type, or a list of them with `is` and `is_not`; ISO text for moments and
    days; a number of days for in_last_days, not_in_last_days and in_next_days.
    """

    field: str
    op: str = "is"
    value: Any = None


def sql(session: Session, listing: Listing, condition: Condition, now: datetime) -> Sql:
    """Errors: CrmError for a field, an op or a value that is not taken."""
    if condition.op not in OPS:
        raise CrmError(f"A condition is one of {', '.join(OPS)}, not {condition.op}.", where="conditions")
    name = listing.field(condition.field)
    if listing.kind == "deal" and name in deal_conditions.FIELDS:
        return deal_conditions.sql(session, name, condition.value, now)
    if name == "tag":
        return _tagged(session, listing, condition)
    if name == "overdue" and listing.kind == "task":
        wanted = condition.value in (None, True, "true", "yes", "1")
        return (
            tasks.overdue(now) if wanted == (condition.op != "is_not") else not_(func.coalesce(tasks.overdue(now), 0))
        )
    if name.startswith("custom.") and "custom" in listing.table.c:
        return _custom(session, listing, name.removeprefix("custom."), condition)
    if name in NAMED and (f"{name}_id" in listing.table.c or name == "pipeline"):
        if condition.op in ("is", "is_not"):
            return _belonging(session, listing, name, condition)
        name = f"{name}_id"
    return _column(listing, name, condition, now)


def _column(listing: Listing, name: str, condition: Condition, now: datetime) -> Sql:
    column = listing.table.c.get(name, listing.sorted_by[name] if name in listing.ties else None)
    if column is None or (isinstance(column.type, JSON) and condition.op not in ("empty", "not_empty", "contains")):
        known = [*listing.table.c.keys(), "tag"]
        raise columns.unknown_field(TABLES[listing.kind], condition.field, known)
    if condition.op in ("empty", "not_empty"):
        return _emptiness(column, condition.op)
    if condition.op == "contains":
        return cast(column, String).contains(str(condition.value or ""), autoescape=True)
    if condition.op in _DAYS:
        return _by_days(column, condition, now)
    if condition.op in ("is", "is_not"):
        return _equal(column, [_typed(column, value, now) for value in _as_list(condition.value)], condition.op)
    return _compared(column, _typed(column, condition.value, now), condition)


def _equal(column: ColumnElement[Any], values: list[Any], op: str) -> Sql:
    """One of several values, of which None is an empty cell; none of them also where the cell is empty."""
    given = [value for value in values if value is not None]
    among = column == given[0] if len(given) == 1 else column.in_(given)
    if op == "is":
        return or_(among, column.is_(None)) if None in values else among
    if None in values:
        return and_(column.is_not(None), not_(among))
    return or_(column.is_(None), not_(among))


def _emptiness(column: ColumnElement[Any], op: str) -> Sql:
    empty = or_(column.is_(None), cast(column, String).in_(("", "[]", "{}")))
    return empty if op == "empty" else not_(empty)


def _by_days(column: ColumnElement[Any], condition: Condition, now: datetime) -> Sql:
    """Relative to today: the days behind include today, those ahead begin today."""
    count = condition.value
    is_moment = column.type.python_type is datetime
    if not is_moment and column.type.python_type is not date:
        raise CrmError(f"{condition.field} is no date.", where=condition.field)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= 36_500:  # noqa: PLR2004 - 100 years
        raise CrmError(f"{condition.op} takes a number of days.", where=condition.field)

    def edge(offset: int) -> date | datetime:
        day = now.date() + timedelta(days=offset)
        return days.midnight(day, now) if is_moment else day

    if condition.op == "in_next_days":
        return and_(column >= edge(0), column < edge(count + 1))
    recent = and_(column >= edge(-count), column < edge(1))
    plain = unindexed(column)
    return recent if condition.op == "in_last_days" else or_(plain < edge(-count), plain.is_(None))


def _typed(column: Any, value: Any, now: datetime) -> Any:
    """A value of a condition as the column compares it. Errors: CrmError."""
    if value is None:
        return None
    if column.type.python_type in (date, datetime):
        return _moment(column, value, now)
    field = columns.fields_of(_model_of(column)).get(column.name)
    if field is not None:
        return columns.check_value(field, value)
    if isinstance(value, bool | int | float | str) and type(value) is column.type.python_type:
        return value
    raise CrmError(f"{column.name} cannot be compared with “{value}”.", where=column.name)


def _moment(column: Any, value: Any, now: datetime) -> Any:
    is_moment = column.type.python_type is datetime
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not is_moment:
            return found.date() if isinstance(found, datetime) else date.fromisoformat(found.isoformat())
        if not isinstance(found, datetime):
            found = datetime.combine(found, datetime.min.time())
        return found if found.tzinfo else days.from_wall(found, now)
    except (ValueError, AttributeError, TypeError) as error:
        raise CrmError(
            f"{column.name} cannot be compared with “{value}”: it takes a date.", where=column.name
        ) from error


def _model_of(column: Any) -> Any:
    return next(model for model in TABLES.values() if model.__table__ is column.table)


def _tagged(session: Session, listing: Listing, condition: Condition) -> Sql:
    """Has one of these tags; with is_not none of them; empty: no tag at all."""
    tagging = select(Tagging.entity_id).where(Tagging.entity_type == listing.kind)
    if condition.op not in ("is", "is_not", "empty", "not_empty"):
        raise CrmError(f"A tag cannot be asked for by {condition.op}.", where="tag")
    if condition.op in ("is", "is_not"):
        wanted = {names.fold(str(name)) for name in _as_list(condition.value)}
        known = session.execute(select(Tag.id, Tag.name))
        tagging = tagging.where(Tagging.tag_id.in_([row.id for row in known if names.fold(row.name) in wanted]))
    has = listing.table.c.id.in_(tagging)
    return has if condition.op in ("is", "not_empty") else not_(has)


def _belonging(session: Session, listing: Listing, word: str, condition: Condition) -> Sql:
    """Belongs to a record, given by id or name: business is Acme, stage is Proposal, pipeline is 2."""
    model, called = NAMED[word]
    table = model.__table__.c
    ids: list[int] = []
    for value in _as_list(condition.value):
        if isinstance(value, int):
            ids += [value] if 0 < value < 2**63 else []
            continue
        by_name = table[called] == value
        if "sort_name" in table and word == "business":
            by_name = table.sort_name == names.fold(str(value))
        elif word in ("stage", "pipeline", "project"):
            by_name = func.lower(table[called]) == str(value).lower()
        ids += session.scalars(select(table.id).where(by_name)).all()
    if word == "pipeline" and "pipeline_id" not in listing.table.c:
        if "stage_id" not in listing.table.c:
            raise columns.unknown_field(TABLES[listing.kind], "pipeline", listing.table.c.keys())
        ids = list(session.scalars(select(Stage.id).where(Stage.pipeline_id.in_(ids))))
        word = "stage"
    column = listing.table.c[f"{word}_id"]
    return column.in_(ids) if condition.op == "is" else or_(column.not_in(ids), column.is_(None))


def _custom(session: Session, listing: Listing, key: str, condition: Condition) -> Sql:
    """An own field; without a definition any more, its values compare as text."""
    if '"' in key or not key:
        raise CrmError(f"There is no own field {key}.", where="conditions")
    value = func.json_extract(listing.table.c.custom, f'$."{key}"')
    if condition.op in ("empty", "not_empty"):
        return value.is_(None) if condition.op == "empty" else value.is_not(None)
    if condition.op == "contains":
        return cast(value, String).contains(str(condition.value or ""), autoescape=True)
    defined = custom_fields.definitions(session, listing.kind).get(key)
    if defined is None:
        if condition.op not in ("is", "is_not"):
            return _compared(cast(value, String), str(condition.value), condition)
        return _equal(cast(value, String), [str(given) for given in _as_list(condition.value)], condition.op)
    wanted = [custom_fields.check_value(defined, given) for given in _as_list(condition.value)]
    if condition.op in ("is", "is_not"):
        return _equal(value, wanted, condition.op)
    return _compared(value, wanted[0] if len(wanted) == 1 else None, condition)


def _compared(column: ColumnElement[Any], value: Any, condition: Condition) -> Sql:
    if condition.op not in _COMPARED or value is None:
        raise CrmError(
            f"{condition.field} cannot be asked for by {condition.op} “{condition.value}”.", where="conditions"
        )
    return _COMPARED[condition.op](column, value)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


_COMPARED: Mapping[str, Callable[[Any, Any], Sql]] = {
    "at_least": lambda column, value: column >= value,
    "at_most": lambda column, value: column <= value,
    "after": lambda column, value: column > value,
    "before": lambda column, value: column < value,
}
_DAYS = ("in_last_days", "not_in_last_days", "in_next_days")
OPS = ("is", "is_not", "contains", "empty", "not_empty", *_COMPARED, *_DAYS)
