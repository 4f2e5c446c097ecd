"""The owner's own business: the target that was set, what is kept about it, what the history shows, what to tell of.

Of the coach's working list nothing is told here.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, select

from app.chat.intents import spans, words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.coach import findings, wording
from app.coach.values import Money, Percent
from app.crm import businesses, preferences, profile_facts
from app.crm.standing import week
from app.models import Business, Contact, Deal, Followup, Interaction, PatternFinding, Task, TimeEntry

TOLD_FIELDS = ("industry_category", "industry_subcategory", "city", "country", "team_size", "revenue_tier",
               "current_stage", "focus_areas", "current_challenges", "business_description")  # fmt: skip
MOST_CLAIMS = 3


def targets(ask: Ask) -> Offline:
    """The revenue the owner wants in a year, and what was won of it."""
    reply, span = Reply("own"), spans.year(ask.today)
    found = _own(ask)
    won = week.won(ask.session, *span.moments(ask.now))
    if found is None or not found.target_revenue_cents:
        reply.say("no_target", n=won.count, total=ask.total(won), span=span.told)
    elif (found.currency or ask.currency) != ask.currency:
        reply.say("other_currency", target=Money(found.target_revenue_cents, str(found.currency)), n=won.count,
                  total=ask.total(won), span=span.told)  # fmt: skip
    else:
        passed = ((ask.today - span.first).days + 1) / (span.stop - span.first).days
        reply.say("target", target=Money(found.target_revenue_cents, ask.currency), total=ask.total(won),
                  share=Percent(won.cents / found.target_revenue_cents), passed=Percent(passed))  # fmt: skip
    if found is not None and found.business_goals:
        reply.say("written_goals", goals=found.business_goals)
    return reply.done("businesses")


def patterns(ask: Ask) -> Offline:
    """Claims of the last weekly look that passed the gate, the clearest first."""
    query = select(PatternFinding).where(PatternFinding.lasting.is_(True)).order_by(PatternFinding.q, PatternFinding.id)
    lasting = list(ask.session.scalars(query))
    news = [one for one in lasting if one.text.get("news")] or lasting
    looked = ask.session.scalar(select(func.max(PatternFinding.computed_at)))
    reply = Reply("own")
    if looked is None:
        return reply.say("never_looked").done("reports")
    reply.say("patterns", n=len(news), on=ask.day(looked))
    for one in news[:MOST_CLAIMS]:
        reply.item("claim", text=words.said(words.escaped(findings.sentence(one))))
    return reply.done("reports")


def what_is_known(ask: Ask) -> Offline:
    """What the owner's business is said to be, and what was learned about it."""
    found, reply = _own(ask), Reply("own")
    facts = (
        {} if found is None else {key: fact.value for key, fact in profile_facts.current(ask.session, found.id).items()}
    )
    given = {} if found is None else {key: value for key in TOLD_FIELDS if (value := _value(getattr(found, key)))}
    known = {**facts, **given}
    trade = str(preferences.get(ask.session, "trade"))
    reply.say("known" if known or trade else "unknown", n=len(known) + bool(trade))
    if trade:
        reply.item("fact", title="What you do", value=trade)
    for key, value in known.items():
        title = words.sentences("own")["fields"].get(key) or key.replace("_", " ").capitalize()
        reply.item("fact", title=str(title), value=value)
    if found is not None:
        reply.use("business", found.id, found.name)
    return reply.done("businesses")


def what_to_tell(ask: Ask) -> Offline:
    """Rhythms, follow-ups and the settings of the coach that the owner chose."""
    reply = Reply("own").say("told")
    rhythms = select(func.count()).select_from(Contact).where(Contact.keep_in_touch_days.is_not(None))
    planned = select(func.count()).select_from(Followup)
    planned = planned.where(Followup.status == "scheduled", Followup.scheduled_at >= ask.now)
    reply.item("rhythms", n=ask.session.scalar(rhythms) or 0)
    reply.item("followups", n=ask.session.scalar(planned) or 0)
    reply.item("stale", n=int(preferences.get(ask.session, "stale_lead_days")))
    reply.item("stuck", n=int(preferences.get(ask.session, "stuck_deal_days")))
    muted = [wording.known_name(rule) for rule in preferences.get(ask.session, "muted_rules")]
    if muted:
        reply.item("muted", n=len(muted), names=words.joined([words.plain(name) for name in muted]))
    return reply.done("settings")


def offer(ask: Ask) -> Offline:
    """What can be asked here: examples that the owner's rows have something to say to."""
    examples = [words.line("own", name, values) for name, values in _examples(ask)]
    reply = Reply("own").say("offer" if len(examples) > 1 else "offer_empty")
    for text in examples[: LINES - 1]:
        reply.item("example", text=words.said(text))
    return reply.done()


def _examples(ask: Ask) -> list[tuple[str, Mapping[str, Any]]]:
    found: list[tuple[str, Mapping[str, Any]]] = [("ask_today", {})]
    if _any(ask, Deal.closed_at.is_(None)):
        found.append(("ask_pipeline", {}))
    if _any(ask, Deal.won.is_(False)):
        found.append(("ask_lost", {}))
    name = ask.session.scalar(
        select(Contact.name).join(Interaction, Interaction.contact_id == Contact.id)
        .order_by(Interaction.at.desc()).limit(1)
    )  # fmt: skip
    if name:
        found.append(("ask_last", {"name": name}))
    if _any(ask, Task.status != "completed"):
        found.append(("ask_due", {}))
    if _any(ask, TimeEntry.id.is_not(None)):
        found.append(("ask_hours", {}))
    return found


def _any(ask: Ask, wanted: Any) -> bool:
    return bool(ask.session.scalar(select(exists().where(wanted))))


def _own(ask: Ask) -> Business | None:
    found = businesses.find_own(ask.session)
    return None if found is None else businesses.get(ask.session, found)


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
