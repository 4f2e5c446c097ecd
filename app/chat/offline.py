"""Answers without a model: from the figures alone, and plain about it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.chat.asked import Said
from app.chat.shapes import Details, Door

PLAIN = "Free conversation needs a language model."
SET_UP = Door("settings", "Set up a model")


def answer(session: Session, text: str, now: datetime) -> Said:  # noqa: ARG001
    return Said(PLAIN, Details(finish="offline", door=SET_UP))
