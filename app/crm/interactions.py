"""Calls, e-mails, meetings and messages with a contact, and when each contact was last in touch."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import activity, days, deletion, editing, journal
from app.models import Contact, Interaction

AHEAD = timedelta(hours=1)
"""How far a moment may lie ahead of the clock: clocks of two devices differ."""


def create(
    session: Session, *, at: datetime, contact_id: int, kind: str, direction: str = "outbound",
    happened_at: datetime | None = None, external_id: str | None = None, source_system: str = "owner", **fields: Any,
) -> Interaction:  # fmt: skip
    """Log an interaction. happened_at: when it was, now when not given.

    Errors: CrmError for an unknown contact, a kind or direction not taken, or a moment to come.
    """
    given = {"contact_id": contact_id, "kind": kind, "direction": direction, "at": happened_at or at, **fields}
    values = editing.prepare(session, Interaction, given)
    _check(values, at)
    interaction = editing.add(session, Interaction(**values), at, external_id, source_system)
    contact = editing.find(session, Contact, contact_id)
    refresh_last_contact(session, [contact_id])
    journal.name_step(session, f"{_words(interaction)}: {contact.name}")
    activity.record(
        session, "contact_contacted", contact, days.local(interaction.at, at),
        kind=interaction.kind, direction=interaction.direction,
    )  # fmt: skip
    return interaction


def edit(
    session: Session, interaction_id: int, *, at: datetime, happened_at: datetime | None = None, **fields: Any
) -> Interaction:
    """Change fields, also the contact. happened_at: the moment it was."""
    interaction = get(session, interaction_id)
    if happened_at is not None:
        fields["at"] = happened_at
    values = editing.prepare(session, Interaction, fields, interaction)
    _check(values, at)
    concerned = {interaction.contact_id, values.get("contact_id")}
    editing.change(interaction, values)
    session.flush()
    refresh_last_contact(session, [contact_id for contact_id in concerned if contact_id is not None])
    journal.name_step(session, f"{_words(interaction)} changed")
    return interaction


def delete(session: Session, interaction_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    interaction = get(session, interaction_id)
    contact_id = interaction.contact_id
    journal.name_step(session, f"{_words(interaction)} deleted")
    deletion.remove(session, interaction)
    if contact_id is not None:
        refresh_last_contact(session, [contact_id])


def get(session: Session, interaction_id: int) -> Interaction:
    return editing.find(session, Interaction, interaction_id)


def refresh_last_contact(session: Session, contact_ids: Sequence[int]) -> None:
    """Set last_outbound_at, last_inbound_at and last_contact_at of these contacts from their interactions."""
    newest = {
        f"last_{direction}_at": _newest().where(Interaction.direction == direction).scalar_subquery()
        for direction in ("outbound", "inbound")
    }
    changed = update(Contact.__table__).where(Contact.__table__.c.id == bindparam("one"))  # type: ignore[arg-type]
    changed = changed.values(**newest, last_contact_at=_newest().scalar_subquery(), updated_at=session.info["at"])
    session.flush()
    session.connection().execute(changed, [{"one": contact_id} for contact_id in contact_ids])
    for contact_id in contact_ids:
        contact = session.identity_map.get(session.identity_key(Contact, contact_id))
        if contact is not None:
            session.refresh(contact)


def _newest() -> Any:
    return select(func.max(Interaction.at)).where(Interaction.contact_id == Contact.__table__.c.id)


def _check(values: dict[str, Any], at: datetime) -> None:
    if "contact_id" in values and values["contact_id"] is None:
        raise CrmError("An interaction needs a contact.", where="contact_id")
    if "at" in values and values["at"] > at + AHEAD:
        raise CrmError("That moment is still to come: plan a follow-up or an event instead.", where="at")


def _words(interaction: Interaction) -> str:
    word = {"sms": "SMS", "email": "E-mail", "other": "Contact"}.get(interaction.kind, interaction.kind.capitalize())
    return word if interaction.direction == "outbound" else f"{word} received"
