"""Two to four goals for every business, never one twice, whatever changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.compose import App
from app.core.clock import fixed
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import businesses, contacts, deals, merge, preferences, profile_facts, undo
from app.goals import generation, lists, plan, shown, tracking
from app.models import Business, ChecklistItem, Goal, UndoStep
from tests import build
from tests.conftest import NOW
from tests.goals.making import business, fresh, generate, goal, goals, item, items, made

KINDS = ("own", "client", "prospect", "partner")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_profile_gets_goals(db: Database, kind: str) -> None:
    ids = generate(db, business(db, kind=kind))
    assert 2 <= len(ids) <= 4
    for goal_id in ids:
        assert 2 <= len(items(db, goal_id)) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_once_more_adds_nothing(db: Database, kind: str) -> None:
    business_id = business(db, kind=kind)
    first = generate(db, business_id)
    before = [[one.id for one in items(db, goal_id)] for goal_id in first]
    for days in (0, 1, 400):
        assert generate(db, business_id, NOW + timedelta(days=days)) == first
        assert [[one.id for one in items(db, goal_id)] for goal_id in first] == before


def test_the_example_of_a_business_that_wants_to_grow(db: Database) -> None:
    """3.2 million now, five wanted, new clients in focus: leads first, then the team, then the network."""
    own = made(
        db, name="Example", kind="own", revenue_tier="3_5_million", target_revenue_cents=500_000_000,
        focus_areas=["greenfield_growth"],
    )  # fmt: skip
    with db.write() as session:
        profile_facts.learn(session, own, "annual_revenue", "3200000", source="owner", at=NOW)
    generate(db, own)
    found = {one.rule: one.priority_score for one in goals(db, own)}
    assert found == {"lead-system": 9, "team-expansion": 8, "revenue-growth": 7, "network-building": 6}
    first = goals(db, own)[0]
    assert (first.goal_type, first.trigger_condition) == ("lead_improvement", "next_conversation")
    assert first.data_gaps[:2] == ["close_rate", "lead_sources"]
    assert {"team_size", "hiring_timeline"} <= set(goal(db, own, "team-expansion").data_gaps)
    assert goal(db, own, "revenue-growth").target_milestone == "5,000,000 EUR annual revenue"


def test_what_the_profile_tells_is_not_asked(db: Database) -> None:
    own = business(db, kind="own", team_size="2-10", revenue_tier="1m_5m")
    generate(db, own)
    asked = {one.field for one_goal in goals(db, own) for one in items(db, one_goal.id)}
    assert asked.isdisjoint({"team_size", "annual_revenue", "revenue_tier"})


def test_no_field_is_asked_for_twice(db: Database) -> None:
    prospect = made(db, kind="prospect")
    asked = [one.field for one_goal in goals(db, prospect) for one in items(db, one_goal.id) if one.field]
    assert len(asked) == len(set(asked))


def test_a_new_profile_brings_new_goals_and_drops_those_nobody_began(db: Database) -> None:
    own = made(db, kind="own")
    assert {one.rule for one in goals(db, own)} == {"know-business", "know-direction"}
    with db.write() as session:
        businesses.edit(
            session, own, at=NOW, focus_areas=["Finding clients"], current_challenges=["Late payments", "Paperwork"]
        )
    generate(db, own)
    assert {one.rule for one in goals(db, own)} == {"lead-system", "cash-flow", "own-time"}
    assert {one.rule for one in goals(db, own, "abandoned")} == {"know-business", "know-direction"}


def test_a_goal_that_was_begun_stays_when_its_rule_no_longer_applies(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Cash flow"])
    reached = item(db, own, "cash-flow", "payment-days")
    with db.write(actor="coach") as session:
        tracking.asked(session, [reached.id], "We spoke of invoices.", at=NOW)
    with db.write() as session:
        businesses.edit(session, own, at=NOW, focus_areas=["Hiring"])
    generate(db, own)
    assert "cash-flow" in {one.rule for one in goals(db, own)}


def test_a_goal_that_was_dropped_comes_back_with_its_reason(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Cash flow"])
    for focus in (["Hiring"], ["Cash flow"], ["Hiring"], ["Cash flow"]):
        with db.write() as session:
            businesses.edit(session, own, at=NOW, focus_areas=focus)
        generate(db, own)
    assert [one.rule for one in goals(db, own)].count("cash-flow") == 1
    assert 2 <= len(items(db, goal(db, own, "cash-flow").id)) <= 5


def test_wording_follows_the_name(db: Database) -> None:
    client = made(db, name="Acme", kind="client")
    with db.write() as session:
        businesses.edit(session, client, at=NOW, name="{name} & Söhne %s")
    generate(db, client)
    assert goal(db, client, "client-grow").goal_description == "Grow the work with {name} & Söhne %s"
    assert item(db, client, "client-grow", "next-need").ask == "What could {name} & Söhne %s need from you next?"


def test_words_of_the_owner_stay(db: Database) -> None:
    client = made(db, kind="client")
    asked = item(db, client, "client-grow", "next-need")
    with db.write() as session:
        shown.reword(session, asked.id, "What will Acme order in May?", at=NOW)
    generate(db, client)
    assert fresh(db, asked).ask == "What will Acme order in May?"


def test_a_prospect_who_became_a_client_is_no_longer_won_over(db: Database) -> None:
    one = made(db, kind="prospect")
    with db.write(actor="coach") as session:
        tracking.asked(session, [item(db, one, "prospect-win", "supplier").id], "", at=NOW)
    with db.write() as session:
        businesses.edit(session, one, at=NOW, kind="client")
    generate(db, one)
    assert {found.rule for found in goals(db, one)} == {"client-keep", "client-grow"}


def test_what_is_filled_in_by_hand_is_checked_off_and_open_again_when_taken_out(db: Database) -> None:
    own = made(db, kind="own")
    asked = item(db, own, "know-business", "team-size")
    with db.write() as session:
        businesses.edit(session, own, at=NOW, team_size="3")
    generate(db, own)
    assert (fresh(db, asked).status, goal(db, own, "know-business").current_progress) == ("completed", 20)
    with db.write() as session:
        businesses.edit(session, own, at=NOW, team_size=None)
    generate(db, own)
    assert (fresh(db, asked).status, goal(db, own, "know-business").current_progress) == ("pending", 0)


def test_a_finished_goal_makes_room_for_another_and_rests(db: Database) -> None:
    client = made(db, kind="client")
    done = goal(db, client, "client-grow")
    for one in items(db, done.id):
        with db.write() as session:
            tracking.complete(session, one.id, at=NOW)
    [finished] = goals(db, client, "completed")
    assert (finished.rule, finished.current_progress, finished.completed_at) == ("client-grow", 100, NOW)
    active = goals(db, client)
    assert 2 <= len(active) <= 4
    again = goal(db, client, "client-grow")
    assert {one.key for one in items(db, again.id)}.isdisjoint({one.key for one in items(db, finished.id)})


def test_a_goal_the_owner_gave_up_comes_back_only_in_need(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Finding clients", "Cash flow", "Costs"])
    with db.write() as session:
        shown.abandon(session, goal(db, own, "cash-flow").id, at=NOW)
    generate(db, own, NOW + timedelta(days=30))
    assert {one.rule for one in goals(db, own)} == {"lead-system", "profitability"}
    generate(db, own, NOW + timedelta(days=61))
    assert "cash-flow" in {one.rule for one in goals(db, own)}


def test_giving_everything_up_leaves_two(db: Database) -> None:
    client = made(db, kind="client")
    for _ in range(5):
        for one in goals(db, client):
            with db.write() as session:
                shown.abandon(session, one.id, at=NOW)
        assert 2 <= len(goals(db, client)) <= 4


def test_an_active_goal_without_anything_open_gets_more(db: Database) -> None:
    own = made(db, kind="own", focus_areas=["Cash flow", "Costs"])
    cash = goal(db, own, "cash-flow")
    for _ in range(8):
        for one in items(db, cash.id):
            if one.status in ("pending", "in_progress"):
                with db.write() as session:
                    tracking.skip(session, one.id, at=NOW)
        found = items(db, cash.id)
        assert [one.status for one in found].count("pending") >= 1
        assert len({one.key for one in found}) == len(found)
    assert goal(db, own, "cash-flow").current_progress == 0


def test_merging_businesses_keeps_what_was_reached(db: Database) -> None:
    keep, drop = made(db, name="Acme", kind="client"), made(db, name="Acme Ltd", kind="client")
    for one in items(db, goal(db, drop, "client-grow").id):
        with db.write() as session:
            tracking.complete(session, one.id, at=NOW)
    with db.write() as session:
        merge.merge(session, "business", keep, drop, at=NOW)
    assert [one.rule for one in goals(db, keep, "completed")] == ["client-grow"]
    rules = [one.rule for one in goals(db, keep)]
    assert len(rules) == len(set(rules))
    generate(db, keep)
    assert 2 <= len(goals(db, keep)) <= 4
    undo.undo(db)
    assert {one.rule for one in goals(db, drop)} == {"client-keep", "client-grow"}


def test_after_a_merge_there_are_four_at_most(db: Database) -> None:
    client, prospect = made(db, name="Acme", kind="client"), made(db, name="Acme Ltd", kind="prospect")
    with db.write(actor="coach") as session:
        every = session.scalars(select(ChecklistItem.id)).all()
        tracking.asked(session, every, "", at=NOW)
    with db.write() as session:
        merge.merge(session, "business", client, prospect, at=NOW)
        assert len(session.scalars(select(Goal).where(Goal.status == "active")).all()) >= 4
    generate(db, client)
    assert {one.rule for one in goals(db, client)} == {"client-keep", "client-grow"}


def test_goals_go_with_their_business_and_come_back_with_it(db: Database) -> None:
    client = made(db, kind="client")
    with db.write() as session:
        businesses.delete(session, client, at=NOW)
    assert goals(db, client) == []
    undo.undo(db)
    found = goals(db, client)
    assert len(found) >= 2
    assert all(items(db, one.id) for one in found)


def test_what_the_coach_does_by_itself_is_no_step_of_the_owner(db: Database) -> None:
    client = business(db, kind="client")
    with db.read() as session:
        label = undo.undo_label(session)
    generate(db, client)
    with db.read() as session:
        assert undo.undo_label(session) == label
        assert session.scalar(select(func.count()).where(UndoStep.kind == "background")) == 1


def test_an_unknown_business_is_refused(db: Database) -> None:
    with db.write() as session, pytest.raises(CrmError):
        generation.generate(session, 99, at=NOW)


@pytest.mark.parametrize("at", [NOW - timedelta(days=4000), NOW + timedelta(days=4000)])
def test_a_clock_that_jumps_makes_no_goal_twice(db: Database, at: Any) -> None:
    own = made(db, kind="own", focus_areas=["Cash flow"])
    before = [one.id for one in goals(db, own)]
    assert sorted(generate(db, own, at)) == sorted(before)


class TestRefresh:
    def test_every_business_gets_its_goals(self, app: App) -> None:
        ids = [business(app.db, name=f"Firm {n}", kind=KINDS[1 + n % 3]) for n in range(30)]
        assert generation.refresh(app.db, app.clock) == 31
        with app.db.read() as session:
            assert generation.missing(session) == []
            own = businesses.find_own(session)
        assert own is not None
        assert all(2 <= len(goals(app.db, one)) <= 4 for one in [own, *ids])
        assert generation.refresh(app.db, app.clock) == 1

    def test_the_owners_own_comes_first_then_clients(self, app: App) -> None:
        prospect, client = business(app.db, "P", kind="prospect"), business(app.db, "C", kind="client")
        own = business(app.db, kind="own")
        with app.db.read() as session:
            assert generation.missing(session) == [own, client, prospect]

    def test_it_stops_between_two_writes(self, app: App) -> None:
        business(app.db)
        assert generation.refresh(app.db, app.clock, stopping=lambda: True) == 0

    def test_a_business_deleted_meanwhile_is_left_out(self, app: App) -> None:
        there = business(app.db)
        assert generation.generate_all(app.db, [there, 77]) == 1

    def test_what_changed_since_is_found(self, app: App) -> None:
        quiet, edited, told, sold, silent = (business(app.db, name=f"F{n}", kind="client") for n in range(5))
        later = NOW + timedelta(days=1)
        with app.db.write() as session:
            person = build.contact(session, business_id=silent)
            build.interaction(session, person.id, at=NOW - timedelta(days=58))
        app.db.clock = fixed(later)
        with app.db.write() as session:
            businesses.edit(session, edited, at=later, city="Ulm")
            profile_facts.learn(session, told, "need", "A website", source="owner", at=later)
            deals.create(session, at=later, title="Deal", business_id=sold)
        with app.db.read() as session:
            assert generation.changed(session, NOW + timedelta(hours=1), later) == [edited, told, sold]
            assert silent in generation.changed(session, NOW + timedelta(hours=1), NOW + timedelta(days=3))
            assert quiet not in generation.changed(session, NOW + timedelta(hours=1), NOW + timedelta(days=3))


def test_contacts_without_a_business_change_nothing(db: Database) -> None:
    with db.write() as session:
        contacts.create(session, at=NOW, first_name="Ana")
        preferences.change(session, "coach_enabled", True, at=NOW)
        assert session.scalar(select(func.count()).select_from(Business)) == 0
        assert generation.missing(session) == []


def test_every_rule_can_go_on_for_ever() -> None:
    """Two items to begin with whatever is known, and something that may come again."""
    every = {one for rule in lists.rules() for part in ("items", "more") for one in _fields(rule[part])}
    for rule in lists.rules():
        assert len(plan.first_items(rule, every)) >= 2, rule["id"]
        used: set[str] = set()
        for _ in range(6):
            more = plan.further_items(rule, every, used)
            assert more, rule["id"]
            used |= {one["key"] for one in more}


def _fields(given: list[dict[str, Any]]) -> list[str]:
    return [one["field"] for one in given if "field" in one]
