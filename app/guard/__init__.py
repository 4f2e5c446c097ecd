"""The leak guard: nothing that leaves for a person recites the coach's private list, and no record gives orders."""

from app.guard.fence import RULE, fence
from app.guard.judge import Guard, Private, Verdict
from app.guard.marks import mark
from app.guard.neutral import NEUTRAL
from app.guard.stream import Stream

__all__ = ["NEUTRAL", "RULE", "Guard", "Private", "Stream", "Verdict", "fence", "mark"]
