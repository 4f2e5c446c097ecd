"""Conversations with the coach, what the model was asked and cost, and every message the coach sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Record
from app.models.types import LenientJson


class Conversation(Record):
    """summary: the turns up to message `summed_until`, in short. last_at: of its newest message."""

    __tablename__ = "conversations"

    title: Mapped[str]
    last_at: Mapped[datetime] = mapped_column(index=True)
    summary: Mapped[str | None]
    summed_until: Mapped[int | None]


class Message(Record):
    """One turn. tokens, cost_micros (millionths of a dollar): of the call that wrote it. details: `chat.shapes`.

    replaced: the owner wrote it, or what led to it, anew; kept, not shown and not sent.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'coach')", name="role"),
        Index(None, "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    role: Mapped[str]
    content: Mapped[str]
    tokens: Mapped[int | None]
    cost_micros: Mapped[int | None]
    replaced: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column("metadata", LenientJson, default=dict)


class ModelCall(Base):
    """One request to a model, also one that failed. Nothing of what was asked or answered is in it.

    estimated: the endpoint did not count, so the tokens were reckoned. cost_micros: millionths of a dollar, None when
    no price is known. error: a word.
    """

    __tablename__ = "model_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    purpose: Mapped[str]
    model: Mapped[str]
    tokens_sent: Mapped[int]
    tokens_written: Mapped[int]
    estimated: Mapped[bool]
    cost_micros: Mapped[int | None]
    milliseconds: Mapped[int]
    error: Mapped[str | None]


class CoachMessage(Base):
    """One text the coach sent to the owner or for them: a toast, an answer, an SMS, a call.

    kind: toast or chat inside the window. caught, form: why the guard stopped a first wording, and how it was hidden.
    helpfulness_rating: 1 to 5; thumbs are 5 and 1.
    """

    __tablename__ = "coach_messages"
    __table_args__ = (
        CheckConstraint("channel IN ('in_app', 'sms', 'call', 'push')", name="channel"),
        CheckConstraint("helpfulness_rating BETWEEN 1 AND 5", name="helpfulness_rating"),
        Index("ix_coach_messages_insights", "insight_id", sqlite_where=text("insight_id IS NOT NULL")),
        Index("ix_coach_messages_answers", "message_id", sqlite_where=text("message_id IS NOT NULL")),
        Index("ix_coach_messages_caught", "caught", "sent_at", sqlite_where=text("caught IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str]
    insight_id: Mapped[int | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    sent_at: Mapped[datetime] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    engaged_at: Mapped[datetime | None]
    helpfulness_rating: Mapped[int | None]
    feedback_text: Mapped[str | None]
    cta_text: Mapped[str | None]
    cta_action: Mapped[str | None]
    caught: Mapped[str | None]
    form: Mapped[str | None]
