"""Every message the coach sent, with what became of it: delivered, read, taken up, rated; and what was held back."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.models import CoachMessage, Message

THUMB_DOWN, THUMB_UP = 1, 5
LONGEST_FEEDBACK = 2_000


def answered(
    session: Session, message_id: int, content: str, *, at: datetime, action: str = "", caught: str = "", form: str = ""
) -> None:
    """An answer in a conversation, shown where it was asked for. action: what its first card would do.

    caught, form: why the guard stopped a first wording, and how it was hidden.
    """
    session.add(
        CoachMessage(
            channel="in_app", kind="chat", content=content, message_id=message_id, sent_at=at, delivered_at=at,
            read_at=at, cta_action=action or None, caught=caught or None, form=form or None,
        )
    )  # fmt: skip


def shown(session: Session, insight_id: int, content: str, buttons: list[dict[str, Any]], *, at: datetime) -> None:
    """A toast that was painted. buttons: [{kind, label}], the suggested one first."""
    first = buttons[0] if buttons else {}
    session.add(
        CoachMessage(
            channel="in_app", kind="toast", content=content, insight_id=insight_id, sent_at=at, delivered_at=at,
            cta_text=first.get("label"), cta_action=first.get("kind"),
        )
    )  # fmt: skip


def withheld(session: Session, insight_id: int, *, reason: str, form: str, at: datetime) -> None:
    """A toast the guard stopped. Its words are not kept here: they are what must not be read."""
    session.add(
        CoachMessage(
            channel="in_app", kind="toast", content="", insight_id=insight_id, sent_at=at, caught=reason, form=form
        )
    )


def reacted(session: Session, insight_id: int, *, engaged: bool, at: datetime) -> None:
    """The owner answered a toast: used its button, or put it away, which means that it was read."""
    row = session.scalar(
        select(CoachMessage)
        .where(CoachMessage.insight_id == insight_id, CoachMessage.delivered_at.is_not(None))
        .order_by(CoachMessage.id.desc())
        .limit(1)
    )
    if row is not None:
        row.read_at = row.read_at or at
        row.engaged_at = at if engaged else row.engaged_at


def took_up(session: Session, message_id: int, *, at: datetime) -> None:
    """The owner let the coach do what an answer offered."""
    row = _of_answer(session, message_id)
    if row is not None:
        row.engaged_at = at


def rate(session: Session, message_id: int, rating: int | None, text: str, *, at: datetime) -> None:
    """Keep what the owner thinks of an answer: 1 to 5, None takes it back. Errors: CrmError."""
    if rating is not None and not THUMB_DOWN <= rating <= THUMB_UP:
        raise CrmError("A rating is a number from 1 to 5.", where="rating")
    message = session.get(Message, message_id)
    if message is None or message.role != "coach":
        raise CrmError("There is no such answer to rate.", kind="not_found", where=f"message {message_id}")
    if _of_answer(session, message_id) is None:
        answered(session, message_id, message.content, at=at)
        session.flush()
    row = _of_answer(session, message_id)
    if row is not None:
        row.helpfulness_rating, row.feedback_text = rating, text.strip()[:LONGEST_FEEDBACK] or None
        row.read_at = row.read_at or at


def ratings(session: Session, message_ids: list[int]) -> dict[int, tuple[int | None, str]]:
    """Message id -> (rating, what was written beside it)."""
    query = select(CoachMessage.message_id, CoachMessage.helpfulness_rating, CoachMessage.feedback_text)
    rows = session.execute(query.where(CoachMessage.message_id.in_(message_ids)))
    return {row.message_id: (row.helpfulness_rating, row.feedback_text or "") for row in rows}


def _of_answer(session: Session, message_id: int) -> CoachMessage | None:
    return session.scalar(select(CoachMessage).where(CoachMessage.message_id == message_id).limit(1))
