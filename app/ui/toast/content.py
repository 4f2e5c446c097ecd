"""What a toast says and offers, as plain words: it knows nothing of rules or tables."""

from dataclasses import dataclass

SNOOZES = ("hour", "tomorrow", "week")
"""How long a toast can be put off."""


@dataclass(frozen=True)
class ToastContent:
    """kind: the small words beside "Coach", like "pattern from 48 deals". actions: of its buttons, the first primary.

    seconds: how long it stays, 0 for until it is answered, as critical ones do. undo: it tells what was just done and
    offers to take it back.
    """

    id: int
    kind: str
    message: str
    actions: tuple[str, ...]
    critical: bool
    seconds: int
    undo: bool = False

    @property
    def stays(self) -> bool:
        """Until it is answered."""
        return self.critical or self.seconds <= 0
