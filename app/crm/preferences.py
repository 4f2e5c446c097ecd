"""The owner's settings: read with their defaults, changed with a check and a line in the log."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import settings
from app.core.db import driver
from app.core.settings import Value
from app.crm import activity, journal
from app.models import UserSetting


def all_values(session: Session) -> dict[str, Value]:
    """Every declared setting with its present value."""
    rows = session.execute(select(UserSetting.key, UserSetting.value))
    return settings.values((row.key, row.value) for row in rows)


def get(session: Session, key: str) -> Any:
    setting = settings.declaration(key)
    session.flush()
    stored = driver(session).execute("SELECT value FROM user_settings WHERE key = ?", (key,)).fetchone()
    return setting.default if stored is None else settings.values([(key, stored[0])])[key]


def change(session: Session, key: str, value: str | Value, *, at: datetime) -> Value:
    """Store a value, given as itself or as text. Errors: CrmError for an unknown key or a value not allowed."""
    setting = settings.declaration(key)
    as_text = isinstance(value, str) and not isinstance(setting.default, str)
    new = setting.read(str(value)) if as_text else setting.validated(value)
    row = session.scalar(select(UserSetting).where(UserSetting.key == key))
    if row is None:
        row = UserSetting(key=key, value=json.dumps(new))
        session.add(row)
    elif row.value == json.dumps(new):
        return new
    row.value = json.dumps(new)
    journal.name_step(session, f"Setting: {setting.label}")
    activity.record(session, "setting_changed", row, at, key=key)
    return new
