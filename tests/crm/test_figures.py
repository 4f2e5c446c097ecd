"""The board's figures: what is stuck, what is weighted, and that currencies are never added up."""

from datetime import timedelta

from app.core.db import Database
from app.crm import deals, figures, pipelines, preferences, stages
from tests.conftest import NOW


def test_a_deal_with_a_planned_step_is_not_stuck(db: Database) -> None:
    long_ago = NOW - timedelta(days=20)
    with db.write() as session:
        waiting = deals.create(session, at=long_ago, title="Waiting").id
        planned = deals.create(session, at=long_ago, title="Planned", next_step_on=NOW.date()).id
        missed = deals.create(session, at=long_ago, title="Missed", next_step_on=NOW.date() - timedelta(days=1)).id
        fresh = deals.create(session, at=NOW, title="Fresh").id
    with db.read() as session:
        assert figures.find_stuck(session, NOW) == [waiting, missed]
        cards = figures.cards(session, [waiting, planned, missed, fresh], NOW)
    assert [cards[n].stuck for n in (waiting, planned, missed, fresh)] == [True, False, True, False]


def test_sums_stay_within_the_default_currency(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        for currency, cents in (("EUR", 100), ("EUR", 250), ("USD", 900), ("USD", 1), ("CHF", 5)):
            deals.create(session, at=NOW, title=currency, value_cents=cents, currency=currency)
    with db.read() as session:
        lead = figures.board(session, 1, NOW)[0]
    assert lead.sum == figures.Sum(5, 350, (("CHF", 1), ("USD", 2)))


def test_won_shows_this_month_of_the_owner_s_calendar(db: Database) -> None:
    first = NOW.replace(day=1, hour=0, minute=5)
    with db.write() as session:
        for moment in (first, first - timedelta(minutes=10)):
            deal = deals.create(session, at=moment, title="Won")
            deals.close(session, deal.id, won=True, at=moment)
    with db.read() as session:
        won = next(lane for lane in figures.board(session, 1, NOW) if lane.kind == "won")
    assert len(won.ids) == won.sum.count == 1


def test_a_stage_is_weighted_from_ten_closed_deals_on(db: Database) -> None:
    with db.write() as session:
        qualified = pipelines.find_stage(session, "Qualified").id
        for n in range(9):
            deal = deals.create(session, at=NOW, title=f"Deal {n}", value_cents=100)
            deals.move(session, deal.id, qualified, at=NOW)
            deals.close(session, deal.id, won=n < 6, at=NOW)
        deals.create(session, at=NOW, title="Open", value_cents=1000)
    with db.read() as session:
        lead = figures.board(session, 1, NOW)[0].stage_id
        assert figures.win_rates(session, 1)[lead] == figures.Rate(6, 9)
        assert figures.weighted(figures.board(session, 1, NOW), figures.win_rates(session, 1)) is None
    with db.write() as session:
        deal = deals.create(session, at=NOW, title="The tenth", value_cents=100)
        deals.close(session, deal.id, won=False, at=NOW)
    with db.read() as session:
        rates = figures.win_rates(session, 1)
        assert rates[lead] == figures.Rate(6, 10)
        assert rates[qualified] == figures.Rate(6, 9), "the tenth never stood there"
        assert figures.weighted(figures.board(session, 1, NOW), rates) == 600


def test_spots_are_where_the_board_shows_the_deals(db: Database) -> None:
    with db.write() as session:
        ids = [deals.create(session, at=NOW + timedelta(minutes=n % 3), title=f"Deal {n}").id for n in range(9)]
        deals.close(session, ids[0], won=True, at=NOW)
        deals.close(session, ids[1], won=True, at=NOW - timedelta(days=40))
        elsewhere = pipelines.create(session, at=NOW, name="Renewals").id
        deals.move(session, ids[2], pipelines.default_stage(session, elsewhere).id, at=NOW)
    with db.read() as session:
        lanes = figures.board(session, 1, NOW)
        spots = figures.spots(session, 1, [*ids, 999], NOW)
        sums = figures.sums(session, lanes, NOW)
    shown = {deal_id: (lane.stage_id, place) for lane in lanes for place, deal_id in enumerate(lane.ids)}
    assert {deal_id: (spot.stage_id, spot.place) for deal_id, spot in spots.items()} == shown
    assert ids[1] not in shown, "it closed before this month"
    assert ids[2] not in shown, "another pipeline"
    assert {lane.stage_id: lane.sum for lane in lanes} == sums


def test_selected_deals_add_up_within_the_default_currency(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        ids = [
            deals.create(session, at=NOW, title="Deal", value_cents=cents, currency=code).id
            for code, cents in (("EUR", 10**14), ("EUR", None), ("USD", 5), ("CHF", 5))
        ]
    with db.read() as session:
        assert figures.sum_of(session, ids) == figures.Sum(4, 10**14, (("CHF", 1), ("USD", 1)))
        assert figures.sum_of(session, []) == figures.Sum()


def test_rates_know_a_stage_by_its_former_names(db: Database) -> None:
    with db.write() as session:
        deal = deals.create(session, at=NOW, title="Website")
        deals.close(session, deal.id, won=True, at=NOW)
        stages.edit(session, 1, at=NOW, name="Inquiry")
    with db.read() as session:
        assert figures.win_rates(session, 1)[1] == figures.Rate(1, 1)
