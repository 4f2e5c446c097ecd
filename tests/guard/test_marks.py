"""A canary is a word of its own, and what replaces a caught text gives nothing away itself."""

from app.guard import NEUTRAL, Guard, mark
from tests.guard.betrayal import DISGUISES, PRIVATE


def test_what_replaces_a_caught_text_may_leave() -> None:
    assert not Guard(PRIVATE).judge(NEUTRAL).leaks


def test_canaries_differ_and_survive_every_disguise() -> None:
    marks = {mark(f"conversation {number}") for number in range(500)}
    assert len(marks) == 500
    assert mark("conversation 1") in marks
    assert all(DISGUISES["leetspeak"](one) != one for one in marks)
