"""Answers in a shape and tools, from endpoints that know them, and from those that do not."""

import json

import pytest

from app.clients.llm.failures import ModelError
from app.clients.llm.structure import strict_schema
from app.clients.llm.talk import Call, Message, Part, Stop
from tests.clients.llm.conftest import Desk
from tests.clients.llm.shapes import FIND, TASK, Told, ask
from tests.model_server import Reply, refuses, said, text, wants

WHOLE = '{"reply": "Ask \\"Ana\\" \\u2014 \\ud83d\\ude00 now.", "collected": []}'
RULED_OUT = ("response_format", "tools", "stream_options", "max_completion_tokens")


def test_a_shape_is_asked_for_strictly_and_read(desk: Desk) -> None:
    desk.server.then(text('{"reply": "Hi", "collected": [{"field": "team", "value": "3", "confidence": 0.9}]}'))
    filled = desk.model().fill(ask(), Told)
    assert filled.value is not None
    assert (filled.value.reply, filled.value.collected[0].confidence) == ("Hi", 0.9)
    sent = desk.server.asked[0]["response_format"]["json_schema"]
    assert (sent["name"], sent["strict"]) == ("Told", True)


def test_strict_schemas_require_every_field_and_allow_no_other() -> None:
    schema = strict_schema(Told)
    inner = schema["$defs"]["Found"]
    for one in (schema, inner):
        assert one["required"] == list(one["properties"])
        assert one["additionalProperties"] is False
    assert '"default"' not in json.dumps(schema)
    assert strict_schema(TASK.shape)["properties"]["title"]["maxLength"] == 200


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_only_the_shown_field_is_heard_while_the_shape_is_written(desk: Desk, size: int) -> None:
    desk.server.then(text(*[WHOLE[n : n + size] for n in range(0, len(WHOLE), size)]))
    heard: list[str] = []
    filled = desk.model().fill(ask(), Told, shown="reply", hear=heard.append)
    assert "".join(heard) == 'Ask "Ana" — 😀 now.' == filled.answer.text
    assert filled.value == Told(reply='Ask "Ana" — 😀 now.')


def test_an_endpoint_without_formats_is_told_in_words_and_remembered(desk: Desk) -> None:
    desk.server.without = ("response_format",)
    desk.server.script = lambda _body: text(f"Here you are:\n```json\n{WHOLE}\n```")
    model = desk.model()
    assert model.fill(ask(), Told).value is not None
    assert [("response_format" in body) for body in desk.server.asked] == [True, False]
    assert '"additionalProperties": false' in desk.server.asked[1]["messages"][0]["content"]
    assert len(desk.server.asked[1]["messages"]) == 2  # it went with the one system message
    assert model.fill(ask(), Told).value is not None
    assert len(desk.server.asked) == 3
    assert [row.error for row in desk.rows] == ["refused", None, None]


@pytest.mark.parametrize(
    "bad", ["Sure!", '{"reply": 5, "collected": "no"}', '{"reply": "x"', "[1]", "{" * 2000, '{"reply": NaN}']
)
def test_what_does_not_fit_is_asked_for_once_more_with_the_reason(desk: Desk, bad: str) -> None:
    desk.server.then(text(bad), text(WHOLE))
    heard: list[str] = []
    filled = desk.model().fill(ask(), Told, shown="reply", hear=heard.append)
    assert filled.value is not None
    assert filled.answer.text == 'Ask "Ana" — 😀 now.'
    again = desk.server.asked[1]["messages"][-2:]
    assert again[0]["role"] == "assistant"
    assert again[1]["content"].startswith("That cannot be used.")
    assert (filled.answer.usage.sent, len(desk.rows)) == (22, 2)


def test_what_fails_twice_is_one_sentence(desk: Desk) -> None:
    desk.server.script = lambda _body: text("I would rather chat.")
    with pytest.raises(ModelError, match="did not answer in a form") as caught:
        desk.model().fill(ask(), Told)
    assert (caught.value.why, len(desk.server.asked)) == ("bad_answer", 2)


def test_an_answer_that_ran_into_the_limit_is_not_asked_for_again(desk: Desk) -> None:
    desk.server.then(text('{"reply": "Half a sen', finish="length"))
    with pytest.raises(ModelError, match="Ask for less") as caught:
        desk.model().fill(ask(), Told, shown="reply", hear=lambda _piece: None)
    assert (caught.value.partial, len(desk.server.asked)) == ("Half a sen", 1)


def test_a_stopped_shape_has_no_value_but_its_text(desk: Desk) -> None:
    desk.server.then(text('{"reply": "One, ', "two, ", "three, ", "four.", '"}', pause=0.05))
    stop = Stop()
    filled = desk.model().fill(
        ask(), Told, shown="reply", hear=lambda piece: stop.now() if "two" in piece else None, stop=stop
    )
    assert (filled.value, filled.answer.text, filled.answer.finish) == (None, "One, two,", "stopped")


@pytest.mark.parametrize("streamed", [True, False])
def test_a_tool_is_wanted_with_checked_arguments(desk: Desk, streamed: bool) -> None:
    desk.server.then(wants("create_task", {"title": "Call Ana"}))
    answer = desk.model().answer(ask("x", TASK, FIND), hear=(lambda _p: None) if streamed else None)
    assert answer.calls == (Call("c0", "create_task", {"title": "Call Ana", "priority": "low"}),)
    assert [tool["function"]["name"] for tool in desk.server.asked[0]["tools"]] == ["create_task", "find_records"]


@pytest.mark.parametrize(
    "bad",
    [wants("create_task", {"title": ""}), wants("create_task", {}), wants("create_task", '{"title": '),
     wants("create_task", "[]"), wants("delete_everything", {}), wants("create_task", {"title": "x", "priority": 9}),
     Reply(calls=(("create_task", '{"title": "ok"}'), ("nothing", "{}")))],
)  # fmt: skip
def test_wrong_arguments_are_never_handed_on(desk: Desk, bad: Reply) -> None:
    desk.server.then(bad, wants("create_task", {"title": "Call Ana"}))
    assert desk.model().answer(ask("x", TASK)).calls[0].arguments["title"] == "Call Ana"
    desk.server.then(bad, bad)
    with pytest.raises(ModelError) as caught:
        desk.model().answer(ask("x", TASK))
    assert caught.value.why == "bad_answer"


def test_the_result_of_a_tool_goes_back_with_its_id(desk: Desk) -> None:
    call = Call("c7", "find_records", {"words": "Ana"})
    asked = ask("Who is Ana?", FIND)
    messages = (*asked.messages, Message("assistant", (), (call,)), Message("tool", (Part("Ana Ruiz"),), answers="c7"))
    desk.model().answer(type(asked)("chat", messages, (FIND,)))
    _, _, wanted, result = desk.server.asked[0]["messages"]
    assert wanted["tool_calls"][0]["function"] == {"name": "find_records", "arguments": '{"words": "Ana"}'}
    assert (result["role"], result["tool_call_id"], result["content"]) == ("tool", "c7", "Ana Ruiz")


def test_an_endpoint_without_tools_gets_them_in_words(desk: Desk) -> None:
    desk.server.without = ("tools",)
    desk.server.script = lambda _body: text('{"tool": "find_records",', ' "arguments": {"words": "Ana"}}')
    heard: list[str] = []
    call = Call("c7", "find_records", {"words": "Bo"})
    asked = ask("Who?", FIND)
    messages = (*asked.messages, Message("assistant", (), (call,)), Message("tool", (Part("none"),), answers="c7"))
    answer = desk.model().answer(type(asked)("chat", messages, (FIND,)), hear=heard.append)
    assert [one.arguments for one in answer.calls] == [{"words": "Ana"}]
    assert (heard, answer.text) == ([], "")
    roles = [message["role"] for message in desk.server.asked[1]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert "find_records: Find records." in said(desk.server.asked[1]["messages"])


def test_without_tools_ordinary_text_and_json_are_shown(desk: Desk) -> None:
    desk.server.without = ("tools",)
    for words in ("Four deals.", '{"tool": "unknown"}', 'Say {"tool": "find_records", "arguments": {}} to find'):
        desk.server.script = lambda _body, words=words: text(*words)
        heard: list[str] = []
        answer = desk.model().answer(ask("x", FIND), hear=heard.append)
        assert ("".join(heard), answer.text, answer.calls) == (words, words, ())


def test_an_endpoint_that_knows_nothing_but_text_still_fills_a_shape(desk: Desk) -> None:
    desk.server.without = RULED_OUT
    desk.server.script = lambda _body: text(WHOLE)
    filled = desk.model().fill(ask("x", FIND, most_tokens=99), Told, shown="reply", hear=lambda _piece: None)
    assert filled.value is not None
    assert filled.answer.usage.estimated
    last = desk.server.asked[-1]
    assert (last["max_tokens"], set(last) & set(RULED_OUT)) == (99, set())


def test_a_refusal_that_names_nothing_is_tried_plain_but_not_remembered_when_that_fails_too(desk: Desk) -> None:
    desk.server.then(refuses(400, "Bad request"), refuses(400, "Bad request"))
    model = desk.model()
    with pytest.raises(ModelError, match=r"refused the question \(400\)"):
        model.fill(ask(), Told)
    desk.server.then(text(WHOLE))
    model.fill(ask(), Told)
    assert ["response_format" in body for body in desk.server.asked] == [True, False, True]


@pytest.mark.parametrize(
    "words",
    ["registry.ollama.ai/library/gemma does not support tools", "No endpoints found that support tool use",
     "tools param requires --jinja flag"],
)  # fmt: skip
def test_the_words_of_real_endpoints_are_understood(desk: Desk, words: str) -> None:
    status = 404 if "endpoints" in words else 500 if "jinja" in words else 400
    desk.server.then(refuses(status, words))
    assert desk.model().answer(ask("x", FIND)).text == "ready"
    assert ["tools" in body for body in desk.server.asked] == [True, False]
