"""Plays an owner's weeks against the real program and measures what came of them."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.compose import App
from app.crm import businesses, tasks
from app.goals import generation
from tests.talks.person import EVASIVE, REFUSAL, Person, Told
from tests.talks.stand import Moved, model, opened
from tests.talks.thinker import Thinker
from tests.talks.witness import OPEN, Witness, leaks, reader, texts, without

START = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=1)))
FORTNIGHT, WEEK = 14, 7
HELPFUL = "How helpful was this, 1-5?"
"""Asked once for each goal that is reached."""
LEAVING = Told("I have to go now.")
ITEMS = (
    "SELECT id, goal_id, ask, field, item_type, trigger_condition, status, prerequisite_id, executed_at, "
    "(SELECT status FROM tasks WHERE tasks.id = task_id) AS task FROM checklist_items WHERE business_id = :id"
)
ASKS = "SELECT ask, field, item_type FROM checklist_items WHERE :id = :id"
OPEN_GOALS = "SELECT id, current_progress, data_gaps, status, created_at FROM goals WHERE business_id = :id"


@dataclass
class Asked:
    """A question of the coach that the owner noticed."""

    at: datetime
    ask: str
    field: str
    kind: str


@dataclass
class Outcome:
    """What happened. triggered: items that could be brought up at some moment; acted: those that were."""

    person: Person
    asked: list[Asked] = field(default_factory=list)
    most_in_a_reply: int = 0
    triggered: set[int] = field(default_factory=set)
    acted: set[int] = field(default_factory=set)
    gaps: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    facts: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)
    business: dict[str, Any] = field(default_factory=dict)
    goals: list[dict[str, Any]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    told: dict[str, list[str]] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def acted_share(self) -> float:
        return len(self.acted & self.triggered) / len(self.triggered) if self.triggered else 1.0

    @property
    def filled_share(self) -> float:
        """Of the gaps there were at the beginning, but for what the owner will not tell."""
        wanted = self.gaps - self.person.refuses
        return len(self.filled & wanted) / len(wanted) if wanted else 1.0

    def again(self) -> list[str]:
        """Questions that came twice too soon: for a field within a fortnight, others within a week, by the calendar."""
        found = []
        for n, one in enumerate(self.asked):
            if HELPFUL in one.ask:
                continue
            key, rest = one.field or one.ask, FORTNIGHT if one.field else WEEK
            before = [other for other in self.asked[:n] if (other.field or other.ask) == key]
            found += [key for other in before if (one.at.date() - other.at.date()).days < rest]
        return found


class Play:
    """One owner, one coach, some days."""

    def __init__(self, app: App, clock: Moved, person: Person) -> None:
        self._app, self._clock, self._person = app, clock, person
        self.outcome = Outcome(person)
        self._owed: list[Told] = []
        with app.db.write() as session:
            own = businesses.own(session, clock())
            businesses.edit(session, own.id, at=clock(), **person.business)
            self._own = own.id
            if person.sets_up:
                person.sets_up(session)

    def days(self, last: int) -> None:
        generation.refresh(self._app.db, self._clock)
        self.outcome.gaps = {gap for goal in self._rows(OPEN_GOALS) for gap in _list(goal["data_gaps"])}
        for opening in self._person.openings:
            if opening.day <= last:
                self._clock.now = START + timedelta(days=opening.day, hours=opening.hour - START.hour)
                generation.refresh(self._app.db, self._clock)
                self._work()
                self._talk(opening.says)
        self._finish()

    def _work(self) -> None:
        """The owner does what was due some days after it was noted."""
        with self._app.db.read() as session:
            query = text("SELECT id FROM tasks WHERE origin = 'coach' AND status = 'pending' AND due_on <= :day")
            done = list(session.scalars(query, {"day": self._clock().date().isoformat()}))
        for task_id in done:
            with self._app.db.write() as session:
                tasks.complete(session, task_id, at=self._clock())

    def _talk(self, opening: Told) -> None:
        says, self._owed = [*self._owed, opening], []
        conversation = None
        for left in range(self._person.rounds, -1, -1):
            turn = self._say(says, conversation)
            conversation, questions = turn.conversation_id, self._questions(turn.content)
            if not questions:
                return
            says = [self._answer(one) for one in questions]
            if self._person.late:
                self._owed = [answer for answer in says if answer.facts]
                says = [Told("Let me look that up first."), *(answer for answer in says if not answer.facts)]
                break
            if not left:
                break
        self._questions(self._say([*says, LEAVING], conversation).content)

    def _say(self, says: list[Told], conversation: int | None) -> Any:
        self._note_triggered()
        for one in says:
            for name, (value, _quote) in one.facts.items():
                self.outcome.told.setdefault(name, []).append(value)
        words, ear = "\n".join(one.text for one in says), Witness()
        self.outcome.said.add(words)
        turn = self._app.chat.say(words, conversation=conversation, hear=ear)
        if turn.details.error or turn.details.finish != "done":
            self.outcome.errors.append(f"{words!r}: {turn.details.finish} {turn.details.error}")
        asks = texts(self._app, *OPEN[:2])
        seen = [without(one, asks) for one in ear.seen(turn)]
        self.outcome.leaks += [
            f"{leak} in {one!r}" for leak, one in leaks(reader(self._app, open=self.outcome.said), seen)
        ]
        self._clock.on(minutes=2)
        return turn

    def _questions(self, content: str) -> list[Asked]:
        """Those the owner reads in an answer."""
        found = {}
        for row in self._rows(ASKS):
            if row["ask"] and row["ask"] in content:
                found[row["ask"]] = Asked(self._clock(), row["ask"], row["field"] or "", row["item_type"])
        if HELPFUL in content:
            found[HELPFUL] = Asked(self._clock(), HELPFUL, "", "question")
        self.outcome.asked += found.values()
        self.outcome.most_in_a_reply = max(self.outcome.most_in_a_reply, len(found))
        return list(found.values())

    def _answer(self, asked: Asked) -> Told:
        person = self._person
        if HELPFUL in asked.ask:
            return Told("4")
        if asked.field in person.refuses:
            return Told(REFUSAL)
        if asked.field:
            return person.knows.get(asked.field, Told(EVASIVE))
        return Told(person.agrees if asked.kind in ("recommendation", "introduction") else person.chats)

    def _note_triggered(self) -> None:
        """Items that may be brought up now, by the rules of the tables alone."""
        rows = {row["id"]: row for row in self._rows(ITEMS)}
        active = {goal["id"] for goal in self._rows(OPEN_GOALS) if goal["status"] == "active"}
        for row in rows.values():
            if row["status"] == "pending" and row["goal_id"] in active and self._fires(row, rows):
                self.outcome.triggered.add(row["id"])

    def _fires(self, row: Any, rows: dict[int, Any]) -> bool:
        trigger = row["trigger_condition"]
        if trigger == "after_action_completed":
            before = rows.get(row["prerequisite_id"])
            return before is not None and before["status"] == "completed" and before["task"] != "pending"
        return trigger in ("immediately", "next_conversation", "weekly")

    def _finish(self) -> None:
        done, rows = self.outcome, self._rows(ITEMS)
        done.acted = {row["id"] for row in rows if row["status"] != "pending" or row["executed_at"]}
        done.facts = self._rows("SELECT field, value, source, confidence FROM profile_facts WHERE business_id = :id")
        done.elsewhere = self._rows("SELECT field, value FROM profile_facts WHERE business_id != :id")
        done.filled = {fact["field"] for fact in done.facts}
        done.business = self._rows("SELECT * FROM businesses WHERE id = :id")[0]
        done.goals = self._rows(OPEN_GOALS)
        done.tasks = self._rows("SELECT title, origin, ai_reasoning, extraction_confidence FROM tasks WHERE :id = :id")

    def _rows(self, query: str) -> list[Any]:
        with self._app.db.read() as session:
            return [dict(row) for row in session.execute(text(query), {"id": self._own}).mappings()]


def play(person: Person, folder: Path, *, last: int = FORTNIGHT - 1, credulous: bool = False) -> Outcome:
    """folder: of a fresh business, which is written into."""
    clock = Moved(START)
    sentences = {told.text: told for told in (*person.knows.values(), *(one.says for one in person.openings))}
    thinker = Thinker({words: told for words, told in sentences.items() if told.facts}, credulous)
    with model(thinker) as _server, opened(folder, clock) as app:
        played = Play(app, clock, person)
        played.days(last)
        return played.outcome


def _list(value: Any) -> list[str]:
    found = json.loads(value) if isinstance(value, str) else value
    return list(found or ())
