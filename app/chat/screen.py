"""What the owner sees of an answer while it is written: only what the guard let through, and taken back if it leaks."""

from collections.abc import Callable

from app.chat.asked import Hear
from app.guard import Guard, Stream
from app.guard.judge import Verdict


class Screen:
    """One answer. end: ends the request, called once what comes leaks."""

    def __init__(self, guard: Guard, before: str, hear: Hear | None, end: Callable[[], object]) -> None:
        self._guard, self._before, self._hear, self._end = guard, before, hear, end
        self._stream = Stream(guard, before)
        self.shown = ""

    @property
    def verdict(self) -> Verdict:
        return self._stream.verdict

    def feed(self, piece: str) -> None:
        """A piece as the model writes it."""
        self._show(self._stream.feed(piece))
        if self.verdict.leaks:
            self._end()

    def finish(self) -> None:
        """Nothing more comes: what was held back is shown if it may be."""
        self._show(self._stream.finish())

    def judge(self, text: str) -> Verdict:
        """The whole answer, which may be another than what was heard of it."""
        return self._guard.judge(text, self._before)

    def settle(self, text: str) -> None:
        """Make what is shown equal to a text that was judged."""
        if text.startswith(self.shown):
            self._show(text[len(self.shown) :])
        elif text != self.shown.rstrip():
            self.clear()
            self._show(text)

    def clear(self) -> None:
        """Take back what is shown."""
        if self.shown and self._hear is not None:
            self._hear(None)
        self.shown = ""

    def _show(self, text: str) -> None:
        text = text if self.shown else text.lstrip()
        if not text:
            return
        self.shown += text
        if self._hear is not None:
            self._hear(text)
