"""The ledger of the language model: every request is a row, and the month's sums hold its limits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.llm.ledger import CallRecord, Spent
from app.core.db import Database
from app.crm import days, preferences
from app.models import CoachMessage, ModelCall


@dataclass(frozen=True, slots=True)
class Usage:
    """What a month came to. cost_micros: millionths of a dollar, of the calls whose price is known."""

    calls: int
    failed: int
    tokens: int
    cost_micros: int
    without_price: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a month; 0 is none."""

    tokens: int
    cents: int


def keep(db: Database, call: CallRecord) -> None:
    """One row; not undoable, and nothing of what was said is in it."""
    with db.write(actor="coach", durable=False) as session:
        session.add(
            ModelCall(
                at=call.at, purpose=call.purpose, model=call.model, tokens_sent=call.tokens_sent,
                tokens_written=call.tokens_written, estimated=call.estimated, cost_micros=call.cost_micros,
                milliseconds=call.milliseconds, error=call.error,
            )
        )  # fmt: skip


def spent(session: Session, now: datetime) -> Spent:
    """In the owner's month so far."""
    month = this_month(session, now)
    return Spent(month.tokens, month.cost_micros)


def this_month(session: Session, now: datetime) -> Usage:
    """From the first of the owner's month until now."""
    tokens = func.coalesce(func.sum(ModelCall.tokens_sent + ModelCall.tokens_written), 0)
    row = session.execute(
        select(
            func.count(), func.count(ModelCall.error), tokens, func.sum(ModelCall.cost_micros),
            func.count().filter(ModelCall.cost_micros.is_(None)),
        ).where(ModelCall.at >= days.midnight(now.date().replace(day=1), now))
    ).one()  # fmt: skip
    return Usage(row[0], row[1], row[2], row[3] or 0, row[4])


def limits(session: Session) -> Limits:
    """What the owner set."""
    return Limits(preferences.get(session, "model_month_tokens"), preferences.get(session, "model_month_cents"))


def caught(session: Session, now: datetime) -> int:
    """First wordings of the coach that the leak guard stopped in the owner's month so far."""
    since = days.midnight(now.date().replace(day=1), now)
    query = select(func.count()).where(CoachMessage.caught.is_not(None), CoachMessage.sent_at >= since)
    return session.scalar(query) or 0
