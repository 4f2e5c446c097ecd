"""Where the model is: presets, the address and the key, from the settings or for one run from the environment."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from app.clients.llm.failures import ModelError
from app.clients.secrets import Secrets
from app.clients.secrets import lent as lent_key
from app.core.errors import CrmError
from app.core.settings import Value

KEY, OTHER_KEY = "openai_api_key", "custom_api_key"
"""A key that was given for OpenAI goes to no other address."""
ADDRESS_VARIABLE = "OPENAI_BASE_URL"
"""Takes the place of the preset for one run. A key in the environment alone turns nothing on: nobody asked for it."""
LONGEST_ADDRESS = 300
BETWEEN = "|"
HOME_NAMES = (".local", ".lan", ".internal", ".home.arpa", ".localhost")


@dataclass(frozen=True)
class Preset:
    """keyless: it runs on this machine and is never sent a key. model: taken when the owner chose none."""

    name: str
    address: str = ""
    keyless: bool = False
    model: str = ""


PRESETS: Mapping[str, Preset] = {
    "none": Preset("None"),
    "openai": Preset("OpenAI", "https://api.openai.com/v1", model="gpt-4.1-mini"),
    "ollama": Preset("Ollama", "http://127.0.0.1:11434/v1", keyless=True),
    "lmstudio": Preset("LM Studio", "http://127.0.0.1:1234/v1", keyless=True),
    "custom": Preset("Another address"),
}


@dataclass(frozen=True)
class Endpoint:
    """model: empty when the first one that is listed should be taken. local: on this machine or in this house.

    seconds: how long it may be silent.
    """

    name: str
    address: str
    model: str
    key: str
    local: bool
    free: bool
    seconds: int

    @property
    def loopback(self) -> bool:
        return _is_loopback(urlsplit(self.address).hostname or "")


def lent() -> str:
    """The address the environment gives for this run; empty when it gives none."""
    return os.environ.get(ADDRESS_VARIABLE, "").strip()


def preset(settings: Mapping[str, Value]) -> str:
    """A key of `PRESETS`: what is asked in this run."""
    return "custom" if lent() else str(settings["model_preset"])


def chosen(settings: Mapping[str, Value]) -> str:
    """What the settings point to, to be compared: the same text for the same model."""
    return f"{preset(settings)} {settings['model_address']}"


def key_name(settings: Mapping[str, Value]) -> str:
    """The secret that is sent. For an address of the environment it is the usual one, as for other programs."""
    return OTHER_KEY if preset(settings) == "custom" and not lent() else KEY


def bound(settings: Mapping[str, Value], name: str, value: str) -> str:
    """A secret as it is kept: that of another address together with the host it was given for.

    Errors: ModelError where no such address is chosen yet.
    """
    if name != OTHER_KEY:
        return value
    return f"{_place(checked_address(str(settings['model_address'])))}{BETWEEN}{value}"


def current(settings: Mapping[str, Value], secrets: Secrets | None) -> Endpoint:
    """The endpoint to ask. Errors: ModelError when none is chosen, its address is no good, or its key is missing.

    secrets: None when the key is not needed, since nothing will be sent.
    """
    chosen = preset(settings)
    known = PRESETS[chosen]
    if chosen == "none":
        raise ModelError("no_model", "No language model is set up. Choose one in Settings.")
    address = checked_address(lent() or known.address or str(settings["model_address"]))
    parts = urlsplit(address)
    host = parts.hostname or ""
    return Endpoint(
        name=known.name if known.address else parts.netloc, address=address,
        model=str(settings["model_name"]).strip() or known.model,
        key="" if known.keyless or secrets is None else _key(secrets, key_name(settings), address),
        local=is_local(host), free=known.keyless or _is_loopback(host), seconds=int(str(settings["model_seconds"])),
    )  # fmt: skip


def checked_address(typed: str) -> str:
    """An address as it is used. Errors: ModelError with what is wrong."""
    address = typed.strip().rstrip("/").removesuffix("/chat/completions")
    if not address:
        raise ModelError("no_model", "The address of the model is missing. Enter it in Settings.")
    wrong = _wrong_with(address)
    if wrong:
        raise ModelError("bad_address", f"The address of the model cannot be used: {wrong}.")
    return address


def is_local(host: str) -> bool:
    """Whether a host is on this machine or in this house, where connections without encryption are usual."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(HOME_NAMES)


def _wrong_with(address: str) -> str | None:
    parts = _split(address)
    if parts is None or len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address:
        return "it is not an address such as https://example.com/v1"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it takes the form https://example.com/v1"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "it may hold no password, no ? and no #; the key has a place of its own"
    if parts.scheme == "http" and not is_local(parts.hostname):
        return "outside of your own network it needs https"
    return None


def _split(address: str) -> SplitResult | None:
    """None when it is no address. The port is read only when it is asked for, and may be wrong too."""
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refused(settings: Mapping[str, Value], secrets: Secrets) -> str:
    """Why a key that is kept goes to another host than the one chosen now; empty when it is the same."""
    name = key_name(settings)
    kept = secrets.get(name)
    if name != OTHER_KEY or not kept or lent_key(name):
        return ""
    try:
        _for_this_host(kept, _place(checked_address(str(settings["model_address"]))))
    except ModelError as error:
        return error.message
    return ""


def _place(address: str) -> str:
    """Host and port, to which a key is bound."""
    return urlsplit(address).netloc.lower()


def _key(secrets: Secrets, name: str, address: str) -> str:
    """The key. A system without a keyring has none, which is no trouble where none is needed."""
    needed = name == KEY and not lent()
    try:
        found = secrets.get(name) or ""
    except CrmError as error:
        if needed or error.kind != "unsupported":
            raise ModelError("no_key", error.message) from error
        found = ""
    if needed and not found:
        raise ModelError("no_key", "OpenAI needs a key. Enter it in Settings; it is kept in the keyring.")
    if name == OTHER_KEY and found and not lent_key(name):
        found = _for_this_host(found, _place(address))
    if not found.isascii() or not found.isprintable():
        raise ModelError("wrong_key", "The key holds signs no key has. Enter it again in Settings.")
    return found.strip()


def _for_this_host(kept: str, place: str) -> str:
    """Errors: ModelError for a key that was given for another host: it never goes to this one."""
    given_for, between, key = kept.partition(BETWEEN)
    if between and given_for == place:
        return key
    known = f"for {given_for[:LONGEST_ADDRESS]}" if between else "before its address was kept with it"
    raise ModelError("no_key", f"The key was entered {known}. Enter one for {place} in Settings, or remove it.")
