"""Where letters of a text stand in the private text: all common runs, found by sampled grams and extended."""

from dataclasses import dataclass

END = 0
"""Between two private texts: in no reading, so no run goes on beyond it."""


@dataclass(frozen=True, slots=True)
class Run:
    """start and end in the private letters; at: where it begins in the reading."""

    start: int
    end: int
    at: int


class Index:
    """Finds every run of at least `least` bytes that a sequence has in common with the private one."""

    def __init__(self, sequence: bytes, *, gram: int, least: int) -> None:
        self.sequence, self._gram, self._step = sequence, gram, least - gram + 1
        self._least = least
        self._known = {sequence[place : place + gram] for place in range(len(sequence) - gram + 1)}
        self._met: dict[bytes, list[int]] = {}

    def runs(self, view: bytes) -> list[Run]:
        gram, known = self._gram, self._known
        hits = [at for at in range(0, len(view) - gram + 1, self._step) if view[at : at + gram] in known]
        found: list[Run] = []
        reached: dict[int, int] = {}
        for at in hits:
            for place in self._places(view[at : at + gram]):
                if reached.get(place - at, 0) <= at:
                    run = self._whole(view, at, place)
                    reached[place - at] = run.at + run.end - run.start
                    found += [run] if run.end - run.start >= self._least else []
        return found

    def _places(self, gram: bytes) -> list[int]:
        """Where it stands, looked for when it is met first: few ever are, and building the index must be quick."""
        found = self._met.get(gram)
        if found is None:
            found, place = [], self.sequence.find(gram)
            while place >= 0:
                found.append(place)
                place = self.sequence.find(gram, place + 1)
            self._met[gram] = found
        return found

    def _whole(self, view: bytes, at: int, place: int) -> Run:
        """The gram at both places, made as long as it is equal."""
        own = self.sequence
        start, begin = place, at
        while start and begin and own[start - 1] == view[begin - 1] and own[start - 1] != END:
            start, begin = start - 1, begin - 1
        end, stop = place + self._gram, at + self._gram
        while end < len(own) and stop < len(view) and own[end] == view[stop] and own[end] != END:
            end, stop = end + 1, stop + 1
        return Run(start, end, begin)
