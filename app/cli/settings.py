"""settings, secret."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.cli.command import Answer, Call, Handlers
from app.cli.line import UsageError, nearest, shown
from app.cli.text import table
from app.core import settings as declared
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


HANDLERS: Handlers = {"settings": settings}
