"""What stands beside a message comes back as it was kept, and nothing else does, whoever wrote it into the file."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat import conversations, shapes
from app.chat.shapes import Card, Details, Door, Guarded, Noted, Used
from app.compose import App
from app.models import Message
from app.ui.pages.all import PAGES

WHOLE = Details(
    finish="stopped",
    used=(Used("contact", 3, "Ana"),),
    cards=(
        Card("goal_item", "Create a task", {"item_id": 4, "reasoning": "", "confidence": 0.5, "excerpt": "x"}),
        Card("create_task", "A", {"due_on": None, "contact_id": 2}, lines=("a", "b"), state="done", said="Yes", step=7),
    ),
    noted=(Noted(1, "close_rate", "Close rate", "30", 0.9, 8), Noted(1, "team_size", "Team", "3", 1)),
    guard=Guarded(True, "item", "plain"),
    asked=(4, -2),
    door=Door("settings", "Set up a model"),
    error="No",
)  # fmt: skip
DAMAGED: dict[str, dict[str, Any]] = {
    "a step that is a list": {"cards": [{"tool": "t", "text": "x", "params": {}, "step": [1]}]},
    "a step beyond every id": {"noted": [{"business_id": 1, "field": "f", "title": "t", "value": "v", "confidence": 1,
                                          "step": 2**70}]},
    "a step below zero": {"cards": [{"tool": "t", "text": "x", "params": {}, "step": -1}]},
    "a yes for a step": {"cards": [{"tool": "t", "text": "x", "params": {}, "step": True}]},
    "what is asked": {"asked": [2**70, -(2**70), 0, True, "1", None, [1]]},
    "asked is a number": {"asked": 5},
    "lines of numbers": {"cards": [{"tool": "t", "text": "x", "params": {}, "lines": [1, 2]}]},
    "lines that are text": {"cards": [{"tool": "t", "text": "x", "params": {}, "lines": "ab"}]},
    "a text of no letters": {"cards": [{"tool": "t", "text": 5, "params": {}}]},
    "an unknown state": {"cards": [{"tool": "t", "text": "x", "params": {}, "state": "ready"}]},
    "a state that is a list": {"cards": [{"tool": "t", "text": "x", "params": {}, "state": ["open"]}]},
    "params that are none": {"cards": [{"tool": "t", "text": "x", "params": [1]}]},
    "params that hold more": {"cards": [{"tool": "goal_item", "text": "x", "params": {"item_id": [1]}}]},
    "a record of no number": {"used": [{"kind": "contact", "id": "1", "title": "x"}]},
    "a part that is missing": {"used": [{"kind": "contact", "id": 1}], "door": {"page": "settings"}},
    "a part too many": {"used": [{"kind": "contact", "id": 1, "title": "x", "more": 1}]},
    "sureness without end": {"noted": [{"business_id": 1, "field": "f", "title": "t", "value": "v",
                                        "confidence": float("nan")}]},
    "a door that is none": {"door": {"page": ["settings"], "label": "x"}},
    "a door to nowhere": {"door": {"page": "vault", "label": "x"}},
    "a guard of words": {"guard": {"blocked": "yes"}},
    "an error that is a list": {"error": ["x"]},
    "finish": {"finish": {"done": 1}},
}  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["cards", "used", "noted", "asked", "door", "guard", "tool", "text", "params", "step", "id", "kind", "title"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def test_what_was_kept_comes_back_as_it_was() -> None:
    assert shapes.read(json.loads(json.dumps(WHOLE.stored()))) == WHOLE


@pytest.mark.parametrize("stored", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_part_reads_as_if_it_were_not_there(stored: dict[str, Any]) -> None:
    assert shapes.read(stored) == Details()


@given(ANY)
def test_anything_reads_as_something_that_can_be_kept_again(stored: Any) -> None:
    found = shapes.read(stored)
    assert shapes.read(json.loads(json.dumps(found.stored()))) == found


@pytest.mark.parametrize("stored", [*DAMAGED.values(), {"cards": [5], "used": {"a": 1}}, {}])
def test_a_conversation_with_a_damaged_answer_opens_and_goes_on(app: App, stored: dict[str, Any]) -> None:
    turn = app.chat.say("Good morning")
    with app.db.write() as session:
        session.get_one(Message, turn.id).details = json.loads(json.dumps(stored))
    with app.db.read() as session:
        assert conversations.turns(session, turn.conversation_id)[-1].details.cards == ()
    assert app.chat.say("And now?", conversation=turn.conversation_id).content


def test_every_page_has_a_door() -> None:
    assert set(shapes.PAGES) == {page.key for page in PAGES}


def test_a_damaged_part_takes_no_other_with_it() -> None:
    good = {"kind": "contact", "id": 1, "title": "Ana"}
    found = shapes.read({"used": [good, {**good, "id": 2**70}], "cards": 7, "asked": [1, "2"], "finish": "offline"})
    assert (found.used, found.asked, found.finish) == ((Used("contact", 1, "Ana"),), (1,), "offline")
