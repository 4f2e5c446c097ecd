"""The inbox in words."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.coach import delivery, hold_out, insights, trials
from app.coach.quiet import Day, Kept, Quiet
from app.coach.roster import RuleNow
from app.ui.inbox import phrases
from tests.conftest import NOW

RULE = RuleNow("stale-leads", "Stale leads", "time", "Stale leads: name them.", "", 2, 0, False)


def test_every_reason_the_coach_gives_has_words() -> None:
    source = Path(delivery.__file__).read_text("utf-8")
    for reason in phrases.REASONS.keys() - {"focus", trials.HELD, hold_out.USELESS, insights.PRIVATE}:
        assert f'"{reason}"' in source
    assert phrases.REASONS.keys() == phrases.SHORT.keys()
    assert phrases.reason("of a later version") == "of a later version"


@pytest.mark.parametrize(
    ("shown", "cap", "words"),
    [
        ((0, 0), 5, "No toast in 2 days; 5 a day are allowed."),
        ((1, 0), 1, "1 toast in 2 days, at most 1 on one day; 1 a day is allowed."),
        ((3, 2), 10, "5 toasts in 2 days, at most 3 on one day; 10 a day are allowed."),
        ((0, 0), 0, "No toast in 2 days: the coach is off."),
    ],
)
def test_toasts_are_told_against_what_is_allowed(shown: tuple[int, int], cap: int, words: str) -> None:
    days = tuple(Day(NOW.date() + timedelta(days=n), count) for n, count in enumerate(shown))
    assert phrases.toasts(Quiet(days, cap, ())) == words


def test_what_stayed_quiet_is_told_with_its_reasons() -> None:
    kept = (Kept("inboxed", "level", 1_200), Kept("withheld", "muted", 1))
    assert phrases.silence(Quiet((), 5, kept)) == "1,201 stayed quiet: 1,200 above the intensity, 1 of a muted rule."
    assert phrases.silence(Quiet((), 5, ())) == "Nothing had to stay quiet."


@pytest.mark.parametrize(
    ("level", "lowered", "muted", "words"),
    [
        (2, 0, False, "Speaks from Balanced on."),
        (3, 1, False, "Speaks from Active Coach on: less often than at first."),
        (4, 2, False, "Speaks in the inbox alone: less often than at first."),
        (2, 1, True, "Muted: it stands under Withheld in the inbox alone."),
    ],
)
def test_a_rule_tells_from_when_on_it_speaks(level: int, lowered: int, muted: bool, words: str) -> None:
    rule = RuleNow(RULE.id, RULE.name, "time", RULE.doc, "", level, lowered, muted)
    assert phrases.speaks(rule) == words


def test_a_stopped_rule_tells_that_it_did_not_help() -> None:
    assert phrases.speaks(replace(RULE, stopped=True)).startswith("Stopped: reminders did not help.")


def test_the_doc_of_a_rule_is_told_in_paragraphs() -> None:
    doc = "Deal won: ask for a\nreferral.\n\nAsked when: a deal\nis won. Silent when: nobody."
    assert phrases.told_doc(doc) == "Deal won: ask for a referral.\nAsked when: a deal is won.\nSilent when: nobody."
    assert phrases.summary(doc) == "Ask for a referral."
    assert phrases.summary("") == ""


def test_a_snoozed_one_tells_when_it_comes_back() -> None:
    assert phrases.moment(NOW + timedelta(days=1), NOW).startswith("tomorrow, 9:00")
