"""Conditions as data: what they come out as, and that none of them can do harm."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import jsonlogic
from app.core.errors import CrmError

DEAL = {"deal": {"value": 500, "tags": ["a", "b"]}, "parts": [{"n": 1}, {"n": 2}], "none": None, "empty": ""}


@pytest.mark.parametrize(
    ("rule", "result"),
    [
        ({"==": [1, "1"]}, True),
        ({"==": [None, 0]}, False),
        ({"===": [1, True]}, False),
        ({"!==": ["a", "a"]}, False),
        ({"<": [1, {"var": "deal.value"}, 1000]}, True),
        ({"<": ["10", "9"]}, True),
        ({">": [None, 5]}, False),
        ({">": ["word", 5]}, False),
        ({"var": ["deal.size", 7]}, 7),
        ({"var": "parts.1.n"}, 2),
        ({"var": "parts.9.n"}, None),
        ({"missing": ["deal.value", "none", "empty"]}, ["none", "empty"]),
        ({"missing_some": [2, ["deal", "none", "empty"]]}, ["none", "empty"]),
        ({"if": [False, 1, 0, 2, 3]}, 3),
        ({"and": []}, None),
        ({"in": ["a", {"var": "deal.tags"}]}, True),
        ({"in": ["a", None]}, False),
        ({"map": [{"var": "parts"}, {"+": [{"var": "n"}, 1]}]}, [2, 3]),
        ({"reduce": [{"var": "parts"}, {"+": [{"var": "accumulator"}, {"var": "current.n"}]}, 0]}, 3),
        ({"all": [[], True]}, False),
        ({"none": [{"var": "parts"}, {">": [{"var": "n"}, 2]}]}, True),
        ({"some": [{"var": "parts"}, {">": [{"var": "n"}, 1]}]}, True),
        ({"filter": [{"var": "nothing"}, True]}, []),
        ({"%": [-7, 3]}, -1),
        ({"/": [7, 2]}, 3.5),
        ({"-": [5]}, -5),
        ({"+": ["3.5", 1]}, 4.5),
        ({"min": []}, None),
        ({"cat": [1.0, "a", None, True]}, "1atrue"),
        ({"substr": ["rain", -2]}, "in"),
        ({"merge": [1, [2, [3]]]}, [1, 2, [3]]),
        ({"!!": ["0"]}, True),
        ({"!": [[]]}, True),
        ({"log": "x"}, "x"),
        ({"two": 1, "keys": 2}, {"two": 1, "keys": 2}),
    ],
)
def test_operators_come_out_as_in_javascript(rule: Any, result: Any) -> None:
    found = jsonlogic.apply(rule, DEAL)
    assert found == result
    assert type(found) is type(result)


def test_a_division_by_zero_is_no_error() -> None:
    assert jsonlogic.apply({"/": [1, 0]}) == math.inf
    assert math.isnan(jsonlogic.apply({"%": [1, 0]}))
    assert not jsonlogic.holds({"/": [0, 0]})


@pytest.mark.parametrize(
    "rule", [{"exec": ["rm"]}, {"and": [True, {"open": "file"}]}, {"": 1}, {"__class__": 1}], ids=str
)
def test_an_unknown_operator_is_refused(rule: Any) -> None:
    with pytest.raises(CrmError, match="no operator"):
        jsonlogic.apply(rule)


def test_what_is_never_reached_is_not_evaluated() -> None:
    assert jsonlogic.apply({"if": [True, 1, {"unknown": 1}]}) == 1


def deep(levels: int) -> Any:
    rule: Any = True
    for _ in range(levels):
        rule = {"!": [rule]}
    return rule


@pytest.mark.parametrize(
    "rule",
    [
        deep(5000),
        {"reduce": [list(range(40)), {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "aa"]},
        {"reduce": [list(range(40)), {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1, 2]]},
        {"map": [list(range(1000)), {"map": [list(range(1000)), {"+": [1, {"var": ""}]}]}]},
    ],
    ids=["depth", "text", "list", "steps"],
)
def test_a_rule_that_would_never_end_is_stopped(rule: Any) -> None:
    with pytest.raises(CrmError, match="too large"):
        jsonlogic.apply(rule, {})


def test_large_products_end_in_infinity() -> None:
    grown = {"reduce": [list(range(300)), {"*": [{"var": "accumulator"}, 10**9]}, 10]}
    assert jsonlogic.apply(grown) == math.inf


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(sorted(jsonlogic.KNOWN)) | st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=12,
)


OPERATORS = st.sampled_from(sorted(jsonlogic.KNOWN))


@given(st.dictionaries(OPERATORS, JSON, min_size=1, max_size=1), JSON)
def test_any_json_is_answered_or_refused_in_a_sentence(rule: Any, data: Any) -> None:
    with suppress(CrmError):
        assert jsonlogic.holds(rule, data) in (True, False)
