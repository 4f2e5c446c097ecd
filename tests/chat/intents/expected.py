"""What plain SQL over the sample business finds. Today is Monday, 2 March 2026."""

from collections.abc import Callable
from math import floor
from statistics import mean, median
from typing import Any

from tests.chat.intents.conftest import Raw, euro, utc

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
    sql = """SELECT p.name, p.hourly_rate_cents, sum(t.duration_minutes) FROM time_entries t
        LEFT JOIN projects p ON p.id = t.project_id WHERE t.billable AND t.billed_at IS NULL
        AND t.ended_at IS NOT NULL GROUP BY p.id"""
    rows = raw.rows(sql)
    worth = sum(floor(minutes * rate / 60 + 0.5) for _name, rate, minutes in rows if rate)
    minutes = raw.one("SELECT sum(duration_minutes) FROM time_entries WHERE billable AND billed_at IS NULL")
    return [f"{round(minutes / 60, 1):g} h of billable time on {len(rows)} project", f"worth {euro(worth)}:",
            *(f"{name}: {round(minutes / 60, 1):g} h, {euro(floor(minutes * rate / 60 + 0.5))}"
              for name, rate, minutes in rows[:3])]  # fmt: skip


def no_invoices(raw: Raw) -> list[str]:
    return ["Rainmaker keeps no invoices", *unbilled(raw)]


DUE = """SELECT c.name, f.scheduled_at FROM followups f JOIN contacts c ON c.id = f.contact_id
    WHERE f.status = 'scheduled' AND NOT c.do_not_contact AND f.scheduled_at >= ? AND f.scheduled_at < ?
    ORDER BY f.scheduled_at"""


def followups(first: str, stop: str, sentence: str) -> Expected:
    def expected(raw: Raw) -> list[str]:
        found = raw.rows(DUE, utc(first), utc(stop))
        later = len(raw.rows(DUE, utc(stop), utc("2040-01-01")))
        told = [sentence.format(len(found)) if found else "follow-up", f"{later} more are planned for later"]
        return told + [f"- {name[:50]}" for name, _at in found[:5]]

    return expected


def missed_followups(raw: Raw) -> list[str]:
    found = raw.rows(DUE, utc("2000-01-01"), utc(TODAY))
    if not found:
        return ["No planned follow-up is late."]
    return [f"{len(found)} planned follow-up", *(f"- {name[:50]}" for name, _at in found[:5])]


def due_with_followups(first: str, stop: str) -> Expected:
    def expected(raw: Raw) -> list[str]:
        found = raw.rows(DUE, utc(first), utc(stop))
        assert found, "nothing is planned for the day"
        return [*due_between(first, stop)(raw), *(f"- {name[:50]}" for name, _at in found[:5])]

    return expected


def years(raw: Raw) -> list[str]:
    this, last = ("2026-01-01", "2026-03-03"), ("2025-01-01", "2025-03-03")
    now, then = (closed(raw, "sum(value_cents)", span) or 0 for span in (this, last))
    return [f"From Jan 1, 2026 to Mar 2, 2026 you won {closed(raw, 'count(*)', this)} deal", euro(now),
            f"Jan 1, 2025 to Mar 2, 2025, you won {closed(raw, 'count(*)', last)} deal", euro(then),
            f"{euro(abs(now - then))} {'more' if now > then else 'less'} this year",
            f"In all of 2025 you won {closed(raw, 'count(*)', LAST_YEAR)} deals"]  # fmt: skip


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
    return [
        f"The {len(values)} deals",
        f"€{floor(mean(values) / 100 + 0.5):,}",
        f"€{floor(median(values) / 100 + 0.5):,}",
    ]


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


def in_stage(name: str) -> Expected:
    def expected(raw: Raw) -> list[str]:
        sql = """SELECT count(*), sum(value_cents) FROM deals d JOIN stages s ON s.id = d.stage_id
            WHERE s.name = ? AND d.closed_at IS NULL"""
        [(n, cents)] = raw.rows(sql, name)
        return [f"{n} open deals are in {name}" if n > 1 else f"1 open deal is in {name}", euro(cents)]

    return expected


def no_step(raw: Raw) -> list[str]:
    sql = """SELECT count(*), sum(value_cents) FROM deals
        WHERE closed_at IS NULL AND next_step IS NULL AND next_step_on IS NULL"""
    [(n, cents)] = raw.rows(sql)
    return [f"{n} open deals have no next step", euro(cents)]


def largest(raw: Raw) -> list[str]:
    sql = "SELECT title, value_cents FROM deals WHERE closed_at IS NULL ORDER BY value_cents DESC LIMIT 3"
    return [f"{title}: {euro(cents)}" for title, cents in raw.rows(sql)]


def largest_one(raw: Raw) -> list[str]:
    return ["This is your largest open deal", largest(raw)[0]]


def calls_last_week(raw: Raw) -> list[str]:
    sql = "SELECT count(*) FROM interactions WHERE kind = 'call' AND at >= ? AND at < ?"
    return [f"{raw.one(sql, utc('2026-02-23'), utc(TODAY))} calls are logged last week"]


def target(raw: Raw) -> list[str]:
    [(cents,)] = raw.rows("SELECT target_revenue_cents FROM businesses WHERE kind = 'own'")
    won = closed(raw, "sum(value_cents)", YEAR)
    return [euro(cents), euro(won), f"{round(100 * won / cents)} %"]
