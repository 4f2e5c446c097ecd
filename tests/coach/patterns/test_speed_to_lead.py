"""What became of leads by how soon they were answered."""

from datetime import timedelta
from random import Random

from app.core.db import Database
from app.models import Contact, Deal, Interaction
from tests.coach.patterns.history import DAY, add, claimed, contact, deal, moments, silent

RULE = "speed-to-lead"
HOURS = {"within a day": 5, "in one to three days": 50, "after more than three days": 200}


def tell(db: Database, lift: float, direction: str = "outbound", first_sold: bool = False) -> None:
    """Leads who were answered after hours or days; quick answers win this much more often."""
    chance, leads, talks, won = Random(13), [], [], []
    for number, at in enumerate(moments(450), 1):
        speed = chance.choice(list(HOURS))
        converted = chance.random() < 0.25 + lift * (speed == "within a day")
        leads.append(contact(number, at, status="client" if converted else "lead"))
        for later in (0, 30):
            when = at + timedelta(hours=HOURS[speed], days=later)
            talks.append({"contact_id": number, "kind": "call", "direction": direction, "at": when, "custom": {}})
        if first_sold:
            won.append(deal(db, number, at + timedelta(hours=1), won=True, contact_id=number))
    add(db, Contact, leads)
    add(db, Interaction, talks)
    add(db, Deal, won)


def test_quick_answers_that_win_more_are_named(db: Database) -> None:
    tell(db, 0.35)
    found = claimed(db, RULE)["leads", "within a day"]
    assert found.text["side"] == "above"
    assert 0.5 < (found.value or 0) < 0.7


def test_answers_that_change_nothing_are_silent(db: Database) -> None:
    tell(db, 0.0)
    assert silent(db, RULE)["leads"][0] in ("no_difference", "not_lasting")


def test_what_they_wrote_themselves_is_no_answer(db: Database) -> None:
    tell(db, 0.35, direction="inbound")
    assert silent(db, RULE)["leads"] == ("not_enough", "0 of 10 answered leads (within a day)")


def test_who_bought_before_the_first_word_was_no_lead(db: Database) -> None:
    tell(db, 0.35, first_sold=True)
    assert silent(db, RULE)["leads"][0] == "not_enough"


def test_a_contact_before_they_came_in_is_no_answer(db: Database) -> None:
    came = moments(30)
    add(db, Contact, [contact(number, at) for number, at in enumerate(came, 1)])
    before = [{"contact_id": number, "kind": "call", "direction": "outbound", "at": at - DAY, "custom": {}}
              for number, at in enumerate(came, 1)]  # fmt: skip
    add(db, Interaction, before)
    assert silent(db, RULE)["leads"] == ("not_enough", "0 of 10 answered leads (within a day)")
