"""What counts as an answer: hundreds of sentences both ways, with how many were misread and missed."""

import pytest

from app.goals import answers, fields
from tests.goals.sentences import CHATTER, COUNTED, LATER, WORDED

MOST_MISSED = 0.1
TABLE = (*COUNTED, *WORDED, *LATER)


def test_small_talk_is_no_answer_to_any_question() -> None:
    read = [(field, text, answers.reads(field, text)) for text in CHATTER for field in fields.FIELDS]
    false = [one for one in read if one[2] is not None]
    print(f"{len(false)} of {len(read)} readings of small talk are wrong")  # noqa: T201 - shown with -s
    assert len(CHATTER) > 60
    assert false == []


def test_answers_are_read() -> None:
    read = [(field, text, value, answers.reads(field, text)) for field, text, value in TABLE]
    false = [one for one in read if one[3] is not None and one[2] != one[3]]
    meant = [one for one in read if one[2] is not None]
    missed = [one for one in meant if one[3] is None]
    print(f"{len(false)} of {len(read)} answers are misread, {len(missed)} of {len(meant)} missed")  # noqa: T201
    assert len(meant) > 120
    assert {fields.FIELDS[one[0]].kind for one in meant} >= {kind.kind for kind in fields.FIELDS.values()} - {"tier"}
    assert false == []
    assert len(missed) <= MOST_MISSED * len(meant)


BOTH = ("close_rate", "weekly_hours")


@pytest.mark.parametrize(
    ("asked", "text", "values"),
    [
        (BOTH, "30 %, and about 45 hours", {"close_rate": "30", "weekly_hours": "45"}),
        (BOTH, "30 % and 45 hours a week.", {"close_rate": "30", "weekly_hours": "45"}),
        (BOTH, "45 hours. One in four.", {"close_rate": "25", "weekly_hours": "45"}),
        (BOTH, "30 % and 45", {"close_rate": "30", "weekly_hours": "45"}),
        (BOTH, "30\n45", {"close_rate": "30", "weekly_hours": "45"}),
        (BOTH, "30", {}),
        (BOTH, "Etwa 30 Prozent, und so um die 50 Stunden.", {"close_rate": "30", "weekly_hours": "50"}),
        (BOTH, "It was 30 %. No, sorry, 40 %.", {"close_rate": "40"}),
        (BOTH, "30 %. Or 40 %.", {}),
        (("close_rate", "helpfulness"), "Not sure, I will think about it.\n35 %", {"close_rate": "35"}),
        (("team_size", "annual_revenue"), "two of us, 180k", {"team_size": "2", "annual_revenue": "180000"}),
        (("weekly_hours", "lead_sources"), "50 hours. Mostly Instagram.",
         {"weekly_hours": "50", "lead_sources": "Mostly Instagram"}),
        (("hiring_role", "hiring_role"), "Bookkeeping", {"hiring_role": "Bookkeeping"}),
        (("no_such_field",), "30", {}),
    ],
)  # fmt: skip
def test_two_questions_at_once(asked: tuple[str, ...], text: str, values: dict[str, str]) -> None:
    assert answers.given(asked, text) == values


def test_words_are_left_to_the_model() -> None:
    asked = ("lead_sources", "weekly_hours")
    assert answers.given(asked, "Flyers.\n50 hours", words_too=False) == {"weekly_hours": "50"}


@pytest.mark.parametrize("text", ["", " ", "\0", "9" * 400, "1e309 %", "∞ %", "½ of ½", "1,2,3,4", "٣٠ %", "%" * 50])
def test_odd_texts_are_no_answer(text: str) -> None:
    assert answers.given(tuple(fields.FIELDS), text, words_too=False) == {}
