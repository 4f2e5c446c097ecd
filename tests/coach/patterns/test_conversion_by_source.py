"""Which sources win more: named with the right figures, never from too little, never from what a lead may become."""

from random import Random

from app.core.db import Database
from app.models import Contact, Deal
from tests.coach.patterns.history import DAY, add, claimed, contact, deal, moments, silent
from tests.conftest import NOW

RULE = "conversion-by-source"
SOURCES = ("referral", "website", "fair")


def closed_deals(db: Database, n: int, lift: float, **fields: object) -> list[dict[str, object]]:
    chance = Random(3)
    rows = []
    for number, at in enumerate(moments(n), 1):
        source = chance.choice(SOURCES)
        won = chance.random() < 0.35 + lift * (source == "referral")
        rows.append(deal(db, number, at, won=won, source=source, **fields))
    return rows


def test_a_source_that_wins_more_is_named_with_its_figures(db: Database) -> None:
    rows = closed_deals(db, 400, 0.35)
    add(db, Deal, rows)
    own = [row for row in rows if row["source"] == "referral"]
    found = claimed(db, RULE)["deals", "referral"]
    assert (found.n, found.text["count"], found.text["side"]) == (len(own), len(own), "above")
    assert found.value == sum(bool(row["won"]) for row in own) / len(own)
    assert found.low is not None
    assert found.low < found.value < (found.high or 0)
    assert found.text["rows"][0] == ["deal", own[-1]["id"]], "the latest first"


def test_nothing_is_named_where_sources_are_alike(db: Database) -> None:
    add(db, Deal, closed_deals(db, 400, 0.0))
    assert not claimed(db, RULE)
    assert silent(db, RULE)["deals"] == ("no_difference", None)


def test_a_deal_without_a_source_has_its_contacts(db: Database) -> None:
    people = {source: number for number, source in enumerate(SOURCES, 1)}
    add(db, Contact, [contact(number, NOW - 900 * DAY, source=source) for source, number in people.items()])
    rows = closed_deals(db, 400, 0.4)
    add(db, Deal, [row | {"source": None, "contact_id": people[str(row["source"])]} for row in rows])
    assert ("deals", "referral") in claimed(db, RULE)


def test_few_deals_are_not_enough_and_open_ones_do_not_count(db: Database) -> None:
    rows = [deal(db, n, None, won=False, source="fair") for n in range(1, 30)]
    add(db, Deal, [*rows, *(deal(db, n, NOW - n * DAY, won=True, source="fair") for n in range(30, 34))])
    assert silent(db, RULE)["deals"] == ("not_enough", "4 of 10 closed deals (fair)")


def test_deals_of_the_future_are_not_looked_at(db: Database) -> None:
    add(db, Deal, [deal(db, n, NOW + n * DAY, won=n % 2 == 0, source="fair") for n in range(1, 40)])
    assert silent(db, RULE)["deals"] == ("not_enough", "0 of 10 closed deals (fair)")


def test_a_lead_has_become_a_client_by_status_or_by_a_won_deal(db: Database) -> None:
    chance, leads, won = Random(4), [], []
    for number, at in enumerate(moments(500), 1):
        source = chance.choice(SOURCES)
        converted = chance.random() < 0.2 + 0.4 * (source == "referral")
        by_deal = converted and number % 2 == 0
        leads.append(contact(number, at, source=source, status="client" if converted and not by_deal else "lead"))
        if by_deal:
            won.append(deal(db, number, at + 30 * DAY, won=True, contact_id=number))
    add(db, Contact, leads)
    add(db, Deal, won)
    found = claimed(db, RULE)["leads", "referral"]
    own = [lead for lead in leads if lead["source"] == "referral"]
    clients = {row["contact_id"] for row in won} | {lead["id"] for lead in leads if lead["status"] == "client"}
    assert found.value == sum(lead["id"] in clients for lead in own) / len(own)


def test_a_lead_of_last_week_has_not_had_its_time(db: Database) -> None:
    add(db, Contact, [contact(n, NOW - 7 * DAY, source="fair") for n in range(1, 50)])
    assert silent(db, RULE)["leads"] == ("not_enough", "0 of 10 leads")
