"""Conversations as they are kept: the owner's words to the letter, the coach's turns with all they rest on."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.chat import shapes, standing
from app.chat.shapes import Details, Listed, Noted, Turn
from app.core.errors import CrmError, not_found
from app.crm import coach_messages, deletion, journal
from app.models import Conversation, Message

LONGEST_TITLE, TITLE_WORDS = 60, 8
AROUND = 60
"""Characters on either side of what was searched for."""
NEW = "New conversation"
FEW = 6
"""Answers that are looked through for one that did not fail."""


def begin(session: Session, text: str, *, at: datetime) -> int:
    """A conversation called by its first words."""
    in_background(session)
    made = Conversation(title=title_of(text), last_at=at)
    session.add(made)
    session.flush()
    return made.id


def add(
    session: Session, conversation_id: int, role: str, content: str, *, at: datetime, details: Details | None = None,
    tokens: int | None = None, cost_micros: int | None = None,
) -> int:  # fmt: skip
    """Keep a turn. Half of a surrogate pair, which is no character, is the only thing that cannot be kept."""
    in_background(session)
    find(session, conversation_id).last_at = at
    made = Message(
        conversation_id=conversation_id, role=role, content=content.encode("utf-8", "replace").decode(),
        details=details.stored() if details else {}, tokens=tokens, cost_micros=cost_micros,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def keep_details(session: Session, message_id: int, details: Details) -> None:
    in_background(session)
    message(session, message_id).details = details.stored()


def replace_from(session: Session, conversation_id: int, message_id: int) -> None:
    """This message and all after it count no more; they stay in the file."""
    in_background(session)
    for row in from_message(session, conversation_id, message_id):
        row.replaced = True
    kept = find(session, conversation_id)
    if kept.summed_until is not None and kept.summed_until >= message_id:
        kept.summary = kept.summed_until = None


def from_message(session: Session, conversation_id: int, message_id: int) -> Sequence[Message]:
    """This message and all after it that still count, in their order."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.id >= message_id, Message.replaced.is_(False)
    )
    return session.scalars(query.order_by(Message.id)).all()


def in_background(session: Session) -> None:
    """What is said is no step that Ctrl+Z takes back, and stands in the way of none."""
    journal.name_step(session, "Conversation", kind="background")


def find(session: Session, conversation_id: int) -> Conversation:
    found = session.get(Conversation, conversation_id) if 0 < conversation_id < 2**63 else None
    if found is None:
        raise not_found("conversation", conversation_id)
    return found


def message(session: Session, message_id: int) -> Message:
    found = session.get(Message, message_id) if 0 < message_id < 2**63 else None
    if found is None:
        raise not_found("message", message_id)
    return found


def listed(session: Session, search: str = "", limit: int = 50) -> list[Listed]:
    """The newest first; with `search` those in whose title or turns it stands, with the words around it."""
    count = select(func.count()).where(Message.conversation_id == Conversation.id, Message.replaced.is_(False))
    query = select(Conversation.id, Conversation.title, Conversation.last_at, count.scalar_subquery().label("n"))
    wanted = search.strip()
    if wanted:
        said = select(Message.conversation_id).where(Message.replaced.is_(False), _holds(Message.content, wanted))
        query = query.where(or_(Conversation.id.in_(said), _holds(Conversation.title, wanted)))
    rows = session.execute(query.order_by(Conversation.last_at.desc(), Conversation.id.desc()).limit(limit)).all()
    return [
        Listed(row.id, row.title, row.last_at, row.n, *(_excerpt(session, row.id, wanted) if wanted else ()))
        for row in rows
    ]


def turns(session: Session, conversation_id: int, before: int | None = None, limit: int = 50) -> list[Turn]:
    """The newest `limit` turns before message `before`, the oldest of them first. Errors: CrmError for no such one."""
    find(session, conversation_id)
    query = select(Message).where(Message.conversation_id == conversation_id, Message.replaced.is_(False))
    if before is not None:
        query = query.where(Message.id < before)
    rows = list(session.scalars(query.order_by(Message.id.desc()).limit(limit)))[::-1]
    rated = coach_messages.ratings(session, [row.id for row in rows if row.role == "coach"])
    return standing.current(session, (_as_turn(row, *rated.get(row.id, (None, ""))) for row in rows))


def turns_from(session: Session, conversation_id: int, message_id: int) -> int:
    """How many turns there are from a message on; 0 where it counts no more."""
    first = session.get(Message, message_id)
    if first is None or first.replaced or first.conversation_id != conversation_id:
        return 0
    later = (Message.conversation_id == conversation_id, Message.replaced.is_(False), Message.id >= message_id)
    return session.scalar(select(func.count()).where(*later)) or 0


def turn(session: Session, message_id: int) -> Turn:
    row = message(session, message_id)
    rated = coach_messages.ratings(session, [row.id])
    return standing.current(session, [_as_turn(row, *rated.get(row.id, (None, "")))])[0]


def _as_turn(row: Message, rating: int | None = None, feedback: str = "") -> Turn:
    role = cast("shapes.Role", row.role)
    details = shapes.read(row.details)
    return Turn(row.id, row.conversation_id, role, row.content, row.created_at, details, rating, feedback)


def owner_message_before(session: Session, row: Message) -> Message:
    """The owner's message that a coach's one answers. Errors: CrmError when there is none."""
    query = select(Message).where(
        Message.conversation_id == row.conversation_id, Message.role == "owner", Message.id < row.id,
        Message.replaced.is_(False),
    )  # fmt: skip
    found = session.scalar(query.order_by(Message.id.desc()).limit(1))
    if found is None:
        raise CrmError("There is no question before this answer.", kind="not_found", where=f"message {row.id}")
    return found


def answer_before(session: Session, conversation_id: int, message_id: int) -> tuple[int, Details] | None:
    """(id, details) of the coach's last answer before a message; those that failed are passed over. 0: before all."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.role == "coach", Message.replaced.is_(False)
    )
    if message_id:
        query = query.where(Message.id < message_id)
    for row in session.scalars(query.order_by(Message.id.desc()).limit(FEW)):
        details = shapes.read(row.details)
        if details.finish != "failed":
            return row.id, details
    return None


def noted_before(session: Session, question_id: int) -> tuple[tuple[Noted, ...], tuple[Noted, ...]]:
    """Of the answers to a question that are replaced: values that still stand, and those the owner took back."""
    later = select(Message).where(Message.id > question_id, Message.replaced.is_(True), Message.role == "coach")
    question = message(session, question_id)
    rows = session.scalars(later.where(Message.conversation_id == question.conversation_id))
    every = [one for row in rows for one in shapes.read(row.details).noted]
    undone = standing.undone(session, [one.step for one in every])
    return tuple(one for one in every if one.step not in undone), tuple(one for one in every if one.step in undone)


def rename(session: Session, conversation_id: int, title: str, *, at: datetime) -> None:  # noqa: ARG001 - as edits
    """The owner gives it a name. Errors: CrmError for an empty one."""
    wanted = " ".join(title.split())
    if not wanted:
        raise CrmError("A conversation needs a name.", where="title")
    journal.name_step(session, f"Conversation renamed: {title_of(wanted)}")
    find(session, conversation_id).title = wanted[: 2 * LONGEST_TITLE]


def delete(session: Session, conversation_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """With all its turns; one step, which undo brings back."""
    found = find(session, conversation_id)
    journal.name_step(session, f"Conversation deleted: {found.title}")
    deletion.remove(session, found)


def title_of(text: str) -> str:
    """The first words."""
    words = text[: 10 * LONGEST_TITLE].split()
    title = " ".join(words[:TITLE_WORDS])
    more = len(words) > TITLE_WORDS or len(title) > LONGEST_TITLE
    title = title[: LONGEST_TITLE - 1].rstrip(" .,;:") if more else title
    clean = title.encode("utf-8", "replace").decode()
    return f"{clean}…" if more else clean or NEW


def _holds(column: ColumnElement[str] | object, wanted: str) -> ColumnElement[bool]:
    """SQLite knows upper and lower case of plain letters alone, so the others are tried in three ways."""
    held = cast("ColumnElement[str]", column)
    written = (wanted, wanted.lower(), wanted.upper(), wanted.title())
    forms = {form.encode("utf-8", "replace").lower(): form for form in written}  # bytes know plain letters alone, too
    return or_(*(held.contains(form, autoescape=True) for form in forms.values()))


def _excerpt(session: Session, conversation_id: int, wanted: str) -> tuple[str, int | None]:
    """The words around the newest hit, and its message; empty when only the title has it."""
    query = select(Message.id, Message.content).where(
        Message.conversation_id == conversation_id, Message.replaced.is_(False), _holds(Message.content, wanted)
    )
    hit = session.execute(query.order_by(Message.id.desc()).limit(1)).first()
    return ("", None) if hit is None else (_around(hit.content, wanted), hit.id)


def _around(content: str, wanted: str) -> str:
    at = max(0, content.lower().find(wanted.lower()))
    start, end = max(0, at - AROUND), at + len(wanted) + AROUND
    cut = " ".join(content[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(content) else ''}"


def since(
    session: Session, conversation_id: int, after: int | None, limit: int, *, before: int | None = None
) -> Sequence[Message]:
    """The newest `limit` messages after message `after` and before message `before`, the oldest of them first."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.replaced.is_(False))
    if after is not None:
        query = query.where(Message.id > after)
    if before is not None:
        query = query.where(Message.id < before)
    return list(session.scalars(query.order_by(Message.id.desc()).limit(limit)))[::-1]
