"""The coach in a conversation on ten years of data: what its goals cost, to make and in every reply."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bench.coaching import AT
from app.bench.line import Line, Times, timed
from app.bench.stand import Stand
from app.crm import businesses
from app.goals import generation, tracking
from app.goals.agenda import agenda
from app.models import Business, ChecklistItem

EACH = 40
MAKING, REPLY = 15, 10
"""Milliseconds to make the goals of a business, and that all of it adds to a reply."""
PLAIN = "SELECT * FROM deals WHERE business_id = ?"


def goals(stand: Stand) -> Iterator[Line]:
    """Making goals for the owner's own and for others, doing it again, and what a reply waits for."""
    with stand.app.db.write() as session:
        own = businesses.own(session, AT).id
    others = _others(stand)
    plain = timed([lambda: stand.raw.execute(PLAIN, (others[0],)).fetchall()] * EACH).p50
    yield Line("goals of a new business, p95", _made(stand, others).p95, "ms", MAKING, plain, "its deals, read plainly")
    _made(stand, [own])
    again = _made(stand, list(islice(cycle([own]), EACH)))
    yield Line("goals of the owner's business looked over, p95", again.p95, "ms", MAKING)
    reading = timed([_reading(stand, one) for one in [own, *others]])
    writing = timed([_writing(stand, one) for one in [own, *others]])
    yield Line("what goals add to a reply, p95", reading.p95 + writing.p95, "ms", REPLY)


def _others(stand: Stand) -> list[int]:
    """Those with the most to look through among them."""
    with stand.app.db.read() as session:
        query = select(Business.id).where(Business.kind != "own").order_by(Business.id)
        first = list(session.scalars(query.limit(EACH // 2)))
        return first + list(session.scalars(query.order_by(None).order_by(Business.id.desc()).limit(EACH // 2)))


def _made(stand: Stand, ids: list[int]) -> Times:
    return timed([_making(stand, business_id) for business_id in ids])


def _making(stand: Stand, business_id: int) -> Callable[[], None]:
    return _in_write(stand, lambda session: generation.generate(session, business_id, at=AT))


def _in_write(stand: Stand, work: Callable[[Session], object]) -> Callable[[], None]:
    def run() -> None:
        with stand.app.db.write(actor="coach") as session:
            work(session)

    return run


def _reading(stand: Stand, business_id: int) -> Callable[[], None]:
    def run() -> None:
        with stand.app.db.read() as session:
            agenda(session, business_id, AT)

    return run


def _writing(stand: Stand, business_id: int) -> Callable[[], None]:
    """The two that are brought up in a reply are marked."""
    with stand.app.db.read() as session:
        ids = list(session.scalars(select(ChecklistItem.id).where(ChecklistItem.business_id == business_id).limit(2)))
    return _in_write(stand, lambda session: tracking.asked(session, ids, "An excerpt.", at=AT))
