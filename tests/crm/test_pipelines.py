"""Pipelines and stages: order, names, and what is refused while deals stand there."""

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import deals, pipelines, stages
from tests.conftest import NOW

USUAL = ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]


def order(db: Database, pipeline_id: int = 1) -> list[str]:
    with db.read() as session:
        return [stage.name for stage in pipelines.stages(session, pipeline_id)]


def test_a_new_stage_comes_before_won_and_lost(db: Database) -> None:
    with db.write() as session:
        stages.create(session, at=NOW, name="Contract sent", stuck_after_days=5)
    assert order(db) == [*USUAL[:4], "Contract sent", *USUAL[4:]]


def test_a_stage_can_be_renamed_and_moved(db: Database) -> None:
    with db.write() as session:
        stages.edit(session, 3, at=NOW, name="Offer", position=0, stuck_after_days=9)
        stages.edit(session, 3, at=NOW, stuck_after_days=None)
    assert order(db) == ["Offer", "Lead", "Qualified", "Negotiation", "Won", "Lost"]
    with db.read() as session:
        assert stages.get(session, 3).stuck_after_days is None


def test_a_new_pipeline_has_the_usual_stages_and_its_deals_close_in_its_own(db: Database) -> None:
    with db.write() as session:
        renewals = pipelines.create(session, at=NOW, name="Renewals").id
        start = pipelines.default_stage(session, renewals).id
        deal = deals.create(session, at=NOW, title="Renewal 2026", stage_id=start)
        deals.close(session, deal.id, won=True, at=NOW)
        assert stages.get(session, deal.stage_id).pipeline_id == renewals
    assert order(db, renewals) == USUAL


@pytest.mark.parametrize("change", [{"name": " "}, {"stuck_after_days": 0}, {"kind": "won"}, {"pipeline_id": 7}])
def test_a_wrong_change_of_a_stage_is_refused(db: Database, change: dict[str, object]) -> None:
    with pytest.raises(CrmError), db.write() as session:
        stages.edit(session, 1, at=NOW, **change)
    assert order(db) == USUAL


def test_what_holds_deals_cannot_be_deleted_and_one_pipeline_stays(db: Database) -> None:
    with db.write() as session:
        deals.create(session, at=NOW, title="Website")
    for service, what in ((stages, "Lead holds 1"), (pipelines, "Sales holds 1")):
        with pytest.raises(CrmError, match=what), db.write() as session:
            service.delete(session, 1, at=NOW)
    with db.write() as session:
        deals.delete(session, 1, at=NOW)
        stages.delete(session, 1, at=NOW)
    with pytest.raises(CrmError, match="has to stay"), db.write() as session:
        pipelines.delete(session, 1, at=NOW)
    assert order(db) == USUAL[1:]


def test_names_are_taken_once(db: Database) -> None:
    with pytest.raises(CrmError, match="already"), db.write() as session:
        stages.create(session, at=NOW, name="LEAD")
    with pytest.raises(CrmError, match="already"), db.write() as session:
        pipelines.create(session, at=NOW, name="sales")


def test_the_name_of_another_cannot_be_taken_by_renaming(db: Database) -> None:
    with db.write() as session:
        renewals = pipelines.create(session, at=NOW, name="Renewals").id
    for service, record_id, name in ((stages, 1, "won"), (pipelines, renewals, "sales")):
        with pytest.raises(CrmError, match="already"), db.write() as session:
            service.edit(session, record_id, at=NOW, name=name)
    with db.write() as session:
        stages.edit(session, 1, at=NOW, name="LEAD")
    assert order(db)[0] == "LEAD", "its own name in another spelling"


def test_one_open_stage_stays(db: Database) -> None:
    with db.write() as session:
        for stage_id in (2, 3, 4, 5, 6):
            stages.delete(session, stage_id, at=NOW)
    with pytest.raises(CrmError, match="has to stay"), db.write() as session:
        stages.delete(session, 1, at=NOW)
    with db.write() as session:
        deal = deals.create(session, at=NOW, title="Website")
        deals.close(session, deal.id, won=True, at=NOW)
    assert order(db) == ["Lead", "Won"], "a stage to close in is made when there is none"
