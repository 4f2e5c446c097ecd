"""What a person types becomes values, or a sentence that says why not."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import custom_fields, fields, pipelines, reading, records
from tests import build
from tests.conftest import NOW

CET = NOW.tzinfo
SUMMER = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("kind", "typed", "values"),
    [
        ("task", {"title": " Call\x00 ", "due-on": "2026-03-04"}, {"title": "Call", "due_on": date(2026, 3, 4)}),
        ("task", {"due_on": "tomorrow"}, {"due_on": date(2026, 3, 3)}),
        ("task", {"due_on": "17.5.26"}, {"due_on": date(2026, 5, 17)}),
        ("task", {"due_on": "17 May 2026"}, {"due_on": date(2026, 5, 17)}),
        ("task", {"due_on": "5/17/2026"}, {"due_on": date(2026, 5, 17)}),
        ("task", {"due_on": ""}, {"due_on": None}),
        ("task", {"due_at": "2026-03-04 14:30"}, {"due_at": datetime(2026, 3, 4, 14, 30, tzinfo=CET)}),
        ("task", {"due_at": "2026-07-04T14:30"}, {"due_at": datetime(2026, 7, 4, 14, 30, tzinfo=SUMMER)}),
        ("task", {"due_at": "2026-03-04T13:30Z"}, {"due_at": datetime(2026, 3, 4, 14, 30, tzinfo=CET)}),
        ("task", {"due_at": "tomorrow 9:05"}, {"due_at": datetime(2026, 3, 3, 9, 5, tzinfo=CET)}),
        ("task", {"estimate": "1:30"}, {"estimate_minutes": 90}),
        ("task", {"priority": "High", "custom": ""}, {"priority": "high", "custom": {}}),
        ("time_entry", {"duration": "1 h 5 min", "billable": "no"}, {"duration_minutes": 65, "billable": False}),
        ("deal", {"value": "1.234,50", "cost_cents": "5"}, {"value_cents": 123450, "cost_cents": 5}),
        ("deal", {"value": "1500", "currency": "jpy"}, {"value_cents": 1500, "currency": "JPY"}),
        ("contact", {"status": "Past client", "email": ["a@x.de"]}, {"status": "past_client", "email": "a@x.de"}),
        ("contact", {"email": ["a@x.de", "b@x.de"]}, {"emails": ["a@x.de", "b@x.de"]}),
        ("deal", {"tags": "a, b"}, {"tags": ["a", "b"]}),
        ("contact", {"name": "Ana María Ruiz"}, {"first_name": "Ana María", "last_name": "Ruiz"}),
        ("contact", {"source": "referral", "external_id": "7", "source_system": "crm"},
         {"source": "referral", "external_id": "7", "source_system": "crm"}),
        ("task", {"external_id": "7", "source": "crm"}, {"external_id": "7", "source_system": "crm"}),
        ("business", {"focus_areas": "seo, ads"}, {"focus_areas": ["seo", "ads"]}),
        ("business", {"ai_insights": '{"a": [1]}'}, {"ai_insights": {"a": [1]}}),
        ("interaction", {"at": "yesterday 10:00"}, {"at": datetime(2026, 3, 1, 10, 0, tzinfo=CET)}),
        ("interaction", {"happened_at": "2026-03-01"}, {"at": datetime(2026, 3, 1, 0, 0, tzinfo=CET)}),
        ("project", {"budget": "5000", "budget_time": "40h", "hourly_rate": "85.50"},
         {"budget_cents": 500000, "budget_minutes": 2400, "hourly_rate_cents": 8550}),
    ],
)  # fmt: skip
def test_text_is_read_as_the_column_takes_it(
    db: Database, kind: str, typed: dict[str, Any], values: dict[str, Any]
) -> None:
    with db.read() as session:
        assert fields.parse(session, kind, typed, NOW) == values


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("task", {"titel": "x"}, "A task has no field called titel. Did you mean title?"),
        ("deal", {"vlaue": "x"}, "A deal has no field called vlaue. Did you mean value?"),
        ("contact", {"last_contact_at": "now"}, "last_contact_at is kept by the program and cannot be set."),
        ("task", {"id": "3"}, "id is kept by the program"),
        ("task", {"due_on": "03/04/2026"}, "can mean 2026-03-04 or 2026-04-03"),
        ("task", {"due_on": "17 May"}, "it takes a whole date such as"),
        ("task", {"due_on": "2026-02-30"}, "it takes a date such as"),
        ("task", {"due_on": "31.2.2026"}, "it takes a date such as"),
        ("task", {"due_at": "tomorrow 25:00"}, "it takes an hour such as 14:30"),
        ("task", {"due_at": "0001-01-01 00:00"}, "Due at cannot be"),
        ("task", {"estimate": "soon"}, "Estimate cannot be “soon”: it takes minutes such as 90, or 1:30."),
        ("task", {"estimate_minutes": "1.5"}, "it takes a whole number"),
        ("task", {"priority": "urgent"}, "Priority cannot be “urgent”: it takes one of low, medium, high."),
        ("task", {"title": ""}, "Title cannot be empty."),
        ("task", {"title": ["a", "b"]}, "title was given 2 times"),
        ("task", {"due_on": "today", "due-on": "today"}, "due_on was given twice"),
        ("task", {"title": "x" * 501}, "at most 500 characters"),
        ("time_entry", {"billable": "perhaps"}, "Billable cannot be “perhaps”: it takes yes or no."),
        ("deal", {"value": "12 apples"}, "is not a number"),
        ("deal", {"value": "10", "value_cents": "5"}, "says something else"),
        ("deal", {"currency": "XXY"}, "is not a currency code"),
        ("deal", {"stage": "Nowhere"}, "There is no stage called Nowhere; there are Lead, Qualified"),
        ("deal", {"pipeline": "Nowhere"}, "There is no pipeline with the name Nowhere."),
        ("deal", {"contact_email": "no@body.de"}, "There is no contact with the e-mail no@body.de."),
        ("deal", {"contact_external_id": "77"}, "There is no contact with the id 77."),
        ("deal", {"business_name": "Acme"}, "Several have the name Acme: say which by business_id (1, 2)."),
        ("deal", {"contact_id": "many"}, "Contact cannot be “many”: it takes a whole number."),
        ("business", {"ai_insights": "[1]"}, "it takes names with values"),
        ("business", {"ai_insights": "[" * 100_000}, "it takes names with values"),
        ("task", {"custom.size": "3"}, "There is no own field size"),
        ("tag", {"custom.size": "3"}, "A tag has no own fields."),
        ("tag", {"tags": "x"}, "A tag has no field called tags"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(
    db: Database, kind: str, typed: dict[str, Any], sentence: str
) -> None:
    with db.write() as session:
        for _ in range(2):
            build.business(session, "Acme")
    with db.read() as session, pytest.raises(CrmError) as caught:
        fields.parse(session, kind, typed, NOW)
    assert sentence in caught.value.message


def test_records_are_found_by_email_domain_name_and_foreign_id(db: Database) -> None:
    with db.write() as session:
        acme = build.business(session, "Acme GmbH", domain="acme.de", external_id="b1", source_system="hub")
        ana = build.contact(session, emails=["x@acme.de", "Ana@acme.de"])
        project = build.project(session, "Relaunch")
        found = fields.parse(
            session, "deal", {"contact_email": "ana@ACME.de", "business_domain": "Acme.de", "stage": "proposal"}, NOW
        )
        proposal = pipelines.find_stage(session, "Proposal").id
        assert found == {"contact_id": ana.id, "business_id": acme.id, "stage_id": proposal}
        for typed in ({"business_name": "acme gmbh"}, {"business_external_id": "b1", "source_system": "hub"}):
            assert fields.parse(session, "task", typed, NOW)["business_id"] == acme.id
        assert fields.parse(session, "time_entry", {"project_name": "relaunch"}, NOW) == {"project_id": project.id}
        for typed in ({"contact_email": "ana@acme.de"}, {"contact_id": str(ana.id)}):
            target = fields.parse(session, "note", {"body": "x", **typed}, NOW)
            assert target == {"body": "x", "entity_type": "contact", "entity_id": ana.id}


def test_a_stage_is_looked_for_in_the_pipeline_of_the_deal(db: Database) -> None:
    with db.write() as session:
        other = pipelines.create(session, at=NOW, name="Upsell")
        lead = next(stage for stage in pipelines.stages(session, other.id) if stage.name == "Lead")
        deal = build.deal(session, stage_id=lead.id)
        won = fields.parse(session, "deal", {"stage": "Won"}, NOW, deal.id)["stage_id"]
        assert won in {stage.id for stage in pipelines.stages(session, other.id)}
        assert fields.parse(session, "deal", {"pipeline": "upsell"}, NOW) == {"stage_id": lead.id}


def test_own_fields_are_set_one_by_one_and_cleared(db: Database) -> None:
    with db.write() as session:
        for label, value_type in (("Size", "number"), ("Colour", "text")):
            custom_fields.create(session, at=NOW, entity_type="contact", label=label, value_type=value_type)
        given = fields.parse(session, "contact", {"name": "Ana", "size": "3", "custom.colour": "red"}, NOW)
        ana = records.create(session, "contact", given, NOW)
        assert ana.custom == {"size": 3, "colour": "red"}
        changed = fields.parse(session, "contact", {"custom": '{"size": 4}', "custom.colour": ""}, NOW, ana.id)
        records.edit(session, "contact", ana.id, changed, NOW)
        assert ana.custom == {"size": 4}
        with pytest.raises(CrmError, match="Size cannot be"):
            fields.parse(session, "contact", {"size": "big"}, NOW)


@pytest.mark.parametrize("kind", records.KINDS)
def test_the_fields_named_as_taken_are_known(db: Database, kind: str) -> None:
    with db.read() as session:
        said = [_complaint(session, kind, name) for name in fields.taken(kind)]
    assert not [sentence for sentence in said if "no field called" in sentence]


def _complaint(session: Any, kind: str, name: str) -> str:
    try:
        fields.parse(session, kind, {name: "1"}, NOW)
    except CrmError as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    "text", ["", "abc", "1.1.1.1", "99999999999999999999", "12:30", "monday", "2026", "\u0664", "1" * 5000]
)
def test_no_text_makes_the_date_reader_fail_otherwise_than_by_a_sentence(text: str) -> None:
    for read in (reading.day, reading.moment):
        with pytest.raises(CrmError):
            read(text, "due_on", NOW)
