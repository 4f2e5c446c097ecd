"""In which stage deals are lost."""

from datetime import timedelta
from random import Random

from app.core.db import Database
from app.crm import pipelines, stages
from app.models import ActivityLog, Deal
from tests import build
from tests.coach.patterns.history import add, claimed, deal, moments, silent

RULE = "stage-drop-off"
PATH = ("Lead", "Qualified", "Proposal", "Negotiation")


def tell(db: Database, lost_in: dict[str, float], names: tuple[str, ...] = PATH) -> None:
    """Deals that leave each stage for the next one, or are lost from it this often. names: what the log calls them."""
    chance, rows, log = Random(6), [], []
    for number, at in enumerate(moments(300), 1):
        passed = 1
        while passed < len(PATH) and chance.random() >= lost_in[PATH[passed - 1]]:
            passed += 1
        lost = passed < len(PATH) or chance.random() < lost_in[PATH[-1]]
        rows.append(deal(db, number, at, won=not lost))
        ends = [*names[1:passed], "Lost" if lost else "Won"]
        for step, (old, new) in enumerate(zip(names, ends, strict=False)):
            log.append({
                "action": "deal_stage_changed", "entity_type": "deal", "entity_id": number, "actor": "owner",
                "details": {"old_stage": old, "new_stage": new, "days_in_stage": 3}, "utc_offset_minutes": 60,
                "created_at": at - timedelta(days=3 * (passed - 1 - step)),
            })  # fmt: skip
    add(db, Deal, rows)
    add(db, ActivityLog, log)


def test_the_stage_in_which_deals_are_lost_is_named(db: Database) -> None:
    tell(db, {"Lead": 0.05, "Qualified": 0.05, "Proposal": 0.4, "Negotiation": 0.05})
    found = claimed(db, RULE)["stages", "Proposal"]
    assert found.text["variant"] == "stages_best"
    assert 0.3 < (found.value or 0) < 0.5
    assert found.text["count"] == round((found.value or 0) * found.n), "the deals that were lost there"


def test_no_stage_is_named_where_all_lose_alike(db: Database) -> None:
    tell(db, dict.fromkeys(PATH, 0.15))
    assert silent(db, RULE)["stages"][0] in ("no_difference", "not_lasting")


def test_a_renamed_stage_answers_to_its_former_name(db: Database) -> None:
    tell(db, {"Lead": 0.05, "Qualified": 0.05, "Proposal": 0.4, "Negotiation": 0.05})
    with db.write() as session:
        stages.edit(session, build.stage(session, "Proposal").id, at=session.info["at"], name="Offer")
    assert ("stages", "Offer") in claimed(db, RULE)


def test_stages_of_the_same_name_are_told_apart_by_their_pipeline(db: Database) -> None:
    with db.write() as session:
        pipelines.create(session, at=session.info["at"], name="Partners")
    tell(db, {"Lead": 0.05, "Qualified": 0.05, "Proposal": 0.4, "Negotiation": 0.05})
    assert any(group.startswith("Proposal (") for _question, group in claimed(db, RULE))


def test_open_deals_say_nothing_yet(db: Database) -> None:
    assert silent(db, RULE)["stages"] == ("not_enough", "0 of 10 stays in a stage (Lead)")
