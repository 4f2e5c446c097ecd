"""settings, secret."""

import getpass
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from app.cli.command import Answer, Call, Handlers
from app.cli.text import table
from app.cli.usage import UsageError, nearest, shown
from app.clients.llm import endpoint
from app.clients.secrets import LONGEST, NAMES, NO_KEYRING, KeyringSecrets, unusable
from app.core import settings as declared
from app.core.errors import CrmError
from app.core.settings import Setting
from app.crm import preferences


def settings(call: Call) -> Answer:
    """All with their values; one; or one changed."""
    key, value = call.args.key, call.args.value
    if key is not None and key not in declared.BY_KEY:
        raise UsageError(f"There is no setting {shown(key)}.{nearest(key, declared.BY_KEY)}", where="key")
    with call.open() as app:
        if key is not None and value is not None:
            with app.db.write() as session:
                preferences.change(session, key, value, at=session.info["at"])
        with app.db.read() as session:
            values = preferences.all_values(session)
    if key is None:
        return Answer({"settings": values}, lambda: _listed(values))
    return Answer({"key": key, "value": values[key]}, lambda: [f"{key}  {_written(declared.BY_KEY[key], values[key])}"])


def _listed(values: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        {"key": key, "value": _written(declared.BY_KEY[key], value), "what": declared.BY_KEY[key].label}
        for key, value in values.items()
        if declared.BY_KEY[key].group != "Internal"
    ]
    return table(rows, ("key", "value", "what"))


def _written(setting: Setting, value: Any) -> str:
    text = ("on" if value else "off") if isinstance(value, bool) else str(value)
    return f"{text} {setting.unit}".strip()


def secret_set(call: Call) -> Answer:
    """Keep what stands on standard input; the value is never shown."""
    name = call.args.name
    value = _typed(name)
    KeyringSecrets().set(name, _bound(call, value) if name == endpoint.OTHER_KEY and value else value)
    return Answer({"name": name, "kept": True}, lambda: [f"{NAMES[name]} is kept."])


def _bound(call: Call, value: str) -> str:
    """The key of another model goes to the address that is chosen now, and to no other."""
    with call.open() as app, app.db.read() as session:
        return endpoint.bound(preferences.all_values(session), call.args.name, value)


def secret_test(call: Call) -> Answer:
    """{name, kept}; exit code 1 when it is not kept."""
    name = call.args.name
    kept = KeyringSecrets().test(name)
    if not kept and unusable():
        raise CrmError(NO_KEYRING, kind="unsupported", where=name)
    return Answer(
        {"name": name, "kept": kept}, lambda: [f"{NAMES[name]} is {'kept' if kept else 'not kept'}."], 0 if kept else 1
    )


def secret_remove(call: Call) -> Answer:
    name = call.args.name
    removed = KeyringSecrets().remove(name)
    words = "is forgotten" if removed else "was not kept"
    return Answer({"name": name, "removed": removed}, lambda: [f"{NAMES[name]} {words}."])


def _typed(name: str) -> str:
    """One line from standard input, typed unseen at a terminal."""
    if sys.stdin is None:
        raise UsageError("The secret is read from standard input.", where=name)
    try:
        text = getpass.getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.read(LONGEST + 2)
    except (EOFError, UnicodeDecodeError) as error:
        raise UsageError("The secret on standard input is not text.", where=name) from error
    return text.strip()


HANDLERS: Handlers = {
    "settings": settings, "secret set": secret_set, "secret test": secret_test, "secret remove": secret_remove,
}  # fmt: skip
