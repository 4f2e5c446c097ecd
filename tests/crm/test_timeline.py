"""The feed of a record: what belongs in it, in which order, how much at once; and what a merge would keep."""

from datetime import timedelta

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import comparing, contacts, duplicates, merge, records, timeline
from tests import build
from tests.conftest import NOW


def days(count: int) -> timedelta:
    return timedelta(days=count)


def test_a_person_s_feed_holds_calls_notes_deals_tasks_appointments_and_edits_newest_first(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session, at=NOW - days(9)).id
        deal = build.deal(session, "Site", at=NOW - days(8), contact_id=ana)
        build.task(session, "Call", at=NOW - days(7), contact_id=ana)
        build.interaction(session, ana, happened_at=NOW - days(6), summary="Hello")
        build.event(session, NOW - days(5), "Lunch", contact_id=ana)
        build.note(session, deal, "Wants it blue", at=NOW - days(4))
    with db.write() as session:
        contacts.edit(session, ana, at=NOW, role="Potter")
    with db.read() as session:
        told = [(m.source, m.action, m.about) for m in timeline.feed(session, "contact", ana)]
        assert told == [
            ("edit", "", None), ("note", "note", "Site"), ("event", "event", None), ("interaction", "call", None),
            ("activity", "task_created", "Call"), ("activity", "deal_created", "Site"),
            ("activity", "contact_created", None),
        ]  # fmt: skip
        assert timeline.feed(session, "contact", ana)[0].details == {"fields": {"role": [None, "Potter"]}}


@pytest.mark.parametrize(
    ("part", "sources"),
    [("talk", {"interaction"}), ("note", {"note"}), ("work", {"activity"}), ("edit", {"activity"})],
)
def test_a_part_of_the_feed_holds_one_kind_alone(db: Database, part: str, sources: set[str]) -> None:
    with db.write() as session:
        person = build.contact(session)
        build.deal(session, contact_id=person.id)
        build.note(session, person)
        build.interaction(session, person.id)
    with db.read() as session:
        found = timeline.feed(session, "contact", person.id, part=part)
        assert {moment.source for moment in found} == sources
        assert len(found) == 1


def test_the_newest_are_read_and_no_more_than_asked_for(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session, at=NOW - days(99)).id
        for number in range(50):
            build.interaction(session, ana, happened_at=NOW - days(number), summary=str(number))
    with db.read() as session:
        assert [m.text for m in timeline.feed(session, "contact", ana, limit=3)] == ["0", "1", "2"]


@pytest.mark.parametrize("kind", ["task", "project", "business", "deal", "contact"])
def test_every_record_with_a_pane_has_a_feed(db: Database, kind: str) -> None:
    with db.write() as session:
        record = getattr(build, kind)(session)
        build.note(session, record, "Seen")
    with db.read() as session:
        assert "Seen" in [moment.text for moment in timeline.feed(session, kind, record.id)]


def test_one_record_s_pairs_are_those_found_among_all(db: Database) -> None:
    with db.write() as session:
        acme = build.business(session).id
        ana = build.contact(session, "Ana Ruiz", email="a@b.example", business_id=acme).id
        build.contact(session, "Ana Ruiz", business_id=acme)
        build.contact(session, "Bo Ruiz", email="a@b.example")
        build.contact(session, "Cy Young", phone="+34 612 345 678")
        build.business(session, "ACME GmbH")
    with db.read() as session:
        every = [pair for pair in duplicates.find(session) if ana in (pair.keep_id, pair.drop_id)]
        assert len(every) == 2
        assert duplicates.of(session, "contact", ana) == every
        assert duplicates.of(session, "business", acme) == duplicates.find(session, "business")


def test_a_merge_keeps_what_the_comparison_said(db: Database) -> None:
    with db.write() as session:
        keep = build.contact(session, "Ana Ruiz", email="a@b.example", role="Potter").id
        drop = build.contact(session, "Ana Ruiz", email="c@d.example", role="Owner", city="Rome").id
        build.tag(session, "contact", drop, "vip")
        build.deal(session, contact_id=drop)
    with db.read() as session:
        found = comparing.compare(session, "contact", keep, drop)
    by_field = {compared.field: compared for compared in found.fields}
    assert (by_field["role"].lost, by_field["city"].lost, by_field["emails"].both) == (True, False, True)
    assert by_field["tags"].drop == "vip"
    assert found.moved == {"deal": 1}
    with db.write() as session:
        merge.merge(session, "contact", keep, drop, at=NOW)
    with db.read() as session:
        row = records.rows(session, "contact", [keep])[0]
        assert (row["role"], row["city"], row["tags"]) == ("Potter", "Rome", ["vip"])
        assert {email["value"] for email in row["emails"]} == {"a@b.example", "c@d.example"}
        with pytest.raises(CrmError):
            comparing.compare(session, "contact", keep, drop)
