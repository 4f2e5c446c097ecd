"""Goals in an export: another file that takes it in has them, and its own are not there twice."""

from pathlib import Path

from app.compose import App, open_app
from app.core.clock import Clock
from app.crm import businesses
from app.crm.exporting import export
from app.crm.exporting.taking_back import take_back
from app.goals import tracking
from tests.conftest import NOW
from tests.goals.making import business, generate, goals, item, made


def test_goals_go_along_and_what_both_have_is_there_once(app: App, tmp_path: Path, clock: Clock) -> None:
    own = made(app.db, name="Mine", kind="own", focus_areas=["Cash flow"])
    client = made(app.db, name="Acme", kind="client")
    with app.db.write() as session:
        tracking.collect(session, own, "payment_days", "30", confidence=1, excerpt="In 30 days.", at=NOW)
    export(app.db, app.folder, tmp_path / "out", NOW)
    other = open_app(tmp_path / "other", clock)
    there = made(other.db, name="Mine", kind="own", focus_areas=["Cash flow"])
    business(other.db, name="Somebody else", kind="prospect")
    for _ in range(2):
        take_back(other.db, other.folder, tmp_path / "out")
    with other.db.read() as session:
        found = businesses.find_by_name(session, "Acme")
        assert found is not None
        acme = found.id
    for business_id in (there, acme):
        rules = [one.rule for one in goals(other.db, business_id)]
        assert len(rules) == len(set(rules))
        assert 2 <= len(generate(other.db, business_id)) <= 4
    assert {one.rule for one in goals(other.db, acme)} == {one.rule for one in goals(app.db, client)}
    assert item(other.db, there, "cash-flow", "payment-days").status == "completed"
    other.close()
