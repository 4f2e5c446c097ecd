"""Streamed text is held back until it is judged, sentence by sentence, together with what went before.

A piece is let out when a sentence ends and at least `HELD` characters after it are judged too: an excerpt or a code
that runs over several sentences is caught before more than its beginning is out.
"""

import re

from app.guard.judge import BEFORE, PASSES, STEP, WINDOW, Guard, Verdict

HELD = 120
"""Characters at the end that wait for what follows, whatever they say."""
LONGEST = 600
"""Characters without the end of a sentence after which a piece is judged all the same."""
END = re.compile(r"[.!?…][\"')\]]*\s|\n")


class Stream:
    """One reply as it comes in. Once it leaks nothing more comes out: the chat takes back what is shown."""

    def __init__(self, guard: Guard, before: str = "") -> None:
        self._guard, self._before = guard, f"{before[-BEFORE:]}\n" if before else ""
        self._text, self._out, self._judged = "", 0, 0
        self.verdict: Verdict = PASSES

    def feed(self, piece: str) -> str:
        """What may be shown now; "" while there is nothing, and for good once `verdict` leaks."""
        self._text += piece
        ends = [found.end() for found in END.finditer(self._text, self._judged)]
        upto = ends[-1] if ends else len(self._text) if len(self._text) - self._judged >= LONGEST else 0
        return self._let(upto, HELD) if upto else ""

    def finish(self) -> str:
        """The rest, when all of it may be shown."""
        return self._let(len(self._text), 0)

    def _let(self, upto: int, held: int) -> str:
        if self.verdict.leaks:
            return ""
        whole = f"{self._before}{self._text[:upto]}"
        new = len(whole) - upto + self._judged
        self.verdict = self._guard.judge(whole[max(0, min(len(whole) - WINDOW, new - STEP)) :])
        self._judged = upto
        if self.verdict.leaks:
            return ""
        start, self._out = self._out, max(self._out, upto - held)
        return self._text[start : self._out]
