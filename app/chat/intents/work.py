"""Hours and projects: worked, under way, beyond their budget; as the reports and the pages count them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.chat.intents import spans, words
from app.chat.intents.reply import LINES, Ask, Offline, Reply
from app.chat.intents.spans import Span
from app.coach.values import Minutes, Money, Percent
from app.crm import businesses, surroundings
from app.crm import projects as services
from app.crm.reports import hours as reports
from app.crm.reports.hours import Spent
from app.crm.standing import projects, timer
from app.models import Project


def hours(ask: Ask) -> Offline:
    """All hours of the days named, else of this week, and on what."""
    span = ask.span(_this_week(ask))
    found = reports.by_project(ask.session, span.first, span.stop, ask.now)
    billable, other = sum(spent.billable for *_, spent in found), sum(spent.other for *_, spent in found)
    reply = Reply("work").say("hours", n=billable + other, span=span.told, all=Minutes(billable + other),
                              billable=Minutes(billable))  # fmt: skip
    for project_id, name, spent in found[:LINES]:
        record = None if project_id is None else ("project", project_id, name or "")
        title = {"title": words.line("work", "no_project", {})} if record is None else {}
        reply.item("hours_row", record, **title, all=Minutes(spent.all))
    return reply.done("reports")


def hours_on(ask: Ask, project_id: int) -> Offline:
    """All hours of one project, or of the days named."""
    project = services.get(ask.session, project_id)
    span = ask.found.span(ask.now)
    reply = Reply("work")
    if span is not None:
        found = reports.by_project(ask.session, span.first, span.stop, ask.now)
        spent = next((spent for key, _name, spent in found if key == project_id), Spent())
        reply.say("hours_of_days", title=project.name, n=spent.all, span=span.told, all=Minutes(spent.all))
    standing = services.standing(ask.session, project_id)
    reply.use("project", project_id, project.name)
    reply.say("hours_on", title=project.name, n=standing.minutes, all=Minutes(standing.minutes),
              billable=Minutes(standing.billable))  # fmt: skip
    if standing.unbilled:
        reply.say("hours_unbilled", unbilled=Minutes(standing.unbilled))
    if standing.used is not None:
        reply.say("hours_used", used=Percent(standing.used))
    return reply.done("projects")


def hours_for(ask: Ask, business_id: int) -> Offline:
    """The projects of a business."""
    reply = Reply("work")
    known = surroundings.projects(ask.session, "business", business_id)
    spent = {project.id: services.minutes_spent(ask.session, project.id)[0] for project in known}
    reply.say("hours_for", n=sum(spent.values()), all=Minutes(sum(spent.values())),
              title=businesses.get(ask.session, business_id).name)  # fmt: skip
    for project in sorted(known, key=lambda one: -spent[one.id])[:LINES]:
        reply.item("hours_row", ("project", project.id, project.name), all=Minutes(spent[project.id]))
    return reply.done("projects")


def over_budget(ask: Ask) -> Offline:
    found = projects.over_budget(ask.session)
    reply = Reply("work").say("over_budget", n=found.count)
    for row in found.rows[:LINES]:
        facts = row.facts
        name = "over_hours" if facts["text"] == "time" else "over_money"
        spent, budget = (_amount(facts[key], facts) for key in ("spent", "budget"))
        reply.item(name, (row.kind, row.id, row.title), spent=spent, budget=budget, used=Percent(facts["used"]))
    return reply.done("projects")


def under_way(ask: Ask) -> Offline:
    """Projects that are not closed."""
    counts = dict(ask.session.execute(select(Project.status, func.count()).group_by(Project.status)).all())
    active, paused = counts.get("active", 0), counts.get("paused", 0)
    span, wanted = ask.found.span(ask.now), [Project.status == "active"]
    if span is not None:
        wanted += [Project.due_on >= span.first, Project.due_on < span.stop]
        active, paused = ask.session.scalar(select(func.count()).select_from(Project).where(*wanted)) or 0, 0
    reply = Reply("work").say("projects" if span is None else "projects_due", n=active, span=span.told if span else "")
    query = select(Project).where(*wanted).order_by(Project.due_on.asc().nulls_last(), Project.id)
    for project in ask.session.scalars(query.limit(LINES)):
        name = "project_due" if project.due_on else "project"
        reply.item(name, ("project", project.id, project.name), on=ask.when(project.due_on) if project.due_on else "")
    if paused:
        reply.say("paused", n=paused)
    return reply.done("projects")


def what_runs(ask: Ask) -> Offline:
    """The running timer."""
    found = timer.running(ask.session)
    reply = Reply("work")
    if found is None:
        return reply.say("no_timer").done("projects")
    at = timer.local_start(found, ask.now)
    passed = Minutes(max(0, int((ask.now - at).total_seconds() // 60)))
    name = "timer_on" if found.project else "timer"
    return reply.say(name, project=found.project or "", all=passed, at=f"{at:%H:%M}").done("projects")


def _amount(value: int, facts: Mapping[str, Any]) -> Minutes | Money:
    return Minutes(value) if facts["text"] == "time" else Money(value, str(facts["currency"]))


def _this_week(ask: Ask) -> Span:
    monday = ask.today - timedelta(days=ask.today.weekday())
    return Span(monday, monday + timedelta(days=spans.WEEK), "this_week")
