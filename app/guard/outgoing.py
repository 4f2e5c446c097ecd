"""The one way out: a text is judged, asked for once more without the private section, else replaced.

Used for replies, toasts, SMS, calls, e-mails and exported messages alike.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.guard.judge import Guard, Verdict

NEUTRAL = "I lost my thread there. Ask me again, or ask what to do next and I will look at your numbers."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """text: what may leave. caught: the verdicts on what may not, for the count on the operations page."""

    text: str
    caught: tuple[Verdict, ...] = ()


def outgoing(guard: Guard, text: str, before: str = "", again: Callable[[], str] | None = None) -> Outgoing:
    """again: asks the model once more, without the private section. Its errors are the caller's."""
    first = guard.judge(text, before)
    if not first.leaks:
        return Outgoing(text)
    if again is None:
        return Outgoing(NEUTRAL, (first,))
    text = again()
    second = guard.judge(text, before)
    return Outgoing(NEUTRAL, (first, second)) if second.leaks else Outgoing(text, (first,))
