"""What the owner and other systems attach to records: tags, filters, own fields, foreign ids."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Tag(Record):
    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(unique=True)


class Tagging(Record):
    """A tag on a record."""

    __tablename__ = "taggings"
    __table_args__ = (
        UniqueConstraint("tag_id", "entity_type", "entity_id"),
        Index(None, "entity_type", "entity_id"),
        {"sqlite_autoincrement": True},
    )

    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"))
    entity_type: Mapped[str]
    entity_id: Mapped[int]


class SavedFilter(Record):
    """A named question about one kind of record. query: text, sort, descending and column conditions."""

    __tablename__ = "saved_filters"

    entity_type: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CustomField(Record):
    """A field the owner or an import added; values live in the `custom` column of the record under `key`.

    value_type: text, number, date, yes_no or choice; choices: the values a choice takes.
    """

    __tablename__ = "custom_fields"
    __table_args__ = (UniqueConstraint("entity_type", "key"), {"sqlite_autoincrement": True})

    entity_type: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    value_type: Mapped[str] = mapped_column(default="text")
    choices: Mapped[list[str]] = mapped_column(default=list)


class ExternalId(Record):
    """The name of a record in another system, so that the same file finds it again."""

    __tablename__ = "external_ids"
    __table_args__ = (
        UniqueConstraint("entity_type", "source", "external_id"),
        Index(None, "entity_type", "entity_id"),
        {"sqlite_autoincrement": True},
    )

    entity_type: Mapped[str]
    entity_id: Mapped[int]
    source: Mapped[str]
    external_id: Mapped[str]


class PendingReference(Record):
    """A link whose target has not been imported yet.

    field: the column to fill (contact_id, business_id ...); by: how the target is named (external_id, email,
    domain, name); value: its name in that form; source: the system whose external ids are meant.
    """

    __tablename__ = "pending_references"
    __table_args__ = (
        Index(None, "by", "value"),
        Index(None, "entity_type", "entity_id"),
        {"sqlite_autoincrement": True},
    )

    entity_type: Mapped[str]
    entity_id: Mapped[int]
    field: Mapped[str]
    by: Mapped[str]
    value: Mapped[str]
    source: Mapped[str]
