"""Everything around the deals: leads that came to nothing, partners, colleagues, notes, meetings, tags, settings."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from app.crm.sample.people import People
from app.crm.sample.rhythm import DAY
from app.crm.sample.rows import Row
from app.crm.sample.story import Deal, Story, person
from app.crm.sample.talk import Talk
from app.crm.sample.words import data

CONTACTS, NOTES, EVENTS, FOLLOWUPS, FACTS = 260, 250, 150, 44, 60
LEAD_SOURCES = {"website": 40.0, "social": 22.0, "event": 14.0, "referral": 10.0, "cold_outreach": 16.0, "other": 6.0}
STILL_LEADS = (
    (2, False),
    (4, True),
    (6, True),
    (9, False),
    (11, True),
    (13, False),
    (17, False),
    (22, True),
    (29, False),
)
"""Leads that came so many days ago, and whether she has answered: four of them wait for more than a week."""
GONE_AFTER = timedelta(days=500)
"""A client is a past client when nothing was sold for so long."""
KINDS_WITH_NOTES = (
    ("contacts", "contact", 5),
    ("businesses", "business", 3),
    ("deals", "deal", 4),
    ("projects", "project", 3),
)


class Around:
    """Fills in what makes the sample look lived in."""

    def __init__(self, story: Story, people: People, talk: Talk) -> None:
        self._story, self._people, self._talk = story, people, talk
        self._rng, self._days, self._words = story.rng, story.days, story.words

    # -- people without deals -------------------------------------------------------------------------------

    def partners(self) -> list[Row]:
        """Printers, photographers and the like, known from the start on."""
        entries = data("businesses")["partners"]
        made = [self._days.forward(self._days.first + n * 9 * DAY) for n in range(len(entries))]
        houses = [
            self._people.business(entry, self._story.office(day), "partner", kind="partner")
            for entry, day in zip(entries, made, strict=True)
        ]
        people = []
        for number in range(data("studio")["partner_people"]):
            house = houses[number % len(houses)]
            at = house["created_at"] + timedelta(minutes=15) + number // len(houses) * 70 * DAY
            people.append(self._people.contact(at, house, "partner", "staff", status="prospect"))
        return people

    def colleagues_and_leads(self, deals: list[Deal]) -> None:
        """A second person at many clients; then leads, old ones and new, up to the number of contacts."""
        clients = {deal.business: deal for deal in deals if deal.business}
        for business in self._rng.sample(list(clients), min(38, len(clients))):
            deal = clients[business]
            if deal.created.date() < self._story.today - 30 * DAY:
                at = self._story.office(self._days.forward(deal.created.date() + self._rng.randint(4, 25) * DAY))
                other = self._people.contact(at, business, deal.row["source"], "staff", status="prospect")
                self._talk.colleagues[business] = other
        for ago, answered in STILL_LEADS:
            self._lead(self._story.office(self._days.ago(ago)), answered=answered)
        old = CONTACTS - len(self._story.rows["contacts"])
        for number in range(max(0, old)):
            day = self._days.closing_day((number + self._rng.random()) / old * 0.94)
            contact = self._lead(self._story.office(day), answered=True)
            over = self._story.office(self._days.any_day(day + 20 * DAY, self._days.last))
            self._change_status(contact, self._rng.choice(("lost", "lost", "prospect")), over)

    def _lead(self, at: datetime, *, answered: bool) -> Row:
        source = self._words.weighted(LEAD_SOURCES)
        known = self._people.unmet and self._story.chance(0.3)
        business = self._people.next_business(at - timedelta(minutes=2), source) if known else None
        contact = self._people.contact(at, business, source)
        self._talk.lead(contact, answered=answered)
        return contact

    # -- what became of people ------------------------------------------------------------------------------

    def statuses(self, deals: list[Deal]) -> None:
        """lead, prospect with the first deal, client with the first win; lost or past client when it is over."""
        of: dict[Row, list[Deal]] = {}
        for deal in deals:
            of.setdefault(deal.contact, []).append(deal)
        for contact, theirs in of.items():
            self._career(contact, theirs)
        for business in self._story.rows["businesses"]:
            theirs = [deal for deal in deals if deal.business is business and deal.won]
            if theirs:
                won = min(deal.row["closed_at"] for deal in theirs)
                business.update(kind="client", target_tier=self._rng.choice(("A", "B", "B", "C")), updated_at=won)

    def _career(self, contact: Row, deals: list[Deal]) -> None:
        self._change_status(contact, "prospect", deals[0].created)
        won = sorted(deal.row["closed_at"] for deal in deals if deal.won)
        last = max(deal.closed or self._story.now for deal in deals)
        if won:
            self._change_status(contact, "client", won[0])
            contact.update(keep_in_touch_days=self._rng.choice((None, None, 30, 60, 90)))
        if won and last + GONE_AFTER < self._days.midnight:
            self._change_status(contact, "past_client", last + GONE_AFTER)
        elif not won and all(deal.closed for deal in deals):
            self._change_status(contact, "lost", last)
        if contact.get("keep_in_touch_days"):
            contact["keep_in_touch_max_days"] = contact["keep_in_touch_days"] * 2

    def _change_status(self, contact: Row, new: str, at: datetime) -> None:
        at = max(min(at, self._story.now), contact["created_at"])
        self._story.rows.log("contact_status_changed", contact, at, old=contact["status"], new=new)
        contact.update(status=new, updated_at=max(at, contact["updated_at"]))

    def birthdays(self) -> None:
        """Somebody's is tomorrow; one person asked to be left alone."""
        clients = [row for row in self._story.rows["contacts"] if row["status"] == "client"]
        self._rng.choice(clients)["birthday"] = f"--{self._story.today + DAY:%m-%d}"
        lost = [row for row in self._story.rows["contacts"] if row["status"] == "lost"]
        self._rng.choice(lost).update(do_not_contact=True, do_not_contact_reason="Asked not to be written to again.")

    # -- notes, meetings, follow-ups ------------------------------------------------------------------------

    def notes(self, deals: list[Deal]) -> None:
        facts = {deal.row: deal.facts() for deal in deals} | {deal.contact: deal.facts() for deal in deals}
        kinds = [kind for kind in KINDS_WITH_NOTES for _ in range(kind[2])]
        for _ in range(NOTES):
            table, kind, _share = self._rng.choice(kinds)
            row = self._rng.choice(self._story.rows[table])
            day = self._days.any_day(row["created_at"].date(), self._days.last)
            at = self._story.office(day)
            if row["created_at"] < at < self._days.midnight and row is not self._people.own:
                body = self._words.draw(f"notes {kind}", data("work")["notes"][kind])
                text = self._words.fill(body, **(facts.get(row) or {"thing": "the order", "person": "She"}))
                self._story.rows.add("notes", at, entity_type=kind, entity_id=row, body=text, at=at)
                self._story.rows.log("note_added", row, at)

    def events(self, deals: list[Deal]) -> None:
        """Half of the meetings held, appointments of her own, and what is coming: a meeting tomorrow."""
        work = data("work")
        held = [row for row in self._story.rows["interactions"] if row["kind"] == "meeting"]
        for row in self._rng.sample(held, min(len(held), EVENTS - 40)):
            self._event(self._title(row["contact_id"]), row["at"], row["duration_minutes"], row["contact_id"])
        for n in range(26):
            at = self._days.moment(self._days.closing_day((n + self._rng.random()) / 26), 15 * 60 + 30)
            self._event(self._words.draw("own events", work["events"]["other"]), at, 90, None)
        opened = [deal for deal in deals if deal.closed is None]
        for ahead in (1, 1, 2, 3, 5, 6, 8, 9, 13, 16, 20, 27, 34):
            contact = self._words.draw("event deals", opened).contact
            day = self._story.today + DAY if ahead == 1 else self._days.forward(self._story.today + ahead * DAY)
            self._event(
                self._title(contact), self._days.moment(day, self._rng.choice((600, 660, 870, 930))), 60, contact
            )

    def _title(self, contact: Row) -> str:
        business = contact["business_id"]["name"] if contact["business_id"] else contact["name"]
        template = self._words.draw("meetings", data("work")["events"]["meeting"])
        return self._words.fill(template, person=person(contact), business=business)

    def _event(self, told: str, at: datetime, minutes: int, contact: Row | None) -> None:
        """told: title and place."""
        title, place = told.split("|")
        made = self._story.office(min(self._days.back(at.date() - 4 * DAY), self._days.last))
        if contact:
            made = max(made, contact["created_at"])
        self._story.rows.add(
            "events", min(made, at), title=title, starts_at=at, ends_at=at + timedelta(minutes=minutes),
            contact_id=contact, business_id=contact["business_id"] if contact else None, source="owner",
            location=place,
        )  # fmt: skip

    def followups(self, deals: list[Deal]) -> None:
        """A look back after each of some projects; one is two days late, one is due today."""
        won = [deal for deal in deals if deal.won and deal.closed and deal.closed.date() < self._story.today]
        for deal in self._rng.sample(won, FOLLOWUPS - 9):
            day = self._days.forward(deal.row["closed_at"].date() + 90 * DAY)
            done = self._rng.choice(("completed", "completed", "sent", "cancelled"))
            self._followup(deal, day, done if day < self._story.today else "scheduled", deal.row["closed_at"])
        opened = [deal for deal in deals if deal.closed is None]
        for ahead in (-2, 0, 1, 2, 4, 7, 11, 18, 30):
            deal = self._words.draw("followups", opened)
            self._followup(deal, self._story.today + ahead * DAY, "scheduled", deal.created)

    def _followup(self, deal: Deal, day: date, status: str, made: datetime) -> None:
        kind = self._rng.choice(("check_in", "check_in", "reminder", "recommendation"))
        at = self._days.moment(day, 10 * 60)
        self._story.rows.add(
            "followups", min(made, at), contact_id=deal.contact, business_id=deal.business, deal_id=deal.row, kind=kind,
            status=status, scheduled_at=at, context_hints=[deal.thing],
        )  # fmt: skip

    # -- tags, filters, facts, settings ---------------------------------------------------------------------

    def marks(self) -> None:
        studio, start = data("studio"), self._days.moment(self._days.forward(self._days.first), 9 * 60 + 20)
        for name, (kind, share) in studio["tags"].items():
            tag = self._story.rows.add("tags", start, name=name)
            self._tag(tag, kind, share)
        for saved in studio["saved_filters"]:
            self._story.rows.add("saved_filters", start + 200 * DAY, **saved)
        for field in studio["custom_fields"]:
            self._story.rows.add("custom_fields", start, **field)
        self._facts(studio)

    def _tag(self, tag: Row, kind: str, share: float) -> None:
        table = {"business": "businesses"}.get(kind, f"{kind}s")
        for row in self._story.rows[table]:
            if row is not self._people.own and self._story.chance(share):
                self._story.rows.add(
                    "taggings", max(row["created_at"], tag["created_at"]), tag_id=tag, entity_type=kind, entity_id=row
                )

    def _facts(self, studio: dict[str, Any]) -> None:
        clients = [row for row in self._story.rows["businesses"] if row["kind"] in ("client", "prospect")]
        for number in range(FACTS):
            business = clients[number % len(clients)]
            field = list(studio["facts"])[(number + number // len(clients)) % len(studio["facts"])]
            at = self._story.office(self._days.any_day(business["created_at"].date(), self._days.last))
            at = min(max(at, business["created_at"]), self._story.now)
            self._story.rows.add(
                "profile_facts", at, business_id=business, field=field, value=self._rng.choice(studio["facts"][field]),
                source=self._rng.choice(studio["fact_sources"]), at=at,
                confidence=self._rng.choice((0.6, 0.8, 0.9, 1.0)),
            )  # fmt: skip


def settings() -> dict[str, str]:
    """Key and JSON text of what the sample sets."""
    return {key: json.dumps(value) for key, value in data("studio")["settings"].items()}
