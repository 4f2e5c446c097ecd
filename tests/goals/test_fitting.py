"""Whoever is not to be contacted is brought up by no item, and nothing is done about them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import fixed
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts
from app.goals import fitting, generation, lists, plan, tracking
from app.models import ChecklistItem, Followup, Task
from tests import build
from tests.conftest import NOW
from tests.goals.making import fresh, generate, goal, goals, item, items


@pytest.fixture
def people(db: Database) -> dict[str, int]:
    """A client with Ana and a partner with Bob; Cy is of another client."""
    with db.write() as session:
        client = build.business(session, "Acme", kind="client").id
        partner = build.business(session, "Print Ltd", kind="partner").id
        other = build.business(session, "Bolt", kind="client").id
        return {
            "client": client, "partner": partner, "other": other,
            "ana": build.contact(session, "Ana Ruiz", business_id=client, status="client").id,
            "bob": build.contact(session, "Bob Stone", business_id=partner).id,
            "cy": build.contact(session, "Cy Young", business_id=other, status="client").id,
        }  # fmt: skip


def refuse(db: Database, *contact_ids: int, refuses: bool = True) -> None:
    with db.write() as session:
        for one in contact_ids:
            contacts.edit(session, one, at=NOW, do_not_contact=refuses)


def carry_out(db: Database, one: ChecklistItem) -> None:
    with db.write(actor="coach") as session:
        tracking.carry_out(session, one.id, reasoning="", confidence=1, excerpt="", at=NOW)


def asks(db: Database, business_id: int) -> set[str]:
    """Questions that may come up."""
    found = [one for each in goals(db, business_id) for one in items(db, each.id)]
    return {one.ask or "" for one in found if one.status in ("pending", "in_progress")}


def made(db: Database) -> int:
    with db.read() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Task, Followup))


def test_what_touches_somebody_is_put_aside_until_they_may_be_contacted(db: Database, people: dict[str, int]) -> None:
    client = people["client"]
    generate(db, client)
    touch = item(db, client, "client-keep", "touch")
    refuse(db, people["ana"])
    generate(db, client)
    assert (fresh(db, touch).status, fresh(db, touch).completion_notes) == ("skipped", fitting.UNFIT)
    assert not any("get in touch" in ask or "offer" in ask for ask in asks(db, client))
    assert asks(db, client), "what needs nobody stays"
    assert len(goals(db, client)) >= plan.FEWEST
    refuse(db, people["ana"], refuses=False)
    generate(db, client)
    assert (fresh(db, touch).status, fresh(db, touch).completion_notes) == ("pending", None)


def test_one_who_may_be_contacted_is_enough(db: Database, people: dict[str, int]) -> None:
    with db.write() as session:
        build.contact(session, "Dora Weiss", business_id=people["client"])
    refuse(db, people["ana"])
    generate(db, people["client"])
    assert "Want a task to get in touch with Acme?" in asks(db, people["client"])


def test_new_goals_leave_them_out_from_the_start(db: Database, people: dict[str, int]) -> None:
    refuse(db, people["ana"])
    generate(db, people["client"])
    for each in goals(db, people["client"]):
        for one in items(db, each.id):
            assert (lists.template(each.rule, one.key) or {}).get("when") is None


def test_an_introduction_takes_other_people_or_none(db: Database, people: dict[str, int]) -> None:
    partner = people["partner"]
    generate(db, partner)
    one = item(db, partner, "partner-introductions", "introduce")
    first = one.params["contacts"]
    refuse(db, first[1])
    generate(db, partner)
    left = people["ana"] if first[1] == people["cy"] else people["cy"]
    assert fresh(db, one).params["contacts"] == [people["bob"], left]
    refuse(db, left)
    generate(db, partner)
    assert fresh(db, one).status == "skipped"
    assert not any("introduce" in ask for ask in asks(db, partner))


def test_an_introduction_that_was_asked_falls_with_its_people(db: Database, people: dict[str, int]) -> None:
    partner = people["partner"]
    generate(db, partner)
    one = item(db, partner, "partner-introductions", "introduce")
    with db.write(actor="coach") as session:
        tracking.asked(session, [one.id], "", at=NOW)
    refuse(db, one.params["contacts"][1])
    generate(db, partner)
    assert fresh(db, one).status == "skipped"


def test_nothing_is_done_about_somebody_who_refused_meanwhile(db: Database, people: dict[str, int]) -> None:
    generate(db, people["client"])
    generate(db, people["partner"])
    refuse(db, people["ana"], people["cy"])
    with pytest.raises(CrmError, match="Nobody there may be contacted"):
        carry_out(db, item(db, people["client"], "client-keep", "touch"))
    with pytest.raises(CrmError, match="no longer be introduced"):
        carry_out(db, item(db, people["partner"], "partner-introductions", "introduce"))
    assert made(db) == 0


def test_no_follow_up_either(db: Database, people: dict[str, int]) -> None:
    client = people["client"]
    generate(db, client)
    goal_id = goal(db, client, "client-keep").id
    with db.write() as session:
        made_of_it = ChecklistItem(
            goal_id=goal_id, business_id=client, key="check", checklist_item="Stay close", item_type="follow_up",
            ask="Shall I remind you?", trigger_condition="next_conversation", params={"task": "Get in touch again"},
        )  # fmt: skip
        session.add(made_of_it)
        session.flush()
        one = session.get_one(ChecklistItem, made_of_it.id)
    refuse(db, people["ana"])
    with pytest.raises(CrmError, match="Nobody there may be contacted"):
        carry_out(db, one)
    assert made(db) == 0


def test_the_daily_look_finds_who_refused_since(db: Database, people: dict[str, int]) -> None:
    with db.read() as session:
        assert people["client"] not in generation.changed(session, NOW + timedelta(hours=1), NOW + timedelta(days=1))
    db.clock = fixed(NOW + timedelta(hours=2))
    refuse(db, people["ana"])
    with db.read() as session:
        assert people["client"] in generation.changed(session, NOW + timedelta(hours=1), NOW + timedelta(days=1))


def test_only_what_depends_on_them_is_looked_at(db: Database, people: dict[str, int]) -> None:
    generate(db, people["client"])
    generate(db, people["partner"])
    intro = item(db, people["partner"], "partner-introductions", "introduce")
    other = intro.params["contacts"][1]
    its = people["client"] if other == people["ana"] else people["other"]
    with db.read() as session:
        assert fitting.concerned(session, [people["ana"], people["bob"]]) == set()
    refuse(db, other)
    with db.read() as session:
        assert people["partner"] in fitting.concerned(session, [other])
        assert fitting.concerned(session, [other]) <= {people["partner"], its}
