"""What a model is told in one turn, assembled on ten years of data: records in view, records named, numbers, goals."""

import time
from collections.abc import Callable, Iterator

from app.bench.coaching import AT
from app.bench.line import Line, timed
from app.bench.stand import Stand
from app.chat.asked import Asked
from app.chat.context import Context
from app.chat.replying import Replier
from app.clients.llm.talk import Stop
from app.core.events import RecordsChanged
from app.guard import Guard

EACH, BUSINESSES, GOAL = 200, 12, 10
"""Turns that are measured, businesses they are about, milliseconds a context may take."""
SETTLED = 2.1
"""Seconds after a write until agendas are kept."""
CHANGES = 5
PEOPLE = """
    SELECT c.id, c.name, d.id FROM contacts c JOIN deals d ON d.contact_id = c.id
    WHERE c.business_id <= ? GROUP BY c.id ORDER BY c.id LIMIT 60"""
PLAIN = "SELECT * FROM contacts c LEFT JOIN interactions i ON i.contact_id = c.id WHERE c.id = ?"


def lines(stand: Stand) -> Iterator[Line]:
    people = stand.raw.execute(PEOPLE, (BUSINESSES,)).fetchall()
    replier = Replier(stand.app.db, stand.app.bus, lambda: stand.app.model)
    asked = [_asked(*people[n % len(people)]) for n in range(EACH)]
    for one in asked[: len(people)]:  # makes the goals of their businesses
        replier.context(one)
    time.sleep(SETTLED)
    timed([_assembling(replier, one) for one in asked[: len(people)]])
    plain = timed([_plain(stand, one[0]) for one in people]).p50
    whole = timed([_assembling(replier, one) for one in asked])
    yield Line("context of a turn, p95", whole.p95, "ms", GOAL, plain, "one contact and its talks, read plainly")
    yield Line("context of a turn, half of them", whole.p50, "ms")
    context = replier.context(asked[0])
    yield Line("knowing what is private in it, half of them", timed([lambda: _guard(context)] * EACH).p50, "ms")
    changed = timed([_after_a_change(stand, replier, asked[0])] * CHANGES)
    yield Line("context of a turn after deals have changed", changed.p50, "ms")


def _asked(contact_id: int, name: str, deal_id: int) -> Asked:
    text = f"What did I agree with {name}, and what should I do about it this week?"
    return Asked(0, 0, text, (("deal", deal_id), ("contact", contact_id)), None, Stop(), AT)


def _assembling(replier: Replier, asked: Asked) -> Callable[[], object]:
    return lambda: replier.context(asked)


def _plain(stand: Stand, contact_id: int) -> Callable[[], object]:
    return lambda: stand.raw.execute(PLAIN, (contact_id,)).fetchall()


def _guard(context: Context) -> Guard:
    return Guard(context.hidden.private(context.open()))


def _after_a_change(stand: Stand, replier: Replier, asked: Asked) -> Callable[[], object]:
    def run() -> object:
        stand.app.bus.publish(RecordsChanged({"deals": None}))
        return replier.context(asked)

    return run
