"""How much of the private lists one reply may bring up, when the talk is about two businesses."""

import pytest

from app.chat.hidden import Mind
from app.compose import App
from app.goals import agenda
from tests.conftest import NOW


@pytest.fixture
def mind(app: App, ana: int) -> tuple[Mind, tuple[int, ...]]:
    """With goals for the owner's own business and the one of Ana."""
    made = Mind(app.db, app.bus)
    with app.db.read() as session:
        concerned, _ready = made.concerned(session, (("contact", ana),), NOW)
    made.make(concerned)
    return made, concerned


def test_two_lists_bring_up_two_things_together_one_for_each(app: App, mind: tuple[Mind, tuple[int, ...]]) -> None:
    with app.db.read() as session:
        found = mind[0].hidden(session, mind[1], NOW)
    assert len(mind[1]) == 2
    assert {item.business_id for item in found.due} == set(mind[1])
    assert len([line for line in found.section.splitlines() if line.strip().startswith("item ")]) == 2


def test_what_is_not_brought_up_now_is_private_all_the_same(app: App, mind: tuple[Mind, tuple[int, ...]]) -> None:
    with app.db.read() as session:
        found = mind[0].hidden(session, mind[1], NOW)
        all_due = [item for one in mind[1] for item in agenda.agenda(session, one, NOW).due]
    held_back = {item.checklist_item for item in all_due if item not in found.due}
    assert held_back
    assert held_back <= set(found.private(()).items)
