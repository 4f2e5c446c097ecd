"""settings and secret, as typed. The keyring is the outside world: a fake one in memory."""

import io
from collections.abc import Iterator

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from app.clients.secrets import NAMES
from app.core import settings
from tests.cli.conftest import Typing
from tests.fakes import Wallet


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wallet]:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    before, fake = keyring.get_keyring(), Wallet()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)


def test_all_settings_one_and_a_change(run: Typing) -> None:
    assert set(run.json("settings")["settings"]) == set(settings.BY_KEY)
    assert run.json("settings", "stale_lead_days") == {"key": "stale_lead_days", "value": 7}
    assert run.json("settings", "stale_lead_days", "10") == {"key": "stale_lead_days", "value": 10}
    assert run.json("settings", "reduced_motion", "on")["value"] is True
    assert run.json("settings", "trade", "12")["value"] == "12", "a text stays a text"
    assert run.json("settings", "work_days", "1,2, 3")["value"] == [1, 2, 3], "a list, with commas or as JSON"
    assert run.json("settings", "work_days", "[5]")["value"] == [5]
    assert run.json("settings", "work_days", "4")["value"] == [4]
    assert run.json("settings", "muted_rules", "deal-won")["value"] == ["deal-won"]
    assert run.refused("settings", "work_days", "1,x")["where"] == "work_days"
    shown = run.text("settings").out
    assert "10 days" in shown
    assert "Notify about leads not contacted for" in shown
    assert "first_start_done" not in shown


def test_a_secret_is_read_from_standard_input_and_never_printed(
    run: Typing, ring: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run.text("secret", "test", "openai_api_key").code == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-hidden-1234\n"))
    ran = run.text("--json", "secret", "set", "openai_api_key")
    assert ran.data == {"name": "openai_api_key", "kept": True}
    assert ring.kept == {"openai_api_key": "sk-hidden-1234"}
    tested = run.text("--json", "secret", "test", "openai_api_key")
    assert (tested.code, tested.data["kept"]) == (0, True)
    assert run.json("secret", "remove", "openai_api_key")["removed"] is True
    assert run.json("secret", "remove", "openai_api_key")["removed"] is False
    assert "sk-hidden" not in ran.out + ran.err + tested.out + tested.err
    logged = b"".join(file.read_bytes() for file in run.folder.root.rglob("*") if file.is_file())
    assert b"sk-hidden" not in logged


def test_the_key_of_another_model_is_kept_for_its_host(
    run: Typing, ring: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-hidden"))
    assert "address of the model is missing" in run.refused("secret", "set", "custom_api_key")["message"]
    run.json("settings", "model_address", "https://mine.example:8443/v1")
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-hidden"))
    assert run.json("secret", "set", "custom_api_key")["kept"] is True
    assert ring.kept == {"custom_api_key": "mine.example:8443|sk-hidden"}
    assert run.json("secret", "test", "custom_api_key")["kept"] is True


@pytest.mark.parametrize("value", ["", "\n", "two\nlines", "x" * 2_000, "nul\0"])
def test_what_is_no_secret_is_refused(run: Typing, ring: Wallet, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(value))
    assert run.refused("secret", "set", "smtp_password")["kind"] == "invalid"
    assert ring.kept == {}


def test_an_unknown_secret_names_those_there_are(run: Typing, ring: Wallet) -> None:
    message = run.refused("secret", "test", "password")["message"]
    assert all(name in message for name in NAMES)


def test_a_system_without_a_keyring_is_told_what_to_do(run: Typing, ring: Wallet) -> None:
    keyring.set_keyring(NoKeyring())
    error = run.refused("secret", "test", "openai_api_key")
    assert error["kind"] == "unsupported"
    assert "OPENAI_API_KEY" in error["message"]


def test_a_key_in_the_environment_counts_and_is_not_kept(
    run: Typing, ring: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-once")
    assert run.json("secret", "test", "openai_api_key")["kept"] is True
    assert ring.kept == {}
