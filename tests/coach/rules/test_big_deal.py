"""Big deal: larger than nine in ten of the owner's own."""

import pytest

from app.coach.engine import Engine
from app.coach.rules import deal_created
from app.coach.rules.big_deal import RULE
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import deals
from tests import build
from tests.coach.rules.asking import money
from tests.coach.rules.reacting import labels, reaction, rows, said
from tests.conftest import NOW


def past(app: App, *values: int | None, currency: str = "EUR") -> list[int]:
    with app.db.write() as session:
        return [
            build.deal(session, f"Old {n}", value_cents=value, currency=currency).id for n, value in enumerate(values)
        ]


def new(value: int | None, **fields: object):  # type: ignore[no-untyped-def]
    return lambda session: build.deal(session, "Large", value_cents=value, **fields)


TEN = [n * 100_00 for n in range(1, 11)]


def test_it_is_told_with_the_edge_the_number_of_deals_and_the_larger_ones(app: App) -> None:
    ids = past(app, *TEN, 2000_00, 1900_00, *[50_00] * 8)
    draft = reaction(app, RULE, new(2500_00))
    assert said(RULE, draft) == (
        f"Large is worth {money(250_000)}: more than nine in ten of your 20 other deals, which stay at "
        f"{money(100_000)} or less."
    )
    assert draft is not None
    assert (draft.n, draft.count, draft.value) == (20, 20, 100_000)
    assert rows(draft) == [("deal", ids[10]), ("deal", ids[11])]
    assert labels(RULE, draft) == ["Plan to prepare it", "Open"]


@pytest.mark.parametrize(("value", "told"), [(90_001, True), (90_000, False), (None, False), (0, False)])
def test_nine_of_ten_is_the_edge(app: App, value: int | None, told: bool) -> None:
    past(app, *TEN)
    assert (reaction(app, RULE, new(value)) is not None) is told


def test_fewer_than_ten_say_nothing(app: App) -> None:
    past(app, *TEN[:9], None, None)
    past(app, *TEN, currency="USD")
    assert reaction(app, RULE, new(10**12)) is None


def test_currencies_stay_apart(app: App) -> None:
    past(app, *TEN)
    past(app, *[value * 100 for value in TEN], currency="JPY")
    assert reaction(app, RULE, new(50_000_00, currency="USD")) is None
    draft = reaction(app, RULE, new(95_000_00, currency="JPY"))
    assert draft is not None
    assert (draft.n, draft.value) == (10, None)


def test_all_alike_have_no_large_one(app: App) -> None:
    past(app, *[500_00] * 20)
    assert reaction(app, RULE, new(500_00)) is None


def test_a_value_that_rises_over_the_edge_is_told_once(app: App) -> None:
    past(app, *TEN)
    with app.db.write() as session:
        deal = new(100_00)(session).id

    def raised(cents: int):  # type: ignore[no-untyped-def]
        return lambda session: deals.edit(session, deal, at=NOW, value_cents=cents)

    assert reaction(app, RULE, raised(95_000)) is not None
    assert reaction(app, RULE, raised(2000_00)) is None
    assert reaction(app, RULE, raised(96_000)) is None
    assert reaction(app, RULE, raised(10_000)) is None
    first, again = (reaction(app, RULE, raised(cents)) for cents in (95_000, 10_000))
    assert first is not None
    assert again is None


def test_a_closed_and_a_deleted_deal_are_silent(app: App) -> None:
    past(app, *TEN)
    assert reaction(app, RULE, new(10**12, stage="Lost")) is None
    assert reaction(app, RULE, lambda s: deals.delete(s, new(10**12)(s).id, at=NOW)) is None


def test_it_speaks_before_what_the_deal_lacks(app: App) -> None:
    past(app, *TEN)
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with app.db.write() as session:
        new(10**12)(session)
    found = Engine(app.db, app.clock, (deal_created.RULE, RULE)).react(events[0]).insights
    assert [(one.rule, one.delivery) for one in found] == [("big-deal", "queued"), ("deal-created", "inboxed")]
