"""What may leave the machine: switches, names, masks, and a preview that shows it to the letter."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.llm.redaction import KINDS, MASKS, Names
from app.clients.llm.talk import Ask, Message, Part, Tool
from app.core.settings import BY_KEY, SENT
from tests.clients.llm.conftest import Desk
from tests.clients.llm.shapes import FIND, TASK, Told, ask
from tests.model_server import said, text, wants

NAMES = ("Ana Ruiz", "Ana", 'Bo "Jr" Lee')


def sent(desk: Desk) -> str:
    return said(desk.server.asked[-1]["messages"])


def asked(*parts: Part, names: tuple[str, ...] = NAMES, tools: tuple[Tool, ...] = ()) -> Ask:
    return Ask("chat", (Message("user", parts),), tools, names)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_data_has_a_switch_that_keeps_it_here(desk: Desk, kind: str) -> None:
    switch, label = KINDS[kind]
    question = asked(Part("secret one", kind), Part("open"), Part("secret two", kind))
    desk.model().answer(question)
    assert "secret one" in sent(desk)
    desk.settings[switch] = False
    desk.model().answer(question)
    assert "secret" not in json.dumps(desk.server.asked[-1])
    assert f"[{label}: kept on the owner's machine]" in sent(desk)
    assert "open" in sent(desk)
    assert desk.model().preview(question).left_out == (label,)
    assert BY_KEY[switch].group == SENT


def test_a_kind_that_nobody_declared_never_leaves(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.model().answer(asked(Part("secret", "diary")))
    assert desk.server.asked == []


@pytest.mark.parametrize("hear", [None, lambda _piece: None])
@pytest.mark.parametrize("plain", [(), ("tools", "response_format")])
def test_the_preview_is_what_is_sent_to_the_letter(desk: Desk, hear: object, plain: tuple[str, ...]) -> None:
    desk.server.without = plain
    desk.server.script = lambda _body: text('{"reply": "x"}')
    desk.settings |= {"model_sends_names": False, "model_sends_notes": False}
    question = asked(Part("Ana Ruiz, ana@x.de"), Part("private", "notes"), tools=(FIND,))
    model = desk.model()
    model.fill(question, Told, hear=hear)  # type: ignore[arg-type] - learns what the endpoint refuses
    shown = model.preview(question, Told, heard=hear is not None)
    model.fill(question, Told, hear=hear)  # type: ignore[arg-type]
    assert json.loads(shown.body) == desk.server.asked[-1]
    assert shown.address == desk.server.address
    assert shown.tokens > 50


def test_a_preview_sends_nothing_and_needs_no_key(desk: Desk) -> None:
    desk.settings |= {"model_preset": "openai", "model_name": ""}
    assert json.loads(desk.model().preview(ask()).body)["model"] == "gpt-4.1-mini"
    assert desk.server.asked == []


def test_names_go_out_as_placeholders_and_come_back(desk: Desk) -> None:
    desk.settings["model_sends_names"] = False
    desk.server.then(text("Call [na", "me 1], then [name", " 3", "] and [name 9] [or not]."))
    heard: list[str] = []
    question = asked(Part('Ana Ruiz and Ana met Bo "Jr" Lee, not Anabel; ANA\'s'))
    answer = desk.model().answer(question, hear=heard.append)
    assert sent(desk) == "[name 1] and [name 2] met [name 3], not Anabel; ANA's"
    assert answer.text == 'Call Ana Ruiz, then Bo "Jr" Lee and [name 9] [or not].' == "".join(heard)


def test_names_in_tools_and_shapes_come_back_too(desk: Desk) -> None:
    desk.settings["model_sends_names"] = False
    desk.server.then(wants("create_task", {"title": "Call [name 3]"}))
    [call] = desk.model().answer(asked(Part("x"), tools=(TASK,))).calls
    assert call.arguments["title"] == 'Call Bo "Jr" Lee'
    desk.server.then(text('{"reply": "Ask [name 3]"}'))
    heard: list[str] = []
    filled = desk.model().fill(asked(Part("x")), Told, shown="reply", hear=heard.append)
    assert filled.value is not None
    assert filled.value.reply == 'Ask Bo "Jr" Lee' == "".join(heard)
    again = replace(asked(tools=(TASK,)), messages=(Message("assistant", (), (call,)),))
    desk.model().answer(again)
    assert "Lee" not in json.dumps(desk.server.asked[-1])


def test_names_that_may_leave_do(desk: Desk) -> None:
    desk.model().answer(asked(Part("Ana Ruiz")))
    assert sent(desk) == "Ana Ruiz"


@pytest.mark.parametrize(
    "written",
    ["ana.ruiz+x@mail.example.co.uk", "+49 89 123456", "+1 (555) 123-4567", "555-123-4567", "(555) 123-4567",
     "089 1234567", "0171/1234567", "0049 171 1234567", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"],
)  # fmt: skip
def test_addresses_and_numbers_are_masked(desk: Desk, written: str) -> None:
    desk.model().answer(ask(f"Reach me ({written}) or {written}, please."))
    assert written not in sent(desk)
    assert sent(desk).count("[") == 2
    desk.settings["model_sends_addresses"] = True
    desk.model().answer(ask(f"Reach me: {written}."))
    assert written in sent(desk)


@pytest.mark.parametrize(
    "written",
    ["2026-03-02 09:00", "02.03.2026", "02.03.2026 10:30", "12/31/2026", "1,250,000.00 EUR", "1.250.000,00",
     "1 000 000", "0.25", "100 200 300", "v1.2.3", "4 deals of 250 to 3000", "room 101, 12 seats", "@ home", "Q3 2026",
     "999999999999", "50-75 %", "2024-2026", "09:00-17:00"],
)  # fmt: skip
def test_dates_and_amounts_are_not_masked(written: str) -> None:
    masked = written
    for pattern, instead in MASKS:
        masked = pattern.sub(instead, masked)
    assert masked == written


@given(st.lists(st.text(min_size=2, max_size=12).filter(lambda name: "[" not in name), max_size=5), st.text())
def test_whatever_is_hidden_comes_back(names: list[str], words: str) -> None:
    known = Names(tuple(dict.fromkeys(name for name in names if name.strip() == name and name)))
    if "[name" not in words:
        assert known.restored(known.hidden(words)) == words
