"""Every failure is one clear sentence, and the test of the settings tells it."""

import socket

import pytest

from app.clients.llm.endpoint import bound, current, is_local, refused
from app.clients.llm.failures import ModelError, asked_wait
from app.clients.secrets import KeyringSecrets
from tests.clients.llm.conftest import Desk
from tests.clients.llm.shapes import FIND, ask
from tests.model_server import refuses, running, text


def sentence(desk: Desk) -> str:
    with pytest.raises(ModelError) as caught:
        desk.model().answer(ask())
    return caught.value.message


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (refuses(401, "Incorrect API key provided: sk-abc"), "does not accept the key"),
        (refuses(402, "Payment required"), "no credit left"),
        (refuses(403, "Not allowed"), "may not use small"),
        (refuses(404, "The model `small` does not exist", "model_not_found"), "no model called small"),
        (refuses(404, "page not found"), "most end in /v1"),
        (refuses(307, "moved", Location="http://127.0.0.1:9/"), "most end in /v1"),
        (refuses(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded"), "Shorten it"),
        (refuses(413, "too big"), "Shorten it"),
        (refuses(400, "no"), "refused the question (400)"),
        (refuses(500, "oops", Retry_After="900"), "problem of its own (500)"),
        (refuses(418, "teapot"), "refused the question (418)"),
    ],
)
def test_what_an_endpoint_answers(desk: Desk, reply: object, words: str) -> None:
    desk.server.script = lambda _body: reply
    told = sentence(desk)
    assert words in told
    assert "sk-abc" not in told
    assert "  " not in told


def test_nobody_there(desk: Desk) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    desk.settings["model_address"] = f"http://127.0.0.1:{port}/v1"
    assert "Is the program that runs the model started?" in sentence(desk)
    desk.settings["model_address"] = "https://nowhere.invalid/v1"
    assert sentence(desk) == "nowhere.invalid cannot be reached. Check the internet connection and the address."


def test_something_else_is_there(desk: Desk) -> None:
    """A program that listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as mail:
        desk.settings["model_address"] = f"http://127.0.0.1:{mail.getsockname()[1]}/v1"
        desk.settings["model_seconds"] = 1
        assert "took too long" in sentence(desk)


def test_https_where_there_is_none(desk: Desk) -> None:
    desk.settings["model_address"] = desk.server.address.replace("http:", "https:")
    assert "cannot be reached" in sentence(desk)


def test_a_key_that_is_missing_or_broken(desk: Desk, secrets: KeyringSecrets) -> None:
    desk.settings["model_preset"] = "openai"
    assert sentence(desk) == "OpenAI needs a key. Enter it in Settings; it is kept in the keyring."
    secrets.set("openai_api_key", "sk-schlüssel")
    assert "signs no key has" in sentence(desk)


def test_the_key_comes_from_the_keyring_or_for_one_run_from_the_environment(
    desk: Desk, secrets: KeyringSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.server.key = "sk-kept"
    secrets.set("custom_api_key", bound(desk.settings, "custom_api_key", "sk-kept"))
    assert desk.model().answer(ask()).text == "ready"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    assert "does not accept the key" in sentence(desk)
    assert desk.server.keys == ["Bearer sk-kept", "Bearer sk-other"]


def test_the_key_for_one_host_goes_to_no_other(desk: Desk, secrets: KeyringSecrets) -> None:
    here = desk.server.address.split("/")[2]
    elsewhere = desk.settings | {"model_address": "https://mine.example/v1"}
    secrets.set("custom_api_key", bound(elsewhere, "custom_api_key", "sk-kept"))
    told = f"The key was entered for mine.example. Enter one for {here} in Settings, or remove it."
    assert sentence(desk) == refused(desk.settings, secrets) == told
    assert current(elsewhere | {"model_address": "https://MINE.example/other/v1"}, secrets).key == "sk-kept"
    secrets.set("custom_api_key", "sk-of-before")
    assert "before its address was kept with it" in sentence(desk)
    assert desk.server.keys == []
    with pytest.raises(ModelError, match="address of the model is missing"):
        bound(desk.settings | {"model_address": ""}, "custom_api_key", "sk-kept")
    assert bound(desk.settings, "openai_api_key", "sk") == "sk"


def test_the_key_of_openai_goes_to_no_other_address_that_is_chosen(
    desk: Desk, secrets: KeyringSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.set("openai_api_key", "sk-openai")
    desk.model().answer(ask())
    assert desk.server.keys == ["Bearer none"]
    monkeypatch.setenv("OPENAI_BASE_URL", desk.server.address)
    desk.model().answer(ask())
    assert desk.server.keys == ["Bearer none", "Bearer sk-openai"]


def test_a_key_in_the_environment_turns_nothing_on_and_goes_to_no_program_at_home(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer sk-third")
    desk.settings["model_preset"] = "none"
    assert sentence(desk) == "No language model is set up. Choose one in Settings."
    for preset in ("ollama", "lmstudio"):
        endpoint = current(desk.settings | {"model_preset": preset}, desk.secrets)
        assert (endpoint.key, endpoint.free, endpoint.local) == ("", True, True)
    monkeypatch.delenv("OPENAI_API_KEY")
    desk.settings["model_preset"] = "custom"
    desk.model().answer(ask())
    assert desk.server.keys == ["Bearer none"]


def test_an_address_in_the_environment_wins_for_one_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(key="sk-run") as other:
        monkeypatch.setenv("OPENAI_BASE_URL", other.address)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-run")
        desk.settings["model_preset"] = "none"
        assert desk.model().answer(ask()).text == "ready"
        assert len(other.asked) == 1
    assert desk.server.asked == []


def test_a_proxy_of_the_system_is_not_asked_for_what_runs_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert desk.model().answer(ask()).text == "ready"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is missing"), ("ftp://x.de/v1", "takes the form"), ("http://api.example.com/v1", "needs https"),
        ("https://me:secret@x.de/v1", "no password"), ("https://x.de/v1?key=1", "no password"),
        ("https://x.de:99999/v1", "not an address"), ("http://[::1", "not an address"), ("https://", "takes the form"),
        ("https://a b.de", "not an address"), ("x" * 400, "not an address"), ("https://x.de/\n", "works"),
        ("localhost:1234", "takes the form"), ("https://x.de:0/v1", "not an address"),
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_used(desk: Desk, typed: str, words: str) -> None:
    settings = desk.settings | {"model_address": typed}
    if words == "works":
        assert current(settings, desk.secrets).address == "https://x.de"
        return
    with pytest.raises(ModelError, match=words):
        current(settings, desk.secrets)


def test_an_address_is_taken_as_people_copy_it(desk: Desk) -> None:
    desk.settings["model_address"] = f"  {desk.server.address}/chat/completions "
    assert desk.model().answer(ask()).text == "ready"


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("192.168.1.7", True), ("::1", True), ("nas", True), ("box.local", True), ("8.8.8.8", False),
     ("example.com", False)],
)  # fmt: skip
def test_which_hosts_are_at_home(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_testing_lists_the_models_and_tries_one(desk: Desk) -> None:
    found = desk.model().test()
    assert (found.works, found.models) == (True, ("large", "small"))
    assert "works: small answered in" in found.sentence
    assert found.sentence.endswith("2 models are offered.")
    assert [row.purpose for row in desk.rows] == ["test"]
    desk.settings["model_name"] = "smal"
    assert desk.model().test().sentence.endswith("Did you mean small?")


def test_testing_an_endpoint_without_a_list_still_asks(desk: Desk) -> None:
    desk.server.listing = False
    assert desk.model().test().works
    desk.settings["model_name"] = ""
    assert "most end in /v1" in desk.model().test().sentence


def test_testing_where_no_model_is_loaded(desk: Desk) -> None:
    desk.server.models, desk.settings["model_name"] = ("text-embedding-3",), ""
    found = desk.model().test()
    assert (found.works, "offers no model" in found.sentence) == (False, True)


def test_testing_tells_a_wrong_key(desk: Desk) -> None:
    desk.server.key = "sk-right"
    found = desk.model().test()
    assert (found.works, found.models) == (False, ())
    assert "does not accept the key" in found.sentence


def test_nothing_that_was_asked_or_answered_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    desk.server.then(refuses(400, "You said: my secret plan"), text("my secret plan"))
    desk.model().answer(ask("my secret plan", FIND))
    desk.model().answer(ask("my secret plan"))
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0), ({"retry-after": "-5"}, 0.0), ({}, None),
        ({"retry-after": "inf"}, None), ({"retry-after": "tomorrow"}, None),
        ({"retry-after-ms": "x", "retry-after": "2"}, 2.0),
    ],
)  # fmt: skip
def test_the_pause_an_endpoint_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers) == seconds
