"""However an answer is cut into pieces, the same text is shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.llm.flow import FieldText, Filter, Flow, NoCalls, WithNames, WithoutThoughts
from app.clients.llm.redaction import Names

words = st.text(st.characters(codec="utf-8"), max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | words, lambda inner: st.lists(inner) | st.dictionaries(words, inner)
)


def through(one: Filter, written: str, size: int) -> str:
    heard: list[str] = []
    flow = Flow([one], heard.append)
    for place in range(0, len(written), size):
        flow.feed(written[place : place + size])
    flow.end()
    return "".join(heard)


@given(
    words, st.dictionaries(words.filter(lambda key: key != "reply"), VALUES, max_size=4), st.booleans(), st.booleans()
)
def test_a_field_is_found_wherever_it_stands(
    reply: str, others: dict[str, object], last: bool, ascii_only: bool
) -> None:
    ours: dict[str, object] = {"reply": reply}
    made = json.dumps(others | ours if last else ours | others, ensure_ascii=ascii_only)
    for size in (1, 5, len(made)):
        assert through(FieldText("reply"), f"Here: ```json\n{made}\n```", size) == reply


def test_a_field_of_the_same_name_further_inside_is_not_it() -> None:
    made = json.dumps(
        {"a": {"reply": "no"}, "b": [{"reply": "no"}], "c": "reply", "reply": "yes", "d": ["reply", "no"]}
    )
    assert through(FieldText("reply"), made, 2) == "yes"


@pytest.mark.parametrize("size", [1, 4, 100])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<think>a < b</think>\nYes", "Yes"), ("  <think></think>Yes", "Yes"), ("<b>Yes", "<b>Yes"), ("<thi", "<thi"),
        ("<think>never ends", ""), ("Yes <think>no</think>", "Yes <think>no</think>"), ("", ""), ("<", "<"),
        ("<think>" + "x" * 500 + "</think>Yes", "Yes"),
    ],
)  # fmt: skip
def test_thoughts_are_dropped_at_the_start_alone(written: str, shown: str, size: int) -> None:
    assert through(WithoutThoughts(), written, size) == shown


@pytest.mark.parametrize("size", [1, 7, 100])
def test_names_come_back_however_they_are_cut(size: int) -> None:
    names = Names(("Ana", "Bo"))
    assert through(WithNames(names), "[name 1][name 2] [name 3] [x] [name", size) == "AnaBo [name 3] [x] [name"


@given(st.text(alphabet="[]name 12x", max_size=40), st.integers(1, 9))
def test_names_in_a_stream_are_those_of_the_whole(written: str, size: int) -> None:
    names = Names(("Ana", "Bo"))
    assert through(WithNames(names), written, size) == names.restored(written)


def test_what_begins_like_json_waits_for_its_end() -> None:
    assert through(NoCalls(lambda text: text == "{call}"), "{call}", 1) == ""
    assert through(NoCalls(lambda _text: False), " {no call}", 1) == " {no call}"
    assert through(NoCalls(lambda _text: True), "plain {call}", 1) == "plain {call}"
