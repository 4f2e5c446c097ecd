"""One client over half of twelve months' won deals: who counts as a client, and how many are enough."""

from datetime import datetime, timedelta

import pytest

from app.coach.actions import KINDS
from app.coach.engine import Engine
from app.coach.rules.concentration import RULE
from app.core.clock import fixed
from app.core.db import Database
from app.crm import businesses, contacts, deals
from tests import build
from tests.coach.rules.asking import ask, ids, money, told
from tests.conftest import NOW


def won(db: Database, *euros: int, at: datetime = NOW - timedelta(days=30), **fields: object) -> list[int]:
    made = []
    with db.write() as session:
        for one in euros:
            deal = build.deal(session, f"Deal {one}", at=at, value_cents=100 * one, **fields)
            deals.close(session, deal.id, won=True, at=at)
            made.append(deal.id)
    return made


def firm(db: Database, name: str = "Acme GmbH") -> int:
    with db.write() as session:
        return build.business(session, name).id


def test_it_names_the_client_the_share_and_the_sums(db: Database) -> None:
    acme, other = firm(db), firm(db, "Bolt AG")
    of_acme = won(db, 100, 300, 200, business_id=acme)
    won(db, 100, 100, business_id=other)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == (
        f"Acme GmbH brought 75 % of what you won in twelve months: {money(60_000)} of {money(80_000)}, 3 of 5 deals."
    )
    assert (draft.entity, draft.n, draft.value) == (("business", acme), 5, 0.75)
    assert ids(draft) == [of_acme[1], of_acme[2], of_acme[0]]
    assert draft.dedupe == "concentration:2026-03"
    assert all(action.kind in KINDS for action in draft.actions)


def test_people_of_one_business_are_one_client(db: Database) -> None:
    acme = firm(db)
    with db.write() as session:
        ana = build.contact(session, "Ana Ruiz", business_id=acme).id
        bo = build.contact(session, "Bo Li").id
    won(db, 200, business_id=acme)
    won(db, 200, contact_id=ana)
    won(db, 100, 100, 100, contact_id=bo)
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.entity, draft.count) == (("business", acme), 2)


def test_a_contact_who_joined_a_business_later_counts_for_it(db: Database) -> None:
    acme = firm(db)
    with db.write() as session:
        ana = build.contact(session, "Ana Ruiz").id
    won(db, 400, contact_id=ana)
    won(db, 100, 50, 50, 50, business_id=firm(db, "Bolt AG"))
    assert told(db, RULE).startswith("Ana Ruiz brought")
    with db.write() as session:
        contacts.edit(session, ana, at=NOW, business_id=acme)
    assert told(db, RULE).startswith("Acme GmbH brought")


@pytest.mark.parametrize(
    ("first", "second", "speaks"),
    [
        ([101, 100, 100], [100, 100, 100], True),
        ([100, 100, 100], [100, 100, 100], False),
        ([900, 10, 10], [10, 10], True),
        ([900, 10], [10, 10], False),
        ([900, 10, 10, 10, 10], [], False),
    ],
)
def test_more_than_half_of_five_deals_with_two_clients(
    db: Database, first: list[int], second: list[int], *, speaks: bool
) -> None:
    won(db, *first, business_id=firm(db))
    won(db, *second, business_id=firm(db, "Bolt AG"))
    assert bool(ask(db, RULE)) is speaks


def test_older_lost_and_foreign_deals_do_not_count(db: Database) -> None:
    acme, other = firm(db), firm(db, "Bolt AG")
    won(db, 100, 100, 100, business_id=acme)
    won(db, 100, 100, 100, business_id=other)
    won(db, 9_000, business_id=acme, at=NOW - timedelta(days=366))
    won(db, 9_000, business_id=acme, currency="USD")
    with db.write() as session:
        lost = build.deal(session, business_id=acme, value_cents=900_000)
        deals.close(session, lost.id, won=False, at=NOW)
    assert ask(db, RULE) is None
    won(db, 500, business_id=acme, at=NOW - timedelta(days=364))
    assert ask(db, RULE) is not None


def test_deals_with_nobody_count_in_the_whole_alone(db: Database) -> None:
    won(db, 100, 100, 100, business_id=firm(db))
    won(db, 10, business_id=firm(db, "Bolt AG"))
    won(db, 900)
    assert ask(db, RULE) is None


def test_deleted_clients_and_empty_tables_are_silence(db: Database) -> None:
    assert ask(db, RULE) is None
    acme = firm(db)
    won(db, 900, 900, 900, business_id=acme)
    won(db, 10, 10, business_id=firm(db, "Bolt AG"))
    assert ask(db, RULE, NOW - timedelta(days=400)) is None
    with db.write() as session:
        businesses.delete(session, acme, at=NOW)
    assert ask(db, RULE) is None


def test_leap_day_and_once_a_month(db: Database) -> None:
    won(db, 900, 900, 900, business_id=firm(db))
    won(db, 10, 10, business_id=firm(db, "Bolt AG"))
    assert ask(db, RULE, datetime(2028, 2, 29, 9, tzinfo=NOW.tzinfo)) is None
    engine = Engine(db, fixed(NOW), (RULE,))
    said = [bool(engine.run_checks(NOW + timedelta(days=days)).insights) for days in (0, 1, 28, 31)]
    engine.close()
    assert said == [True, False, False, True]
