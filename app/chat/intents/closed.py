"""Deals that closed: what was won, how often, how large, how fast, and from where; as the reports count it."""

from statistics import mean, median

from sqlalchemy import ColumnElement, select

from app.chat.intents import forecasts, spans, words
from app.chat.intents.reply import LINES, Ask, Offline, Reply, worth
from app.chat.intents.spans import Span
from app.coach.values import Days, Money, Percent
from app.core import shares
from app.crm.figures import ENOUGH
from app.crm.reports import deals as reports
from app.crm.reports.deals import Source
from app.crm.reports.periods import Period
from app.crm.standing import week
from app.models import Deal

SHOWN = 3


def what_was_won(ask: Ask) -> Offline:
    """How many, how much, the largest; other currencies beside."""
    span = ask.span(spans.year(ask.today))
    if span.first > ask.today:
        return forecasts.what_may_come(ask)
    found = week.won(ask.session, *span.moments(ask.now))
    reply = Reply("closed").say("won", n=found.count, span=span.told, total=ask.total(found))
    own = (Deal.currency == ask.currency, Deal.value_cents.is_not(None))
    query = select(Deal.id, Deal.title, Deal.value_cents).where(*_won(ask, span), *own)
    for row in ask.session.execute(query.order_by(Deal.value_cents.desc(), Deal.id).limit(SHOWN)):
        reply.item("won_row", ("deal", row.id, row.title), value=Money(row.value_cents, ask.currency))
    if not found.count:
        _latest_win(ask, reply)
    return reply.done("reports")


def what_closed(ask: Ask) -> Offline:
    """Won and lost together."""
    span = ask.span(spans.month(ask.today))
    begin, end = span.moments(ask.now)
    query = select(Deal.id, Deal.title, Deal.value_cents, Deal.currency, Deal.won)
    closed = query.where(Deal.closed_at >= begin, Deal.closed_at < end)
    rows = ask.session.execute(closed.order_by(Deal.closed_at.desc(), Deal.id.desc())).all()
    won, lost = ([row for row in rows if bool(row.won) is side] for side in (True, False))
    worth_won, worth_lost = (ask.added((row.value_cents, row.currency) for row in side) for side in (won, lost))
    reply = Reply("closed")
    reply.say("closed", n=len(rows), span=span.told, won=len(won), lost=len(lost), total=worth_won, missed=worth_lost)
    for row in rows[:LINES]:
        name = "closed_won" if row.won else "closed_lost"
        reply.item(name, ("deal", row.id, row.title), value=worth(row.value_cents, row.currency))
    if len(rows) > LINES:
        reply.say("more", n=len(rows) - LINES)
    return reply.done("reports")


def win_rate(ask: Ask) -> Offline:
    """Of the deals that closed, how many were won, with the range the true rate lies in; too few say so."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    found = _sources(ask, span)
    n, won = sum(source.n for source in found), sum(source.won for source in found)
    low, high = shares.wilson(won, n)
    values = {"won": won, "closed": n, "span": span.told, "low": Percent(low), "high": Percent(high)}
    if n < ENOUGH:
        return Reply("closed").say("rate_few", values, n=n, enough=ENOUGH).done("reports")
    reply = Reply("closed").say("rate", values, share=Percent(won / n))
    query = select(Deal.id, Deal.title).where(*_won(ask, span)).order_by(Deal.closed_at.desc(), Deal.id.desc())
    for row in ask.session.execute(query.limit(LINES)):
        reply.use("deal", row.id, row.title)
    return reply.done("reports")


def how_large(ask: Ask) -> Offline:
    """Mean and median of what was won, in the owner's currency."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    query = select(Deal.value_cents).where(*_won(ask, span), Deal.currency == ask.currency)
    values = [cents for cents in ask.session.scalars(query) if cents is not None]
    reply = Reply("closed")
    if not values:
        return reply.say("size_none", span=span.told).done("reports")
    facts = {"mean": ask.about(mean(values)), "median": ask.about(median(values))}
    reply.say("size", facts, n=len(values), span=span.told)
    return (reply.say("size_few", n=len(values)) if len(values) < ENOUGH else reply).done("reports")


def how_long(ask: Ask) -> Offline:
    """Days from added to won: the middle one, and the middle half."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    found = reports.cycle(ask.session, _period(span), None, ask.now)
    reply = Reply("closed")
    if not found.n:
        return reply.say("cycle_none", span=span.told).done("reports")
    low, middle, high = (Days(int(part + 0.5)) for part in found.quartiles)
    reply.say("cycle", n=found.n, span=span.told, low=low, middle=middle, high=high)
    return (reply.say("cycle_few", n=found.n) if found.n < ENOUGH else reply).done("reports")


def which_sources(ask: Ask) -> Offline:
    """Win rates by source; the best is named only where its range lies above that of the next."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    found = _sources(ask, span)
    enough = sorted((source for source in found if source.enough and source.source), key=lambda one: -one.won / one.n)
    reply = Reply("closed")
    if not enough:
        reply.say("sources_few", n=sum(one.n for one in found), span=span.told, enough=ENOUGH)
        return reply.done("reports")
    name = "sources_one" if len(enough) == 1 else "sources_clear" if _stands_out(enough) else "sources_close"
    reply.say(name, _told(enough[0]), span=span.told)
    for source in enough[:LINES]:
        reply.item("source", **_told(source))
    left = sum(one.n for one in found if one not in enough)
    return (reply.say("sources_left", n=left, enough=ENOUGH) if left else reply).done("reports")


def _stands_out(ranked: list[Source]) -> bool:
    """Whether the range of the first lies above those of all others."""
    return all(ranked[0].interval[0] > other.interval[1] for other in ranked[1:])


def _told(source: Source) -> dict[str, object]:
    low, high = source.interval
    name = str(source.source).replace("_", " ").capitalize()
    return {
        "source": name, "won": source.won, "closed": source.n, "share": Percent(source.won / source.n),
        "low": Percent(low), "high": Percent(high),
    }  # fmt: skip


def _sources(ask: Ask, span: Span) -> tuple[Source, ...]:
    return reports.sources(ask.session, _period(span), None, ask.now).sources


def _period(span: Span) -> Period:
    return Period("asked", span.first, span.stop)


def _won(ask: Ask, span: Span) -> tuple[ColumnElement[bool], ...]:
    begin, end = span.moments(ask.now)
    return Deal.won.is_(True), Deal.closed_at >= begin, Deal.closed_at < end


def _latest_win(ask: Ask, reply: Reply) -> None:
    query = select(Deal.id, Deal.title, Deal.closed_at).where(Deal.closed_at.is_not(None), Deal.won.is_(True))
    row = ask.session.execute(query.order_by(Deal.closed_at.desc()).limit(1)).first()
    if row is not None:
        reply.use("deal", row.id, row.title)
        reply.say("won_last", title=words.plain(row.title), on=ask.day(row.closed_at))
