"""Deals: when they came, through which stages they went, and how they ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from math import exp
from typing import Any

from app.crm import names
from app.crm.sample.people import People
from app.crm.sample.planted import ANCHOR_SHARE, CLOSED_AND_WON, DAYS_TO_CLOSE, LOST_AFTER
from app.crm.sample.rhythm import DAY, YEARS
from app.crm.sample.rows import Row
from app.crm.sample.story import Deal, Story, evenly
from app.crm.sample.words import data

OPEN_STAGES = ("Lead", "Qualified", "Proposal", "Negotiation")
STAGE_SHARE = (0.15, 0.25, 0.36, 0.24)
"""Of a deal's days, how many it spends in each open stage."""
VALUES = {"S": (650, 0.25), "M": (2300, 0.25), "L": (5400, 0.2)}
"""Median in euros and spread of the value of small, middling and large work."""
SIZES = {"referral": "SSSSSMMMML", "rest": "SSSSMMMMLL"}
"""What is asked for, of ten deals; the largest client's big ones make up for fewer others among the referred."""
WEEKDAYS = (0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4)
"""On which weekdays deals end: a little more often on Thursdays, too little to mean anything."""
KEPT_BACK = 20
"""Businesses that she meets only now: those of open deals and of new leads."""
KNOWN_CLIENT = 0.36
"""Share of deals that come from somebody who asked before."""


@dataclass
class Plan:
    """A deal before it has a name. end: the day it closed, or for an open one the day it entered its stage."""

    source: str
    start: date
    end: date
    won: bool | None
    last_stage: str
    anchor: bool = False
    open: dict[str, Any] | None = None


class Sales:
    """Makes the deals with their contacts and businesses, oldest first."""

    def __init__(self, story: Story, people: People) -> None:
        self._story, self._people = story, people
        self._rng, self._days = story.rng, story.days
        self._anchor: list[Row] = []
        self._known: dict[str, list[Deal]] = {}
        self._titles: set[str] = set()
        self.deals: list[Deal] = []

    def tell(self) -> list[Deal]:
        plans = [*self._closed_plans(), *self._open_plans()]
        for plan in sorted(plans, key=lambda plan: plan.start):
            deal = self._deal(plan)
            self.deals.append(deal)
            self._known.setdefault(plan.source, []).append(deal)
        self._weigh_anchor()
        for deal in self.deals:
            self._log(deal)
        return self.deals

    # -- when and how ---------------------------------------------------------------------------------------

    def _closed_plans(self) -> list[Plan]:
        plans = [plan for source in CLOSED_AND_WON for plan in self._plans_of(source)]
        plans.sort(key=lambda plan: plan.end)
        self._choose_anchor([plan for plan in plans if plan.source == "referral"])
        self._end_lost([plan for plan in plans if not plan.won])
        self._win_this_month([plan for plan in plans if plan.won and not plan.anchor])
        return plans

    def _plans_of(self, source: str) -> list[Plan]:
        total, won = CLOSED_AND_WON[source]
        ends = [self._end(source, (n + self._rng.uniform(0.1, 0.9)) / total) for n in range(total)]
        return [
            Plan(source, self._start(source, end), end, yes, "Negotiation")
            for end, yes in zip(ends, evenly(self._rng, total, won), strict=True)
        ]

    def _end(self, source: str, share: float) -> date:
        """A day by which that share of the business was done, its weekday by chance."""
        day = self._days.closing_day(share)
        weekday = self._story.words.draw(f"weekday {source == 'referral'}", WEEKDAYS)
        moved = day + (weekday - day.weekday()) * DAY
        return moved if moved < self._story.today and self._days.back(moved) == moved else day

    def _start(self, source: str, end: date) -> date:
        median, spread = DAYS_TO_CLOSE.get(source, DAYS_TO_CLOSE["rest"])
        days = median * exp(self._rng.gauss(0, spread))
        return self._days.near(end - max(4, min(150, round(days))) * DAY)

    def _choose_anchor(self, referred: list[Plan]) -> None:
        """Three won deals a year and one lost go to the largest client; not the newest one."""
        for year in range(YEARS):
            start = self._days.first + timedelta(days=365.25 * year)
            won = [p for p in referred[:-3] if p.won and start <= p.end < start + timedelta(days=365)]
            for part in (0.15, 0.5, 0.85):
                won[int(part * len(won))].anchor = True
        lost = [plan for plan in referred if not plan.won]
        lost[len(lost) // 2].anchor = True

    def _end_lost(self, lost: list[Plan]) -> None:
        stages = [stage for stage, count in LOST_AFTER.items() for _ in range(count)]
        for plan in lost:
            plan.last_stage = self._story.words.draw("lost after", stages)

    def _win_this_month(self, won: list[Plan]) -> None:
        """The newest wins fall into this month; early in a month, on this very morning."""
        this_month = [day for day in self._days.work if day.month == self._story.today.month]
        past = [day for day in this_month if self._story.today.replace(day=1) <= day < self._story.today]
        for place, plan in enumerate(won[-3:]):
            plan.end = past[len(past) * (place + 1) // 3 - 1] if past else self._story.today
            if not past and place < 2:  # noqa: PLR2004 - one win this morning is enough
                plan.end = self._days.last

    def _open_plans(self) -> list[Plan]:
        plans = []
        for stage, age, waiting, source, step, close in data("studio")["open_deals"]:
            facts = {"step": step, "close": close}
            plans.append(Plan(source, self._days.ago(age), self._days.ago(waiting), None, stage, open=facts))
        own = data("studio")["anchor_open"]
        facts = {"step": own["next_step"], "close": own["close"]}
        start, end = self._days.ago(own["age"]), self._days.ago(own["in_stage"])
        return [*plans, Plan("referral", start, end, None, own["stage"], anchor=True, open=facts)]

    # -- who and what ---------------------------------------------------------------------------------------

    def _deal(self, plan: Plan) -> Deal:
        moves = self._moves(plan)
        contact, business, first = self._client(plan, moves[0][1])
        title, size, thing = self._title(plan, contact, business)
        row = self._row(plan, moves, title, size)
        row.update(contact_id=contact, business_id=business)
        return Deal(row, contact, business, thing, size, moves, first)

    def _client(self, plan: Plan, at: datetime) -> tuple[Row, Row | None, bool]:
        """Somebody new, or (for a third of the deals) a client of the same source who has no open deal."""
        if plan.anchor:
            return self._anchor_client(at)
        known = [d for d in self._known.get(plan.source, []) if self._may_return(d, at)]
        if known and self._story.chance(KNOWN_CLIENT):
            deal = self._rng.choice(known)
            return deal.contact, deal.business, False
        met = self._first_met(at)
        if self._people.unmet > (0 if plan.open else KEPT_BACK) and self._story.chance(0.85 if plan.open else 0.7):
            business = self._people.next_business(met, plan.source)
            return self._people.contact(met, business, plan.source), business, True
        return self._people.contact(met, None, plan.source), None, True

    def _may_return(self, deal: Deal, at: datetime) -> bool:
        over = deal.closed is not None and deal.closed < at - 20 * DAY
        return over and deal.contact not in self._anchor and deal.contact["source"] == deal.row["source"]

    def _anchor_client(self, at: datetime) -> tuple[Row, Row, bool]:
        if not self._anchor:
            met = self._first_met(at)
            business = self._people.business(data("businesses")["anchor"], met, "referral")
            self._anchor = [self._people.contact(met, business, "referral"), business]
            return self._anchor[0], business, True
        return self._anchor[0], self._anchor[1], False

    def _first_met(self, deal_at: datetime) -> datetime:
        """When the contact came in: some days before the deal was written down."""
        day = self._days.near(deal_at.date() - self._rng.randint(0, 5) * DAY)
        moment = self._story.office(day)
        return min(moment, deal_at - timedelta(minutes=self._rng.randint(6, 50)))

    def _title(self, plan: Plan, contact: Row, business: Row | None) -> tuple[str, str, str]:
        """Title, size and the words for it, of the contact's trade."""
        trade = self._trade(business)
        kind = f"{'referral' if plan.source == 'referral' else 'rest'} {plan.won}"
        wanted = "L" if plan.anchor else self._story.words.draw(f"size {kind}", SIZES[kind.split(maxsplit=1)[0]])
        offered = data("trades")[trade]["deals"]
        client = business["name"] if business else contact["last_name"]
        choices = [deal for deal in offered if f"|{wanted}|" in deal]
        draws = [(choices, wanted)] * 3 * len(choices) + [(offered, "any")] * 4 * len(offered)
        for pool, bag in draws:
            title, size, thing = self._story.words.draw(f"deals {trade} {bag}", pool).split("|")
            name = self._free_title(title, client)
            if name:
                return name, size, thing
        return self._numbered(f"{title}, {client}"), size, thing

    def _free_title(self, title: str, client: str) -> str | None:
        """The title, with the client's name where somebody else has had the same; None if he has, too."""
        for name in (title, f"{title}, {client}"):
            if name not in self._titles:
                self._titles.add(name)
                return name
        return None

    def _numbered(self, title: str) -> str:
        number = next(n for n in count(2) if f"{title} {n}" not in self._titles)
        self._titles.add(f"{title} {number}")
        return f"{title} {number}"

    def _trade(self, business: Row | None) -> str:
        if business is None:
            return "private"
        known = data("businesses")
        entries = [known["anchor"], *known["partners"], *known["others"]]
        return str(next(entry[1] for entry in entries if entry[0] == business["name"]))

    def _row(self, plan: Plan, moves: list[tuple[str, datetime]], title: str, size: str) -> Row:
        stage, entered = moves[-1]
        value = self._value(size)
        row = self._story.rows.add(
            "deals", moves[0][1], title=title, sort_title=names.fold(title), source=plan.source, currency="EUR",
            value_cents=value, cost_cents=self._cost(value, plan), stage_id=stage, stage_entered_at=entered,
            updated_at=entered, closed_at=entered if plan.won is not None else None, won=plan.won,
            expected_close_on=self._expected(plan), lost_reason=self._reason(plan),
        )  # fmt: skip
        if plan.open and plan.open["step"] is not None:
            row["next_step"] = self._story.words.draw(f"next {stage}", data("work")["next_steps"][stage])
            row["next_step_on"] = self._story.today + plan.open["step"] * DAY
        return row

    def _moves(self, plan: Plan) -> list[tuple[str, datetime]]:
        """Each stage with the moment it was entered, in order; the last may be Won or Lost."""
        path = list(OPEN_STAGES[: OPEN_STAGES.index(plan.last_stage) + 1])
        shares = [s * self._rng.uniform(0.7, 1.3) for s in STAGE_SHARE[: len(path)]]
        if plan.won is not None:
            path.append("Won" if plan.won else "Lost")
        elif len(path) > 1:
            shares.pop()
        days = [plan.start]
        for n in range(1, len(path)):
            share = sum(shares[:n]) / sum(shares)
            days.append(max(plan.start, self._days.near(plan.start + share * (plan.end - plan.start))))
        days[-1] = plan.end
        return list(zip(path, self._moments(sorted(days)), strict=True))

    def _moments(self, days: list[date]) -> list[datetime]:
        moments = sorted(self._story.office(day) for day in days)
        this_morning = self._days.moment(self._story.today, 8 * 60 + 12)
        moments = [min(m, this_morning) if m.date() >= self._story.today else m for m in moments]
        return [min(m, self._story.now) for m in moments]

    def _value(self, size: str) -> int:
        median, spread = VALUES[size]
        return int(round(median * exp(self._rng.gauss(0, spread)) / 50) * 5000)

    def _cost(self, value: int, plan: Plan) -> int | None:
        if not plan.won or self._story.chance(0.35):
            return None
        return int(round(value * self._rng.uniform(0.08, 0.32) / 1000) * 1000)

    def _expected(self, plan: Plan) -> date | None:
        if plan.open:
            return None if plan.open["close"] is None else self._story.today + plan.open["close"] * DAY
        return plan.end + self._rng.randint(-9, 12) * DAY if self._story.chance(0.7) else None

    def _reason(self, plan: Plan) -> str | None:
        reasons = data("talk")["reasons"]
        return self._story.words.draw("reasons", reasons) if plan.won is False else None

    # -- afterwards -----------------------------------------------------------------------------------------

    def _weigh_anchor(self) -> None:
        """Value the largest client's deals so that they make the planted share of each year."""
        for year in range(YEARS):
            start = self._days.first + timedelta(days=round(365.25 * year))
            end = self._days.first + timedelta(days=round(365.25 * (year + 1)) + (year == YEARS - 1))
            won = [d for d in self.deals if d.won and d.closed and start <= d.closed.date() < end]
            own = [deal for deal in won if deal.contact in self._anchor]
            rest = sum(deal.row["value_cents"] for deal in won if deal.contact not in self._anchor)
            for deal, part in zip(own, self._parts(len(own)), strict=True):
                value = int(round(rest * ANCHOR_SHARE / (1 - ANCHOR_SHARE) * part / 5000) * 5000)
                deal.row.update(value_cents=value, cost_cents=round(value * 0.2 / 1000) * 1000)

    def _parts(self, count: int) -> list[float]:
        parts = [self._rng.uniform(0.8, 1.2) for _ in range(count)]
        return [part / sum(parts) for part in parts]

    def _log(self, deal: Deal) -> None:
        rows, row = self._story.rows, deal.row
        rows.log(
            "deal_created", row, deal.created,
            value=row["value_cents"], stage="Lead", contact_id=deal.contact, source=row["source"],
        )  # fmt: skip
        for (old, since), (new, at) in zip(deal.moves, deal.moves[1:], strict=False):
            rows.log(
                "deal_stage_changed", row, at, old_stage=old, new_stage=new, days_in_stage=max(0, (at - since).days)
            )
        if deal.closed:
            rows.log(
                "deal_closed", row, deal.closed, won=deal.won, value=row["value_cents"], cost=row["cost_cents"],
                days_to_close=max(0, (deal.closed - deal.created).days), source=row["source"],
            )  # fmt: skip
