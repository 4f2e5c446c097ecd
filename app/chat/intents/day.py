"""What the day asks for: as the Today page and the morning briefing count it."""

from datetime import timedelta

from app.chat.intents import words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Days
from app.coach.wording import Phrase
from app.crm import days, figures, today
from app.crm.standing import response, silence, touch
from app.crm.today import Line, Part

SILENT = 3
"""People of each kind of silence that are told."""


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
    for line in first[:1]:
        offer_next(reply, ask, line)
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
        reply.offer_task(ask, "call", {"contact_id": line.id}, who=line.title)
    return reply.done("today")


def offer_next(reply: Reply, ask: Ask, line: Line) -> None:
    """What would be done about it: a call, or ticking it off."""
    if line.kind == "contact":
        reply.offer_task(ask, "call", {"contact_id": line.id}, who=line.title)
    if line.kind == "task":
        reply.offer(ask, "complete_task", task_id=line.id)


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


def who_waits(ask: Ask) -> Offline:
    """People who wrote and got no answer, as the coach counts them."""
    found = response.unanswered(ask.session, ask.now, timedelta())
    reply = Reply("day").say("waiting", n=found.count)
    for row in found.rows[:LINES]:
        reply.item("waits", (row.kind, row.id, row.title), on=ask.when(row.facts["on"]))
    for row in found.rows[:1]:
        reply.offer_task(ask, "answer", {"contact_id": row.id}, who=row.title)
    return reply.done("contacts")


def who_is_unanswering(ask: Ask) -> Offline:
    found = silence.ghosted(ask.session, ask.now)
    reply = Reply("day").say("unanswering", n=found.count)
    for row in found.rows[:LINES]:
        reply.item("unanswered", (row.kind, row.id, row.title), n=row.facts["tries"], days=Days(row.facts["days"]))
    for row in found.rows[:1]:
        reply.offer_task(ask, "call", {"contact_id": row.id}, who=row.title)
    return reply.done("contacts")


def who_is_silent(ask: Ask) -> Offline:
    """Clients quieter than usual, and people past the rhythm the owner wished for."""
    quiet, (late, _past) = silence.quiet_clients(ask.session, ask.now), touch.past_rhythm(ask.session, ask.now)
    reply = Reply("day").say("silent", n=quiet.count + late.count)
    for row in quiet.rows[:SILENT]:
        facts = row.facts
        usual = Days(round(facts["usual"]))
        reply.item("quiet", (row.kind, row.id, row.title), days=Days(facts["days"]), usual=usual)
    for row in late.rows[: 2 * SILENT - len(quiet.rows[:SILENT])]:
        name = "never_spoken" if row.facts["text"] == "new" else "past_rhythm"
        facts = {"days": Days(row.facts["days"]), "wished": Days(row.facts["wished"])}
        reply.item(name, (row.kind, row.id, row.title), **facts)
    for row in (*quiet.rows, *late.rows)[:1]:
        reply.offer_task(ask, "call", {"contact_id": row.id}, who=row.title)
    return reply.done("contacts")
