"""What guards of the same private texts share: never what is open in one of them."""

import time

from app.guard import Guard, Private
from app.guard.index import Run
from app.guard.known import known
from app.guard.meaning import Nearest
from app.guard.script import Script
from tests.guard.betrayal import ITEMS, UNMARKED

WHOLE = UNMARKED.section[0]


def test_what_is_open_in_one_guard_is_closed_in_the_next() -> None:
    closed = Private(ITEMS, UNMARKED.section)
    assert Guard(closed).judge(ITEMS[0]).leaks
    assert not Guard(Private(ITEMS, UNMARKED.section, open=(ITEMS[0],))).judge(ITEMS[0]).leaks
    assert Guard(closed).judge(ITEMS[0]).leaks
    assert not Guard(Private(ITEMS, UNMARKED.section, open=(ITEMS[0],))).judge(ITEMS[0]).leaks, "also the second time"


def test_a_second_guard_takes_a_fraction_of_the_first() -> None:
    texts = (WHOLE, *(f"{WHOLE} {n}" for n in range(20)))
    open_texts = tuple(f"What about the number {n} of the quarter?" for n in range(100))

    def took() -> float:
        start = time.thread_time()
        Guard(Private((), texts, open=open_texts))
        return time.thread_time() - start

    known.cache_clear()
    first = took()
    assert min(took() for _ in range(5)) < first / 2


def test_lengths_count_the_signs_between_letters() -> None:
    script = Script(["A b, c", "d", "", "Zo\u00eb!e"])
    assert script.letters == b"abc\0d\0zoee"
    assert [script.length(Run(*run, 0)) for run in ((0, 3), (1, 3), (4, 5), (6, 10))] == [6, 4, 1, 5]


def test_the_nearest_is_the_likest_and_of_several_the_first() -> None:
    sets = [frozenset("ab"), frozenset("abcd"), frozenset("ba") | {"a"}, frozenset("xyz")]
    nearest = Nearest(sets)
    assert nearest.find(frozenset("ab")) == (1.0, sets[0])
    assert nearest.find(frozenset("abc"))[1] == sets[1]
    assert nearest.find(frozenset("q")) == (0.0, frozenset())
    assert nearest.find(frozenset()) == (0.0, frozenset())
    assert nearest.covers(frozenset("xq"), 0.5)
    assert not nearest.covers(frozenset("xqr"), 0.5)
