"""Which clients bring more, and leave more of it."""

from random import Random
from typing import Any

from app.core.db import Database
from app.models import Business, Contact, Deal
from tests.coach.patterns.history import add, claimed, contact, deal, moments, silent
from tests.conftest import NOW

RULE = "best-clients"


def tell(db: Database, value: dict[str, int], cost: dict[str, float] | None = None, **fields: Any) -> None:
    """Clients of one won deal each; half are businesses, half are people."""
    chance, rows = Random(10), []
    for number, at in enumerate(moments(240), 1):
        source = chance.choice(list(value))
        cents = round(value[source] * chance.uniform(0.6, 1.6))
        share = (cost or {}).get(source, 0.3) * chance.uniform(0.9, 1.1)
        owner = {"business_id": number} if number % 2 else {"contact_id": number}
        rows.append(
            deal(db, number, at, won=True, source=source, value_cents=cents, cost_cents=round(cents * share), **owner)
            | fields
        )
    firms = sorted({row["business_id"] for row in rows if row["business_id"]})
    names = {"name": "Firm", "kind": "client", "focus_areas": [], "current_challenges": [], "ai_insights": {},
             "unique_selling_points": [], "products_services": {}, "target_audience": {}, "business_hours": {},
             "brand_voice": {}, "content_preferences": {}, "custom": {}}  # fmt: skip
    add(db, Business, [{"id": firm, "industry_category": "Retail", **names} for firm in firms])
    add(db, Contact, [contact(row["contact_id"], row["created_at"]) for row in rows if row["contact_id"]])
    add(db, Deal, rows)


def test_clients_that_bring_more_are_named_in_money(db: Database) -> None:
    tell(db, {"referral": 900_000, "website": 300_000})
    found = claimed(db, RULE)["source_value", "referral"]
    assert found.text["unit"] == "money"
    assert found.text["currency"] == "EUR"
    assert 600_000 < (found.value or 0) < 1_300_000
    assert {kind for kind, _id in found.text["rows"]} == {"business", "contact"}


def test_clients_that_leave_more_are_named_as_a_share(db: Database) -> None:
    tell(db, {"referral": 300_000, "website": 300_000}, {"referral": 0.1, "website": 0.5})
    found = claimed(db, RULE)
    assert ("source_value", "referral") not in found
    assert found["source_margin", "referral"].text["unit"] == "share"
    assert 0.85 < (found["source_margin", "referral"].value or 0) < 0.95


def test_alike_clients_are_not_named(db: Database) -> None:
    tell(db, {"referral": 300_000, "website": 300_000})
    assert not claimed(db, RULE)


def test_money_of_another_currency_is_not_compared(db: Database) -> None:
    tell(db, {"referral": 900_000, "website": 300_000}, currency="USD")
    assert silent(db, RULE)["source_value"] == ("not_enough", "0 of 10 clients")
    assert silent(db, RULE, NOW)["trade_margin"] == ("not_enough", "0 of 10 clients")
