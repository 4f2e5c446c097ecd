"""What was won this year beside the same days of last year."""

from datetime import date, timedelta

from app.chat.intents import spans
from app.chat.intents.reply import Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Money
from app.crm.standing import week

DAY = timedelta(days=1)


def with_last_year(ask: Ask) -> Offline:
    """Count and sum to this day of the year, then all of last year; the difference in the owner's currency alone."""
    this, last = _to(ask.today), _to(_a_year_before(ask.today))
    now, then = (week.won(ask.session, *span.moments(ask.now)) for span in (this, last))
    whole = week.won(ask.session, *Span(last.first, spans.year(ask.today).first).moments(ask.now))
    reply = Reply("closed").say("this_year", n=now.count, first=this.first, last=this.last, total=ask.total(now))
    reply.say("year_before", n=then.count, first=last.first, last=last.last, total=ask.total(then))
    name = "as_much" if now.cents == then.cents else "more_won" if now.cents > then.cents else "less_won"
    if now.count or then.count:
        reply.say(name, difference=Money(abs(now.cents - then.cents), ask.currency))
    if whole.count > then.count:
        reply.say("whole_year", n=whole.count, year=str(last.first.year), total=ask.total(whole))
    return reply.done("reports")


def _to(day: date) -> Span:
    return Span(date(day.year, 1, 1), day + DAY)


def _a_year_before(day: date) -> date:
    """The 28th of February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
