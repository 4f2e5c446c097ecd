"""An answer's form is read leniently: models name and nest things in their own ways."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.forms import Reply
from app.clients.llm.structure import MisfitError, fitted, strict_schema

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("given_", "field", "value", "sure"),
    [
        ([{"field": "close_rate", "value": "30", "confidence": 0.9}], "close_rate", "30", 0.9),
        ({"close_rate": "30"}, "close_rate", "30", 0.5),
        ({"close_rate": {"value": 30, "confidence": "80%"}}, "close_rate", "30", 0.8),
        ({"field": "close_rate", "value": 30, "confidence": "high"}, "close_rate", "30", 0.9),
        ([{"close_rate": 30, "confidence": 0.7, "quote": "x"}], "close_rate", "30", 0.7),
        ({"lead_sources": ["Fairs", "Friends"]}, "lead_sources", "Fairs, Friends", 0.5),
    ],
)
def test_collected_in_many_shapes(given_: object, field: str, value: str, sure: float) -> None:
    [found] = Reply.model_validate({"reply": "x", "collected": given_}).collected
    assert (found.field, found.value, found.confidence) == (field, value, sure)


@pytest.mark.parametrize("asked", [[3, 4], ["3", "item 4"], [{"id": 3}, {"item_id": "4"}], [3, 3, "4", None, True]])
def test_asked_in_many_shapes(asked: object) -> None:
    assert Reply.model_validate({"reply": "x", "asked": asked}).asked == [3, 4]


@pytest.mark.parametrize("name", ["reply", "answer", "message", "response"])
def test_the_reply_by_another_name(name: str) -> None:
    assert Reply.model_validate({name: "Hello"}).reply == "Hello"


def test_without_a_reply_it_does_not_fit() -> None:
    with pytest.raises(MisfitError, match="reply"):
        fitted(Reply, json.dumps({"asked": [1]}))


@given(asked=JSON, collected=JSON, recommended=JSON, commitments=JSON)
def test_any_rubbish_beside_the_reply_is_no_trouble(
    asked: object, collected: object, recommended: object, commitments: object
) -> None:
    found = Reply.model_validate(
        {"reply": "Hello", "asked": asked, "collected": collected, "recommended": recommended,
         "commitments": commitments}
    )  # fmt: skip
    assert found.reply == "Hello"
    assert all(0 <= one.confidence <= 1 for one in found.collected)


def test_the_schema_is_one_that_strict_endpoints_take() -> None:
    schema = strict_schema(Reply)
    assert next(iter(schema["properties"])) == "reply", "it is written first, so that it can be shown at once"
    assert set(schema["required"]) == set(schema["properties"])
