"""Files of one system join in any order, twice are once, and undone leave nothing."""

import itertools
from datetime import date
from typing import Any

import pytest

from app.core.events import ActivityRecorded
from tests.crm.importing.conftest import Desk
from tests.crm.importing.samples import ACTIVITIES, CONTACTS, DEALS, FILES

WHAT_IT_COMES_TO = {
    "contacts": "SELECT c.name, c.email, c.phone, c.source, c.status, b.name, c.created_at, c.last_outbound_at, "
    "c.last_inbound_at, c.last_contact_at, c.custom FROM contacts c LEFT JOIN businesses b ON b.id = c.business_id",
    "businesses": "SELECT name, domain, industry_category, team_size, created_at FROM businesses",
    "deals": "SELECT d.title, d.value_cents, c.name, b.name, s.name, s.kind, s.position, p.name, d.created_at, "
    "d.closed_at, d.won, d.source, d.lost_reason, d.expected_close_on FROM deals d "
    "LEFT JOIN contacts c ON c.id = d.contact_id LEFT JOIN businesses b ON b.id = d.business_id "
    "JOIN stages s ON s.id = d.stage_id JOIN pipelines p ON p.id = s.pipeline_id",
    "interactions": "SELECT i.kind, i.at, i.summary, i.outcome, c.name FROM interactions i "
    "LEFT JOIN contacts c ON c.id = i.contact_id",
    "notes": "SELECT n.body, n.entity_type, c.name FROM notes n LEFT JOIN contacts c ON c.id = n.entity_id",
    "tasks": "SELECT t.title, t.status, t.due_on, t.completed_at, c.name FROM tasks t "
    "LEFT JOIN contacts c ON c.id = t.contact_id",
    "waiting": "SELECT entity_type, field, by, value FROM pending_references",
    "log": "SELECT action, entity_type, actor, created_at, utc_offset_minutes, "
    "json_remove(metadata, '$.contact_id', '$.created', '$.updated', '$.skipped') FROM activity_logs",
}


def state(desk: Desk) -> dict[str, list[str]]:
    return {name: sorted(map(repr, desk.rows(query))) for name, query in WHAT_IT_COMES_TO.items()}


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """What the first order came to, for the others to compare with."""
    return {}


@pytest.mark.parametrize(
    "order", list(itertools.permutations(FILES))[::3], ids=lambda order: "-".join(n[:2] for n in order)
)
def test_files_in_any_order_come_to_the_same(desk: Desk, order: tuple[str, ...], reference: dict[str, Any]) -> None:
    for name in order:
        done = desk.take(FILES[name], name)
        assert (done.created, done.errors) == (done.rows, [])
    found = state(desk)
    assert found == reference.setdefault("state", found)
    assert found["waiting"] == ["('interaction', 'contact_id', 'email', 'nobody@x.example')"]


def test_links_values_and_dates_are_those_of_the_files(desk: Desk) -> None:
    for name, content in reversed(FILES.items()):
        desk.take(content, name)
    won = desk.rows(
        "SELECT d.value_cents, d.won, date(d.closed_at), date(d.created_at), c.name, b.name, p.name, s.kind FROM "
        "deals d JOIN contacts c ON c.id = d.contact_id JOIN businesses b ON b.id = d.business_id "
        "JOIN stages s ON s.id = d.stage_id JOIN pipelines p ON p.id = s.pipeline_id WHERE d.title = 'Acme site'"
    )
    assert won == [(120050, 1, "2024-03-31", "2024-03-01", "Ann Lee", "Acme Inc", "Renewals", "won")]
    assert desk.one("SELECT lost_reason FROM deals WHERE title = 'Beta shop'") == "Price"
    assert desk.one("SELECT expected_close_on FROM deals WHERE title = 'Beta care'") == "2027-05-01"
    assert desk.rows("SELECT email, phone, status, source FROM contacts ORDER BY id") == [
        ("ann@acme.example", "+16502530000", "client", "referral"),
        ("bo@beta.example", "+16502530001;ext=12", "lost", "organic_search"),
        ("cy@none.example", None, "lead", None),
    ]
    assert desk.one("SELECT original FROM contact_points WHERE value = 'ann@acme.example'") == "Ann@Acme.example"
    assert '"lifecycle_stage": "Weird Stage"' in desk.one("SELECT custom FROM contacts WHERE first_name = 'Cy'")
    assert desk.rows("SELECT date(last_contact_at), last_inbound_at FROM contacts WHERE first_name = 'Ann'") == [
        ("2024-02-10", None)
    ]


def test_history_is_logged_at_its_own_time_and_stirs_nobody(desk: Desk, bus: Any) -> None:
    heard: list[str] = []
    bus.subscribe(ActivityRecorded, lambda event: heard.append(event.action))
    for name, content in FILES.items():
        desk.take(content, name)
    assert set(heard) == {"import_finished"}
    assert desk.rows("SELECT DISTINCT actor FROM activity_logs") == [("import",)]
    closed = desk.rows(
        "SELECT date(created_at), json_extract(metadata, '$.won'), json_extract(metadata, '$.value'), "
        "json_extract(metadata, '$.days_to_close') FROM activity_logs WHERE action = 'deal_closed' ORDER BY created_at"
    )
    assert closed == [("2024-03-31", 1, 120050, 30), ("2024-04-30", 0, 90000, 29)]
    actions = dict(desk.rows("SELECT action, count(*) FROM activity_logs GROUP BY action"))
    assert actions == {
        "business_created": 2, "contact_contacted": 2, "contact_created": 3, "deal_closed": 2, "deal_created": 4,
        "import_finished": 4, "note_added": 1, "task_completed": 1, "task_created": 1,
    }  # fmt: skip


def test_the_same_files_again_change_nothing(desk: Desk) -> None:
    for name in reversed(FILES):
        desk.take(FILES[name], name)
    before = desk.dump()
    for name, content in FILES.items():
        again = desk.take(content, name)
        assert (again.created, again.updated, again.skipped) == (0, 0, again.rows)
    assert desk.dump() == before


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_undoing_all_imports_in_any_order_leaves_the_start(desk: Desk, order: tuple[int, ...]) -> None:
    before = desk.dump()
    batches = [
        desk.take(FILES[name], name) for name in ("activities.csv", "deals.csv", "companies.csv", "contacts.csv")
    ]
    for number in order:
        desk.undo(batches[number])
    assert desk.dump() == before


def test_undoing_the_last_import_gives_back_what_was_before_it(desk: Desk) -> None:
    desk.take(ACTIVITIES, "activities.csv")
    desk.take(DEALS, "deals.csv")
    before = desk.dump()
    desk.undo(desk.take(CONTACTS, "contacts.csv"))
    assert desk.dump() == before


def test_a_business_known_by_name_only_is_completed_by_its_own_row(desk: Desk) -> None:
    people = "First Name,Last Name,Email,Company\nAnn,Lee,ann@x.example,ACME inc\nBo,Ray,bo@x.example,Acme Inc\n"
    firms = (
        "Company ID,Company Name,Company Domain Name,Industry,Create Date\nB1,Acme Inc,acme.example,Retail,2020-01-02\n"
    )
    desk.take(people)
    assert desk.rows("SELECT name, domain FROM businesses") == [("ACME inc", None)]
    done = desk.take(firms, "firms.csv")
    assert (done.created, done.updated) == (0, 1)
    found = desk.rows("SELECT name, domain, industry_category, date(created_at) FROM businesses")
    assert found == [("Acme Inc", "acme.example", "Retail", "2020-01-02")]
    assert desk.one("SELECT date(created_at) FROM activity_logs WHERE action = 'business_created'") == "2020-01-02"
    assert desk.rows("SELECT * FROM pending_references") == []


def test_won_leads_join_their_lead_and_take_its_date_and_source(desk: Desk) -> None:
    leads = "mql_id,first_contact_date,origin\naa11,20-10-2017,organic_search\nbb22,05-11-2017,social\n"
    won = "mql_id,seller_id,won_date,business_segment,average_stock\naa11,s1,26-02-2018 20:17,pet,01-May\n"
    desk.take(won, "won.csv")
    desk.take(leads, "leads.csv")
    found = desk.rows(
        "SELECT c.name, d.source, date(d.created_at), d.closed_at, d.won, json_extract(d.custom, '$.average_stock') "
        "FROM deals d JOIN contacts c ON c.id = d.contact_id"
    )
    assert found == [("aa11", "organic_search", "2017-10-20", "2018-02-26 19:17:00.000000", 1, "01-May")]
    took = desk.one("SELECT json_extract(metadata, '$.days_to_close') FROM activity_logs WHERE action = 'deal_closed'")
    assert took == (date(2018, 2, 26) - date(2017, 10, 20)).days
