"""What the day asks for: as the Today page and the morning briefing count it."""

from datetime import timedelta

from app.chat.intents import words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Days
from app.coach.wording import Phrase
from app.crm import days, figures, today
from app.crm.today import Line, Part


def what_today(ask: Ask) -> Offline:
    """The three that matter most, then how much there is of each."""
    if not figures.has_records(ask.session) and not figures.count_tasks(ask.session):
        return Reply("day").say("today_empty").done("contacts")
    parts = {name: today.part(ask.session, name, ask.now) for name in today.PARTS}
    first = today.matters(parts)
    reply = Reply("day")
    if not any(part.count for part in parts.values()):
        return reply.say("today_clear").done("today")
    if first:
        reply.say("today_first", n=len(first))
    for line in first:
        _tell(reply, line, ask)
    counts = [_counted(name, part) for name, part in parts.items() if part.count]
    return reply.say("today_all", parts=words.joined(counts)).done("today")


def whom_to_call(ask: Ask) -> Offline:
    """Promises, wished rhythms and forgotten leads, as of the last day that was asked about."""
    if not figures.count_contacts(ask.session):
        return Reply("day").say("call_empty").done("contacts")
    span = ask.span(Span(ask.today, ask.today + timedelta(days=1), "today"))
    ahead = max(timedelta(), span.last - ask.today)
    at = ask.now + ahead
    part = today.part(ask.session, "people", at)
    reply = Reply("day")
    name = "call_few" if 1 < part.count <= LINES else "call_first"
    reply.say(name, n=part.count, span=span.told)
    for line in part.lines[:LINES]:
        _tell(reply, line, ask, ahead.days)
    for line in part.lines[:1]:
        reply.offer_task("call", ask.today, {"contact_id": line.id}, who=line.title)
    return reply.done("today")


def _tell(reply: Reply, line: Line, ask: Ask, ahead: int = 0) -> None:
    """ahead: days from today to the day that the line was made for."""
    is_step = line.reason == "step_due" and line.kind == "deal" and line.who
    reply.use(line.kind, line.id, line.who or line.title if is_step else line.title)
    hour = days.local(line.at, ask.now).strftime("%H:%M") if line.at else ""
    waited = line.days - ahead
    reply.item(line.reason, title=line.title, who=_with(line.who), days=Days(waited), late=_late(waited, ask),
               hour=hour)  # fmt: skip


def _with(who: str | None) -> Phrase:
    return words.said(f" {words.line('day', 'with', {'who': who})}" if who else "")


def _late(count: int, ask: Ask) -> Phrase:
    if count < 0:
        return words.said(words.line("day", "due_on", {"on": ask.today - timedelta(days=count)}))
    return words.said(words.line("day", "late", {"n": count}))


def _counted(name: str, part: Part) -> str:
    key = f"part_{name}_late" if part.late else f"part_{name}"
    return words.line("day", key, {"n": part.count, "late": part.late})
