"""deal move, close and reopen; task done; the timer."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.cli.acting import act
from app.cli.command import Answer, Call, Handlers
from app.cli.usage import UsageError
from app.crm import deals, pipelines, records, tasks, time_entries
from app.models import Base, Stage, TimeEntry


def deal_move(call: Call) -> Answer:
    """Put a deal into a stage, looked for in its own pipeline first."""

    def work(session: Session, at: datetime) -> Base:
        deal = deals.get(session, call.args.id)
        home = session.get_one(Stage, deal.stage_id).pipeline_id
        stage = pipelines.find_stage(session, call.args.stage, home)
        return deals.move(session, deal.id, stage.id, at=at)

    return act(call, work)


def deal_close(call: Call) -> Answer:
    if call.args.won == call.args.lost:
        raise UsageError("A deal is closed with either --won or --lost.", where="deal close")
    if call.args.won and call.args.reason:
        raise UsageError("--reason belongs to a lost deal.", where="--reason")
    deal_id, won, reason = call.args.id, call.args.won, call.args.reason
    return act(call, lambda session, at: deals.close(session, deal_id, won=won, at=at, lost_reason=reason))


def deal_reopen(call: Call) -> Answer:
    return act(call, lambda session, at: deals.reopen(session, call.args.id, at=at))


def task_done(call: Call) -> Answer:
    return act(call, lambda session, at: tasks.complete(session, call.args.id, at=at))


def timer_start(call: Call) -> Answer:
    given = {name: getattr(call.args, name) for name in ("project_id", "task_id", "note")}
    return act(call, lambda session, at: time_entries.start_timer(session, at=at, **given))


def timer_stop(call: Call) -> Answer:
    return act(call, lambda session, at: time_entries.stop_timer(session, at=at))


def timer_status(call: Call) -> Answer:
    """{running, minutes, entry}; entry is null when no timer runs."""
    with call.open() as app, app.db.read() as session:
        entry = time_entries.running(session)
        if entry is None:
            return Answer({"running": False, "minutes": 0, "entry": None}, lambda: ["No timer is running."])
        minutes, row = _minutes(entry, app.clock()), records.as_row(entry)
    what = f" on {row['note']}" if row["note"] else ""
    return Answer(
        {"running": True, "minutes": minutes, "entry": row}, lambda: [f"The timer runs for {minutes} minutes{what}."]
    )


def _minutes(entry: TimeEntry, now: datetime) -> int:
    """Whole minutes so far; a clock set back gives 0."""
    return max(0, int((now - entry.started_at).total_seconds() // 60))


HANDLERS: Handlers = {
    "deal move": deal_move, "deal close": deal_close, "deal reopen": deal_reopen, "task done": task_done,
    "timer start": timer_start, "timer stop": timer_stop, "timer status": timer_status,
}  # fmt: skip
