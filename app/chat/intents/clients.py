"""Who brings most of what is won."""

from app.chat.intents import spans
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.coach.values import Money, Percent
from app.crm.standing import money

MOST = 10


def who_is_best(ask: Ask) -> Offline:
    """Clients by what was won from them, in the owner's currency; a client is a business, or a person without one."""
    span = ask.span(spans.last_months(ask.today, spans.YEAR))
    room = min(MOST, ask.found.number or LINES)
    first, count, total = money.best_clients(ask.session, *span.moments(ask.now), room)
    reply = Reply("closed").say("clients", n=count, span=span.told, total=Money(total, ask.currency))
    for client in first:
        share = Percent(client.cents / total)
        reply.item("client", (client.kind, client.id, client.name), n=client.deals, share=share,
                   value=Money(client.cents, ask.currency))  # fmt: skip
    large = money.concentration(ask.session, ask.now)
    if large is not None:
        reply.say("concentrated", client=large.name, share=Percent(large.share))
    return reply.done("businesses")
