"""The few records behind the specimens, in a folder that is thrown away."""

from datetime import datetime, timedelta
from typing import Any

from app.compose import App
from app.crm import contacts, deals, interactions, notes

NAMES = (
    ("Ana", "Ruiz"), ("Björn", "Ångström-Lindqvist"), ("نجمة", "الحسيني"), ("Zoë 🌟", "van der Meer"),
    ("Maximiliane Theodora Ernestine", "von und zu Hohenlohe-Schillingsfürst-Waldenburg"),
)  # fmt: skip
WORTH = 490_000
"""Cents."""


def furnish(app: App) -> int:
    """Add people, and a deal of the first. Returns the id of that contact, who has a past to show."""
    at = app.clock()
    with app.db.write() as session:
        first, *_others = [_person(session, at, *name) for name in NAMES]
        deals.create(session, at=at, title="Illustrated map of a village", contact_id=first, value_cents=WORTH)
        return first


def _person(session: Any, at: datetime, first: str, last: str) -> int:
    person = contacts.create(session, at=at, first_name=first, last_name=last, city="Leipzig")
    long_ago = at - timedelta(days=9)
    interactions.create(
        session, at=at, contact_id=person.id, kind="call", duration_minutes=5, happened_at=long_ago, summary="A quote"
    )
    notes.create(session, at=at, body="Likes paper that can be felt.\nCall after ten.", entity_type="contact",
                 entity_id=person.id)  # fmt: skip
    return int(person.id)
