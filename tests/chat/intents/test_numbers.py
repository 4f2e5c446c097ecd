"""Every number of an answer is the one that plain SQL over the sample business finds. Today is Monday, 2 March 2026."""

from collections.abc import Callable
from statistics import mean, median
from typing import Any

import pytest

from app.compose import App
from app.models import Base
from tests.chat.intents.conftest import Raw, Said, euro, utc

Expected = Callable[[Raw], list[str]]
TODAY = "2026-03-02"
NOW_UTC = "2026-03-02 08:00:00.000000"
YEAR, LAST_YEAR = ("2026-01-01", "2027-01-01"), ("2025-01-01", "2026-01-01")
TWELVE = ("2025-04-01", "2026-04-01")


def closed(raw: Raw, what: str, span: tuple[str, str], won: int = 1) -> Any:
    sql = f"SELECT {what} FROM deals WHERE won = ? AND closed_at >= ? AND closed_at < ?"
    return raw.one(sql, won, utc(span[0]), utc(span[1]))


def won_in(span: tuple[str, str]) -> Expected:
    return lambda raw: [
        f"won {closed(raw, 'count(*)', span)} deals", euro(closed(raw, "sum(value_cents)", span)),
        raw.one("SELECT title FROM deals WHERE won = 1 AND closed_at >= ? AND closed_at < ? ORDER BY value_cents DESC",
                utc(span[0]), utc(span[1])),
    ]  # fmt: skip


def lost_in(span: tuple[str, str]) -> Expected:
    def expected(raw: Raw) -> list[str]:
        sql = """SELECT lost_reason, count(*) FROM deals WHERE won = 0 AND closed_at >= ? AND closed_at < ?
            GROUP BY 1 ORDER BY 2 DESC LIMIT 1"""
        [(reason, n)] = raw.rows(sql, utc(span[0]), utc(span[1]))
        total = euro(closed(raw, "sum(value_cents)", span, 0))
        return [f"lost {closed(raw, 'count(*)', span, 0)} deals", total, f"{reason}: {n} deals"]

    return expected


def stage_of_loss(raw: Raw) -> list[str]:
    sql = """SELECT json_extract(l.metadata, '$.old_stage'), count(*) FROM activity_logs l
        JOIN deals d ON d.id = l.entity_id JOIN stages s ON s.id = d.stage_id
        AND s.name = json_extract(l.metadata, '$.new_stage')
        WHERE l.entity_type = 'deal' AND l.action = 'deal_stage_changed' AND d.won = 0
        AND d.closed_at >= ?
        GROUP BY 1 ORDER BY 2 DESC LIMIT 1"""
    [(stage, n)] = raw.rows(sql, utc("2025-04-01"))
    return [f"Most were lost from {stage}: {n} of {closed(raw, 'count(*)', TWELVE, 0)}"]


def win_rate(span: tuple[str, str]) -> Expected:
    def expected(raw: Raw) -> list[str]:
        won, lost = closed(raw, "count(*)", span), closed(raw, "count(*)", span, 0)
        return [f"won {won} of {won + lost} deals", f"{round(100 * won / (won + lost))} %"]

    return expected


def pipeline(raw: Raw) -> list[str]:
    sql = """SELECT s.name, count(*), sum(d.value_cents) FROM deals d JOIN stages s ON s.id = d.stage_id
        WHERE d.closed_at IS NULL GROUP BY s.id"""
    rows = raw.rows(sql)
    return [f"{sum(row[1] for row in rows)} deals are open", euro(sum(row[2] for row in rows)),
            *(f"{stage}: {n} deal{'s' if n > 1 else ''}, {euro(cents)}" for stage, n, cents in rows)]  # fmt: skip


def overdue(raw: Raw) -> list[str]:
    n = raw.one("""SELECT count(*) FROM tasks WHERE status <> 'completed'
        AND (due_on < ? OR (due_on = ? AND due_at < ?))""", TODAY, TODAY, NOW_UTC)  # fmt: skip
    return [f"{n} tasks are overdue"]


def due_between(first: str, stop: str) -> Expected:
    def expected(raw: Raw) -> list[str]:
        sql = "SELECT count(*) FROM tasks WHERE status <> 'completed' AND due_on >= ? AND due_on < ?"
        n = raw.one(sql, first, stop)
        return [f"{n} tasks are due" if n > 1 else "1 task is due" if n else "No task is due"]

    return expected


def unbilled(raw: Raw) -> list[str]:
    sql = """SELECT sum(t.duration_minutes), count(DISTINCT p.id) FROM time_entries t
        JOIN projects p ON p.id = t.project_id WHERE t.billable AND t.billed_at IS NULL AND t.ended_at <= ?
        AND (p.hourly_rate_cents > 0 OR p.id IN (SELECT project_id FROM time_entries WHERE billed_at > ''))"""
    [(minutes, n)] = raw.rows(sql, NOW_UTC)
    return [f"{round(minutes / 60, 1):g} h on {n} project"]


def hours(first: str, stop: str) -> Expected:
    def expected(raw: Raw) -> list[str]:
        sql = """SELECT sum(duration_minutes), sum(duration_minutes * billable) FROM time_entries
            WHERE started_at >= ? AND started_at < ?"""
        [(minutes, billable)] = raw.rows(sql, utc(first), utc(stop))
        return [f"logged {round(minutes / 60, 1):g} h", f"{round(billable / 60, 1):g} h of it billable"]

    return expected


def size(raw: Raw) -> list[str]:
    sql = "SELECT value_cents FROM deals WHERE won = 1 AND closed_at >= ? AND value_cents IS NOT NULL"
    values = [row[0] for row in raw.rows(sql, utc(TWELVE[0]))]
    return [f"The {len(values)} deals", f"€{round(mean(values) / 100):,}", f"€{round(median(values) / 100):,}"]


def cycle(raw: Raw) -> list[str]:
    sql = """SELECT cast((julianday(closed_at) - julianday(created_at)) + 1e-9 AS INTEGER) FROM deals
        WHERE won = 1 AND closed_at >= ? AND closed_at >= created_at"""
    days = [row[0] for row in raw.rows(sql, utc(TWELVE[0]))]
    return [f"The {len(days)} deals", f"took {round(median(days))} days"]


def sources(raw: Raw) -> list[str]:
    sql = """SELECT source, sum(won), count(*) FROM deals WHERE closed_at >= ? AND source > ''
        GROUP BY 1 HAVING count(*) >= 10"""
    rows = raw.rows(sql, utc(TWELVE[0]))
    return [f"{source.replace('_', ' ').capitalize()}: {won} of {n} won" for source, won, n in rows]


def closing(raw: Raw) -> list[str]:
    sql = """SELECT count(*), sum(value_cents) FROM deals
        WHERE closed_at IS NULL AND expected_close_on >= ? AND expected_close_on < '2026-04-01'"""
    [(n, cents)] = raw.rows(sql, TODAY)
    return [f"{n} open deals are expected to close", euro(cents)]


def past_close(raw: Raw) -> list[str]:
    n = raw.one("SELECT count(*) FROM deals WHERE closed_at IS NULL AND expected_close_on < ?", TODAY)
    return [f"{n} open deal{'s are' if n > 1 else ' is'} past" if n else "No open deal is past"]


def counted(sql: str, sentence: str) -> Expected:
    return lambda raw: [sentence.format(raw.one(sql))]


def added_this_month(raw: Raw) -> list[str]:
    n = raw.one(
        "SELECT count(*) FROM contacts WHERE created_at >= ? AND created_at < ?", utc("2026-02-01"), utc("2026-03-01")
    )
    return [f"{n} contacts were added last month (February 2026), of {raw.one('SELECT count(*) FROM contacts')} in all"]


def best_client(raw: Raw) -> list[str]:
    sql = """SELECT coalesce(b.name, c.name), sum(d.value_cents), count(*) FROM deals d
        LEFT JOIN contacts c ON c.id = d.contact_id
        LEFT JOIN businesses b ON b.id = coalesce(d.business_id, c.business_id)
        WHERE d.won = 1 AND d.closed_at >= ? GROUP BY coalesce(b.id, -c.id) ORDER BY 2 DESC LIMIT 1"""
    [(name, cents, n)] = raw.rows(sql, utc(TWELVE[0]))
    return [f"{name}: {euro(cents)}", f"with {n} deal"]


def birthdays(raw: Raw) -> list[str]:
    n = raw.one("""SELECT count(*) FROM contacts WHERE NOT do_not_contact AND substr(birthday, -5)
        BETWEEN '03-02' AND '03-31'""")  # fmt: skip
    return [f"{n} birthdays "]


def tasks_done(raw: Raw) -> list[str]:
    n = raw.one(
        "SELECT count(*) FROM tasks WHERE completed_at >= ? AND completed_at < ?", utc("2026-02-23"), utc(TODAY)
    )
    return [f"{n} tasks were done last week"]


def calls(raw: Raw) -> list[str]:
    sql = """SELECT count(*), sum(direction = 'outbound') FROM interactions
        WHERE kind = 'call' AND at >= ? AND at < ?"""
    [(n, out)] = raw.rows(sql, utc("2026-02-01"), utc("2026-03-01"))
    return [f"{n} calls are logged ", f": {out} from you, {n - out} to you"]


def contacted(raw: Raw) -> list[str]:
    sql = "SELECT count(DISTINCT contact_id) FROM interactions WHERE at >= ? AND at < ?"
    return [f"{raw.one(sql, utc('2026-02-23'), utc(TODAY))} people last week"]


def appointments(raw: Raw) -> list[str]:
    n = raw.one(
        "SELECT count(*) FROM events WHERE starts_at >= ? AND starts_at < ?", utc("2026-03-09"), utc("2026-03-16")
    )
    return [f"{n} appointments next week" if n > 1 else "1 appointment next week" if n else "No appointment"]


def happened(raw: Raw) -> list[str]:
    span = ("2026-02-01", "2026-03-01")
    given = (utc(span[0]), utc(span[1]))
    people = raw.one("SELECT count(*) FROM contacts WHERE created_at >= ? AND created_at < ?", *given)
    minutes = raw.one("SELECT sum(duration_minutes) FROM time_entries WHERE started_at >= ? AND started_at < ?", *given)
    won, lost = closed(raw, "count(*)", span), closed(raw, "count(*)", span, 0)
    return [f"{won} deal{'s' if won > 1 else ''} won", f"{lost} deal{'s' if lost > 1 else ''} lost",
            f"{people} new contacts", f"{round(minutes / 60, 1):g} h logged"]  # fmt: skip


def in_stage(raw: Raw) -> list[str]:
    sql = """SELECT count(*), sum(value_cents) FROM deals d JOIN stages s ON s.id = d.stage_id
        WHERE s.name = 'Proposal' AND d.closed_at IS NULL"""
    [(n, cents)] = raw.rows(sql)
    return [f"{n} open deals are in Proposal", euro(cents)]


def no_step(raw: Raw) -> list[str]:
    sql = """SELECT count(*), sum(value_cents) FROM deals
        WHERE closed_at IS NULL AND next_step IS NULL AND next_step_on IS NULL"""
    [(n, cents)] = raw.rows(sql)
    return [f"{n} open deals have no next step", euro(cents)]


def largest(raw: Raw) -> list[str]:
    sql = "SELECT title, value_cents FROM deals WHERE closed_at IS NULL ORDER BY value_cents DESC LIMIT 3"
    return [f"{title}: {euro(cents)}" for title, cents in raw.rows(sql)]


def target(raw: Raw) -> list[str]:
    [(cents,)] = raw.rows("SELECT target_revenue_cents FROM businesses WHERE kind = 'own'")
    won = closed(raw, "sum(value_cents)", YEAR)
    return [euro(cents), euro(won), f"{round(100 * won / cents)} %"]


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
    (pipeline, ("How is my pipeline?", "pipeline by stage", "how many open deals do I have", "what's in the pipeline")),
    (overdue, ("What is overdue?", "which tasks are late", "am I behind", "show overdue tasks")),
    (
        due_between("2026-03-03", "2026-03-04"),
        ("what is due tomorrow?", "tasks for tomorrow", "todo list for tomorrow", "what do I have to do tomorrow"),
    ),
    (
        due_between("2026-03-02", "2026-03-09"),
        ("what is due this week", "my tasks this week", "which tasks are due this week?"),
    ),
    (unbilled, ("unbilled hours", "what can I bill?", "how much time is not billed yet", "what should I invoice")),
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
    (in_stage, ("which deals are in Proposal?", "how many deals in the Proposal stage", "what is in proposal")),
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
