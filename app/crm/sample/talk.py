"""Calls, mails and meetings: around every deal and project, with partners, and just to keep in touch."""

from datetime import date, datetime, timedelta
from typing import Any

from app.crm.sample.rhythm import DAY
from app.crm.sample.rows import Row
from app.crm.sample.story import Deal, Story, person
from app.crm.sample.words import data

INTERACTIONS = 2400
HOURS_TO_ANSWER = (1, 2, 4, 6, 10, 14, 18, 21, 26, 32, 42, 54, 75, 110)
"""Hours until a new contact hears from her; the same for those who become clients and those who do not."""
MINUTES = {"call": (3, 28), "meeting": (30, 90)}
ROUNDS = {"S": 1, "M": 2, "L": 4}
"""Drafts sent in a project."""


class Talk:
    """Writes down who said what when, and keeps each contact's last contact in step."""

    def __init__(self, story: Story) -> None:
        self._story, self._rng, self._days = story, story.rng, story.days
        self._winners: set[Row] = set()
        self.colleagues: dict[Row, Row] = {}
        """A business and the second person there."""

    def tell(self, deals: list[Deal], projects: list[tuple[Row, Deal]]) -> None:
        self._winners = {deal.contact for deal in deals if deal.won}
        for deal in deals:
            self._before(deal)
            self._during(deal)
            self._ending(deal)
        for project, deal in projects:
            self._project(project, deal)

    def fill_up(self, deals: list[Deal], partners: list[Row]) -> None:
        """Greetings, small wishes and the printers, up to the number of interactions."""
        won = [deal for deal in deals if deal.won]
        while len(self._story.rows["interactions"]) < INTERACTIONS:
            if self._story.chance(0.3):
                self._partner(self._rng.choice(partners))
            else:
                self._after(self._rng.choice(won))

    def lead(self, contact: Row, *, answered: bool) -> None:
        """Somebody who asked and became no deal (yet)."""
        cold = contact["source"] == "cold_outreach"
        facts = {"thing": self._story.words.draw("lead things", _THINGS), "person": person(contact)}
        self.say(contact, "cold" if cold else "inquiry", contact["created_at"], facts)
        if answered and not cold:
            self._answer(contact, facts)
        if answered and self._story.chance(0.45):
            self.say(contact, "chase", self._on(contact["created_at"], 5, 20), facts)

    def say(
        self, contact: Row, situation: str, at: datetime | None, facts: dict[str, str], deal: Deal | None = None
    ) -> Row | None:  # fmt: skip
        """Log one; None when the moment has not come yet. Today only an answer to a proposal has come."""
        if at is None or (at >= self._days.midnight and situation != "won"):
            return None
        at = max(at, contact["created_at"])
        talk = data("talk")[situation]
        summary = self._story.words.said(situation, **facts)
        kind = _kind(summary) or self._story.words.weighted(talk["kinds"])
        row = self._story.rows.add(
            "interactions", at, contact_id=contact, deal_id=deal.row if deal else None, kind=kind,
            direction=talk["direction"], at=at, duration_minutes=self._minutes(kind, talk),
            summary=summary, outcome=self._outcome(talk),
        )  # fmt: skip
        self._story.rows.log("contact_contacted", contact, at, kind=kind, direction=talk["direction"])
        _touch(contact, talk["direction"], at)
        return row

    def _minutes(self, kind: str, talk: dict[str, Any]) -> int | None:
        if kind not in MINUTES:
            return None
        if kind == "meeting" and "minutes" in talk:
            return int(self._rng.choice(talk["minutes"]))
        return self._rng.randint(*MINUTES[kind])

    def _outcome(self, talk: dict[str, Any]) -> str | None:
        return self._rng.choice(talk.get("outcome", [""])) or None

    # -- around a deal --------------------------------------------------------------------------------------

    def _before(self, deal: Deal) -> None:
        facts, contact = deal.facts(), deal.contact
        if deal.first:
            cold = contact["source"] == "cold_outreach"
            self.say(contact, "cold" if cold else "inquiry", contact["created_at"], facts)
            self._answer(contact, facts, deal)
        else:
            self.say(contact, "inquiry", deal.created - timedelta(minutes=self._rng.randint(4, 55)), facts)
            self.say(contact, "first_reply", self._on(deal.created, 1, 3), facts, deal)

    def _answer(self, contact: Row, facts: dict[str, str], deal: Deal | None = None) -> None:
        """The first answer to a new contact, at the next working hour after a while, whatever comes of it."""
        bag = f"answer {contact in self._winners}"
        hours: float = self._story.words.draw(bag, HOURS_TO_ANSWER) * self._rng.uniform(0.85, 1.15)
        at: datetime = contact["created_at"] + timedelta(hours=hours)
        day = self._days.forward(at.date())
        if day > at.date() or not 8 <= at.hour < 19:  # noqa: PLR2004 - the open hours
            at = self._days.moment(self._days.forward(max(day, at.date() + (at.hour >= 19) * DAY)), 8 * 60 + 45)  # noqa: PLR2004
        self.say(contact, "first_reply", at, facts, deal)

    def _during(self, deal: Deal) -> None:
        facts, contact = deal.facts(), deal.contact
        for situation, stage, counts in (
            ("meeting", "Qualified", (1, 1, 2)), ("chase", "Proposal", (0, 1, 1, 2)), ("doubt", "Proposal", (0, 0, 1)),
            ("bargain", "Negotiation", (1, 1, 2)),
        ):  # fmt: skip
            span = deal.stay(stage, self._days.midnight)
            for _ in range(self._rng.choice(counts) if span else 0):
                self.say(contact, situation, self._within(*span) if span else None, facts, deal)
        sent = deal.entered("Proposal")
        self.say(contact, "proposal", sent + timedelta(minutes=4) if sent else None, facts, deal)

    def _within(self, since: datetime, until: datetime) -> datetime | None:
        """An office moment between the two; None where there is none."""
        at = self._office(since + (until - since) * self._rng.uniform(0.15, 0.95))
        return at if since < at < until else None

    def _ending(self, deal: Deal) -> None:
        if deal.closed:
            facts = {**deal.facts(), "reason": deal.row["lost_reason"] or ""}
            at = max(deal.closed - timedelta(minutes=self._rng.randint(2, 30)), deal.created)
            self.say(deal.contact, "won" if deal.won else "lost", at, facts, deal)

    def _project(self, project: Row, deal: Deal) -> None:
        """From kick-off to thanks, spread over the project's days."""
        start = project["created_at"]
        end = project["closed_at"] or self._days.moment(project["due_on"], 17 * 60)
        rounds = ["draft", "feedback"] * ROUNDS[deal.size]
        script = ["kickoff", *rounds, "approval", "handover"]
        for number, situation in enumerate(script):
            at = start + (end - start) * ((number + self._rng.uniform(0.2, 0.9)) / len(script))
            at = self._office(at)
            who = self._who(deal, at) if situation in ("draft", "feedback") else deal.contact
            self.say(who, situation, at, {**deal.facts(), "person": person(who)}, deal)
        for situation, low, high, share in (("invoice", 2, 6, 0.95), ("thanks", 8, 25, 0.7)):
            if self._story.chance(share):
                self.say(deal.contact, situation, self._on(end, low, high), deal.facts(), deal)

    def _who(self, deal: Deal, at: datetime) -> Row:
        """The deal's contact, or now and then the other person there."""
        other = self.colleagues.get(deal.business) if deal.business else None
        return other if other and other["created_at"] < at and self._story.chance(0.4) else deal.contact

    def _after(self, deal: Deal) -> None:
        """Something small with an old client, at any time since."""
        closed: datetime = deal.row["closed_at"]
        day = self._rng.uniform(0.05, 1.0) * (self._days.midnight - closed)
        situation = self._rng.choice(("touch", "touch", "small", "small", "thanks"))
        at = self._office(closed + min(day, timedelta(days=self._rng.randint(30, 700))))
        self.say(deal.contact, situation, at if at.date() < self._story.today else None, deal.facts(), deal)

    def _partner(self, contact: Row) -> None:
        made: datetime = contact["created_at"]
        at = self._office(made + self._rng.random() * (self._days.midnight - made))
        situation = self._rng.choice(("supplier_out", "supplier_out", "supplier_in"))
        self.say(contact, situation, at if at.date() < self._story.today else None, {"person": person(contact)})

    def _on(self, since: datetime, low: int, high: int) -> datetime:
        """An office moment some days after, at the latest yesterday's if that is later than `since`."""
        day = self._days.forward(since.date() + self._rng.randint(low, high) * DAY)
        return self._days.moment(day, self._days.office_minute())

    def _office(self, at: datetime) -> datetime:
        """The office hours of that day, or of the next working day."""
        day: date = self._days.forward(at.date())
        return self._days.moment(day, self._days.office_minute())


def _kind(summary: str) -> str | None:
    """How something was said, where its first words tell."""
    words = data("talk")["kinds_by_word"]
    told = [word for word in words if summary.startswith((f"{word} ", f"{word},", f"{word};"))]
    return str(words[max(told, key=len)]) if told else None


def _touch(contact: Row, direction: str, at: datetime) -> None:
    for field in (f"last_{direction}_at", "last_contact_at"):
        if contact[field] is None or contact[field] < at:
            contact[field] = at


_THINGS = (
    "a new logo", "the cards", "a small website", "the labels", "the packaging", "a poster", "the shop sign",
    "the menu",
    "the invitation", "the brochure", "a book cover", "the van", "the price list", "a catalogue",
)  # fmt: skip
