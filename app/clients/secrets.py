"""Secrets in the keyring of the system: never in the data folder, a log, an export or a backup."""

import os
from collections.abc import Mapping
from typing import Protocol

import keyring
from keyring.errors import KeyringError, NoKeyringError, PasswordDeleteError

from app.core.errors import CrmError

SERVICE = "rainmaker"
NAMES: Mapping[str, str] = {
    "openai_api_key": "Key of the language model",
    "smtp_password": "Password of the mail server",
    "twilio_account_sid": "Account of the phone provider",
    "twilio_auth_token": "Key of the phone provider",
}
FROM_ENVIRONMENT: Mapping[str, str] = {"openai_api_key": "OPENAI_API_KEY"}
"""For one run; never stored."""
LONGEST = 1_000
"""Characters; Windows keeps no more than 2,560 bytes."""
NO_KEYRING = (
    "This system has no keyring to keep a secret in. Install one (on Debian: gnome-keyring), "
    "or set OPENAI_API_KEY for one run."
)


class Secrets(Protocol):
    """Where secrets are kept. Errors: CrmError of kind `unsupported` where the system has no place for them."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...
    def remove(self, name: str) -> bool: ...


class KeyringSecrets:
    """The system's keyring: Keychain, Credential Locker, Secret Service, KWallet."""

    def get(self, name: str) -> str | None:
        """The value from the environment, else from the keyring; None when neither has it."""
        _check(name)
        given = os.environ.get(FROM_ENVIRONMENT.get(name, ""))
        if given:
            return given
        try:
            return keyring.get_password(SERVICE, name)
        except KeyringError as error:
            raise _explained(error, name) from error

    def set(self, name: str, value: str) -> None:
        _check(name)
        if not value or len(value) > LONGEST or not value.isprintable():
            raise CrmError(f"A secret is one line of 1 to {LONGEST:,} characters.", where=name)
        try:
            keyring.set_password(SERVICE, name, value)
        except KeyringError as error:
            raise _explained(error, name) from error

    def remove(self, name: str) -> bool:
        """Forget it. False when there was none."""
        _check(name)
        try:
            if keyring.get_password(SERVICE, name) is None:
                return False
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return False
        except KeyringError as error:
            raise _explained(error, name) from error
        return True


def _check(name: str) -> None:
    if name not in NAMES:
        listed = ", ".join(NAMES)
        raise CrmError(f"There is no secret called {name[:60]}; there are {listed}.", kind="not_found", where="name")


def _explained(error: KeyringError, name: str) -> CrmError:
    if isinstance(error, NoKeyringError):
        return CrmError(NO_KEYRING, kind="unsupported", where=name)
    return CrmError("The keyring of this system did not open. Unlock it and try again.", kind="busy", where=name)
