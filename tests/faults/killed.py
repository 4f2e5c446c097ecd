"""Kill a working program at any moment, look at what is left, and go on; many times over.

The program tells through a pipe what it is about to do and what is done. Whatever it said is done must be there
afterwards; what it was about to do may be there or not, but not by halves.
"""

import json
import os
import random
import shutil
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.compose import App, open_app
from app.core.clock import local_now
from app.crm import contacts, deals, importing, interactions, notes, undo
from app.crm.doctor import doctor
from app.crm.exporting import export
from app.models import Contact, ImportBatch, Interaction, UndoStep

ABOUT_THE_FILE = ("integrity", "references", "belonging", "search", "migrations", "derived columns", "timers")
SLOWER = 1.5
"""A machine under load takes longer than when it was measured."""
STARTS = 0.2
"""The share of kills during the start of the program."""
Say = Callable[[str, int, str], None]
Said = tuple[str, int, str]
OPEN = b'["open", 0, ""]\n'


@dataclass
class Report:
    """kills, what the program had said is done, and everything that was not as it must be."""

    kills: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)


def kill_while_editing(folder: Path, kills: int, seed: int, longest: float = 0.4) -> Report:
    """Contacts with deals, notes and calls are added, renamed and deleted, and the program is killed."""
    chance, report, expected = random.Random(seed), Report(), dict[int, str | None]()
    open_app(folder).close()
    for _kill in range(kills):
        seed_now, opened = chance.random(), chance.random() > STARTS
        said = _run_and_kill(
            lambda say, now=seed_now: _edit_for_ever(folder, now, say), chance.uniform(0, longest), opened=opened
        )
        report.kills += 1
        open_question = _settle(said, expected, report)
        with _reopened(folder, report) as app:
            _compare(app, expected, open_question, report)
            _examine(app, report)
    return report


def kill_while_importing(folder: Path, source: Path, kills: int, seed: int) -> Report:
    """A CSV file or an export comes into a file with records and is taken out again by undo.

    Whatever is cut short is undone at the next start, and then everything must be as it was.
    """
    chance, report = random.Random(seed), Report()
    with _opened(folder) as app, app.db.write() as session:
        contacts.create(session, at=app.clock(), first_name="Here", last_name="Before")
    before = _exported(folder)
    longest = _time_to_import(folder, source)
    for _kill in range(kills):
        opened = chance.random() > STARTS
        said = _run_and_kill(
            lambda say: _import_and_undo(folder, source, say), chance.uniform(0, longest), opened=opened
        )
        report.kills += 1
        report.acknowledged += sum(word == "done" for word, _one, _name in said)
        report.wrong += [f"kill {report.kills}: {name}" for word, _one, name in said if word == "failed"]
        with _reopened(folder, report) as app:
            report.found[_take_back_what_is_left(app)] += 1
            _examine(app, report)
        if _exported(folder) != before:
            report.wrong.append(f"kill {report.kills}: undoing what was left did not bring the start back")
            return report
    return report


# The program that is killed


def _edit_for_ever(folder: Path, seed: float, say: Say) -> None:
    chance = random.Random(seed)
    app = open_app(folder)
    say("open", 0, "")
    with app.db.read() as session:
        ids = list(session.scalars(select(Contact.id)))
    while True:
        act = chance.choice((_add, _add, _rename, _rename, _remove)) if len(ids) > 20 else _add
        act(app, ids, chance, say)


def _add(app: App, ids: list[int], chance: random.Random, say: Say) -> None:
    name = f"N{chance.getrandbits(60):x}"
    say("try", 0, name)
    with app.db.write() as session:
        at = app.clock()
        contact = contacts.create(session, at=at, first_name=name, emails=[f"{name}@x.example"], notes="n" * 2000)
        deals.create(session, at=at, title=f"Deal {name}", contact_id=contact.id, value_cents=100)
        notes.create(session, at=at, entity_type="contact", entity_id=contact.id, body=name)
        interactions.create(session, at=at, contact_id=contact.id, kind="call")
    say("done", contact.id, name)
    ids.append(contact.id)


def _rename(app: App, ids: list[int], chance: random.Random, say: Say) -> None:
    one, name = chance.choice(ids), f"R{chance.getrandbits(60):x}"
    say("try", one, name)
    with app.db.write() as session:
        contacts.edit(session, one, at=app.clock(), first_name=name)
    say("done", one, name)


def _remove(app: App, ids: list[int], chance: random.Random, say: Say) -> None:
    one = ids.pop(chance.randrange(len(ids)))
    say("try", one, "")
    with app.db.write() as session:
        contacts.delete(session, one, at=app.clock())
    say("done", one, "")


def _import_and_undo(folder: Path, source: Path, say: Say) -> None:
    app = open_app(folder)
    say("open", 0, "")
    done = importing.run_path(app.db, source)
    say("done", done.batch_id or 0, "imported")
    with app.db.read() as session:
        step = undo.batch_step(session, done.batch_id or 0)
    undo.undo(app.db, step)
    say("done", done.batch_id or 0, "undone")
    app.close()


# Killing it


def _run_and_kill(work: Callable[[Say], None], after: float, *, opened: bool) -> list[Said]:
    """Run in a child, kill it after so many seconds; what it had said until then.

    opened: count the seconds from when it had opened the file, not from its start.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(work, writing)
    os.close(writing)
    first = os.read(reading, len(OPEN)) if opened else b""
    time.sleep(after)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        lines = (first.decode() + pipe.read()).splitlines(keepends=True)
    said = [tuple(json.loads(line)) for line in lines if line.endswith("\n")]
    return [(word, one, name) for word, one, name in said if word != "open"]


def _be_the_child(work: Callable[[Say], None], writing: int) -> None:
    def say(*words: object) -> None:
        os.write(writing, (json.dumps(words) + "\n").encode())

    try:
        work(say)
    except BaseException:
        traceback.print_exc()
        say("failed", 0, traceback.format_exc(limit=-3))
    finally:
        os._exit(0)


# Looking at what is left


def _settle(said: list[Said], expected: dict[int, str | None], report: Report) -> tuple[int, str] | None:
    """Take over what is done. Returns the last thing begun and not said to be done."""
    begun = None
    for word, one, name in said:
        if word == "failed":
            report.wrong.append(f"kill {report.kills}: the program fell over: {name}")
        elif word == "try":
            begun = (one, name)
        else:
            expected[one] = name or None
            report.acknowledged += 1
            begun = None
    return begun


def _compare(app: App, expected: dict[int, str | None], begun: tuple[int, str] | None, report: Report) -> None:
    """Settle the open question by what is there, then everything must be as expected, whole records only."""
    with app.db.read() as session:
        there = {row.id: row.first_name for row in session.execute(select(Contact.id, Contact.first_name))}
        called = set(session.scalars(select(Interaction.contact_id)))
    if begun is not None:
        one, name = begun
        new = next((key for key, value in there.items() if value == name), None) if one == 0 else one
        if new is not None and there.get(new) == (name or None):
            expected[new] = name or None
            report.found["committed but not yet said"] += 1
    known = {one: name for one, name in expected.items() if name is not None}
    if there != known:
        lost = [one for one, name in known.items() if there.get(one) != name]
        more = [one for one in there if one not in known]
        report.wrong.append(f"kill {report.kills}: lost or changed {lost}, unexpected {more}")
    if set(there) - called:
        report.wrong.append(f"kill {report.kills}: contacts without the call they were added with")


def _examine(app: App, report: Report) -> None:
    for finding in doctor(app.db, app.folder, app.clock):
        if not finding.ok and finding.check in ABOUT_THE_FILE:
            report.wrong.append(f"kill {report.kills}: {finding.check}: {finding.message}")


def _take_back_what_is_left(app: App) -> str:
    """As the owner is offered at the next start. Returns what was found."""
    with app.db.read() as session:
        half_undone = session.scalar(select(UndoStep.id).where(UndoStep.state == "undoing"))
        batch = session.execute(
            select(ImportBatch.status, ImportBatch.undo_step_id).where(ImportBatch.status.in_(("running", "done")))
        ).first()
    step = half_undone or (batch and batch.undo_step_id)
    if step:
        undo.undo(app.db, step)
    return "undo cut short" if half_undone else f"import {batch.status}" if batch else "nothing half done"


def _exported(folder: Path) -> bytes:
    """All that the owner sees, as one text."""
    target = folder.parent / "state"
    shutil.rmtree(target, ignore_errors=True)
    with _opened(folder) as app:
        export(app.db, app.folder, target, local_now())
    return (target / "rainmaker.json").read_bytes()


@contextmanager
def _opened(folder: Path) -> Iterator[App]:
    app = open_app(folder)
    try:
        yield app
    finally:
        app.close()


@contextmanager
def _reopened(folder: Path, report: Report) -> Iterator[App]:
    """As the next start does; a log left behind is counted, to show that the kills hit something."""
    log = folder / "rainmaker.db-wal"
    report.found["with a log left behind"] += log.exists() and log.stat().st_size > 0
    with _opened(folder) as app:
        yield app


def _time_to_import(folder: Path, source: Path) -> float:
    """From the open file to the end of the undo."""
    times: list[float] = []
    _import_and_undo(folder, source, lambda *_words: times.append(time.monotonic()))
    return (times[-1] - times[0]) * SLOWER
