"""What comes after what: real goals before those that only fill, and one more for each that was reached."""

from datetime import datetime, timedelta
from typing import Any

from app.core.db import Database
from app.crm import businesses, tasks
from app.goals import agenda, generation, shown, tracking
from app.goals.shapes import ItemNow
from tests.conftest import NOW
from tests.goals.making import fresh, generate, goal, goals, item, items, made

GROWING: dict[str, Any] = {
    "revenue_tier": "1m_5m", "target_revenue_cents": 500_000_000, "team_size": "2-10", "current_stage": "growing",
}  # fmt: skip


def rules(db: Database, business_id: int, status: str = "active") -> set[str]:
    return {one.rule for one in goals(db, business_id, status)}


def tell(db: Database, business_id: int, **values: str) -> None:
    for field, value in values.items():
        with db.write(actor="coach") as session:
            tracking.collect(session, business_id, field, value, confidence=1, excerpt="", at=NOW)


def finish(db: Database, goal_id: int, *, at: Any = NOW) -> None:
    """Whatever is open, until the goal is reached."""
    for one in items(db, goal_id):
        if fresh(db, one).status in ("pending", "in_progress"):
            with db.write() as session:
                tracking.complete(session, one.id, at=at)


def edit(db: Database, business_id: int, **columns: Any) -> None:
    with db.write() as session:
        businesses.edit(session, business_id, at=NOW, **columns)
    generate(db, business_id)


class TestFillersGiveWay:
    def test_when_the_profile_is_filled_in(self, db: Database) -> None:
        own = made(db, kind="own")
        edit(db, own, focus_areas=["greenfield_growth"], **GROWING)
        assert rules(db, own) == {"lead-system", "team-expansion", "revenue-growth", "network-building"}

    def test_when_the_owner_told_it_all_by_themselves(self, db: Database) -> None:
        own = made(db, kind="own")
        tell(
            db, own, focus_areas="referral_growth", revenue_tier="1m_5m", target_revenue="5 million", team_size="4",
            annual_revenue="3.2 million", current_challenges="Paperwork",
        )  # fmt: skip
        generate(db, own)
        assert rules(db, own) == {"team-expansion", "network-building", "revenue-growth", "own-time"}

    def test_also_those_that_were_begun_where_four_apply(self, db: Database) -> None:
        own = made(db, kind="own")
        with db.write(actor="coach") as session:
            tracking.asked(session, [item(db, own, "know-direction", "focus").id], "", at=NOW)
        edit(db, own, focus_areas=["greenfield_growth"], **GROWING)
        assert rules(db, own) == {"lead-system", "team-expansion", "revenue-growth", "network-building"}

    def test_but_one_that_was_begun_stays_while_there_is_room(self, db: Database) -> None:
        own = made(db, kind="own")
        with db.write(actor="coach") as session:
            tracking.asked(session, [item(db, own, "know-direction", "challenges").id], "", at=NOW)
        edit(db, own, focus_areas=["Finding clients", "Cash flow"])
        assert rules(db, own) == {"lead-system", "cash-flow", "know-direction"}
        edit(db, own, focus_areas=["Finding clients", "Cash flow", "Costs", "referral_growth"])
        assert rules(db, own) == {"lead-system", "cash-flow", "profitability", "network-building"}


class TestOneMore:
    def test_comes_for_each_that_was_reached(self, db: Database) -> None:
        own = made(db, kind="own", focus_areas=["greenfield_growth"], **GROWING)
        for n, rule in enumerate(("lead-system", "network-building"), start=1):
            finish(db, goal(db, own, rule).id)
            assert rules(db, own, "completed") >= {rule}
            assert len(goals(db, own)) == 4, n
        assert rules(db, own) == {"team-expansion", "revenue-growth", "know-business", "know-direction"}

    def test_and_stays_when_all_is_looked_over_again(self, db: Database) -> None:
        own = made(db, kind="own", focus_areas=["greenfield_growth"], **GROWING)
        finish(db, goal(db, own, "lead-system").id)
        before = [one.id for one in goals(db, own)]
        for days in (0, 1, 30, 59):
            generate(db, own, NOW + timedelta(days=days))
            assert [one.id for one in goals(db, own)] == before

    def test_asks_what_is_still_not_known(self, db: Database) -> None:
        own = made(db, kind="own", focus_areas=["greenfield_growth"], **GROWING)
        for _ in range(12):
            finish(db, goals(db, own)[0].id)
            with db.read() as session:
                found = agenda.agenda(session, own, NOW)
            assert 2 <= len(found.goals) <= 4
            assert found.due

    def test_what_was_given_up_does_not_come_instead(self, db: Database) -> None:
        own = made(db, kind="own", focus_areas=["Finding clients", "Cash flow", "Costs"])
        with db.write() as session:
            shown.abandon(session, goal(db, own, "cash-flow").id, at=NOW)
        finish(db, goal(db, own, "lead-system").id)
        assert rules(db, own) == {"profitability", "know-business"}

    def test_not_for_ever_the_same(self, db: Database) -> None:
        """However often all is done: never more than four, never one twice, and always something to do."""
        partner = made(db, kind="partner")
        for n in range(25):
            finish(db, goals(db, partner)[-1].id, at=NOW + timedelta(days=n))
            active = goals(db, partner)
            assert 2 <= len(active) <= 4
            assert len({one.rule for one in active}) == len(active)
            for one in active:
                found = items(db, one.id)
                assert len(found) >= 2, one.rule
                assert any(row.status == "pending" for row in found)


def test_a_prospect_who_became_a_client_has_goals_of_a_client(db: Database) -> None:
    one = made(db, kind="prospect")
    finish(db, goal(db, one, "prospect-need").id)
    with db.write(actor="coach") as session:
        tracking.asked(session, [item(db, one, "prospect-win", "supplier").id], "", at=NOW)
    edit(db, one, kind="client")
    assert 2 <= len(goals(db, one)) <= 4
    assert {rule.split("-")[0] for rule in rules(db, one)} == {"client"}
    assert "prospect-need" in rules(db, one, "completed")
    assert "prospect-win" in rules(db, one, "abandoned")


def test_a_goal_that_only_waits_for_a_task_gets_more_to_bring_up(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Keeping clients"])
    retention = goal(db, own, "retention")
    tell(db, own, reason_clients_leave="Prices", retention_rate="60 %")
    call = item(db, own, "retention", "call-three")
    with db.write(actor="coach") as session:
        made_of_it = tracking.carry_out(session, call.id, reasoning="", confidence=1, excerpt="", at=NOW)
    assert {"rhythm", "after-job"} <= {one.key for one in items(db, retention.id)}
    assert goal(db, own, "retention").current_progress == 50
    count = len(items(db, retention.id))
    generate(db, own)
    assert len(items(db, retention.id)) == count
    with db.write() as session:
        tasks.complete(session, made_of_it.id, at=NOW)
    with db.read() as session:
        due = agenda.agenda(session, own, NOW).due
    assert item(db, own, "retention", "check-calls").id in [one.id for one in due]


def settle(db: Database, row: ItemNow, at: datetime) -> None:
    """As an owner who answers everything and agrees to all."""
    given = {"confidence": 0.9, "excerpt": "Yes."}
    with db.write(actor="coach") as session:
        tracking.asked(session, [row.id], "", at=at)
    with db.write(actor="coach") as session:
        if row.field and row.id > 0:
            value = {"team_size": "3", "industry_category": "Services"}.get(row.field, "12")
            tracking.collect(session, row.business_id, row.field, value, at=at, **given)  # type: ignore[arg-type]
        elif row.item_type == "question" and row.id > 0:
            tracking.answered(session, row.id, "Higher prices.", at=at)
        elif row.id > 0:
            tracking.carry_out(session, row.id, reasoning="", at=at, **given)  # type: ignore[arg-type]


def test_a_talk_does_not_run_dry_while_anything_is_not_known(db: Database) -> None:
    """Whoever has no appointments and ticks off no task: what waits for them must not hold up all else."""
    own = made(
        db, kind="own", focus_areas=["Finding clients"], revenue_tier="100k_250k", target_revenue_cents=40_000_000
    )
    asked: set[str] = set()
    for day in range(28):
        now = NOW + timedelta(days=day)
        with db.read() as session:
            found = agenda.agenda(session, own, now)
        assert found.due or not found.gaps, day
        assert 2 <= len(found.goals) <= 4
        for row in found.due:
            asked.add(row.field)
            settle(db, row, now)
    assert {"close_rate", "lead_sources", "business_goals", "ideal_client", "industry_category", "team_size"} <= asked


def test_what_the_file_says_of_missing_goals_holds_after_all_that(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["greenfield_growth"], **GROWING)
    finish(db, goal(db, own, "lead-system").id)
    with db.read() as session:
        assert generation.missing(session) == []
