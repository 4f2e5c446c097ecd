"""Every number of an answer is the one that plain SQL over the sample business finds."""

import pytest

from app.compose import App
from app.models import Base
from tests.chat.intents.conftest import Raw, Said
from tests.chat.intents.expected import (
    LAST_YEAR,
    TWELVE,
    YEAR,
    Expected,
    added_this_month,
    appointments,
    best_client,
    birthdays,
    calls,
    calls_last_week,
    closing,
    contacted,
    counted,
    cycle,
    due_between,
    due_with_followups,
    followups,
    happened,
    hours,
    in_stage,
    largest,
    largest_one,
    lost_in,
    missed_followups,
    no_invoices,
    no_step,
    overdue,
    past_close,
    pipeline,
    size,
    sources,
    stage_of_loss,
    target,
    tasks_done,
    unbilled,
    win_rate,
    won_in,
    years,
)

CASES: list[tuple[Expected, tuple[str, ...]]] = [
    (
        won_in(YEAR),
        (
            "What did I win this year?",
            "how much have I won this year",
            "deals won since january",
            "show me the deals I won this year",
            "revenue so far this year",
        ),
    ),
    (
        won_in(LAST_YEAR),
        (
            "How much did I earn last year?",
            "what was my turnover in 2025",
            "deals won in 2025",
            "how many deals did we win last year",
        ),
    ),
    (
        won_in(("2025-10-01", "2026-01-01")),
        ("what did I win last quarter", "revenue in Q4 2025", "how much did I sell from october to december 2025"),
    ),
    (
        lost_in(TWELVE),
        (
            "Why did I lose deals?",
            "reasons for losing deals",
            "Why do we lose deals in the last 12 months?",
            "what are the main reasons I lose",
        ),
    ),
    (lost_in(LAST_YEAR), ("why did I lose deals last year?", "loss reasons 2025", "why were we losing deals in 2025")),
    (
        stage_of_loss,
        ("where do I lose deals?", "in which stage do I lose deals", "at what stage do we lose most deals"),
    ),
    (
        win_rate(TWELVE),
        ("What is my win rate?", "how often do I win", "close rate", "what percentage of deals do I win"),
    ),
    (
        win_rate(LAST_YEAR),
        ("win rate last year", "what was my close rate in 2025?", "how often did I win deals last year"),
    ),
    (
        pipeline,
        (
            "How is my pipeline?",
            "pipeline by stage",
            "how many open deals do I have",
            "what's in the pipeline",
            "How many open deals are there and what are they worth?",
            "how many deals are open",
            "Wie steht es um meine Pipeline?",
        ),
    ),
    (overdue, ("What is overdue?", "which tasks are late", "am I behind", "show overdue tasks")),
    (
        due_between("2026-03-03", "2026-03-04"),
        ("what is due tomorrow?", "tasks for tomorrow", "todo list for tomorrow", "what do I have to do tomorrow"),
    ),
    (
        due_between("2026-03-02", "2026-03-09"),
        ("what is due this week", "my tasks this week", "which tasks are due this week?"),
    ),
    (unbilled, ("unbilled hours", "How many unbilled hours do I have?", "how much time is not billed yet")),
    (
        no_invoices,
        (
            "what can I invoice",
            "what can I bill?",
            "who owes me money",
            "how much am I owed",
            "which invoices are unpaid",
        ),
    ),
    (
        followups("2000-01-01", "2026-03-03", "{} planned follow-ups are due today"),
        ("Which follow-ups are due?", "follow-ups today", "any followups?"),
    ),
    (
        followups("2026-03-09", "2026-03-16", "{} follow-ups are planned next week"),
        ("follow-ups next week", "which follow-ups are planned next week", "my followups for next week"),
    ),
    (
        due_with_followups("2026-03-09", "2026-03-16"),
        ("what is due next week?", "what do I have to do next week", "anything due next week"),
    ),
    (
        years,
        (
            "How does this year compare with last year?",
            "compare this year to last year",
            "this year vs. last year",
            "how am I doing compared to last year",
        ),
    ),
    (missed_followups, ("overdue follow-ups", "did I miss any follow-ups?", "which follow-ups are late")),
    (calls_last_week, ("calls last week", "how many calls did I make last week?", "how many calls last week")),
    (largest_one, ("What is my biggest open deal?", "biggest deal", "what is my largest deal")),
    (
        hours("2026-02-01", "2026-03-01"),
        ("how many hours did I work last month?", "hours in february", "how much time did I log last month"),
    ),
    (hours("2026-02-23", "2026-03-02"), ("hours last week", "how long did I work last week", "time spent last week")),
    (size, ("average deal size", "how big are my deals?", "what is a deal worth on average")),
    (cycle, ("how long do my deals take?", "sales cycle", "what's the average time to close")),
    (
        sources,
        ("which source brings the best leads?", "where do my leads come from", "win rate by source", "best channel"),
    ),
    (closing, ("what closes this month?", "deals closing this month", "which deals should close in march")),
    (past_close, ("which deals are overdue?", "deals past their close date", "late deals")),
    (
        counted("SELECT count(*) FROM contacts WHERE status = 'client'", "{} contacts are clients"),
        ("how many clients do I have?", "number of customers", "count my clients"),
    ),
    (
        counted("SELECT count(*) FROM contacts WHERE status = 'lead'", "{} contacts are leads"),
        ("how many leads do I have", "number of leads", "how many leads are there?"),
    ),
    (
        counted("SELECT count(*) FROM businesses WHERE kind <> 'own'", "{} businesses are in Rainmaker"),
        ("how many businesses?", "number of companies", "how many companies do I have"),
    ),
    (
        added_this_month,
        ("new contacts last month", "how many contacts did I add last month", "how many people were added last month"),
    ),
    (
        best_client,
        ("who are my best clients?", "biggest customer", "top 3 clients", "which client brought the most money"),
    ),
    (birthdays, ("birthdays this month", "who has a birthday this month?", "whose birthday is it in march")),
    (tasks_done, ("how many tasks did I finish last week", "tasks done last week", "what did I complete last week")),
    (
        calls,
        (
            "how many calls did I make last month",
            "how many calls last month?",
            "how many calls were made in february 2026",
        ),
    ),
    (contacted, ("who did I talk to last week?", "whom did I contact last week", "who did we speak with last week")),
    (appointments, ("meetings next week", "what appointments do I have next week?", "my calendar for next week")),
    (happened, ("what happened last month?", "how was last month", "recap of february", "how did I do last month")),
    (
        in_stage("Negotiation"),
        (
            "How much is in negotiation?",
            "how much money is in Negotiation",
            "what is the value of the deals in negotiation",
        ),
    ),
    (in_stage("Lead"), ("how many deals are in lead?", "deals in Lead", "how much is in the lead stage")),
    (
        in_stage("Proposal"),
        (
            "How many deals are in Proposal?",
            "which deals are in Proposal?",
            "how many deals in the Proposal stage",
            "what is in proposal",
        ),
    ),
    (no_step, ("deals without a next step", "which deals have no next step?", "deals with no next step")),
    (largest, ("what are my biggest deals?", "top 3 deals", "largest open deals")),
    (target, ("how far am I from my goal?", "my targets", "am I on track", "progress on my goals")),
    (
        counted("SELECT count(*) FROM projects WHERE status = 'active'", "{} projects are active"),
        ("which projects are running?", "my projects", "active projects"),
    ),
]


@pytest.mark.parametrize(
    ("expected", "question"), [(expected, question) for expected, questions in CASES for question in questions]
)
def test_the_number_is_right(expected: Expected, question: str, raw: Raw, said: Said) -> None:
    found = said(question)
    missing = [part for part in expected(raw) if part not in found.text]
    assert not missing, found.text


def test_every_question_is_asked_in_three_ways() -> None:
    assert len(CASES) >= 20
    assert all(len(questions) >= 3 for _expected, questions in CASES)


def test_every_record_that_is_named_is_linked_and_there(sample: App, raw: Raw, said: Said) -> None:
    tables = {mapper.class_.__name__.lower(): mapper.local_table.name for mapper in Base.registry.mappers}
    for _expected, (question, *_others) in CASES:
        for used in said(question).used:
            column = "title" if used.kind in ("deal", "task", "event") else "name"
            sql = f"SELECT {column} FROM {tables[used.kind]} WHERE id = ?"
            assert raw.one(sql, used.id) == used.title, question
