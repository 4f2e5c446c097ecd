"""SQLAlchemy tables only, one family a file, no logic."""

from app.models.base import Base, Record
from app.models.coaching import CoachInsight, LedgerEntry, PatternFinding
from app.models.goals import ChecklistItem, Goal
from app.models.history import Attachment, Event, Followup, Interaction, Note
from app.models.marking import CustomField, ExternalId, PendingReference, SavedFilter, Tag, Tagging
from app.models.people import Business, Contact, ContactPoint, ProfileFact
from app.models.sales import Deal, Pipeline, Stage
from app.models.system import ActivityLog, ImportBatch, JobRun, UndoRow, UndoStep, UserSetting
from app.models.talking import CoachMessage, Conversation, Message, ModelCall
from app.models.work import Project, Task, TimeEntry

__all__ = [
    "ActivityLog", "Attachment", "Base", "Business", "ChecklistItem", "CoachInsight", "CoachMessage", "Contact",
    "ContactPoint", "Conversation", "CustomField", "Deal", "Event", "ExternalId", "Followup", "Goal", "ImportBatch",
    "Interaction", "JobRun", "LedgerEntry", "Message", "ModelCall", "Note", "PatternFinding", "PendingReference",
    "Pipeline", "ProfileFact", "Project", "Record", "SavedFilter", "Stage", "Tag", "Tagging", "Task", "TimeEntry",
    "UndoRow", "UndoStep", "UserSetting",
]  # fmt: skip
