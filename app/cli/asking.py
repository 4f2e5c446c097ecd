"""ask."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from app.chat import conversations
from app.chat.shapes import Card, Turn
from app.cli.command import Answer, Call, Handlers
from app.cli.usage import UsageError
from app.compose import App
from app.core.errors import CrmError

FAILED = 1


def ask(call: Call) -> Answer:
    """{conversation, message, reply, finish, used, collected, proposed_actions: [{n, tool, text, state, said, lines,
    params}], guard: {blocked, reason}, error, door}: what the coach answers, or what became of one of its actions.

    finish: done, offline without a model, length, or failed, where error says why and the exit code is 1.
    """
    args = call.args
    if args.do is not None and (args.text or args.conversation is None):
        raise UsageError("--do N goes with --conversation ID and takes no text.", where="--do")
    if args.do is None and not (args.text or "").strip():
        raise UsageError("What is the question? Type it in quotes.", where="TEXT")
    with call.open() as app:
        if args.do is None:
            turn = app.chat.say(args.text, conversation=args.conversation)
        else:
            turn = app.chat.carry_out(_latest(app, args.conversation, args.do), args.do)
    return Answer(_as_data(turn), lambda: _told(turn), FAILED if turn.details.finish == "failed" else 0)


def _latest(app: App, conversation: int, n: int) -> int:
    """The newest answer of a conversation that offers so much. Errors: CrmError when none does."""
    with app.db.read() as session:
        found = conversations.turns(session, conversation)
    for turn in reversed(found):
        if n < len(turn.details.cards):
            return turn.id
    raise CrmError(f"Nothing is offered under {n} here.", kind="not_found", where=f"conversation {conversation}")


def _as_data(turn: Turn) -> dict[str, Any]:
    details = turn.details
    return {
        "conversation": turn.conversation_id, "message": turn.id, "reply": turn.content, "finish": details.finish,
        "used": [asdict(one) for one in details.used],
        "collected": [
            {"business": one.business_id, "field": one.field, "value": one.value, "confidence": one.confidence,
             "step": one.step}
            for one in details.noted
        ],
        "proposed_actions": [_action(n, card) for n, card in enumerate(details.cards)],
        "guard": {"blocked": details.guard.blocked, "reason": details.guard.reason},
        "error": details.error or None, "door": asdict(details.door) if details.door else None,
    }  # fmt: skip


def _action(n: int, card: Card) -> dict[str, Any]:
    return {
        "n": n, "tool": card.tool, "text": card.text, "state": card.state, "said": card.said or None,
        "lines": list(card.lines), "params": card.params, "step": card.step,
    }  # fmt: skip


def _told(turn: Turn) -> Iterator[str]:
    if turn.content:
        yield turn.content
    for one in turn.details.noted:
        yield f"Noted: {one.title}, {one.value}. `rainmaker undo` takes it back."
    for n, card in enumerate(turn.details.cards):
        yield f"[{n}] {card.text}{f' ({card.said or card.state})' if card.state != 'open' else ''}"
        yield from (f"    {line}" for line in card.lines)
    if any(card.state == "open" for card in turn.details.cards):
        yield f"`rainmaker ask --do N --conversation {turn.conversation_id}` does what is offered under N."
    if turn.details.error:
        yield turn.details.error
    if turn.details.door and turn.details.door.page == "settings":
        yield f"{turn.details.door.label}: `rainmaker settings model_preset NAME`"
    yield f"Go on with `rainmaker ask --conversation {turn.conversation_id} TEXT`."


HANDLERS: Handlers = {"ask": ask}
