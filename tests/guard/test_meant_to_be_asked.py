"""The sentences the coach is meant to say pass, however near they are to the private wording."""

from app.guard import Guard, Private

WORDING = "Set a task to answer new enquiries at one fixed hour every day"
ASK = "Want me to set you a task to answer new enquiries at one fixed hour every day?"
OTHER = "What could follow on from the last piece of work with Windkraft Genossenschaft Elbtal eG?"
PLAN = "Raise the share of won deals from a third to half before the summer, by asking why each one was lost"
LIST = f"item 7 (recommendation): {WORDING}. Say: {ASK}\nitem 8 (question): Find follow-on work. Say: {OTHER}\n{PLAN}"


def guard(*more: str) -> Guard:
    return Guard(Private(items=(WORDING, PLAN), section=(LIST,), open=(ASK, OTHER, *more)))


def test_long_questions_pass_alone_together_and_in_either_order() -> None:
    for said in (ASK, OTHER, f"Nothing is late today. {ASK} {OTHER}", f"{OTHER} One question: {ASK}"):
        assert not guard().judge(said).leaks, said


def test_the_words_of_a_plan_in_its_order_are_still_a_leak() -> None:
    said = (
        "Well, one would raise, slowly, the share of deals we won, so from some third of them to about half, "
        "and that before the coming summer, and then by asking them why each was lost."
    )
    assert guard().judge(said).leaks
    assert guard().judge(f"{ASK} {said}").leaks


def test_what_the_owner_said_opens_those_words_and_no_others() -> None:
    asked = "Why do you set a task to answer new enquiries at one fixed hour?"
    assert guard(asked).judge(PLAN).leaks
