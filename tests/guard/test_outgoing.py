"""A caught text is asked for once more, then replaced; a canary is a word of its own."""

from app.guard import NEUTRAL, Guard, mark, outgoing
from tests.guard.betrayal import DISGUISES, ITEMS, PRIVATE

GUARD = Guard(PRIVATE)
GOOD = "Two quotes are open. Call Mia first."


def test_a_good_text_leaves_as_it_is() -> None:
    done = outgoing(GUARD, GOOD, again=lambda: "never asked for")
    assert (done.text, done.caught) == (GOOD, ())


def test_a_caught_reply_is_asked_for_once_more() -> None:
    done = outgoing(GUARD, ITEMS[0], again=lambda: GOOD)
    assert done.text == GOOD
    assert [verdict.reason for verdict in done.caught] == ["excerpt"]


def test_caught_twice_a_neutral_sentence_leaves() -> None:
    done = outgoing(GUARD, ITEMS[0], again=lambda: ITEMS[1])
    assert (done.text, len(done.caught)) == (NEUTRAL, 2)
    assert outgoing(GUARD, ITEMS[0]).text == NEUTRAL
    assert not GUARD.judge(NEUTRAL).leaks


def test_canaries_differ_and_survive_every_disguise() -> None:
    marks = {mark(f"conversation {number}") for number in range(500)}
    assert len(marks) == 500
    assert mark("conversation 1") in marks
    assert all(DISGUISES["leetspeak"](one) != one for one in marks)
