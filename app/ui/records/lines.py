"""How a deal, a task, a person and a project read in one line of a pane."""

from datetime import date, datetime

from app.crm.surroundings import DealLine, PersonLine, ProjectLine, TaskLine
from app.ui import words
from app.ui.records.related import Line


def deal_line(deal: DealLine) -> Line:
    """ "Website    Proposal  €3,200"."""
    worth = words.short_money(deal.value_cents, deal.currency) if deal.value_cents is not None else ""
    return Line("deal", deal.id, deal.title, "  ".join(part for part in (deal.stage, worth) if part))


def task_line(task: TaskLine, today: date) -> Line:
    if task.due_on is None:
        return Line("task", task.id, task.title)
    late = "overdue, " if task.due_on < today else ""
    return Line("task", task.id, task.title, f"{late}{words.day(task.due_on, today)}")


def person_line(person: PersonLine, now: datetime) -> Line:
    last = words.when(person.last_contact_at, now) if person.last_contact_at else "no contact yet"
    return Line("contact", person.id, ", ".join(part for part in (person.name, person.role) if part), last)


def project_line(project: ProjectLine, today: date) -> Line:
    due = f"due {words.day(project.due_on, today)}" if project.due_on and project.status == "active" else project.status
    return Line("project", project.id, project.name, due)
