"""Whole messages after a question or an offer: a plain yes, a plain no, a refusal, nothing, an answer."""

import pytest

from app.goals import lists, replies


@pytest.mark.parametrize(
    "text",
    ["Yes.", "yes please", "Ok, good idea", "ja, gerne", "Please do!", "Ok.", "Sure, why not?", "Sounds good, thanks",
     "Yes, that would be great.", "Klar, mach das", "No problem, do it.", "That's a good idea", "Let's do it", "👍",
     "Gute Idee. Danke!", "Yes. What do you think of the weather?", "Of course"],
)  # fmt: skip
def test_a_plain_yes(text: str) -> None:
    assert replies.meant(text) == "yes"


@pytest.mark.parametrize(
    "text",
    ["No.", "No, thanks", "nein danke", "I don't think so.", "Please don't", "Not really", "Leave it.",
     "No, I don't need that, thank you", "Of course not", "Nicht nötig", "👎", "Not a good idea, sorry"],
)  # fmt: skip
def test_a_plain_no(text: str) -> None:
    assert replies.meant(text) == "no"


@pytest.mark.parametrize(
    "text",
    ["", "  \n", "Thanks", "later", "Not now", "Ask me tomorrow.", "Hm.", "I don't know", "Keine Ahnung", "...", "🙂",
     "What do you mean?", "Why do you ask? Thanks.", "Yes and no"],
)  # fmt: skip
def test_nothing(text: str) -> None:
    assert replies.meant(text) == "nothing"


@pytest.mark.parametrize("text", ["I'd rather not say", "Lieber nicht.", "That's private.", "keine Angabe"])
def test_a_refusal(text: str) -> None:
    assert replies.meant(text) == "refused"


@pytest.mark.parametrize(
    "text",
    ["Higher prices.", "Yes, but only on Fridays with Ana.", "No, larger jobs.", "They said no because of the price.",
     "Time, mostly", "Nein, wir hatten zu wenig Leute", "Invoices", "A good week is one without calls.",
     "yes " * 300 + "but prices", "<b>Prices</b>", "القيمة", "Sure, the price decided it. Why?"],
)  # fmt: skip
def test_an_answer(text: str) -> None:
    assert replies.meant(text) == "answer"


def test_what_can_be_answered_by_yes() -> None:
    assert replies.takes_yes("Is Acme still worth your time?")
    assert replies.takes_yes("Did that last project earn what you had planned?")
    assert not replies.takes_yes("What costs you the most time?")
    assert not replies.takes_yes("Would it be more clients, larger jobs or higher prices?")
    assert not replies.takes_yes("")


def test_no_question_of_a_rule_is_taken_for_its_own_answer() -> None:
    asks = [item["ask"] for rule in lists.rules() for item in rule["items"] if isinstance(item["ask"], str)]
    assert {replies.meant(ask) for ask in asks} == {"nothing"}
