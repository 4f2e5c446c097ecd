"""Secrets in the keyring of the system: never in the data folder, a log, an export or a backup.

Where there is no keyring, or only one that would write plain text into a file, a window keeps a secret in memory until
it closes, and says so; a command refuses.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.core.errors import CrmError

SERVICE = "rainmaker"
NAMES: Mapping[str, str] = {
    "openai_api_key": "Key of OpenAI",
    "custom_api_key": "Key of another language model",
    "smtp_password": "Password of the mail server",
    "twilio_account_sid": "Account of the phone provider",
    "twilio_auth_token": "Key of the phone provider",
}
FROM_ENVIRONMENT: Mapping[str, str] = {
    "openai_api_key": "OPENAI_API_KEY", "custom_api_key": "OPENAI_API_KEY",
}  # fmt: skip
"""For one run; never stored."""
LONGEST = 1_000
"""Characters; Windows keeps no more than 2,560 bytes."""
NO_KEYRING = (
    "This system has no keyring to keep a secret in. Install one (on Debian: gnome-keyring), "
    "or set OPENAI_API_KEY for one run."
)
NOTICE = "This system has no keyring, so keys and passwords are kept only until Rainmaker closes."


class Secrets(Protocol):
    """Where secrets are kept. Errors: CrmError of kind `unsupported` where the system has no place for them."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...
    def remove(self, name: str) -> bool: ...
    def test(self, name: str) -> bool: ...
    @property
    def notice(self) -> str | None: ...


class KeyringSecrets:
    """The system's keyring: Keychain, Credential Locker, Secret Service, KWallet.

    in_memory: keep secrets until the program ends where there is no keyring, instead of refusing them.
    """

    def __init__(self, *, in_memory: bool = False) -> None:
        self._in_memory = in_memory
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The value from the environment, else from the keyring; None when neither has it."""
        _check(name)
        given = os.environ.get(FROM_ENVIRONMENT.get(name, "")) or self._kept.get(name)
        if given:
            return given
        if self._without_keyring(name):
            return None
        import keyring  # noqa: PLC0415

        found: str | None = _asked(name, lambda: keyring.get_password(SERVICE, name))
        return found

    def set(self, name: str, value: str) -> None:
        _check(name)
        if not value or len(value) > LONGEST or not value.isprintable():
            raise CrmError(f"A secret is one line of 1 to {LONGEST:,} characters.", where=name)
        if self._without_keyring(name):
            self._kept[name] = value
            return
        import keyring  # noqa: PLC0415

        _asked(name, lambda: keyring.set_password(SERVICE, name, value))

    def remove(self, name: str) -> bool:
        """Forget it. False when there was none."""
        _check(name)
        if self._without_keyring(name):
            return self._kept.pop(name, None) is not None
        import keyring  # noqa: PLC0415

        if _asked(name, lambda: keyring.get_password(SERVICE, name)) is None:
            return False
        return _asked(name, lambda: keyring.delete_password(SERVICE, name), or_else=False) is None

    def test(self, name: str) -> bool:
        """Whether there is such a secret now."""
        return self.get(name) is not None

    def _without_keyring(self, name: str) -> bool:
        """Whether memory has to do. Errors: CrmError where it may not."""
        if unusable() is None:
            return False
        if not self._in_memory:
            raise CrmError(NO_KEYRING, kind="unsupported", where=name)
        return True

    @property
    def notice(self) -> str | None:
        """What the owner should know about where secrets are kept, or None when all is well."""
        return NOTICE if unusable() is not None else None


def lent(name: str) -> str | None:
    """The variable of the environment that gives this secret for this run; None when none does."""
    variable = FROM_ENVIRONMENT.get(name, "")
    return variable if os.environ.get(variable) else None


def unusable() -> str | None:
    """Which back-end cannot be trusted with a secret, for the log; None when all is well.

    Of several back-ends the first is asked first, so it decides.
    """
    import keyring  # noqa: PLC0415 - it looks for back-ends all over the system: only when a secret is wanted
    from keyring.backends import fail, null  # noqa: PLC0415

    try:
        found = keyring.get_keyring()
        backend = next(iter(getattr(found, "backends", (found,))), None)
    except Exception as error:
        return type(error).__name__
    if backend is None or isinstance(backend, fail.Keyring | null.Keyring) or _plain(backend):
        return f"{type(backend).__module__}.{type(backend).__name__}"
    return None


def _plain(backend: object) -> bool:
    """keyrings.alt keeps secrets in files, one of them in plain text: none of it is taken."""
    return type(backend).__module__.split(".")[:2] == ["keyrings", "alt"] or "Plaintext" in type(backend).__name__


def _asked(name: str, question: Callable[[], Any], or_else: Any = None) -> Any:
    """Ask the keyring. or_else: the answer when there is nothing to delete."""
    from keyring.errors import KeyringError, PasswordDeleteError  # noqa: PLC0415

    try:
        return question()
    except PasswordDeleteError:
        return or_else
    except KeyringError as error:
        raise _explained(error, name) from error


def _check(name: str) -> None:
    if name not in NAMES:
        listed = ", ".join(NAMES)
        raise CrmError(f"There is no secret called {name[:60]}; there are {listed}.", kind="not_found", where="name")


def _explained(error: Exception, name: str) -> CrmError:
    from keyring.errors import NoKeyringError  # noqa: PLC0415

    if isinstance(error, NoKeyringError):
        return CrmError(NO_KEYRING, kind="unsupported", where=name)
    return CrmError("The keyring of this system did not open. Unlock it and try again.", kind="busy", where=name)
