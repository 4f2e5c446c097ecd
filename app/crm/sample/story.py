"""What every part of the generator works with."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from app.crm.sample.rhythm import Days
from app.crm.sample.rows import Row, Rows
from app.crm.sample.words import Words


@dataclass(frozen=True)
class Story:
    """One sample business in the making."""

    now: datetime
    rng: Random
    days: Days
    words: Words
    rows: Rows

    @classmethod
    def begin(cls, now: datetime, seed: int) -> "Story":
        """The same seed on the same local day tells the same story."""
        rng = Random(f"{seed} {now.date()}")
        return cls(now, rng, Days(now, rng), Words(rng), Rows(now))

    @property
    def today(self) -> date:
        return self.days.today

    def office(self, day: date) -> datetime:
        """A moment of that day in which mails are written and calls made."""
        return self.days.moment(day, self.days.office_minute())

    def chance(self, share: float) -> bool:
        return self.rng.random() < share


@dataclass
class Deal:
    """A deal with what the other parts need to know of it. moves: each stage entered, oldest first."""

    row: Row
    contact: Row
    business: Row | None
    thing: str
    size: str
    moves: list[tuple[str, datetime]]
    first: bool
    """The contact's first deal."""

    @property
    def created(self) -> datetime:
        return self.moves[0][1]

    @property
    def closed(self) -> datetime | None:
        at: datetime | None = self.row["closed_at"]
        return at

    @property
    def won(self) -> bool:
        return bool(self.row["won"])

    def entered(self, stage: str) -> datetime | None:
        return dict(self.moves).get(stage)

    def stay(self, stage: str, now: datetime) -> tuple[datetime, datetime] | None:
        """From when to when it stood in a stage; until `now` where it still does."""
        moments = [at for _stage, at in self.moves] + [now]
        place = next((n for n, (name, _at) in enumerate(self.moves) if name == stage), None)
        return None if place is None else (moments[place], moments[place + 1])

    def facts(self) -> dict[str, str]:
        """Names for the words."""
        business = self.business["name"] if self.business else self.contact["name"]
        return {"thing": self.thing, "person": person(self.contact), "business": business}


def person(contact: Row) -> str:
    """How the owner calls somebody in her notes."""
    return str(contact["first_name"]).split()[0]


def evenly(rng: Random, total: int, chosen: int) -> list[bool]:
    """`chosen` yeses among `total`, spread over the whole list, not in lockstep."""
    phase = rng.random()
    answers = [int((n + 1) * chosen / total + phase) > int(n * chosen / total + phase) for n in range(total)]
    for n in range(0, total - 1, 2):
        if rng.random() < 0.5:  # noqa: PLR2004
            answers[n], answers[n + 1] = answers[n + 1], answers[n]
    return answers
