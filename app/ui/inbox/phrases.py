"""The inbox in words: what became of an insight, why it stayed quiet, how quiet the coach was."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from app.coach.inbox import Line
from app.coach.insights import Insight
from app.coach.quiet import Quiet
from app.coach.roster import RuleNow
from app.coach.why import Decided, Tally, Why
from app.core import settings as declared
from app.ui import words

REASONS: Mapping[str, str] = {
    "level": "needs a higher intensity",
    "daily cap": "the toasts of the day were used up",
    "spacing": "too soon after another toast",
    "quiet hours": "outside working hours",
    "same record": "something about the same record was said within a day",
    "muted": "you muted this rule",
    "private": "its words were private",
    "does not help": "a trial stopped this rule",
    "rejected lately": "you dismissed this here within 30 days",
    "hold-out": "held back to compare",
    "focus": "no moment suited for 2 hours",
}
"""Why something was not shown, as the ledger has it -> as it is told."""
SHORT: Mapping[str, str] = {
    "level": "above the intensity", "daily cap": "over the day's limit", "spacing": "too soon after another",
    "quiet hours": "outside working hours", "same record": "about the same record", "muted": "of a muted rule",
    "does not help": "of a rule that a trial stopped", "rejected lately": "dismissed before",
    "hold-out": "held back to compare", "private": "of private words", "focus": "without a moment that suited",
}  # fmt: skip
"""The same in a few words."""
CAUSES: Mapping[str, str] = {
    "action": "After what you did", "time": "Noticed as time passed", "pattern": "From your own history",
}  # fmt: skip
ICONS: Mapping[str, str] = {"action": "lightning", "time": "clock", "pattern": "chart-line-up"}
DECISIONS: Mapping[str, str] = {
    "queued": "let through", "shown": "shown", "inboxed": "in the inbox", "withheld": "not shown",
}  # fmt: skip
NEVER = 4
"""The intensity of what only the inbox holds."""


def reason(found: str) -> str:
    """A reason of a later version is told as it is."""
    return REASONS.get(found, found)


def _short(found: str) -> str:
    return SHORT.get(found, found)


def state(found: Line | Insight, now: datetime) -> str:
    """What became of it: "kept quiet: outside working hours"."""
    word = found.state if isinstance(found, Line) else found.outcome or "waiting"
    if word == "snoozed" and found.snoozed_until:
        ahead = found.snoozed_until > now
        return f"comes back {moment(found.snoozed_until, now)}" if ahead else "comes back at the next good moment"
    if word in ("acted", "dismissed") and found.acted_at:
        return f"{'done' if word == 'acted' else 'dismissed'} {words.when(found.acted_at, now)}"
    return {
        "undone": "taken back", "expired": "no longer true", "withheld": f"not shown: {reason(found.reason)}",
        "waiting": _waiting(found.delivery, found.reason),
    }.get(word, word)  # fmt: skip


def _waiting(delivery: str, why: str) -> str:
    if delivery == "inboxed":
        return f"kept quiet: {reason(why)}"
    return "shown" if delivery == "shown" else "waits for its moment"


def moment(at: datetime, now: datetime) -> str:
    """Ahead of us: "today, 14:20", "tomorrow, 9:00", "Mon, 9:00"."""
    return f"{words.day(at.astimezone(now.tzinfo).date(), now.date())}, {words.stamp(at, now).rsplit(', ', 1)[-1]}"


def aside(line: Line, now: datetime, *, whole: bool = True) -> str:
    """The second line of a row. whole: with what became of it."""
    told = f"{line.name}  ·  {words.when(line.created_at, now)}"
    return f"{told}  ·  {state(line, now)}" if whole else told


def spoken(line: Line, now: datetime) -> str:
    """A whole row, as a screen reader says it."""
    fresh = "" if line.seen or line.state != "waiting" else "New: "
    critical = "Critical. " if line.critical else ""
    button = f" Suggested: {line.suggested}." if line.suggested else ""
    return f"{fresh}{critical}{line.message} {aside(line, now).replace('  ·  ', ', ')}.{button}"


def counted(why: Why) -> str:
    """ "3 records", "First 200 of 1,240"."""
    if why.count > len(why.rows):
        return f"First {words.number(len(why.rows))} of {words.number(why.count)}"
    return words.many(len(why.rows), "record")


def figure(why: Why) -> str:
    """ "40 %, between 31 % and 49 % (95 % interval), from 48 cases"."""
    cases = f"from {words.many(why.n, 'case')}" if why.n is not None else ""
    return ", ".join(part for part in (why.figure, cases) if part)


def origin(insight: Insight, now: datetime) -> str:
    """Where it came from, and what became of it."""
    told = state(insight, now)
    return f"{CAUSES.get(insight.type, insight.type)}. {told[:1].upper()}{told[1:]}."


def summary(doc: str) -> str:
    """What a rule does, without its name: the first line of its text as a sentence."""
    first = " ".join(doc.split("\n\n", maxsplit=1)[0].split())
    told = first.partition(": ")[2] or first
    return f"{told[:1].upper()}{told[1:]}"


def told_doc(doc: str) -> str:
    """The text at the head of a rule's file: lines joined, its three parts below each other."""
    parts = [" ".join(part.split()) for part in doc.split("\n\n")]
    return "\n".join(parts).replace(" Silent when:", "\nSilent when:")


def speaks(rule: RuleNow) -> str:
    """From which intensity on."""
    names = declared.declaration("coach_level").choices
    level = "in the inbox alone" if rule.level >= NEVER else f"from {names[rule.level]} on"
    if rule.muted:
        return "Muted: it stands under Withheld in the inbox alone."
    if rule.stopped:
        return "Stopped: reminders did not help. Only what is critical is shown."
    if rule.lowered:
        return f"Speaks {level}: less often than at first."
    return f"Speaks {level}."


def history(why: Why) -> str:
    """What the rule has done so far, and what came of it."""
    tallies = [_tallied(tally) for tally in why.decisions if tally.decision != "queued"]
    acted, dismissed = (why.outcomes.get(outcome, 0) for outcome in ("acted", "dismissed"))
    answers = f"You acted on {words.number(acted)} and dismissed {words.number(dismissed)}."
    return f"{'; '.join(tallies)}. {answers}" if tallies else answers


def _tallied(tally: Tally) -> str:
    told = f"{words.number(tally.count)} {DECISIONS.get(tally.decision, tally.decision)}"
    return f"{told} ({_short(tally.reason)})" if tally.reason else told


def decided(line: Decided) -> str:
    """A line of the ledger."""
    told = DECISIONS.get(line.decision, line.decision).capitalize()
    return f"{told}: {_short(line.reason)}" if line.reason else told


def toasts(quiet: Quiet) -> str:
    """ "7 toasts in 7 days, at most 3 on one day; 5 a day are allowed."."""
    span = words.many(len(quiet.days), "day")
    if not quiet.cap and not quiet.shown:
        return f"No toast in {span}: the coach is off."
    allowed = f"{words.number(quiet.cap)} a day {'is' if quiet.cap == 1 else 'are'} allowed"
    if not quiet.shown:
        return f"No toast in {span}; {allowed}."
    return f"{words.many(quiet.shown, 'toast')} in {span}, at most {words.number(quiet.most)} on one day; {allowed}."


def silence(quiet: Quiet) -> str:
    """What stayed quiet, by its reasons."""
    total = sum(kept.count for kept in quiet.kept)
    if not total:
        return "Nothing had to stay quiet."
    sums: Counter[str] = Counter()
    for kept in quiet.kept:
        sums[_short(kept.reason)] += kept.count
    parts = [f"{words.number(count)} {why}" for why, count in sums.most_common()]
    return f"{words.number(total)} stayed quiet: {', '.join(parts)}."
