"""The ledger of the model: a row for each request, and the sums of the owner's month."""

from datetime import timedelta

from app.clients.llm.ledger import CallRecord
from app.compose import App
from app.crm import preferences, undo
from app.models import CoachMessage
from app.ops import usage
from tests.conftest import NOW


def call(days: int, tokens: int, cost: int | None, error: str | None = None) -> CallRecord:
    return CallRecord(NOW - timedelta(days=days), "chat", "small", tokens, 10, False, cost, 900, error)


def test_the_month_is_summed_and_the_one_before_is_not(app: App) -> None:
    for made in (call(0, 100, 40), call(1, 200, None), call(1, 0, 0, "busy"), call(2, 5_000, 7_000)):
        usage.keep(app.db, made)
    with app.db.read() as session:
        month, spent = usage.this_month(session, NOW), usage.spent(session, NOW)
    assert (month.calls, month.failed, month.tokens) == (3, 1, 330)
    assert (month.cost_micros, month.without_price) == (40, 1)
    assert (spent.tokens, spent.cost_micros) == (330, 40)


def test_no_calls_are_no_tokens(app: App) -> None:
    with app.db.read() as session:
        assert usage.this_month(session, NOW) == usage.Usage(0, 0, 0, 0, 0)


def test_a_call_is_no_step_to_undo(app: App) -> None:
    usage.keep(app.db, call(0, 100, 40))
    with app.db.read() as session:
        assert not undo.history(session)


def test_what_the_guard_stopped_is_counted_by_the_month(app: App) -> None:
    with app.db.write(actor="coach") as session:
        for days_ago, caught in ((0, "canary"), (1, "verbatim"), (0, None), (5, "canary")):
            at = NOW - timedelta(days=days_ago)
            session.add(CoachMessage(channel="in_app", kind="chat", content="x", sent_at=at, caught=caught))
    with app.db.read() as session:
        assert usage.caught(session, NOW) == 2


def test_the_limits_are_the_owners(app: App) -> None:
    with app.db.write() as session:
        preferences.change(session, "model_month_cents", 900, at=NOW)
    with app.db.read() as session:
        assert usage.limits(session) == usage.Limits(2_000_000, 900)
