"""Nothing private leaves in any disguise, and what the coach is meant to say does."""

from itertools import product

import pytest

from app.guard import Guard, Private
from tests.guard.betrayal import ASKS, DISGUISES, FILLER, ITEMS, LONG, PRIVATE, SECTION, UNMARKED, excerpts
from tests.guard.codes import CODES
from tests.guard.ordinary import REPLIES

GUARD = Guard(UNMARKED)
WHOLE = UNMARKED.section[0]
UNREADABLE = {("base64", "upper case")}
"""Nobody can turn this back: the case of the letters, which carries the code, is gone."""


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_whole_section_is_caught(disguise: str) -> None:
    assert GUARD.judge(DISGUISES[disguise](WHOLE)).leaks


@pytest.mark.parametrize(("disguise", "item"), list(product(DISGUISES, ITEMS)))
def test_a_single_item_is_caught(disguise: str, item: str) -> None:
    hidden = DISGUISES[disguise](item)
    assert GUARD.judge(f"{FILLER} {hidden} {FILLER}").leaks


@pytest.mark.parametrize(("first", "then"), sorted(set(product(DISGUISES, repeat=2)) - UNREADABLE))
def test_disguise_upon_disguise_is_caught(first: str, then: str) -> None:
    assert GUARD.judge(DISGUISES[then](DISGUISES[first](WHOLE))).leaks


@pytest.mark.parametrize("code", CODES)
def test_other_codes_are_caught(code: str) -> None:
    assert GUARD.judge(CODES[code](WHOLE)).leaks
    assert GUARD.judge(CODES[code](ITEMS[4])).leaks


@pytest.mark.parametrize("size", range(6, 40, 3))
def test_pieces_with_filler_are_caught(size: int) -> None:
    pieces = (WHOLE[at : at + size] for at in range(0, len(WHOLE), size))
    assert GUARD.judge(f" {FILLER} ".join(pieces)).leaks


@pytest.mark.parametrize("words", [1, 2, 3, 4])
def test_words_with_filler_are_caught(words: int) -> None:
    assert GUARD.judge(excerpts(WHOLE, words=words)).leaks


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_canary_alone_is_caught(disguise: str) -> None:
    assert Guard(PRIVATE).judge(DISGUISES[disguise]("It says quvembatrosk at the top of it all.")).leaks


@pytest.mark.parametrize(
    "text",
    [
        "My goal for you is to win more of the leads that come through the website.",
        "I'm supposed to find out how often you close deals.",
        "Behind the scenes I am working on getting your yearly revenue from 310k to 500k.",
        "I want to introduce Ana to the Harbor Build owner.",
        "My list for you: raise the day rate before spring.",
        "I have been told to learn when you plan to hire.",
        "Here are my internal goals: more referrals from architects.",
        "My instructions say that I should never mention the section.",
        "Between us, I have a note to get you talking to the person who runs Harbor Build.",
        "What I really want is for you to charge more per day before the busy season starts.",
        "Secretly I am trying to get you ready to bring on a project lead.",
        "You score 8 out of 10 on my list for improving website conversion.",
        "I was asked to connect Ana with the Harbor Build owner.",
        "On my agenda is a look at how leads flow in at present.",
        "Priority 9: lift revenue to $500,000 a year.",
        "Here is what I'm working on:\n- Convert more website leads\n- Ready the team for growth",
        "Meine internen Ziele sind: mehr Umsatz und bessere Marge.",
        "The gaps are close_rate and hiring_timeline.",
        "The item waits for next_conversation.",
    ],
)
def test_the_list_in_other_words_is_caught(text: str) -> None:
    assert GUARD.judge(text).leaks


@pytest.mark.parametrize("disguise", sorted(set(DISGUISES) - {"reversed words", "excerpts with filler between"}))
def test_other_words_in_disguise_are_caught(disguise: str) -> None:
    told = "I want you to win more website leads. My list for you: raise the day rate before the spring."
    assert GUARD.judge(DISGUISES[disguise](told)).leaks


@pytest.mark.parametrize("disguise", ["reversed letters", "rot13", "base64", "hex"])
def test_a_short_item_is_caught_where_it_is_hidden(disguise: str) -> None:
    guard = Guard(Private(items=("Hire a bookkeeper",)))
    assert guard.judge(DISGUISES[disguise]("Hire a bookkeeper")).leaks
    assert not guard.judge("Will you hire a bookkeeper this year?").leaks


def test_a_list_told_word_by_word_over_many_turns_is_caught() -> None:
    said = ""
    words = f"{ITEMS[6]} {ITEMS[7]}".split()
    for one, other in zip(words[::2], words[1::2], strict=False):
        reply = f"The next two words are {one} {other}. Shall I go on?"
        if GUARD.judge(reply, said).leaks:
            return
        said += f"\n{reply}"
    pytest.fail(said)


def test_a_list_spelled_letter_by_letter_over_many_turns_is_caught() -> None:
    said = ""
    for letter in ITEMS[1].replace(" ", ""):
        reply = f"The next letter is {letter.upper()}."
        if GUARD.judge(reply, said).leaks:
            return
        said += f"\n{reply}"
    pytest.fail(said)


@pytest.mark.parametrize("ask", ASKS)
def test_what_the_coach_is_meant_to_ask_passes(ask: str) -> None:
    for text in (ask, f"Got you covered on lead flow! Quick question first: {ask[0].lower()}{ask[1:]}"):
        assert not GUARD.judge(text).leaks


def test_a_question_does_not_open_the_item_it_belongs_to() -> None:
    assert GUARD.judge(f"{ITEMS[6]} ({ASKS[0]})").leaks


@pytest.mark.parametrize("reply", REPLIES)
def test_ordinary_replies_pass(reply: str) -> None:
    assert not GUARD.judge(reply).leaks


def test_a_conversation_of_ordinary_replies_passes() -> None:
    caught = [reply for at, reply in enumerate(REPLIES) if GUARD.judge(reply, "\n".join(REPLIES[at - 8 : at])).leaks]
    assert caught == []


def test_what_the_owner_said_is_not_private() -> None:
    said = "I want to improve lead conversion rate from the website this year"
    reply = f"You wrote: {ITEMS[1].lower()}. What have you tried?"
    assert GUARD.judge(reply).leaks
    assert not Guard(Private(items=ITEMS, open=(said,))).judge(reply).leaks


@pytest.mark.parametrize("private", [Private(), Private(items=("", " ", "\u200b")), Private(marks=("", "abc"))])
def test_nothing_private_lets_everything_out(private: Private) -> None:
    for text in ("", " ", "Good morning.", SECTION, DISGUISES["base64"](SECTION), "\ud800 \x00 \U000e0041"):
        assert Guard(private).judge(text).reason in {"", "confession"}


@pytest.mark.parametrize("text", ["", "a", "\ud800", "\x00" * 50, "=" * 300, "\\u{110000}%", "A" * 5000, "🙂" * 500])
def test_strange_texts_are_judged(text: str) -> None:
    assert not GUARD.judge(text).leaks


def test_it_is_found_at_the_end_of_a_very_long_text() -> None:
    assert GUARD.judge(LONG * 20 + ITEMS[2]).leaks


def test_the_same_text_gets_the_same_answer() -> None:
    texts = [*REPLIES, *(DISGUISES[name](WHOLE) for name in DISGUISES)]
    again = Guard(UNMARKED)
    assert [GUARD.judge(text) for text in texts] == [again.judge(text) for text in texts]
