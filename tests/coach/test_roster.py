"""The rules as they stand: each with its words, its intensity, and what the owner did to it."""

from app.coach.roster import describe, roster
from app.coach.rules import RULES
from app.core.settings import Value, values

NOW_SET: dict[str, Value] = values(())


def test_every_rule_is_told_in_words() -> None:
    told = roster(NOW_SET)
    assert [rule.id for rule in told] == [rule.id for rule in RULES]
    for rule in told:
        assert rule.doc
        assert rule.name != rule.id
        assert rule.level in (1, 2, 3)
        assert rule.cause in ("action", "time", "pattern")


def test_what_the_owner_did_to_a_rule_is_told() -> None:
    settings = NOW_SET | {"muted_rules": ["stale-leads"], "lowered_rules": ["deal-won", "deal-won", "deal-won"]}
    won, stale = describe("deal-won", settings), describe("stale-leads", settings)
    assert (won.cause, won.level, won.lowered, won.muted) == ("action", 4, 3, False)
    assert (stale.cause, stale.level, stale.lowered, stale.muted) == ("time", 2, 0, True)
    assert describe("stale-leads", NOW_SET, critical=True).level == 1


def test_a_rule_of_an_earlier_version_keeps_its_id_as_name() -> None:
    gone = describe("once-upon-a-time", NOW_SET)
    assert (gone.name, gone.doc, gone.formula, gone.level) == ("once-upon-a-time", "", "", 4)
