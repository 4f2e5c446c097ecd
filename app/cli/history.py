"""undo, redo, history."""

from app.cli.command import Answer, Call, Handlers
from app.cli.text import table
from app.crm import undo as journal_undo


def undo(call: Call) -> Answer:
    """Take back the latest step, or all of an import."""
    with call.open() as app:
        step = None
        if call.args.batch is not None:
            with app.db.read() as session:
                step = journal_undo.batch_step(session, call.args.batch)
        done = journal_undo.undo(app.db, step, with_later=call.args.with_later)
    return Answer({"undone": done.count, "step": done.step_id, "label": done.label}, lambda: [f"Undone: {done.label}"])


def redo(call: Call) -> Answer:
    with call.open() as app:
        done = journal_undo.redo(app.db)
    return Answer({"redone": done.count, "step": done.step_id, "label": done.label}, lambda: [f"Redone: {done.label}"])


def history(call: Call) -> Answer:
    """The newest steps first."""
    with call.open() as app, app.db.read() as session:
        steps = [vars(step) for step in journal_undo.history(session, call.args.limit)]
    return Answer({"steps": steps}, lambda: table(steps, ("id", "label", "actor", "kind", "state")))


HANDLERS: Handlers = {"undo": undo, "redo": redo, "history": history}
