"""What is typed into quick entry, and what it means."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import CrmError
from app.crm import repeats
from app.ui.tasks import repeat_words
from app.ui.tasks.task_words import Draft, Found, name_typed, read_hour, understand
from tests.conftest import NOW

TODAY = NOW.date()
ANA, BO, BEA = Found("contact", 1, "Ana Ruiz"), Found("contact", 2, "Bo Li"), Found("contact", 3, "Bo Berg")
SITE = Found("project", 4, "Website")


def look(name: str) -> Sequence[Found]:
    first = name.lower().split()[0]
    return [one for one in (ANA, BO, BEA, SITE) if any(word.startswith(first) for word in one.title.lower().split())]


def read(text: str) -> Draft:
    return understand(text, NOW, look)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (
            "send quote to Ana fri 14:00 !high #website every week",
            {"title": "Send quote to Ana", "due_on": date(2026, 3, 6), "due_time": time(14), "priority": "high",
             "tags": ("website",), "repeat": "FREQ=WEEKLY", "links": (ANA,)},
        ),
        ("call @Bo Li tomorrow 1,5 h", {"title": "Call Bo Li", "due_on": date(2026, 3, 3), "links": (BO,),
                                        "estimate_minutes": 90}),
        ("plan @Website 30 min on 2026-04-01", {"title": "Plan", "links": (SITE,), "estimate_minutes": 30,
                                                "due_on": date(2026, 4, 1)}),
        ("buy sunglasses and monitors", {"title": "Buy sunglasses and monitors"}),
        ("pay invoice #12 by 12 dec for Acme", {"title": "Pay invoice #12 for Acme", "due_on": date(2026, 12, 12)}),
        ("water plants at 8", {"title": "Water plants", "due_on": date(2026, 3, 3), "due_time": time(8)}),
        ("water plants 5 pm", {"title": "Water plants", "due_on": TODAY, "due_time": time(17)}),
        ("report every mon and thu at 9", {"title": "Report", "repeat": "FREQ=WEEKLY;BYDAY=MO,TH", "due_on": TODAY,
                                           "due_time": time(9)}),
        ("invoice every last friday", {"title": "Invoice", "repeat": "FREQ=MONTHLY;BYDAY=-1FR",
                                       "due_on": date(2026, 3, 27)}),
        ("plan 31 dec 9999", {"title": "Plan", "due_on": date(9999, 12, 31)}),
        ("call Bo", {"title": "Call Bo", "unclear": ("Bo",)}),
        ("ask @Nobody about it", {"title": "Ask @Nobody about it", "unclear": ("Nobody",)}),
        ("!high #a every day", {"title": "", "priority": "high", "tags": ("a",), "repeat": "FREQ=DAILY",
                                "due_on": TODAY}),
        ("25:99 !huge # @", {"title": "25:99 !huge # @"}),
    ],
)  # fmt: skip
def test_a_task_in_one_line(typed: str, wanted: dict[str, Any]) -> None:
    assert read(typed) == Draft(**wanted)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_somehow(text: str) -> None:
    assert isinstance(understand(text, NOW, lambda _name: ()), Draft)
    assert isinstance(name_typed(text), str)


@pytest.mark.parametrize("text", ["a" * 300, "שלח הצעת מחיר לאנה", "🎉🎉 party"])
def test_strange_titles_stay_whole(text: str) -> None:
    assert read(text).title.lower() == text


@pytest.mark.parametrize(
    ("text", "name"),
    [("send it to An", "An"), ("send @an", "an"), ("send to Ana Ru", "Ana Ru"), ("send to ana", ""), ("Ana", "")],
)
def test_the_name_being_typed(text: str, name: str) -> None:
    assert name_typed(text) == name


@pytest.mark.parametrize(
    ("text", "rule", "shown"),
    [
        ("every day", "FREQ=DAILY", "every day"),
        ("weekly", "FREQ=WEEKLY", "every week"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("every 2 weeks on mon and thu", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every 2 weeks on Mon and Thu"),
        ("every other month", "FREQ=MONTHLY;INTERVAL=2", "every 2 months"),
        ("every last friday", "FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th"),
        ("every year 3 times", "FREQ=YEARLY;COUNT=3", "every year, 3 times"),
        ("FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYWEEKNO=3", "every year, by a rule of its own"),
        ("", None, ""),
        ("never", None, ""),
    ],
)
def test_repeating_in_words_and_back(text: str, rule: str | None, shown: str) -> None:
    assert repeat_words.read(text, TODAY) == rule
    assert repeat_words.shown(rule) == shown
    if rule and "own" not in shown and "times" not in shown:
        assert repeat_words.read(shown, TODAY) == rule


def test_an_end_is_a_day_as_it_is_typed_elsewhere() -> None:
    assert repeat_words.read("every day until 31 dec 2026", TODAY) == "FREQ=DAILY;UNTIL=20261231"


@pytest.mark.parametrize("text", ["whenever", "every", "every 0 days", "every day until nonsense", "FREQ=SOMETIMES"])
def test_nonsense_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(CrmError):
        repeat_words.read(text, TODAY)


@pytest.mark.parametrize("rule", ["garbage", ";;=", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0"])
def test_a_rule_that_cannot_be_read_is_told_so(rule: str) -> None:
    assert repeat_words.shown(rule) == repeat_words.UNREADABLE


@given(
    st.sampled_from(repeats.FREQUENCIES), st.integers(1, 50),
    st.sets(st.sampled_from(repeat_words.CODES)), st.integers(-3, 31),
)  # fmt: skip
def test_every_rule_that_is_kept_has_words(frequency: str, step: int, days: set[str], month_day: int) -> None:
    parts = [f"FREQ={frequency}", f"INTERVAL={step}"]
    parts += [f"BYDAY={','.join(sorted(days))}"] if days else []
    parts += [f"BYMONTHDAY={month_day}"] if month_day else []
    assert repeat_words.shown(repeats.normalised(";".join(parts))).startswith("every")


@pytest.mark.parametrize(("text", "hour"), [("14:00", 14), ("14.00", 14), ("9", 9), ("2 pm", 14), ("12 am", 0)])
def test_hours(text: str, hour: int) -> None:
    assert read_hour(text) == time(hour)


@pytest.mark.parametrize("text", ["25:00", "soon", "13 pm", "9:75", "", "1" * 400])
def test_what_is_no_hour(text: str) -> None:
    with pytest.raises(CrmError):
        read_hour(text)


def test_an_hour_that_has_passed_is_tomorrows() -> None:
    assert read("call 8:59").due_on == TODAY + timedelta(days=1)
    assert read("call 9:01").due_on == TODAY
