"""What the open deals may bring, as the forecast of the reports says it."""

from collections.abc import Sequence
from datetime import timedelta

from app.chat.intents import words
from app.chat.intents.reply import Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Money
from app.crm import figures
from app.crm.reports import forecast as reports
from app.crm.reports.forecast import Expected, Forecast
from app.crm.standing import week

MONTHS = 3
DAY = timedelta(days=1)


def what_may_come(ask: Ask) -> Offline:
    """The next six months together, month by month; or the months that were named."""
    if not figures.count_open(ask.session):
        return Reply("pipeline").say("empty").done("pipeline")
    found = reports.forecast(ask.session, None, ask.now)
    reply, span = Reply("pipeline"), ask.found.span(ask.now)
    if not found.stage_ids or not found.counted:
        return reply.say("forecast_few").done("reports")
    slots = found.slots[: reports.MONTHS_AHEAD]
    named = [
        slot
        for slot in slots
        if slot.first and slot.stop and span and slot.first < span.stop and slot.stop > span.first
    ]
    if span is not None and len(named) == 1:
        _tell_span(ask, reply, named[0])
    elif span is not None and named:
        _tell_months(ask, reply, span, named)
    else:
        _tell_all(ask, reply, found)
    left = found.open - found.counted
    return (reply.say("left_out", n=left) if left else reply).done("reports")


def _tell_span(ask: Ask, reply: Reply, slot: Expected) -> None:
    month = words.month(slot.first or ask.today)
    if not slot.n:
        reply.say("forecast_nothing", span=words.said(words.line("pipeline", "in_month", {"month": month})),
                  currency=ask.currency)  # fmt: skip
        return
    reply.say(
        "forecast_span", span=words.said(words.line("pipeline", "in_month", {"month": month})), **_money(ask, slot)
    )


def _tell_months(ask: Ask, reply: Reply, span: Span, slots: Sequence[Expected]) -> None:
    """Several months: without a range, which does not add up. What was won in them before is told beside."""
    n, cents = sum(slot.n for slot in slots), sum(slot.cents for slot in slots)
    reply.say("forecast_months", n=n, cents=ask.about(cents), span=span.told)
    won = week.won(ask.session, *span.moments(ask.now))
    if won.count:
        reply.say("forecast_won", n=won.count, total=ask.total(won))
    _each(ask, reply, slots)


def _each(ask: Ask, reply: Reply, slots: Sequence[Expected]) -> None:
    for slot in [slot for slot in slots if slot.n][:MONTHS]:
        month = words.month(slot.first or ask.today)
        reply.item("forecast_month", month=month, n=slot.n, cents=ask.about(slot.cents))


def _tell_all(ask: Ask, reply: Reply, found: Forecast) -> None:
    if found.ahead.n:
        reply.say("forecast", until=found.until - DAY, **_money(ask, found.ahead))
        _each(ask, reply, found.slots[: reports.MONTHS_AHEAD])
    undated = found.slots[-1]
    if undated.n:
        reply.say("forecast_undated", n=undated.n, cents=ask.about(undated.cents))


def _money(ask: Ask, slot: Expected) -> dict[str, Money]:
    return {"cents": ask.about(slot.cents), "low": ask.about(slot.low), "high": ask.about(slot.high)}
