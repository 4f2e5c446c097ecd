"""Records behind a figure, by name."""

from app.core.db import Database
from app.crm import deals
from app.crm.standing import cases
from tests import build


def test_each_kind_is_named_in_the_order_given(db: Database) -> None:
    with db.write() as session:
        made = (
            ("task", build.task(session, "Write").id), ("deal", build.deal(session, "Acme").id),
            ("contact", build.contact(session, "Ana Ruiz").id), ("business", build.business(session, "Firm").id),
            ("time_entry", build.time_entry(session).id), ("time_entry", build.time_entry(session, note="Calls").id),
        )  # fmt: skip
    with db.read() as session:
        found = cases.named(session, [list(one) for one in made])
    assert [(row.kind, row.id) for row in found] == list(made)
    assert [row.title for row in found] == ["Write", "Acme", "Ana Ruiz", "Firm", "Time without a note", "Calls"]


def test_what_is_gone_or_unknown_is_left_out(db: Database) -> None:
    with db.write() as session:
        deal = build.deal(session, "Acme")
        deals.delete(session, deal.id, at=session.info["at"])
    with db.read() as session:
        assert cases.named(session, [["deal", deal.id], ["moon", 1]]) == ()
        assert cases.named(session, []) == ()
