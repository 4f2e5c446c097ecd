"""check, insights, insight ..., mute and unmute."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.acting import as_json, said, told
from app.cli.command import Answer, Call, Handlers
from app.cli.text import moment
from app.coach import actions, insights, trials
from app.coach import why as evidence
from app.coach.actions import Done
from app.coach.insights import Insight
from app.coach.roster import describe
from app.coach.trials import Trial
from app.coach.why import Why
from app.crm import preferences, reading
from app.models import ActivityLog, CoachInsight

LATEST = 200
"""Insights listed with --all."""
NO_TRIAL = "No toast was held back so far. `rainmaker settings hold_out_percent 20` begins a trial."


def check(call: Call) -> Answer:
    """{considered, shown, inboxed, withheld, insights}: all rules about the time, as the window would ask them.

    Nothing is stored with --dry-run, or where the clock stands before the newest row of the file.
    """
    with call.open() as app:
        now = app.clock()
        with app.db.read() as session:
            dry = call.args.dry_run or is_past(session, now)
        found = app.coach.run_checks(now, dry_run=dry, level=call.args.level)
        told_now = list(found.insights) if dry else said(app, found.insights, call.args.level)
    count = {way: sum(one.delivery in names for one in told_now) for way, names in _WAYS.items()}
    data = {"considered": found.considered, **count, "stored": not dry, "insights": [as_json(one) for one in told_now]}
    return Answer(data, lambda: _checked(count, told_now))


_WAYS = {"shown": ("queued", "shown"), "inboxed": ("inboxed",), "withheld": ("withheld",)}


def find(call: Call) -> Answer:
    """{insights}: what waits for the owner; with --all the latest of every state; with --trial what reminders do."""
    if call.args.trial:
        return _trials(call)
    with call.open() as app, app.db.read() as session:
        now = app.clock()
        found = insights.latest(session, LATEST) if call.args.all else insights.pending(session, now)
    return Answer({"insights": [as_json(one) for one in found]}, lambda: _listed(found))


def _trials(call: Call) -> Answer:
    """{trials: [{rule, reminded: {n, followed}, held: {n, followed}, low, high, enough, helps, stopped}]}.

    low, high: 95 % interval of the difference of the two shares. helps: null until there are enough.
    """
    with call.open() as app, app.db.read() as session:
        found, settings = trials.find(session, app.clock()), preferences.all_values(session)
    rules = {one.rule: describe(one.rule, settings) for one in found}
    data = [_trial(one, stopped=rules[one.rule].stopped) for one in found]
    lines = [f"{rules[one.rule].name}: {trials.told(one)}" for one in found]
    for rule in rules.values():
        lines += [f"{rule.name}: stopped. `rainmaker unmute {rule.id}` undoes that."] if rule.stopped else []
    return Answer({"trials": data}, lambda: lines or [NO_TRIAL])


def _trial(one: Trial, *, stopped: bool) -> dict[str, Any]:
    return {
        "rule": one.rule, "reminded": {"n": one.shown, "followed": one.shown_followed},
        "held": {"n": one.held, "followed": one.held_followed}, "low": one.low, "high": one.high,
        "enough": one.is_enough, "helps": one.helps if one.is_enough else None, "stopped": stopped,
    }  # fmt: skip


def act(call: Call) -> Answer:
    """{insight, said, opens, page, draft, conversation}: the button is pressed, what it changes is one undo step.

    conversation: the one that begins with the question to be answered, or null.
    """
    with call.open() as app:
        done = actions.perform(app.db, call.args.id, call.args.n, at=app.clock())
        conversation = app.chat.take_up(done.asks) if done.asks is not None else None
        with app.db.read() as session:
            insight = insights.get(session, call.args.id)
    data = {
        "insight": as_json(insight), "said": done.said, "opens": list(done.opens) if done.opens else None,
        "page": done.page or None, "draft": _letter(done), "step": done.step,
        "conversation": conversation,
    }  # fmt: skip
    return Answer(data, lambda: _done(done, conversation))


def dismiss(call: Call) -> Answer:
    """{dismissed, lowered}: lowered names the rule that will now speak less often, or is null."""
    with call.open() as app, app.db.write() as session:
        lowered = insights.dismiss(session, call.args.id, at=session.info["at"])
    lines = ["Dismissed."]
    if lowered:
        lines.append(f"“{lowered}” was dismissed three times in a row and will speak less often. `unmute` undoes that.")
    return Answer({"dismissed": call.args.id, "lowered": lowered}, lambda: lines)


def snooze(call: Call) -> Answer:
    """{snoozed, until}."""
    with call.open() as app, app.db.write() as session:
        at = session.info["at"]
        until = reading.moment(call.args.until, "UNTIL", at)
        insights.snooze(session, call.args.id, until, at=at)
    return Answer({"snoozed": call.args.id, "until": until}, lambda: [f"It comes back {until:%Y-%m-%d %H:%M}."])


def why(call: Call) -> Answer:
    """{insight, rows, count, n, figure, rule, ledger, decisions, outcomes, trial}: what stands behind it."""
    with call.open() as app, app.db.read() as session:
        found = evidence.why(session, call.args.id, app.clock())
    trial = None if found.trial is None else _trial(found.trial, stopped=found.rule.stopped)
    data = asdict(found) | {"insight": as_json(found.insight), "trial": trial}
    return Answer(data, lambda: _explained(found))


def mute(call: Call) -> Answer:
    with call.open() as app, app.db.write() as session:
        insights.mute(session, call.args.rule, at=session.info["at"])
    return Answer({"muted": call.args.rule}, lambda: [f"{call.args.rule} is muted."])


def unmute(call: Call) -> Answer:
    with call.open() as app, app.db.write() as session:
        insights.unmute(session, call.args.rule, at=session.info["at"])
    return Answer({"unmuted": call.args.rule}, lambda: [f"{call.args.rule} may speak."])


def is_past(session: Session, now: datetime) -> bool:
    """Whether the clock stands before the newest row: what would be due then is asked, and nothing is stored."""
    newest = (func.max(ActivityLog.created_at), func.max(CoachInsight.created_at))
    return any((latest := session.scalar(select(column))) is not None and latest > now for column in newest)


def _letter(done: Done) -> dict[str, Any] | None:
    return None if done.letter is None else {
        "contact_id": done.letter.contact_id, "email": done.letter.email, "subject": done.letter.subject,
        "body": done.letter.body,
    }  # fmt: skip


def _done(done: Done, conversation: int | None) -> Iterator[str]:
    if done.said:
        yield f"{done.said} `rainmaker undo` takes it back."
    if done.opens:
        yield "rainmaker show {} {}".format(*done.opens)
    if done.letter:
        yield f"To {done.letter.email or done.letter.name}: {done.letter.subject}"
        yield done.letter.body
    if conversation is not None:
        yield f"Answer with `rainmaker ask --conversation {conversation} TEXT`."


def _checked(count: dict[str, int], found: Iterable[Insight]) -> Iterator[str]:
    yield f"{count['shown']} shown, {count['inboxed']} in the inbox, {count['withheld']} withheld"
    for insight in found:
        yield from told(insight)


def _explained(found: Why) -> Iterator[str]:
    yield from told(found.insight)
    for row in found.rows:
        note = f": {row.note}" if row.note else ""
        yield f"    {row.kind} {row.id}  {row.title}{note}{'' if row.there else ' (deleted)'}"
    if found.count > len(found.rows):
        yield f"    and {found.count - len(found.rows)} more"
    if found.figure:
        yield found.figure + (f", from {found.n} cases" if found.n is not None else "")
    yield from filter(None, (found.rule.formula, found.rule.doc))
    if found.trial is not None:
        yield trials.told(found.trial)
    for line in found.ledger:
        yield f"{moment(line.at)}  {line.decision}{f' ({line.reason})' if line.reason else ''}"


def _listed(found: list[Insight]) -> Iterator[str]:
    if not found:
        yield "Nothing waits for you."
    for insight in found:
        yield from told(insight)


HANDLERS: Handlers = {
    "check": check, "insights": find, "insight act": act, "insight dismiss": dismiss, "insight snooze": snooze,
    "insight why": why, "mute": mute, "unmute": unmute,
}  # fmt: skip
