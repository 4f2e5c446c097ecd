"""What is understood, what is not, and that nothing typed can break it."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from app.chat import intents
from app.chat.intents import reading, topics, words
from app.compose import App
from app.core.db import Database
from tests import build
from tests.chat.intents.conftest import Said
from tests.conftest import NOW

ASKED = {
    "today": ("What should I do today?", "what's on today", "plan my day", "what now?", "what shoud I do today"),
    "call": ("Who should I call?", "who do I need to get back to", "people to call"),
    "followups": (
        "any follow-ups?",
        "which follow-ups are due",
        "follow-ups this week",
        "overdue follow-ups",
        "planned follow-ups",
    ),
    "owed": ("who owes me money", "which invoices are overdue", "unpaid bills", "who has not paid yet"),
    "compared": ("how does this year compare with last year", "this year versus last year", "revenue year over year"),
    "waiting": ("who is waiting for my answer", "who have I not replied to", "any unanswered emails?"),
    "unanswering": ("who hasn't replied to me?", "who ghosted me", "who has not answered"),
    "silent": ("which clients have gone quiet", "who haven't I talked to in a while", "who have I lost touch with"),
    "pipeline": ("how's my pipline?", "Pipeline!", "how do my deals look", "what is my pipeline worth"),
    "stuck": ("which deals are stuck?", "stalled deals", "what deals aren't moving"),
    "lost": ("why did I loose deals", "reasons for lost deals", "why are we losing"),
    "win_rate": ("what's my win rate", "my closing rate this year", "how often do we win"),
    "forecast": ("forecast", "how much will I earn next month", "what can I expect this quarter"),
    "stale_leads": ("which leads haven't I contacted", "cold leads", "leads without contact"),
    "unbilled": ("what can I invoice?", "unbilled time", "hours not billed yet"),
    "budget": ("which projects are over budget", "anything over budget?", "project budgets"),
    "patterns": ("what patterns do you see", "any insights", "what have you noticed"),
    "known": ("what do you know about me", "what do you know about my business", "what did you learn about my company"),
    "told": ("what did I ask to be told", "what did I ask you to tell me", "what did I ask to be reminded of"),
    "large_deals": ("biggest deal", "top 3 deals", "what is my largest open deal"),
    "no_step": ("deals without next step", "which deals have no next step", "deals with nothing planned"),
    "due": ("what do I have to finish this week", "what is due by friday", "what's coming up next week"),
    "done": ("what did I finish this week", "tasks done this week", "how many tasks did I complete"),
    "timer": ("is the timer running", "what am I working on", "timer"),
    "help": ("help", "what can you do?", "what can I ask"),
}
OTHER = (
    "",
    " ",
    "?",
    "hello",
    "thanks",
    "tell me a joke",
    "how do I win more deals",
    "how do I get more clients",
    "should I lower my prices",
    "why am I losing money",
    "what is the meaning of life",
    "delete all deals",
    "add a contact",
    "later",
    "how many followers do I have",
    "the invoice is unpaid",
    "who is owed money",
    "compared to last year",
    "we grew compared to last year",
    "my calls last week went badly",
    "how much is it in dollars",
    "what is the value of my time",
    "maybe later",
    "not now",
    "who do I owe money",
    "how much do I owe",
    "what do I owe in taxes",
    "how many hours did I work this year compared to last year",
    "compare january with last year",
    "my win rate compared to last year",
    "how many unbilled hours last month",
    "calls next week",
    "how much is in my bank account",
    "how much is in it for me",
    "how many deals are in the moon stage",
    "do not follow up",
    "pay the invoice",
    "send an invoice",
    "Wie geht es dir?",
    "Was soll ich heute anziehen?",
    "Wen soll ich heiraten?",
    "Wie steht es um meine Gesundheit?",
    "write an email",
    "how is the weather",
    "why are you so slow",
    "what should I say to a client who does not pay",
    "what should I charge",
    "I lost my keys, what should I do today",
    "how do I lose weight",
    "what should I not do today",
    "who is the president",
    "can you sing",
    "Yesterday I won a big deal and today I feel tired",
    "my win rate is 30 %",
    "we are three",
    "I won the deal",
    "How many roads must a man walk down",
    "what is due diligence",
    "I am stuck",
    "this year",
    "why did I win",
    "what is your close rate",
    "SELECT * FROM deals",
    "who is my best friend",
    "is my pipeline better than last year",
    "how many calls should I make",
    "how long is a piece of string",
    "deals",
    "who won the world cup in 2025",
    "what is due in 5",
    "top 3 tasks",
    "who is in Hamburg",
    "what is in my pocket",
    "how is my wife",
    "what about lunch",
    "start the timer",
    "set a goal",
    "who is my oldest friend",
    "is life good",
)


@pytest.mark.parametrize(("intent", "text"), [(name, text) for name, texts in ASKED.items() for text in texts])
def test_many_words_ask_the_same(intent: str, text: str) -> None:
    found = reading.understood(text) or reading.corrected(text)
    assert found is not None
    assert found.intent == intent
    assert intents.understands(text)


@pytest.mark.parametrize("text", [text for text in OTHER if text != "deals"])
def test_what_is_not_understood_is_not_answered(text: str, sample: App) -> None:
    with sample.db.read() as session:
        found = intents.answer(session, text, NOW)
    assert found is None, found.text
    assert not intents.understands(text)


def test_what_can_be_asked_fits_the_data_and_is_understood(sample: App, db: Database) -> None:
    with sample.db.read() as session:
        offered = intents.offer(session, NOW).text
        examples = re.findall(r"^- (.+)$", offered, re.MULTILINE)
        assert 3 <= len(examples) <= 4
        assert all(intents.answer(session, example, NOW) for example in examples)
    with db.read() as session:
        assert re.findall(r"^- (.+)$", intents.offer(session, NOW).text, re.MULTILINE) == ["What should I do today?"]


def test_every_intent_has_an_answer_and_every_answer_is_asked_for() -> None:
    given = words.sentences("ways")
    asked = {*given["intents"], *(entry["intent"] for entry in given["named"])}
    assert asked == topics.TOPICS.keys()


def test_every_way_is_understood_as_what_it_stands_for() -> None:
    """A way that another intent swallows could never be reached."""
    lost = []
    for name, told in words.sentences("ways")["intents"].items():
        for way in told["ways"] if isinstance(told["ways"], list) else [told["ways"]]:
            text = " ".join(part.split("|")[0] for part in str(way).split() if not part.endswith("?"))
            found = reading.understood(text.replace("span", "next month" if told.get("span") == "ahead" else "in 2025"))
            if found is None or found.intent != name:
                lost.append((name, way, found and found.intent))
    assert lost == []


PIECES = some.sampled_from(
    [
        "what",
        "why",
        "who",
        "deals",
        "win",
        "lost",
        "today",
        "last 0 days",
        "in 99999",
        "since 2025",
        "q9",
        "'",
        '"',
        "--",
        "%",
        "\0",
        "\u202e",
        "👩\u200d🚀",
        "<b>",
        "[x](y)",
        "tell me about",
        "phone of",
        "when did i last speak to",
        "AND",
        "*",
        "NEAR(",
        "in the next 9999 years",
        "on 31 february",
        "between march and may",
        "last 9999 weeks",
        "top 5",
        "ﷺ",
    ]
)
TEXTS = some.one_of(
    some.text(max_size=400),
    some.lists(PIECES, max_size=12).map(" ".join),
    some.text(max_size=40).map("tell me about {}".format),
    some.text(max_size=20).map(lambda piece: piece * 500),
    some.text(max_size=20).map("what is due {}".format),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_answered_or_not_but_never_breaks(text: str, sample: App) -> None:
    with sample.db.read() as session:
        found = intents.answer(session, text, NOW)
        assert found is None or found.text.strip()
    assert intents.understands(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "win " * 2_500, "\u202e\u05e9\u05dc\u05d5\u05dd " * 1_000, "tell me about " + "a " * 4_000]
)
def test_a_story_is_no_question(text: str, sample: App) -> None:
    with sample.db.read() as session:
        assert intents.answer(session, text, NOW) is None


def _everything() -> Iterator[str]:
    for texts in ASKED.values():
        yield texts[0]
    yield from ("what did I win this year", "what is due this week", "hours this month", "best clients", "my goals",
                "how many contacts", "what happened this week", "who did I talk to", "birthdays soon", "my projects",
                "which deals close this month", "average deal size", "sales cycle", "best source", "what is overdue",
                "meetings this week", "tasks done this week", "what closed this month", "late deals")  # fmt: skip


def test_an_empty_business_gets_sentences_and_no_zeros(db: Database) -> None:
    with db.read() as session:
        for text in _everything():
            found = intents.answer(session, text, NOW)
            assert found is not None, text
            assert not re.search(r"(?<![\d.,])0 (?!%)|€0|None|null|\{", found.text), (text, found.text)
            assert found.cards == ()


def test_marks_in_names_stay_as_they_are_typed(db: Database) -> None:
    with db.write() as session:
        build.contact(session, "Ana *Bold* [link](http://x.example)", email="a_b_c@x.example")
    with db.read() as session:
        found = intents.answer(session, "tell me about Ana", NOW)
        reached = intents.answer(session, "email of Ana", NOW)
    assert found is not None
    assert reached is not None
    assert r"Ana \*Bold\* \[link\](http://x.example)" in found.text
    assert "a_b_c@x.example" in reached.text


def test_a_line_is_never_longer_than_it_can_be_read(said: Said) -> None:
    for text in _everything():
        assert max(map(len, said(text).text.splitlines())) < 400
