"""What an owner will not say, in English and German, and what only sounds like it."""

import pytest

from app.goals.refusals import refused

BOTH = ("close_rate", "weekly_hours")
REFUSALS = (
    "I'd rather not say", "I\u2019d rather not say.", "no comment", "None of your business!", "That's private",
    "I would rather not tell you that", "Das möchte ich nicht sagen", "pass", "Skip", "I won't tell you",
    "keine Angabe",
    "Let's not talk about that", "prefer not to say", "No, sorry, that is confidential", "I rather would not say",
    "Don't ask me that again", "Stop asking.", "Rather not.", "Dazu sage ich nichts.", "Das geht dich nichts an.",
    "Frag mich das nicht mehr.", "Lieber nicht.", "Skip that one, please.", "I'd prefer to keep that to myself.",
    "Hm. I'd rather not say.", "Das ist vertraulich.", "I'm not going to tell you that.", "Next question, please.",
)  # fmt: skip
NONE = (
    "I don't want to hire, I'd rather not, say, have five people", "Ana prefers not to say what she pays.", "no",
    "My clients would rather not say where they heard of me", "He won't tell.", "The tender is confidential.", "30 %",
    "Skip the meeting with Ana.", "I have a private client.", "They told me it's private", "Ask me tomorrow.", "later",
    "Not now.", "I'd rather not call Ana today.", "Acme is private, family owned.", "Private clients, mostly.",
    "Private households.", "I pass the shop every day", "My wife says it is none of your business", "",
    "Is it private?",
    "Keine Zeit.", "Ich frage Ana lieber nicht.", "Should I rather not say that?",
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_closes_what_was_asked(text: str) -> None:
    assert refused(BOTH, text) == frozenset(BOTH)


@pytest.mark.parametrize("text", NONE)
def test_no_refusal(text: str) -> None:
    assert refused(("close_rate", "lead_sources"), text) is None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("30 %. The hours I'd rather not say.", {"weekly_hours"}),
        ("My close rate is private.", {"close_rate"}),
        ("I'd rather not say how many hours I work", {"weekly_hours"}),
        ("45 hours. I'd rather not say the other.", set(BOTH)),
    ],
)
def test_a_refusal_that_names_its_question_leaves_the_other_open(text: str, fields: set[str]) -> None:
    assert refused(BOTH, text) == fields
