"""The same change to many records: one undo step, written in short transactions so that the window stays usable."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import CrmError
from app.core.events import ActivityRecorded
from app.crm import journal, names, records, tags

SECONDS = 0.01
"""How long one transaction works before it commits."""
One = Callable[[Session, int], object]


@dataclass(frozen=True)
class Watch:
    """progress(tried, all) is called after each transaction; cancelled() is asked before each."""

    progress: Callable[[int, int], None] = lambda _tried, _all: None
    cancelled: Callable[[], bool] = lambda: False


UNWATCHED = Watch()


@dataclass(frozen=True)
class Done:
    """changed: how many. refused: id -> the sentence that says why it was left as it was. step_id: for undo."""

    changed: int
    refused: Mapping[int, str]
    step_id: int


def edit(db: Database, kind: str, ids: Sequence[int], values: Mapping[str, Any], watch: Watch = UNWATCHED) -> Done:
    """Set the same values (as for `records.edit`) in many records. A record that refuses them stops no other."""
    if not values:
        raise CrmError("There is nothing to change.", where="values")

    def change(session: Session, record_id: int) -> None:
        records.edit(session, kind, record_id, values, session.info["at"])

    return _each(db, _label(kind, ids, "changed"), ids, change, watch)


def delete(db: Database, kind: str, ids: Sequence[int], watch: Watch = UNWATCHED) -> Done:
    """Delete many records with what hangs on them."""

    def drop(session: Session, record_id: int) -> None:
        records.delete(session, kind, record_id, session.info["at"])

    return _each(db, _label(kind, ids, "deleted"), ids, drop, watch)


def tag(
    db: Database, kind: str, ids: Sequence[int], *, put: Sequence[str] = (), take_off: Sequence[str] = (),
    watch: Watch = UNWATCHED,
) -> Done:  # fmt: skip
    """Put tags on many records and take others off."""
    gone = {names.fold(name) for name in take_off}

    def mark(session: Session, record_id: int) -> None:
        records.get(session, kind, record_id)
        word = records.kind_of(kind).word
        kept = [name for name in tags.of(session, word, [record_id]).get(record_id, []) if names.fold(name) not in gone]
        records.edit(session, kind, record_id, {"tags": [*kept, *put]}, session.info["at"])

    return _each(db, _label(kind, ids, "tagged"), ids, mark, watch)


def _label(kind: str, ids: Sequence[int], done: str) -> str:
    known = records.kind_of(kind)
    return f"{len(ids)} {known.words if len(ids) == 1 else known.plural.replace('_', ' ')} {done}"


def _each(db: Database, label: str, ids: Sequence[int], one: One, watch: Watch) -> Done:
    """One step over all; each transaction takes as many records as it has time for, but at least one."""
    with db.write() as session:
        step = journal.open_step(session, label)
    wanted = list(dict.fromkeys(ids))
    refused: dict[int, str] = {}
    tried = 0
    while tried < len(wanted) and not watch.cancelled():
        with db.write(step=step) as session:
            for record_id, sentence in _for_a_moment(session, wanted[tried:], one):
                tried += 1
                if sentence:
                    refused[record_id] = sentence
        watch.progress(tried, len(wanted))
    return Done(tried - len(refused), refused, step)


def _with_more(made: Callable[[], object]) -> object:
    """What is told of all but the last record: nobody need react to each of a thousand."""
    event = made()
    return replace(event, more_follow=True) if isinstance(event, ActivityRecorded) else event


def _for_a_moment(session: Session, ids: Sequence[int], one: One) -> Iterator[tuple[int, str]]:
    """Each record that was tried, with the sentence of its refusal or an empty one. A refusal leaves no trace."""
    until = time.monotonic() + SECONDS
    for record_id in ids:
        events = len(session.info["events"])
        try:
            with session.begin_nested():
                one(session, record_id)
        except CrmError as error:
            del session.info["events"][events:]
            yield record_id, error.message
        else:
            if record_id != ids[-1]:
                told = session.info["events"]
                told[events:] = [partial(_with_more, made) for made in told[events:]]
            yield record_id, ""
        if time.monotonic() > until:
            return
