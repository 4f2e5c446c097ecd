"""An answer on its way, as the window hears of it."""

from collections import deque


class Run:
    """An answer being written. cut: turns from this id on are being replaced; words: of the owner, until they are kept.

    after, begun: the newest message and the newest conversation before it. place: where the words are held.

    heard: pieces that came on the thread that asks and are not shown yet; None takes back what came before.
    """

    def __init__(self, conversation: int, words: str, cut: int | None, after: int, begun: int) -> None:
        from app.clients.llm.talk import Stop  # noqa: PLC0415 - not needed at the start

        self.conversation, self.words, self.cut, self.after, self.begun = conversation, words, cut, after, begun
        self.place = ""
        self.stop = Stop()
        self.heard: deque[str | None] = deque()
        self.text, self.stopped, self.left = "", False, False

    def drain(self) -> bool:
        """Take over what was heard; whether there was anything."""
        changed = bool(self.heard)
        while self.heard:
            piece = self.heard.popleft()
            self.text = "" if piece is None else self.text + piece
        return changed
