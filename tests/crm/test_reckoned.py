"""Cells of the tables of people and businesses that come from other tables, and their orders."""

from datetime import date, timedelta

from app.core.db import Database
from app.crm import deals, listing, tasks
from tests import build
from tests.conftest import NOW


def test_the_next_step_of_a_person_is_the_first_day_a_task_or_a_deal_asks_for(db: Database) -> None:
    with db.write() as session:
        ana, bo, cy = (build.contact(session, name).id for name in ("Ana A", "Bo B", "Cy C"))
        build.task(session, contact_id=ana, due_on=date(2026, 3, 9))
        done = build.task(session, contact_id=ana, due_on=date(2026, 3, 1))
        tasks.complete(session, done.id, at=NOW)
        deal = build.deal(session, contact_id=bo, next_step_on=date(2026, 3, 4))
        build.task(session, contact_id=bo, due_on=date(2026, 3, 5))
    with db.read() as session:
        found = listing.fetch(session, "contact", [ana, bo, cy])
        assert [found[n]["next_on"] for n in (ana, bo, cy)] == [date(2026, 3, 9), date(2026, 3, 4), None]
        assert listing.find_ids(session, "contact", sort="next_on") == [bo, ana, cy]
        assert listing.find_ids(session, "contact", sort="next_on", descending=True) == [ana, bo, cy]
        only = [listing.Condition("first_name", "is", "Ana")]
        assert listing.find_ids(session, "contact", sort="next_on", conditions=only) == [ana]
        assert listing.find_ids(session, "contact", sort="next_on", limit=1, offset=1) == [ana]
    with db.write() as session:
        deals.edit(session, deal.id, at=NOW, next_step_on=None)
    with db.read() as session:
        assert listing.fetch(session, "contact", [bo])[bo]["next_on"] == date(2026, 3, 5)


def test_tables_are_sorted_by_the_first_tag_of_each_and_those_without_come_last(db: Database) -> None:
    with db.write() as session:
        ana, bo, cy = (build.contact(session, name).id for name in ("Ana A", "Bo B", "Cy C"))
        for contact_id, name in ((ana, "vip"), (ana, "slow"), (cy, "Apple")):
            build.tag(session, "contact", contact_id, name)
    with db.read() as session:
        assert listing.find_ids(session, "contact", sort="tags") == [cy, ana, bo]
        assert listing.find_ids(session, "contact", sort="tags", descending=True) == [ana, cy, bo]
        listing.check(session, "contact", "tags", [])


def test_a_business_counts_its_people_and_open_deals_and_knows_the_last_word(db: Database) -> None:
    with db.write() as session:
        acme, empty = (build.business(session, name).id for name in ("Acme", "Zeta"))
        people = [build.contact(session, name, business_id=acme).id for name in ("Ana A", "Bo B")]
        build.interaction(session, people[0], happened_at=NOW - timedelta(days=3))
        build.interaction(session, people[1], happened_at=NOW - timedelta(days=1))
        build.deal(session, business_id=acme)
        build.deal(session, business_id=acme, stage="Won")
    with db.read() as session:
        row = listing.fetch(session, "business", [acme])[acme]
        assert (row["people"], row["open_deals"], row["last_contact_at"]) == (2, 1, NOW - timedelta(days=1))
        for sort in ("people", "open_deals", "last_contact_at"):
            assert listing.find_ids(session, "business", sort=sort, descending=True)[0] == acme
            assert set(listing.find_ids(session, "business", sort=sort)) == {acme, empty}
