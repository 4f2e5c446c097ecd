"""A streamed reply: all of a good one comes out in order, of a bad one nothing that gives the list away."""

import pytest

from app.guard import Guard, Stream
from app.guard.stream import HELD
from tests.guard.betrayal import DISGUISES, FILLER, ITEMS, LONG, UNMARKED, shown
from tests.guard.codes import CODES
from tests.guard.ordinary import REPLIES

GUARD = Guard(UNMARKED)
WHOLE = UNMARKED.section[0]


def run(text: str, size: int, before: str = "") -> tuple[str, Stream]:
    stream = Stream(GUARD, before)
    out = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size))
    return out + stream.finish(), stream


@pytest.mark.parametrize("size", [1, 7, 64, 5000])
def test_a_good_reply_comes_out_whole(size: int) -> None:
    text = "\n".join(REPLIES[:14])
    out, stream = run(text, size)
    assert out == text
    assert not stream.verdict.leaks


def test_it_comes_out_while_it_is_written() -> None:
    stream = Stream(GUARD)
    shown_at = [bool(stream.feed(f"{reply}\n")) for reply in REPLIES[:10]]
    assert not shown_at[0]
    assert all(shown_at[2:])


def test_a_text_without_sentences_comes_out_too() -> None:
    text = ", ".join(f"item number {number} of the delivery note" for number in range(60))
    stream = Stream(GUARD)
    assert "".join(stream.feed(text[at : at + 9]) for at in range(0, len(text), 9))


@pytest.mark.parametrize("size", [1, 9, 100_000])
@pytest.mark.parametrize("disguise", DISGUISES)
def test_nothing_of_a_betrayal_comes_out(disguise: str, size: int) -> None:
    text = f"{FILLER} {DISGUISES[disguise](WHOLE[:600])}"
    out, stream = run(text, size)
    assert stream.verdict.leaks
    assert not shown((WHOLE, *ITEMS), out)
    assert text.startswith(out)


@pytest.mark.parametrize("code", CODES)
def test_nothing_of_a_code_comes_out_but_its_beginning(code: str) -> None:
    text = CODES[code](WHOLE[:400])
    out, stream = run(text, 9)
    assert stream.verdict.leaks
    assert len(out) < len(text) / 2


def test_a_code_spread_over_sentences_is_seen() -> None:
    hidden = DISGUISES["base64"](ITEMS[0])
    text = " ".join(f"Part {at}: {hidden[at : at + 12]}." for at in range(0, len(hidden), 12))
    out, stream = run(text, 5)
    assert stream.verdict.leaks
    assert len(out) <= HELD


def test_nothing_comes_out_after_it_was_caught() -> None:
    out, stream = run(f"{ITEMS[0]}. {ITEMS[1]}.\n", 10)
    assert (out, stream.feed("Good morning. How are you today?\n"), stream.finish()) == ("", "", "")


def test_a_long_piece_is_judged_from_its_beginning() -> None:
    out, stream = run(f"{ITEMS[0]}. {LONG * 5}", 100_000)
    assert (out, stream.verdict.leaks) == ("", True)


def test_it_goes_on_from_the_reply_before() -> None:
    first, second = "It begins with: improve lead conversion ra", "te from the web. Fine?"
    assert run(second, 5)[0] == second
    assert run(second, 5, before=first)[0] == ""
