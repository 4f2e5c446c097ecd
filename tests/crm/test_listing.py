"""Tables: sorted, filtered, fetched by the page."""

import contextlib
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import (
    businesses,
    conditions,
    contacts,
    custom_fields,
    deals,
    listing,
    lists,
    pipelines,
    projects,
    records,
    saved_filters,
    tasks,
)
from app.crm.listing import Condition
from tests import build
from tests.conftest import NOW

DAY = timedelta(days=1)


def names(session: Any, kind: str, **asked: Any) -> list[str]:
    ids = listing.find_ids(session, kind, now=NOW, **asked)
    assert listing.count(
        session, kind, now=NOW, **{k: v for k, v in asked.items() if k in ("text", "conditions")}
    ) == len(ids)
    rows = listing.fetch(session, kind, ids)
    return [rows[record_id][records.kind_of(kind).title] for record_id in ids]


@pytest.fixture
def people(db: Database) -> Database:
    with db.write() as session:
        acme, zeta = build.business(session, "Acme"), build.business(session, "zeta")
        custom_fields.create(session, at=NOW, entity_type="contact", label="Size", value_type="number")
        ana = build.contact(session, "Ana Ruiz", business_id=zeta.id, source="referral", custom={"size": 3})
        build.contact(session, "Zoë Abel", business_id=acme.id, status="client", city="Köln_1")
        build.contact(session, "ben Ode", custom={"size": 10}, notes="knows Ana")
        build.contact(session, "Émile Ode", source="event")
        build.interaction(session, ana.id, happened_at=NOW - 40 * DAY)
        build.tag(session, "contact", ana.id, "VIP")
    return db


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        (None, False, ["Zoë Abel", "ben Ode", "Émile Ode", "Ana Ruiz"]),
        ("name", True, ["Ana Ruiz", "Émile Ode", "ben Ode", "Zoë Abel"]),
        ("business", False, ["Zoë Abel", "Ana Ruiz", "ben Ode", "Émile Ode"]),
        ("business", True, ["Ana Ruiz", "Zoë Abel", "Émile Ode", "ben Ode"]),
        ("last_contact_at", False, ["Ana Ruiz", "Zoë Abel", "ben Ode", "Émile Ode"]),
        ("source", True, ["Ana Ruiz", "Émile Ode", "ben Ode", "Zoë Abel"]),
        ("id", True, ["Émile Ode", "ben Ode", "Zoë Abel", "Ana Ruiz"]),
    ],
)
def test_a_table_sorts_by_any_column_with_empty_cells_last(
    people: Database, sort: str | None, descending: bool, expected: list[str]
) -> None:
    with people.read() as session:
        assert names(session, "contact", sort=sort, descending=descending) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("status", "is", "client"), ["Zoë Abel"]),
        (Condition("status", "is_not", "client"), ["ben Ode", "Émile Ode", "Ana Ruiz"]),
        (Condition("source", "is", ["event", "referral"]), ["Émile Ode", "Ana Ruiz"]),
        (Condition("source", "is_not", "event"), ["Zoë Abel", "ben Ode", "Ana Ruiz"]),
        (Condition("source", "is", [None, "event"]), ["Zoë Abel", "ben Ode", "Émile Ode"]),
        (Condition("source", "is_not", None), ["Émile Ode", "Ana Ruiz"]),
        (Condition("source", "empty"), ["Zoë Abel", "ben Ode"]),
        (Condition("tag", "is", "vip"), ["Ana Ruiz"]),
        (Condition("tag", "is_not", "vip"), ["Zoë Abel", "ben Ode", "Émile Ode"]),
        (Condition("tag", "not_empty"), ["Ana Ruiz"]),
        (Condition("business", "is", "ACME"), ["Zoë Abel"]),
        (Condition("business", "is", 2), ["Ana Ruiz"]),
        (Condition("business", "empty"), ["ben Ode", "Émile Ode"]),
        (Condition("business", "is_not", "Acme"), ["ben Ode", "Émile Ode", "Ana Ruiz"]),
        (Condition("city", "contains", "n_1"), ["Zoë Abel"]),
        (Condition("city", "contains", "%"), []),
        (Condition("custom.size", "is", 3), ["Ana Ruiz"]),
        (Condition("custom.size", "at_least", "4"), ["ben Ode"]),
        (Condition("custom.size", "empty"), ["Zoë Abel", "Émile Ode"]),
        (Condition("last_contact_at", "in_last_days", 40), ["Ana Ruiz"]),
        (Condition("last_contact_at", "in_last_days", 39), []),
        (Condition("last_contact_at", "not_in_last_days", 39), ["Zoë Abel", "ben Ode", "Émile Ode", "Ana Ruiz"]),
        (Condition("last_contact_at", "before", "2026-01-21"), []),
        (Condition("last_contact_at", "before", "2026-01-21T09:00:01+01:00"), ["Ana Ruiz"]),
    ],
)
def test_a_condition_finds_what_it_says(people: Database, condition: Condition, expected: list[str]) -> None:
    with people.read() as session:
        assert names(session, "contact", conditions=[condition]) == expected


@pytest.mark.parametrize(
    "condition",
    [
        Condition("statuss", "is", "lead"), Condition("status", "is", "gone"), Condition("status", "like", "x"),
        Condition("last_contact_at", "after", "soon"), Condition("last_contact_at", "in_last_days", "soon"),
        Condition("name", "in_last_days", 3), Condition("tag", "after", "x"), Condition("custom.size", "is", "big"),
        Condition('custom.x"y', "is", "big"), Condition("consent", "is", "x"), Condition("overdue"),
        Condition("pipeline", "is", "x"), Condition("do_not_contact", "is", "x"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_asked_is_refused(people: Database, condition: Condition) -> None:
    with people.read() as session:
        with pytest.raises(CrmError):
            listing.find_ids(session, "contact", conditions=[condition], now=NOW)
        with pytest.raises(CrmError):
            listing.check(session, "contact", None, [condition])


def test_words_find_records_by_the_search_index_and_small_kinds_by_their_texts(people: Database) -> None:
    with people.read() as session:
        assert names(session, "contact", text="ana") == ["ben Ode", "Ana Ruiz"]
        assert names(session, "contact", text="ana", conditions=[Condition("source", "empty")]) == ["ben Ode"]
        assert names(session, "contact", text="nobody") == []
        assert names(session, "tag", text="vi") == ["VIP"]
        assert names(session, "stage", text="propo") == ["Proposal"]


def test_deals_show_and_sort_by_stage_and_value(db: Database) -> None:
    with db.write() as session:
        other = pipelines.create(session, at=NOW, name="Upsell")
        lead = next(stage for stage in pipelines.stages(session, other.id) if stage.name == "Lead")
        build.deal(session, "A", value_cents=5, stage="Proposal")
        build.deal(session, "B", stage="Lead")
        build.deal(session, "C", value_cents=9, stage_id=lead.id)
    with db.read() as session:
        assert names(session, "deal", sort="value", descending=True) == ["C", "A", "B"]
        assert names(session, "deal", sort="value") == ["A", "C", "B"]
        assert names(session, "deal", sort="stage") == ["B", "C", "A"]
        assert names(session, "deal", conditions=[Condition("stage", "is", "lead")]) == ["B", "C"]
        assert names(session, "deal", conditions=[Condition("pipeline", "is", "upsell")]) == ["C"]
        assert names(session, "deal", conditions=[Condition("value", "at_least", 6)]) == ["C"]
        row = listing.fetch(session, "deal", [3])[3]
        assert (row["stage"], row["pipeline"], row["tags"]) == ("Lead", "Upsell", [])


def test_overdue_tasks_are_those_the_task_itself_calls_overdue(db: Database) -> None:
    with db.write() as session:
        made = [
            build.task(session, "1", due_on=date(2026, 3, 1)), build.task(session, "2", due_on=date(2026, 3, 2)),
            build.task(session, "3", due_at=NOW - timedelta(minutes=1)), build.task(session, "4"),
        ]  # fmt: skip
        late = [task.title for task in made if tasks.is_overdue(task, NOW)]
        assert names(session, "task", conditions=[Condition("overdue")]) == late == ["1", "3"]
        assert names(session, "task", conditions=[Condition("overdue", "is", False)]) == ["2", "4"]
        assert names(session, "task", conditions=[Condition("overdue", "is_not")]) == ["2", "4"]


@pytest.mark.parametrize("kind", lists.TABLES)
def test_every_kind_can_be_listed_fetched_and_sorted_by_each_column(db: Database, kind: str) -> None:
    with db.write() as session:
        ana = build.contact(session, business_id=build.business(session).id)
        build.note(session, ana)
        build.time_entry(session, task_id=build.task(session, project_id=build.project(session).id).id)
        build.event(session, NOW)
        build.followup(session, NOW, contact_id=ana.id)
        build.tag(session, "contact", ana.id)
        build.interaction(session, ana.id, deal_id=build.deal(session).id)
    with db.read() as session:
        ids = listing.find_ids(session, kind)
        for name in listing.fields(kind):
            if name != "tags":
                assert sorted(listing.find_ids(session, kind, sort=name)) == sorted(ids)
        for row in listing.fetch(session, kind, ids).values():
            assert tuple(row.cells) == listing.fields(kind)
            assert all(value.tzinfo for value in row.cells.values() if isinstance(value, datetime))
        with pytest.raises(CrmError, match="to sort by"):
            listing.find_ids(session, kind, sort="nothing")


def test_sorting_by_a_name_reads_only_its_index(db: Database) -> None:
    with db.read() as session:
        for kind, sort in (("contact", "name"), ("contact", "created_at"), ("contact", "last_contact_at"),
                           ("deal", "value"), ("deal", "title"), ("task", "due_on"), ("task", "title"),
                           ("business", "name")):  # fmt: skip
            table = lists.listing(kind)
            query = listing._matching(session, table, "", (), NOW).order_by(
                table.order(sort).asc().nulls_last(), table.table.c.id
            )
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
            assert len(plan) == 1, (kind, sort, plan)
            assert "USING COVERING INDEX" in plan[0][3]


def test_a_saved_filter_is_checked_when_kept_and_asked_anew_each_time(people: Database) -> None:
    query = {"text": "o", "sort": "created_at", "descending": True,
             "conditions": [{"field": "source", "op": "empty"}]}  # fmt: skip
    with people.write() as session:
        saved = saved_filters.create(session, at=NOW, entity_type="contact", name="No source", query=query)
        before = saved_filters.find_ids(session, saved, NOW)
        build.contact(session, "Olga New")
    with people.write() as session:
        after = saved_filters.find_ids(session, saved_filters.get(session, saved.id), NOW)
        assert len(after) == len(before) + 1
        for wrong in (
            {"sort": "nothing"}, {"conditions": [{"field": "nothing"}]}, {"conditions": [{"colour": 1}]}, {"text": 5},
            {"filter": 1}, {"conditions": ["x"]}, {"descending": "yes"},
        ):  # fmt: skip
            with pytest.raises(CrmError):
                saved_filters.edit(session, saved.id, at=NOW, query=wrong)
        with pytest.raises(CrmError, match="There is a filter"):
            saved_filters.create(session, at=NOW, entity_type="contact", name="no SOURCE")
        with pytest.raises(CrmError):
            saved_filters.create(session, at=NOW, entity_type="nothing", name="x")


WORDS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.text(max_size=3), max_size=3)
)


@given(
    field=st.sampled_from(
        ["status", "source", "tag", "business", "custom.size", "last_contact_at", "birthday", "overdue", "x"]
    ),
    op=st.sampled_from(conditions.OPS),
    value=WORDS,
)
@settings(max_examples=200, deadline=None)
def test_any_condition_is_answered_or_refused_with_a_sentence(field: str, op: str, value: Any) -> None:
    with _shared["db"].read() as session, contextlib.suppress(CrmError):
        listing.find_ids(session, "contact", conditions=[Condition(field, op, value)], now=NOW)


_shared: dict[str, Database] = {}


@pytest.fixture(autouse=True)
def _share(db: Database) -> None:
    _shared["db"] = db


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("kind", "sort"), [("contact", "email"), ("contact", "phone"), ("contact", "business"),
                                            ("task", "contact"), ("task", "project"), ("deal", "contact")])  # fmt: skip
def test_an_order_read_along_another_table_is_the_one_of_a_sort(
    db: Database, monkeypatch: pytest.MonkeyPatch, kind: str, sort: str, descending: bool
) -> None:
    with db.write() as session:
        acme, zeta = (businesses.create(session, at=NOW, name=name).id for name in ("Zeta", "acme"))
        for number, firm in enumerate((acme, None, zeta, acme, None)):
            points = {} if number == 1 else {"email": f"{9 - number}@x.example", "phone": f"+4917612345{9 - number}0"}
            one = contacts.create(session, at=NOW, first_name=f"Person {7 - number}", business_id=firm, **points)
            plan = projects.create(session, at=NOW, name=f"Plan {number % 2}")
            own = {} if number == 3 else {"contact_id": one.id}
            tasks.create(session, at=NOW, title="Call", **own, **({"project_id": plan.id} if number else {}))
            deals.create(session, at=NOW, title="Deal", **own)
    asked = {"sort": sort, "descending": descending, "now": NOW}
    some = (Condition("id", "at_least", 2),)
    with db.read() as session:
        sorted_by_sql = [listing.find_ids(session, kind, conditions=c, **asked) for c in ((), some)]
        monkeypatch.setattr("app.crm.walks.FEW", 0)
        assert [listing.find_ids(session, kind, conditions=c, **asked) for c in ((), some)] == sorted_by_sql
        assert listing.find_ids(session, kind, limit=2, offset=1, **asked) == sorted_by_sql[0][1:3]


def test_an_own_field_without_a_definition_is_compared_and_not_excluded(db: Database) -> None:
    with db.write() as session:
        field = custom_fields.create(session, at=NOW, entity_type="contact", label="Since", value_type="date")
        build.contact(session, "Old", custom={"since": "2020-01-01"})
        young = build.contact(session, "Young", custom={"since": "2026-01-01"}).id
        custom_fields.delete(session, field.id, at=NOW)
    with db.read() as session:
        after = Condition("custom.since", "after", "2025-01-01")
        assert listing.find_ids(session, "contact", conditions=(after,), now=NOW) == [young]
        recent = Condition("custom.since", "in_last_days", 7)
        with pytest.raises(CrmError, match="cannot be asked"):
            listing.find_ids(session, "contact", conditions=(recent,), now=NOW)
