"""Businesses and the people in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Business(Record):
    """A company, an account, a customer; exactly one is the owner's own."""

    __tablename__ = "businesses"
    __table_args__ = (
        CheckConstraint("kind IN ('own', 'prospect', 'client', 'partner')", name="kind"),
        CheckConstraint("growth_potential BETWEEN 1 AND 10", name="growth_potential"),
        Index("uq_businesses_own", "kind", unique=True, sqlite_where=text("kind = 'own'")),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(default="", index=True)
    domain: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(default="prospect", index=True)
    website: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(index=True)
    phone_original: Mapped[str | None]
    address: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    target_revenue_cents: Mapped[int | None]
    currency: Mapped[str | None]
    target_tier: Mapped[str | None]
    industry_category: Mapped[str | None] = mapped_column(index=True)
    industry_subcategory: Mapped[str | None]
    revenue_tier: Mapped[str | None]
    team_size: Mapped[str | None]
    focus_areas: Mapped[list[str]] = mapped_column(default=list)
    current_stage: Mapped[str | None]
    lifecycle_stage: Mapped[str | None]
    business_goals: Mapped[str | None]
    current_challenges: Mapped[list[str]] = mapped_column(default=list)
    growth_potential: Mapped[int | None]
    ai_summary: Mapped[str | None]
    ai_insights: Mapped[dict[str, Any]] = mapped_column(default=dict)
    last_ai_analysis_at: Mapped[datetime | None]
    notes: Mapped[str | None]
    business_description: Mapped[str | None]
    unique_selling_points: Mapped[list[str]] = mapped_column(default=list)
    products_services: Mapped[dict[str, Any]] = mapped_column(default=dict)
    target_audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    business_hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    brand_voice: Mapped[dict[str, Any]] = mapped_column(default=dict)
    content_preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ProfileFact(Record):
    """Something learned about a business, with where it came from. confidence: 0 to 1."""

    __tablename__ = "profile_facts"
    __table_args__ = (
        Index(None, "business_id", "field"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        {"sqlite_autoincrement": True},
    )

    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    field: Mapped[str]
    value: Mapped[str]
    source: Mapped[str]
    confidence: Mapped[float] = mapped_column(default=1.0)
    at: Mapped[datetime]


class Contact(Record):
    """A person. name: what is shown (full name, else e-mail, phone, external id); sort_name: folded for sorting.

    email, phone: the primary ones, kept in step with `contact_points` by the service and looked for there: every
    index over texts that come in no order makes an import of an address book a tenth slower.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("status IN ('lead', 'prospect', 'client', 'past_client', 'lost')", name="status"),
        Index(None, "sort_name", "id", "status", "source"),
        Index(None, "created_at"),
        Index(None, "status", "do_not_contact", "last_contact_at", "created_at"),
        Index("ix_contacts_refusing", "do_not_contact", sqlite_where=text("do_not_contact IS 1")),
        Index("ix_contacts_birthdays", "birthday", sqlite_where=text("birthday IS NOT NULL")),
        Index(
            "ix_contacts_rhythms", "keep_in_touch_days", "keep_in_touch_max_days", "last_contact_at", "created_at",
            "status", "do_not_contact",
            sqlite_where=text("keep_in_touch_days IS NOT NULL OR keep_in_touch_max_days IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id", ondelete="SET NULL"), index=True)
    role: Mapped[str | None]
    source: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(default="lead", index=True)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    city: Mapped[str | None] = mapped_column(index=True)
    region: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    birthday: Mapped[str | None]
    """ISO date, or --MM-DD where the year is not known."""
    keep_in_touch_days: Mapped[int | None]
    keep_in_touch_max_days: Mapped[int | None]
    do_not_contact: Mapped[bool] = mapped_column(default=False)
    do_not_contact_reason: Mapped[str | None]
    consent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    last_outbound_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime | None] = mapped_column(index=True)
    notes: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ContactPoint(Record):
    """An e-mail address or a phone number of a contact.

    value: the e-mail in lower case, the phone in E.164 where it can be read; original: as it was given.
    """

    __tablename__ = "contact_points"
    __table_args__ = (
        CheckConstraint("kind IN ('email', 'phone')", name="kind"),
        Index(None, "kind", "value", "contact_id", "is_primary"),
        {"sqlite_autoincrement": True},
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    original: Mapped[str]
    label: Mapped[str | None]
    is_primary: Mapped[bool] = mapped_column(default=False)
