"""Asking a model: streams, tries again, stops at any token, and writes every attempt down."""

import json
import subprocess
import sys
import threading
import time

import pytest

from app.clients.llm.failures import ModelError
from app.clients.llm.talk import Model, Stop
from tests.clients.llm.conftest import Desk
from tests.clients.llm.shapes import ask
from tests.model_server import Reply, refuses, text


def failed(desk: Desk, **options: object) -> ModelError:
    with pytest.raises(ModelError) as caught:
        desk.model().answer(ask(), **options)  # type: ignore[arg-type]
    return caught.value


def test_what_is_streamed_is_heard_piece_by_piece_and_counted(desk: Desk) -> None:
    desk.server.then(text("Four deals", " are open", "."))
    heard: list[str] = []
    model: Model = desk.model()
    answer = model.answer(ask(), hear=heard.append)
    assert heard == ["Four deals", " are open", "."]
    assert (answer.text, answer.finish, answer.model) == ("Four deals are open.", "done", "small")
    assert (answer.usage.sent, answer.usage.written, answer.usage.estimated, answer.cost_micros) == (11, 7, False, 0)
    [row] = desk.rows
    assert (row.purpose, row.model, row.tokens_sent, row.tokens_written, row.error) == ("chat", "small", 11, 7, None)


def test_unheard_it_is_asked_for_whole(desk: Desk) -> None:
    desk.server.then(text("Four ", "deals."))
    assert desk.model().answer(ask()).text == "Four deals."
    assert desk.server.asked[0]["stream"] is False


def test_an_endpoint_that_does_not_count_is_estimated(desk: Desk) -> None:
    desk.server.then(text("Four deals.", usage=None))
    answer = desk.model().answer(ask(), hear=lambda _piece: None)
    assert answer.usage.estimated
    assert answer.usage.sent > 10
    assert answer.usage.written == 4


@pytest.mark.parametrize(
    ("headers", "waits"),
    [({"Retry_After": "7"}, [7.0]), ({"retry_after_ms": "1500"}, [1.5]), ({}, None), ({"Retry_After": "soon"}, None)],
)
def test_a_busy_endpoint_is_asked_again_after_the_pause_it_asks_for(
    desk: Desk, headers: dict[str, str], waits: list[float] | None
) -> None:
    desk.server.then(refuses(429, "Rate limit reached.", "rate_limit_exceeded", **headers), text("Now."))
    assert desk.model().answer(ask(), hear=lambda _piece: None).text == "Now."
    assert [row.error for row in desk.rows] == ["busy", None]
    assert [row.tokens_sent for row in desk.rows] == [0, 11]
    assert desk.waited == waits if waits else 0.375 <= desk.waited[0] <= 0.5


def test_the_pauses_double_and_end_after_three_attempts(desk: Desk) -> None:
    desk.server.then(*[refuses(503, "Overloaded")] * 4)
    error = failed(desk)
    assert (error.why, error.kind) == ("server", "busy")
    assert len(desk.server.asked) == 3
    first, second = desk.waited
    assert 0.375 <= first <= 0.5
    assert 0.75 <= second <= 1.0


def test_a_long_pause_is_told_and_not_waited_for(desk: Desk) -> None:
    desk.server.then(refuses(429, "Slow down", Retry_After="600"))
    error = failed(desk)
    assert error.message == f"{desk.server.address[7:-3]} takes no more questions for now. Try again in 10 minutes."
    assert (len(desk.server.asked), desk.waited) == (1, [])


def test_an_account_without_credit_is_not_asked_again(desk: Desk) -> None:
    desk.server.then(refuses(429, "You exceeded your current quota.", "insufficient_quota"))
    assert failed(desk).why == "quota"
    assert len(desk.server.asked) == 1


@pytest.mark.parametrize(
    "reply", [text("Four", " deals", " are", cut=2), text("Four", " deals", finish=None, usage=None)]
)
def test_half_a_stream_is_never_asked_again_and_kept(desk: Desk, reply: Reply) -> None:
    desk.server.then(reply)
    heard: list[str] = []
    error = failed(desk, hear=heard.append)
    assert (error.why, error.partial, "".join(heard)) == ("cut", "Four deals", "Four deals")
    assert len(desk.server.asked) == 1
    [row] = desk.rows
    assert row.error == "cut"
    assert row.estimated
    assert row.tokens_sent > 10


def test_an_error_in_the_middle_of_a_stream_keeps_what_came_before(desk: Desk) -> None:
    desk.server.then(text("Four", error={"message": "The server had an error", "code": "server_error"}))
    error = failed(desk, hear=lambda _piece: None)
    assert (error.why, error.partial, len(desk.server.asked)) == ("cut", "Four", 1)


@pytest.mark.parametrize("streamed", [True, False])
def test_a_connection_that_drops_before_a_word_says_so(desk: Desk, streamed: bool) -> None:
    desk.server.then(Reply(cut=0))
    error = failed(desk, hear=(lambda _piece: None) if streamed else None)
    assert error.why == "unreachable"
    assert error.partial == ""


def test_slow_tokens_arrive_and_silence_ends(desk: Desk) -> None:
    desk.server.then(text("a", "b", "c", pause=0.2), text("a", pause=20))
    desk.settings["model_seconds"] = 1
    assert desk.model().answer(ask(), hear=lambda _piece: None).text == "abc"
    began = time.monotonic()
    assert failed(desk, hear=lambda _piece: None).why == "slow"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("streamed", [True, False])
def test_a_stop_ends_it_while_nothing_arrives(desk: Desk, streamed: bool) -> None:
    desk.server.then(text("never", pause=20))
    stop = Stop()
    threading.Timer(0.3, stop.now).start()
    began = time.monotonic()
    answer = desk.model().answer(ask(), hear=(lambda _piece: None) if streamed else None, stop=stop)
    assert (answer.finish, answer.text, answer.calls) == ("stopped", "", ())
    assert time.monotonic() - began < 10
    assert desk.rows[0].error == "stopped"
    assert desk.rows[0].tokens_sent > 0  # it was sent, so it may be billed


def test_a_stop_at_a_token_keeps_what_came_and_hangs_up(desk: Desk) -> None:
    desk.server.then(text(*[f"word {n} " for n in range(500)], pause=0.005))
    stop, heard = Stop(), []

    def hear(piece: str) -> None:
        heard.append(piece)
        if len(heard) == 3:
            stop.now()

    answer = desk.model().answer(ask(), hear=hear, stop=stop)
    assert answer.text == "word 0 word 1 word 2"
    assert len(heard) == 3
    assert desk.server.dropped.wait(3)


def test_a_stop_before_or_between_attempts_sends_nothing_more(desk: Desk) -> None:
    stop = Stop()
    stop.now()
    assert desk.model().answer(ask(), stop=stop).finish == "stopped"
    assert desk.server.asked == []
    again = Stop()
    desk.server.script = lambda _body: again.now() or refuses(503, "Overloaded")
    assert desk.model().answer(ask(), stop=again).finish == "stopped"
    assert len(desk.server.asked) == 1


def test_closing_ends_what_is_under_way(desk: Desk) -> None:
    desk.server.then(text("never", pause=20))
    model = desk.model()
    threading.Timer(0.3, model.close).start()
    began = time.monotonic()
    assert model.answer(ask(), hear=lambda _piece: None).finish == "stopped"
    assert time.monotonic() - began < 10
    with pytest.raises(ModelError, match="closing"):
        model.answer(ask())


def test_a_megabyte_comes_through(desk: Desk) -> None:
    desk.server.then(text(*["0123456789abcdef" * 64] * 1024))
    heard: list[str] = []
    answer = desk.model().answer(ask(), hear=heard.append)
    assert len(answer.text) == 1024 * 1024 == len("".join(heard))


def test_an_endless_answer_is_ended(desk: Desk) -> None:
    desk.server.then(text(*["x" * 100_000] * 60))
    assert failed(desk, hear=lambda _piece: None).why == "cut"


def test_a_megabyte_is_sent_and_more_than_anyone_reads_is_not(desk: Desk) -> None:
    assert desk.model().answer(ask("é" * 1_000_000)).text == "ready"
    with pytest.raises(ModelError, match="Shorten it"):
        desk.model().answer(ask("x" * 5_000_000))
    assert len(desk.server.asked) == 1


def test_half_a_surrogate_pair_does_not_stop_a_question(desk: Desk) -> None:
    assert desk.model().answer(ask("broken \ud83d here")).text == "ready"


@pytest.mark.parametrize(
    "raw",
    [b"<html>Welcome</html>", b"not json", b"[]", b"null", b'{"choices": []}', b'{"choices": [null]}', b'"ready"',
     b'{"choices": [{"message": null}]}', b'{"choices": 7}', b'{"choices": [{"message": {"content": 5}}]}', b""],
)  # fmt: skip
@pytest.mark.parametrize("streamed", [True, False])
def test_whatever_is_no_answer_is_told_as_such(desk: Desk, raw: bytes, streamed: bool) -> None:
    desk.server.script = lambda _body: Reply(raw=raw)
    error = failed(desk, hear=(lambda _piece: None) if streamed else None)
    assert error.why == "bad_answer"
    assert "not a model's answer" in error.message


def test_broken_json_in_a_stream_is_told(desk: Desk) -> None:
    desk.server.then(Reply(raw=b'data: {"choices": [{"delta"\n\n', headers=(("Content-Type", "text/event-stream"),)))
    assert failed(desk, hear=lambda _piece: None).why == "bad_answer"


def test_an_empty_answer_is_asked_for_once_more(desk: Desk) -> None:
    desk.server.then(text(""), text("Four."))
    assert desk.model().answer(ask()).text == "Four."
    assert desk.server.asked[1]["messages"][-1]["content"].startswith("That cannot be used. It was empty.")


def test_thoughts_are_not_shown(desk: Desk) -> None:
    desk.server.then(text("<thi", "nk>The owner is", " slow</th", "ink>\n\nFour", " deals."))
    heard: list[str] = []
    assert desk.model().answer(ask(), hear=heard.append).text == "Four deals."
    assert "".join(heard) == "Four deals."


def test_a_listener_that_breaks_is_not_taken_for_the_endpoint(desk: Desk) -> None:
    def hear(_piece: str) -> None:
        raise ValueError("a mistake of ours")

    with pytest.raises(ValueError, match="of ours"):
        desk.model().answer(ask(), hear=hear)
    assert desk.rows[0].error == "unforeseen"


def test_a_refusal_is_told(desk: Desk) -> None:
    desk.server.then(text("", finish="content_filter"))
    assert failed(desk).why == "refused"


def test_without_a_chosen_model_the_first_that_talks_is_taken(desk: Desk) -> None:
    desk.server.models = ("a-text-embedding", "little", "tiny")
    desk.settings["model_name"] = ""
    assert desk.model().answer(ask()).model == "little"


def test_a_ledger_that_fails_does_not_cost_the_answer(desk: Desk) -> None:
    model = desk.model()
    model._record = lambda _row: json.loads("")
    assert model.answer(ask()).text == "ready"


def test_nothing_heavy_is_imported_before_the_first_question() -> None:
    code = (
        "import sys, app.clients.llm.client\n"
        "print([name for name in ('openai', 'pydantic', 'httpx2', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
