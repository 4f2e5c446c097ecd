"""Secrets stay in the system's keyring, and where there is none they are not written anywhere."""

import subprocess
import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from app.clients.secrets import KeyringSecrets, Secrets, unusable
from app.core.errors import CrmError
from tests.fakes import Wallet


class PlaintextKeyring(Wallet):
    """As keyrings.alt brings it: a file anyone can read."""


class Locked(Wallet):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


@pytest.fixture(autouse=True)
def system() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_secret_goes_into_the_keyring_and_out_of_it() -> None:
    wallet = Wallet()
    secrets: Secrets = KeyringSecrets()
    keyring.set_keyring(wallet)
    assert not secrets.test("twilio_auth_token")
    secrets.set("twilio_auth_token", "t0ken")
    assert wallet.kept == {"twilio_auth_token": "t0ken"}
    assert secrets.get("twilio_auth_token") == "t0ken"
    assert secrets.remove("twilio_auth_token")
    assert not secrets.remove("twilio_auth_token")
    assert KeyringSecrets().notice is None


@pytest.mark.parametrize("backend", [fail.Keyring(), PlaintextKeyring()])
def test_without_a_safe_keyring_a_window_keeps_it_in_memory_and_a_command_refuses(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(CrmError) as refused:
        KeyringSecrets().set("smtp_password", "x")
    assert refused.value.kind == "unsupported"
    window = KeyringSecrets(in_memory=True)
    window.set("smtp_password", "x")
    assert window.get("smtp_password") == "x"
    assert KeyringSecrets(in_memory=True).get("smtp_password") is None
    assert getattr(backend, "kept", {}) == {}
    assert "until Rainmaker closes" in (window.notice or "")
    assert window.remove("smtp_password")


def test_a_key_from_the_environment_is_used_and_never_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    wallet = Wallet()
    keyring.set_keyring(wallet)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    assert KeyringSecrets().get("openai_api_key") == "sk-env"
    assert wallet.kept == {}


def test_a_locked_keyring_is_said_in_a_sentence() -> None:
    keyring.set_keyring(Locked())
    assert unusable() is None
    with pytest.raises(CrmError, match="Unlock it") as refused:
        KeyringSecrets().get("smtp_password")
    assert refused.value.kind == "busy"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(CrmError) as refused:
        KeyringSecrets().get("password of the bank")
    assert refused.value.kind == "not_found"


def test_keyring_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, app.clients.secrets; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
