"""ask: over the command line, with a model on this machine and without one."""

from collections.abc import Iterator

import pytest

from tests import model_server
from tests.chat.conftest import answer
from tests.cli.conftest import Typing
from tests.model_server import ModelServer, refuses, wants


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with model_server.running() as found:
        monkeypatch.setenv("OPENAI_BASE_URL", found.address)
        yield found


def test_without_a_model_the_records_answer(run: Typing) -> None:
    run.json("add", "deal", "--title", "Acme website", "--value", "4500")
    told = run.json("ask", "How is my pipeline?")
    assert told["finish"] == "offline"
    assert "4,500" in told["reply"]
    assert told["guard"] == {"blocked": False, "reason": ""}
    assert {"conversation", "message", "reply", "used", "collected", "proposed_actions", "guard"} <= told.keys()


def test_free_conversation_needs_a_model_and_says_so(run: Typing) -> None:
    ran = run.text("ask", "Tell me about the moon")
    assert ran.code == 0
    assert "Free conversation needs a language model" in ran.out


def test_a_conversation_goes_on_and_an_action_is_carried_out(run: Typing, server: ModelServer) -> None:
    server.then(wants("create_task", {"title": "Call Ana", "due_on": "tomorrow"}), answer("It waits for your click."))
    first = run.json("ask", "Remind me to call Ana")
    number = str(first["conversation"])
    [action] = first["proposed_actions"]
    assert (action["n"], action["text"], action["state"]) == (0, "Create a task: Call Ana, due tomorrow", "open")
    assert run.json("list", "tasks")["total"] == 0
    server.then(answer("Anything else?"))
    second = run.json("ask", "Thanks", "--conversation", number)
    assert second["conversation"] == first["conversation"]
    done = run.json("ask", "--do", "0", "--conversation", number)
    assert done["proposed_actions"][0]["state"] == "done"
    assert run.json("list", "tasks")["rows"][0]["title"] == "Call Ana"
    run.json("undo")
    assert run.json("list", "tasks")["total"] == 0


def test_what_is_told_is_collected(run: Typing, server: ModelServer) -> None:
    told = [{"field": "close_rate", "value": "30", "confidence": 0.9, "quote": "we close about 30 %"}]
    server.then(answer("Good to know.", collected=told))
    [value] = run.json("ask", "By the way, we close about 30 % of offers")["collected"]
    assert (value["field"], value["value"]) == ("close_rate", "30")


def test_a_failure_has_its_own_code_and_keeps_the_question(run: Typing, server: ModelServer) -> None:
    server.script = lambda _body: refuses(401, "Incorrect API key")
    ran = run.text("--json", "ask", "Tell me about the moon")
    assert ran.code == 1
    assert "does not accept the key" in ran.data["error"]
    assert ran.data["finish"] == "failed"


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("ask",), "TEXT"), (("ask", " "), "TEXT"), (("ask", "--do", "0"), "--do"),
        (("ask", "Hello", "--do", "0", "--conversation", "1"), "--do"),
        (("ask", "Hello", "--conversation", "77"), "conversation 77"),
        (("ask", "--do", "0", "--conversation", "77"), "conversation 77"),
    ],
)  # fmt: skip
def test_wrong_use(run: Typing, words: tuple[str, ...], where: str) -> None:
    assert run.refused(*words)["where"] == where


def test_nothing_offered_is_nothing_done(run: Typing) -> None:
    number = run.json("ask", "Tell me about the moon")["conversation"]
    assert run.refused("ask", "--do", "9", "--conversation", str(number))["kind"] == "not_found"
