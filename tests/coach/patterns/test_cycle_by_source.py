"""Which sources are won sooner. Losing quickly is not winning quickly."""

from random import Random
from typing import Any

from app.core.db import Database
from app.models import Contact, Deal
from tests.coach.patterns.history import DAY, add, claimed, contact, deal, moments, silent
from tests.conftest import NOW

RULE = "cycle-by-source"


def rows(db: Database, days: dict[str, float], lost_after: float = 14, won: float = 0.6) -> list[dict[str, Any]]:
    """Deals of sources that take this long to win."""
    chance, made = Random(5), []
    for number, at in enumerate(moments(400), 1):
        source = chance.choice(list(days))
        is_won = chance.random() < won
        took = (days[source] if is_won else lost_after) * chance.uniform(0.7, 1.4)
        made.append(deal(db, number, at, won=is_won, days=took, source=source))
    return made


def test_a_source_that_is_won_faster_is_named_with_its_median(db: Database) -> None:
    add(db, Deal, rows(db, {"referral": 20, "website": 50, "fair": 50}))
    found = claimed(db, RULE)["deals", "referral"]
    assert found.text["variant"] == "deals_best"
    assert 18 < (found.value or 0) < 23
    assert 45 < (found.rest or 0) < 60


def test_a_source_that_is_only_lost_sooner_is_not_called_fast(db: Database) -> None:
    made = rows(db, {"referral": 50, "website": 50}, won=0.5)
    for row in made:
        if row["source"] == "website" and not row["won"]:
            row["created_at"] = row["closed_at"] - DAY
    add(db, Deal, made)
    assert not claimed(db, RULE)


def test_a_deal_written_down_when_it_was_won_began_with_its_contact(db: Database) -> None:
    made = rows(db, {"referral": 20, "website": 50})
    for row in made:
        row["contact_id"] = row["id"]
    add(db, Contact, [contact(row["id"], row["created_at"]) for row in made])
    add(db, Deal, [row | {"created_at": row["closed_at"]} for row in made])
    assert 18 < (claimed(db, RULE)["deals", "referral"].value or 0) < 23


def test_without_any_beginning_nothing_is_said(db: Database) -> None:
    made = rows(db, {"referral": 20, "website": 50})
    add(db, Deal, [row | {"created_at": row["closed_at"]} for row in made])
    assert silent(db, RULE)["deals"][0] == "not_enough"


def test_old_open_deals_do_not_make_a_source_slow(db: Database) -> None:
    made = rows(db, {"referral": 30, "website": 30})
    forgotten = [deal(db, n, None, won=False, source="website", created_at=NOW - 800 * DAY) for n in range(900, 960)]
    add(db, Deal, [*made, *forgotten])
    assert not claimed(db, RULE)
