"""Interactions and when a contact was last in touch."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import interactions, undo
from app.models import ActivityLog, Contact, Interaction
from tests import build
from tests.conftest import NOW

DAY = timedelta(days=1)


def last(session: Any, contact_id: int) -> tuple[datetime | None, datetime | None, datetime | None]:
    contact = session.get_one(Contact, contact_id)
    return contact.last_outbound_at, contact.last_inbound_at, contact.last_contact_at


def test_an_interaction_is_logged_with_its_own_time_and_the_contact_knows(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session)
        build.interaction(session, ana.id, "email", direction="inbound", happened_at=NOW - DAY)
    with db.read() as session:
        row = session.scalars(select(ActivityLog).where(ActivityLog.action == "contact_contacted")).one()
        assert row.details == {"kind": "email", "direction": "inbound"}
        assert (row.entity_type, row.entity_id, row.created_at) == ("contact", ana.id, NOW - DAY)
        assert last(session, ana.id) == (None, NOW - DAY, NOW - DAY)


def test_editing_moving_deleting_and_undoing_keep_last_contact_true(db: Database) -> None:
    with db.write() as session:
        ana, ben = build.contact(session), build.contact(session, "Ben Ode")
        build.interaction(session, ana.id, happened_at=NOW - 5 * DAY)
        call = build.interaction(session, ana.id, happened_at=NOW - DAY)
    with db.write() as session:
        interactions.edit(session, call.id, at=NOW, happened_at=NOW - 2 * DAY, direction="inbound")
        assert last(session, ana.id) == (NOW - 5 * DAY, NOW - 2 * DAY, NOW - 2 * DAY)
    with db.write() as session:
        interactions.edit(session, call.id, at=NOW, contact_id=ben.id)
        assert last(session, ana.id) == (NOW - 5 * DAY, None, NOW - 5 * DAY)
        assert last(session, ben.id) == (None, NOW - 2 * DAY, NOW - 2 * DAY)
    with db.write() as session:
        interactions.delete(session, call.id, at=NOW)
        assert last(session, ben.id) == (None, None, None)
    undo.undo(db)
    with db.read() as session:
        assert last(session, ben.id) == (None, NOW - 2 * DAY, NOW - 2 * DAY)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "fax"}, "Kind cannot be “fax”: it takes one of call, email"),
        ({"direction": "up"}, "Direction cannot be “up”"),
        ({"contact_id": 99}, "There is no contact 99"),
        ({"contact_id": None}, "An interaction needs a contact"),
        ({"happened_at": NOW + DAY}, "still to come"),
        ({"duration_minutes": -1}, "Duration minutes cannot be"),
        ({"summary": 5}, "Summary cannot be “5”: it takes text"),
    ],
)
def test_a_wrong_interaction_is_refused(db: Database, given: dict[str, Any], sentence: str) -> None:
    with db.write() as session:
        ana = build.contact(session)
    with pytest.raises(CrmError, match=sentence), db.write() as session:
        interactions.create(session, at=NOW, **{"contact_id": ana.id, "kind": "call", **given})
    with db.read() as session:
        assert session.scalars(select(Interaction)).all() == []


def test_last_contact_is_always_the_newest_interaction_of_each_direction(db: Database) -> None:
    with db.write() as session:
        people = [build.contact(session, name).id for name in ("Ana", "Ben")]

    class Story(RuleBasedStateMachine):
        """Whatever is logged, changed, moved and deleted."""

        @rule(who=st.sampled_from(people), inbound=st.booleans(), days=st.integers(0, 9))
        def log(self, who: int, inbound: bool, days: int) -> None:
            with db.write() as session:
                direction = "inbound" if inbound else "outbound"
                build.interaction(session, who, direction=direction, happened_at=NOW - days * DAY)
            check_all(db, people)

        @rule(pick=st.integers(0, 99), who=st.sampled_from(people), days=st.integers(0, 9))
        def change(self, pick: int, who: int, days: int) -> None:
            with db.write() as session:
                ids = session.scalars(select(Interaction.id)).all()
                if ids:
                    chosen = ids[pick % len(ids)]
                    interactions.edit(session, chosen, at=NOW, contact_id=who, happened_at=NOW - days * DAY)
            check_all(db, people)

        @rule(pick=st.integers(0, 99))
        def remove(self, pick: int) -> None:
            with db.write() as session:
                ids = session.scalars(select(Interaction.id)).all()
                if ids:
                    interactions.delete(session, ids[pick % len(ids)], at=NOW)
            check_all(db, people)

    quick = settings(max_examples=15, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Story, settings=quick)  # type: ignore[no-untyped-call]


def check_all(db: Database, people: list[int]) -> None:
    with db.read() as session:
        for who in people:
            rows = session.scalars(select(Interaction).where(Interaction.contact_id == who)).all()
            out = max((r.at for r in rows if r.direction == "outbound"), default=None)
            back = max((r.at for r in rows if r.direction == "inbound"), default=None)
            assert last(session, who) == (out, back, max(filter(None, (out, back)), default=None))
