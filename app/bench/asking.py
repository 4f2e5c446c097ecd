"""Questions answered from the rows without a model, on ten years of data: every kind of question by itself."""

from collections.abc import Iterator
from typing import Any

from app.bench import coaching
from app.bench.coaching import AT
from app.bench.line import Line, repeated
from app.bench.stand import Stand
from app.chat import intents

MOST, TIMES = 30, 9
"""Milliseconds that an answer may take, and how often each is asked."""
SLOW = {"Forecast": 1000, "What should I do today?": 100, "Who should I call?": 100}
"""Questions that take a report or the lists of the Today page: their goals."""
QUESTIONS = (
    "What should I do today?", "Who should I call?", "Who is waiting for my answer?", "Who has not answered me?",
    "Which clients have gone quiet?", "How is my pipeline?", "Which deals are stuck?", "What closes this month?",
    "Which deals are overdue?", "What did I win this year?", "What closed this month?",
    "Why did I lose deals this year?", "Why did I lose deals so far?", "What is my win rate?",
    "Average deal size", "How long do my deals take?",
    "Which source brings the best leads?", "Who are my best clients?", "Which leads have I not contacted?",
    "What is due this week?", "What is overdue?", "Meetings next week", "Birthdays soon", "How many hours this month?",
    "Unbilled hours", "Which projects are over budget?", "How many contacts do I have?", "New leads this month",
    "How many tasks were done this week?", "Who did I talk to this week?", "What happened this month?",
    "How far am I from my goal?", "What patterns do you see?", "What do you know about me?",
    "What did I ask to be told?", "Forecast", "Help", "I do not know what to ask",
)  # fmt: skip
PERSON = "SELECT name FROM contacts ORDER BY id DESC LIMIT 1"
PLAIN = "SELECT status, count(*) FROM contacts GROUP BY status"


def lines(stand: Stand) -> Iterator[Line]:
    """The median time of each."""
    for statement in coaching.GROUND:
        stand.raw.execute(statement)
    [(name,)] = stand.raw.execute(PERSON).fetchall()
    named = {
        "a person": f"Tell me about {name}",
        "the last contact": f"When did I last speak to {name}?",
        "a misspelt name": f"When did I last speak to {name}q?",
        "a first name": f"Phone of {name.split()[0]}",
    }
    plain = repeated(lambda: stand.raw.execute(PLAIN).fetchall(), TIMES).p50
    with stand.app.db.read() as session:
        for label, text in {**{text: text for text in QUESTIONS}, **named}.items():
            taken = _taken(session, text)
            goal = SLOW.get(label, MOST)
            yield Line(f"offline answer to {label}", taken, "ms", goal, plain, "counting the contacts by status")


def _taken(session: Any, text: str) -> float:
    return repeated(lambda: intents.answer(session, text, AT), TIMES).p50
