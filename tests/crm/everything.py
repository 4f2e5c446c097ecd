"""A database with a row in every table the owner sees, and with everything that makes exporting hard."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from app.compose import App
from app.crm import activity, attachments, contacts, deals
from app.crm.exporting import layout
from app.models import (
    Business,
    ChecklistItem,
    Conversation,
    CustomField,
    Event,
    ExternalId,
    Followup,
    Goal,
    Interaction,
    Message,
    Note,
    PendingReference,
    ProfileFact,
    Project,
    SavedFilter,
    Tag,
    Tagging,
    Task,
    TimeEntry,
    UserSetting,
)  # fmt: skip
from tests.conftest import NOW

HARD = "=1+1, “quotes”; 'x'\n\ttabs \\ ünï \U0001f600 \u2028 end"


def fill(app: App, tmp_path: Path) -> None:
    file = tmp_path / "offer.txt"
    file.write_text("an offer")
    stored = attachments.store(app.folder.attachments, file)
    with app.db.write() as session:
        own = Business(name="Mine", kind="own", focus_areas=["growth", HARD])
        acme = Business(name="Acme", sort_name="acme", domain="acme.example")
        tag, field = Tag(name=HARD), CustomField(entity_type="contact", key="shoe", label="Shoe size")
        session.add_all([own, acme, tag, field])
        session.flush()
        ann = contacts.create(
            session, at=NOW, first_name="Ann", last_name="O;Hara, Jr", business_id=acme.id, notes=HARD,
            source="referral",
            birthday="--02-29", emails=[("ann@acme.example", "work"), ("ann@home.example", "home")],
            phones=[("+49 30 123456", "mobile")], external_id="17", source_system="hubspot",
            city="Köln", role="CEO " * 30,
        )  # fmt: skip
        bare = contacts.create(session, at=NOW + timedelta(seconds=1), emails=["+cmd@x.example"])
        gone = contacts.create(session, at=NOW, first_name="Gone")
        deal = deals.create(
            session, at=NOW, title="@Website", contact_id=ann.id, business_id=acme.id, value_cents=150_000
        )
        contacts.delete(session, gone.id, at=NOW)
        project = Project(name="Build", business_id=acme.id, deal_id=deal.id, currency="EUR")
        task = Task(
            title="-call", sort_title="-call", contact_id=ann.id, deal_id=deal.id, extraction_confidence=0.1 + 0.2,
            due_on=NOW.date(),
        )  # fmt: skip
        session.add_all([project, task])
        session.flush()
        session.add_all(
            [
                Interaction(
                    contact_id=ann.id, kind="call", at=NOW, duration_minutes=5, custom={"b": 1, "a": [1, None]}
                ),
                Note(entity_type="deal", entity_id=deal.id, body=HARD, at=NOW),
                Event(title="Lunch", starts_at=NOW + timedelta(microseconds=7), contact_id=bare.id),
                Followup(contact_id=ann.id, task_id=task.id, scheduled_at=NOW, context_hints=["x"]),
                TimeEntry(project_id=project.id, task_id=task.id, started_at=NOW),
                Tagging(tag_id=tag.id, entity_type="contact", entity_id=ann.id),
                SavedFilter(entity_type="contact", name="Hot", query={"text": "a"}),
                ProfileFact(business_id=acme.id, field="close_rate", value="0.3", source="owner", at=NOW),
                PendingReference(
                    entity_type="deal", entity_id=deal.id, field="contact_id", by="email", value="z@x", source="hubspot"
                ),
                ExternalId(entity_type="deal", entity_id=deal.id, source="hubspot", external_id="d1"),
                UserSetting(key="currency", value='"CHF"'),
            ]
        )
        goal = Goal(
            business_id=acme.id, rule="first-clients", goal_type="lead_improvement", goal_description=HARD,
            data_gaps=["close_rate"], success_criteria={"clients": 3}, last_action_at=NOW,
        )  # fmt: skip
        talk = Conversation(title=HARD, last_at=NOW)
        session.add_all([goal, talk])
        session.flush()
        first = ChecklistItem(
            goal_id=goal.id, business_id=acme.id, key="ask", checklist_item="Find out", item_type="data_collection",
            field="close_rate", ask="How many say yes?", status="completed", completed_at=NOW,
        )  # fmt: skip
        session.add(first)
        session.flush()
        session.add_all(
            [
                ChecklistItem(
                    goal_id=goal.id, business_id=acme.id, key="tell", checklist_item=HARD, item_type="recommendation",
                    prerequisite_id=first.id, task_id=task.id, trigger_condition="after_action_completed",
                ),
                Message(conversation_id=talk.id, role="owner", content=HARD),
                Message(conversation_id=talk.id, role="coach", content="Yes.", tokens=12, details=told(ann.id)),
            ]
        )  # fmt: skip
        attachments.create(session, at=NOW, entity_type="deal", entity_id=deal.id, stored=stored)
        activity.record(session, "time_logged", task, NOW, duration=5, project_id=project.id, is_billable=True)


def told(contact_id: int) -> dict[str, Any]:
    """An answer about a contact, with an offer that waits."""
    offer = {"tool": "create_task", "text": HARD, "params": {"contact_id": contact_id}, "state": "open", "step": 7}
    return {"finish": "done", "used": [{"kind": "contact", "id": contact_id, "title": "Ann"}], "cards": [offer]}


def empty_tables(counts: dict[str, int]) -> list[str]:
    return [table.name for table in layout.tables() if not counts[table.name]]
