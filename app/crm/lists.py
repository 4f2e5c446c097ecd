"""What a table of each kind of record shows, and what it is sorted by: SQL expressions, no queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, Select, Table, case, func
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from app.core.errors import CrmError
from app.crm import reckoned
from app.models import (
    ActivityLog,
    Attachment,
    Base,
    Business,
    Contact,
    CustomField,
    Deal,
    Event,
    Followup,
    Interaction,
    Note,
    Pipeline,
    Project,
    SavedFilter,
    Stage,
    Tag,
    Task,
    TimeEntry,
)

Expression = ColumnElement[Any]


@dataclass(frozen=True)
class Listing:
    """One kind's table. shown: cell name -> expression; sorted_by: where that differs from what is shown.

    source: the table with the joins that `joined` columns need, each to one row at most. sort: the column a fresh
    table is sorted by; falling: largest or newest first.
    """

    kind: str
    table: Table
    source: FromClause
    shown: Mapping[str, Expression]
    sort: str
    falling: bool = False
    sorted_by: Mapping[str, Expression] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    ties: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    """What decides between equals of an order, before the id does."""
    sparse: Mapping[str, Select[Any]] = field(default_factory=dict)
    """Columns found faster from the other side: name -> (id, value) of the records that have a value."""

    def order(self, name: str) -> Expression:
        """What sorts a column: of those shown, or any other of the table. Errors: CrmError."""
        wanted = self.field(name)
        if wanted in self.sorted_by:
            return self.sorted_by[wanted]
        found = self.shown.get(wanted, self.table.c.get(wanted))
        if found is None:
            listed = ", ".join(self.shown)
            raise CrmError(f"{self.kind} has no column {name} to sort by; there are {listed}.", where="sort")
        return found

    def field(self, name: str) -> str:
        """The column meant: `value` is short for value_cents."""
        cents = f"{name}_cents"
        return cents if cents in self.table.c else name


TABLES: Mapping[str, type[Base]] = {
    "activity": ActivityLog, "attachment": Attachment, "business": Business, "contact": Contact,
    "custom_field": CustomField, "deal": Deal, "event": Event, "followup": Followup, "interaction": Interaction,
    "note": Note, "pipeline": Pipeline, "project": Project, "saved_filter": SavedFilter, "stage": Stage, "tag": Tag,
    "task": Task, "time_entry": TimeEntry,
}  # fmt: skip
COLUMNS: Mapping[str, str] = {
    "activity": "created_at action entity_type entity_id actor metadata utc_offset_minutes",
    "attachment": "filename media_type size entity_type entity_id created_at",
    "business": "name kind domain phone industry_category industry_subcategory revenue_tier team_size current_stage "
    "lifecycle_stage growth_potential city country created_at updated_at",
    "contact": "name first_name last_name role status source email phone city country last_contact_at "
    "last_outbound_at last_inbound_at birthday do_not_contact keep_in_touch_days business_id created_at updated_at",
    "custom_field": "label key entity_type value_type choices",
    "deal": "title value_cents cost_cents currency source stage_id stage_entered_at expected_close_on next_step "
    "next_step_on won closed_at lost_reason contact_id business_id created_at updated_at",
    "event": "title starts_at ends_at location source contact_id business_id",
    "followup": "scheduled_at kind status contact_id business_id deal_id task_id ai_should_personalize",
    "interaction": "at kind direction duration_minutes summary outcome contact_id deal_id",
    "note": "at body entity_type entity_id",
    "pipeline": "name position",
    "project": "name status budget_cents budget_minutes hourly_rate_cents hourly_cost_cents currency due_on closed_at "
    "business_id deal_id created_at",
    "saved_filter": "name entity_type query",
    "stage": "name position kind stuck_after_days pipeline_id",
    "tag": "name created_at",
    "task": "title status priority due_on due_at estimate_minutes repeat completed_at origin contact_id business_id "
    "deal_id project_id created_at updated_at",
    "time_entry": "started_at ended_at duration_minutes billable billed_at note project_id task_id",
}
SORTS: Mapping[str, tuple[str, bool]] = {
    "activity": ("created_at", True), "attachment": ("created_at", True), "custom_field": ("label", False),
    "deal": ("title", False), "event": ("starts_at", True), "followup": ("scheduled_at", False),
    "interaction": ("at", True), "note": ("at", True), "stage": ("position", False), "pipeline": ("position", False),
    "task": ("due_on", False), "time_entry": ("started_at", True),
}  # fmt: skip
NAMED: Mapping[str, tuple[type[Base], str]] = {
    "business": (Business, "name"), "contact": (Contact, "name"), "deal": (Deal, "title"), "project": (Project, "name"),
    "task": (Task, "title"), "stage": (Stage, "name"), "pipeline": (Pipeline, "name"),
}  # fmt: skip
"""Records that others refer to by `<word>_id`, and the column they are called by."""
RANK: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3}
"""Priorities in their order."""


def unindexed(column: Expression) -> Expression:
    """The same value, for which SQLite looks into no index: where it would walk one and look up every row besides."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


@cache
def listing(kind: str) -> Listing:
    """Errors: CrmError for a word that is no kind."""
    if kind not in TABLES:
        raise CrmError(f"There is no list of {kind}; there are {', '.join(TABLES)}.", where="kind")
    table = _table(TABLES[kind])
    shown: dict[str, Expression] = {name: table.c[name] for name in COLUMNS[kind].split()}
    own = len(shown)
    source, sorted_by = _joined(table, shown)
    joined = frozenset(list(shown)[own:])
    sorted_by |= _own_order(kind, table)
    shown |= reckoned.cells(kind, table)
    sort, falling = SORTS.get(kind, ("name", False))
    return Listing(
        kind, table, source, shown, sort, falling, sorted_by, joined, _ties(kind, table), reckoned.sparse(kind)
    )


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


def _joined(table: Table, shown: dict[str, Expression]) -> tuple[FromClause, dict[str, Expression]]:
    """Join what the table refers to and show its name; a deal also shows the pipeline of its stage."""
    source: FromClause = table
    sorted_by: dict[str, Expression] = {}
    for word, (model, called) in NAMED.items():
        if f"{word}_id" not in table.c:
            continue
        other = _table(model).alias(f"the_{word}")
        source = source.outerjoin(other, other.c.id == table.c[f"{word}_id"])
        shown[word] = other.c[called]
        sorted_by[word] = _order_of(word, other)
        if word == "stage":
            pipeline = _table(Pipeline).alias("the_pipeline")
            source = source.outerjoin(pipeline, pipeline.c.id == other.c.pipeline_id)
            shown["pipeline"] = pipeline.c.name
    return source, sorted_by


def _order_of(word: str, other: FromClause) -> Expression:
    """As the list of that kind itself is sorted: stages as on the board, people by last name."""
    if word in ("stage", "pipeline"):
        return other.c.position
    folded = {"contact": "sort_name", "business": "sort_name", "deal": "sort_title"}.get(word)
    return other.c[folded] if folded else func.lower(other.c[NAMED[word][1]])


def _own_order(kind: str, table: Table) -> dict[str, Expression]:
    called = {"deal": "title", "task": "title", "event": "title"}.get(kind, "name")
    found: dict[str, Expression] = {}
    if f"sort_{called}" in table.c:
        found[called] = table.c[f"sort_{called}"]
    elif called in table.c and kind != "project":
        found[called] = func.lower(table.c[called])
    if kind == "task":
        found["priority"] = case(RANK, value=table.c.priority)
        found["due"] = unindexed(table.c.due_on)
    return found


def _ties(kind: str, table: Table) -> dict[str, tuple[Expression, ...]]:
    """Tasks by `due`, as a day's list: those with an hour first, then the high ones.

    The plus before it keeps SQLite from walking the index of days, which holds many done tasks for each open one.
    """
    if kind != "task":
        return {}
    return {"due": (table.c.due_at.asc().nulls_last(), case(RANK, value=table.c.priority).desc())}
