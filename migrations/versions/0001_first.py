"""The first data file: all records of the CRM, the activity log, the journal, and an empty search index."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import app.models.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "actor IN ('owner', 'coach', 'content', 'import', 'sync')", name=op.f("ck_activity_logs_actor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_logs")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("activity_logs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_logs_action_created_at"), ["action", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_logs_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_activity_logs_entity_type_entity_id_created_at"),
            ["entity_type", "entity_id", "created_at"],
            unique=False,
        )

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachments_entity_type_entity_id"), ["entity_type", "entity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attachments_sha256"), ["sha256"], unique=False)

    op.create_table(
        "businesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("phone_original", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("target_revenue_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("target_tier", sa.String(), nullable=True),
        sa.Column("industry_category", sa.String(), nullable=True),
        sa.Column("industry_subcategory", sa.String(), nullable=True),
        sa.Column("revenue_tier", sa.String(), nullable=True),
        sa.Column("team_size", sa.String(), nullable=True),
        sa.Column("focus_areas", sa.JSON(), nullable=False),
        sa.Column("current_stage", sa.String(), nullable=True),
        sa.Column("lifecycle_stage", sa.String(), nullable=True),
        sa.Column("business_goals", sa.String(), nullable=True),
        sa.Column("current_challenges", sa.JSON(), nullable=False),
        sa.Column("growth_potential", sa.Integer(), nullable=True),
        sa.Column("ai_summary", sa.String(), nullable=True),
        sa.Column("ai_insights", sa.JSON(), nullable=False),
        sa.Column("last_ai_analysis_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("business_description", sa.String(), nullable=True),
        sa.Column("unique_selling_points", sa.JSON(), nullable=False),
        sa.Column("products_services", sa.JSON(), nullable=False),
        sa.Column("target_audience", sa.JSON(), nullable=False),
        sa.Column("business_hours", sa.JSON(), nullable=False),
        sa.Column("brand_voice", sa.JSON(), nullable=False),
        sa.Column("content_preferences", sa.JSON(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('own', 'prospect', 'client', 'partner')", name=op.f("ck_businesses_kind")),
        sa.CheckConstraint("growth_potential BETWEEN 1 AND 10", name=op.f("ck_businesses_growth_potential")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_businesses")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("businesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_businesses_domain"), ["domain"], unique=False)
        batch_op.create_index(batch_op.f("ix_businesses_industry_category"), ["industry_category"], unique=False)
        batch_op.create_index(batch_op.f("ix_businesses_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_businesses_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_businesses_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index("uq_businesses_own", ["kind"], unique=True, sqlite_where=sa.text("kind = 'own'"))

    op.create_table(
        "custom_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value_type", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_fields")),
        sa.UniqueConstraint("entity_type", "key", name=op.f("uq_custom_fields_entity_type_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "external_ids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_ids")),
        sa.UniqueConstraint(
            "entity_type",
            "source",
            "external_id",
            name=op.f("uq_external_ids_entity_type_source_external_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("external_ids", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_external_ids_entity_type_entity_id"), ["entity_type", "entity_id"], unique=False
        )

    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("undo_step_id", sa.Integer(), nullable=True),
        sa.Column("started_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("finished_at", app.models.types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batches_status"), ["status"], unique=False)

    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("finished_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
    )
    with op.batch_alter_table("job_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_runs_job_started_at"), ["job", "started_at"], unique=False)

    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=True),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notes_entity_type_entity_id"), ["entity_type", "entity_id"], unique=False)

    op.create_table(
        "pending_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_references")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pending_references", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_references_by_value"), ["by", "value"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_pending_references_entity_type_entity_id"),
            ["entity_type", "entity_id"],
            unique=False,
        )

    op.create_table(
        "pipelines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipelines")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("name", name=op.f("uq_tags_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "undo_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_rows")),
    )
    with op.batch_alter_table("undo_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undo_rows_step_id"), ["step_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_undo_rows_table_name_first_id"), ["table_name", "first_id"], unique=False)

    op.create_table(
        "undo_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_steps")),
    )
    with op.batch_alter_table("undo_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undo_steps_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_undo_steps_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_undo_steps_undoes"), ["undoes"], unique=False)

    op.create_table(
        "user_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_settings")),
        sa.UniqueConstraint("key", name=op.f("uq_user_settings_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("postal_code", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("birthday", sa.String(), nullable=True),
        sa.Column("keep_in_touch_days", sa.Integer(), nullable=True),
        sa.Column("keep_in_touch_max_days", sa.Integer(), nullable=True),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("do_not_contact_reason", sa.String(), nullable=True),
        sa.Column("consent", sa.JSON(), nullable=False),
        sa.Column("last_outbound_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("last_inbound_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("last_contact_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('lead', 'prospect', 'client', 'past_client', 'lost')", name=op.f("ck_contacts_status")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_contacts_business_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_city"), ["city"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_last_contact_at"), ["last_contact_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contacts_sort_name_id_status_source"),
            ["sort_name", "id", "status", "source"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_contacts_source"), ["source"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_status"), ["status"], unique=False)

    op.create_table(
        "profile_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_profile_facts_confidence")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_profile_facts_business_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_facts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("profile_facts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_facts_business_id_field"), ["business_id", "field"], unique=False)

    op.create_table(
        "stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pipeline_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stuck_after_days", sa.Integer(), nullable=True),
        sa.Column("former_names", sa.JSON(), nullable=True),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('open', 'won', 'lost')", name=op.f("ck_stages_kind")),
        sa.ForeignKeyConstraint(
            ["pipeline_id"], ["pipelines.id"], name=op.f("fk_stages_pipeline_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("stages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stages_pipeline_id"), ["pipeline_id"], unique=False)

    op.create_table(
        "taggings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_taggings_tag_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taggings")),
        sa.UniqueConstraint(
            "tag_id", "entity_type", "entity_id", name=op.f("uq_taggings_tag_id_entity_type_entity_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("taggings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_taggings_entity_type_entity_id"), ["entity_type", "entity_id"], unique=False
        )

    op.create_table(
        "contact_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'phone')", name=op.f("ck_contact_points_kind")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_points_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_points_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contact_points_kind_value_contact_id_is_primary"),
            ["kind", "value", "contact_id", "is_primary"],
            unique=False,
        )

    op.create_table(
        "deals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sort_title", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("value_cents", sa.Integer(), nullable=True),
        sa.Column("cost_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("stage_entered_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("closed_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("won", sa.Boolean(), nullable=True),
        sa.Column("lost_reason", sa.String(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_deals_business_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_deals_contact_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_deals_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deals_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deals_closed_at_won"), ["closed_at", "won"], unique=False)
        batch_op.create_index(batch_op.f("ix_deals_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deals_sort_title"), ["sort_title"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_deals_stage_id_closed_at_currency_value_cents"),
            ["stage_id", "closed_at", "currency", "value_cents"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_deals_stage_id_closed_at_stage_entered_at"),
            ["stage_id", "closed_at", "stage_entered_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_deals_value_cents"), ["value_cents"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("ends_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_events_business_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_events_contact_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "interactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("direction IN ('outbound', 'inbound')", name=op.f("ck_interactions_direction")),
        sa.CheckConstraint(
            "kind IN ('call', 'email', 'meeting', 'sms', 'message', 'other')",
            name=op.f("ck_interactions_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_interactions_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_interactions_deal_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interactions_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_interactions_contact_id_at"), ["contact_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_interactions_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("budget_cents", sa.Integer(), nullable=True),
        sa.Column("budget_minutes", sa.Integer(), nullable=True),
        sa.Column("hourly_rate_cents", sa.Integer(), nullable=True),
        sa.Column("hourly_cost_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'paused', 'closed')", name=op.f("ck_projects_status")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_projects_business_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_projects_deal_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projects_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_status"), ["status"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sort_title", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("estimate_minutes", sa.Integer(), nullable=True),
        sa.Column("repeat", sa.String(), nullable=True),
        sa.Column("repeat_started_on", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("ai_reasoning", sa.String(), nullable=True),
        sa.Column("ai_suggested_priority", sa.Integer(), nullable=True),
        sa.Column("extraction_confidence", sa.Double(), nullable=True),
        sa.Column("conversation_context", sa.String(), nullable=True),
        sa.Column("action_type", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("origin IN ('owner', 'coach', 'content', 'import')", name=op.f("ck_tasks_origin")),
        sa.CheckConstraint("priority IN ('low', 'medium', 'high')", name=op.f("ck_tasks_priority")),
        sa.CheckConstraint("status IN ('pending', 'in_progress', 'completed')", name=op.f("ck_tasks_status")),
        sa.CheckConstraint("ai_suggested_priority BETWEEN 1 AND 10", name=op.f("ck_tasks_ai_suggested_priority")),
        sa.CheckConstraint("extraction_confidence BETWEEN 0 AND 1", name=op.f("ck_tasks_extraction_confidence")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_tasks_business_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_tasks_contact_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_tasks_deal_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_tasks_project_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_completed_at"), ["completed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_sort_title"), ["sort_title"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tasks_status_due_on_due_at_priority"),
            ["status", "due_on", "due_at", "priority"],
            unique=False,
        )

    op.create_table(
        "followups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("scheduled_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("ai_should_personalize", sa.Boolean(), nullable=False),
        sa.Column("skip_if_completed", sa.Boolean(), nullable=False),
        sa.Column("context_hints", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('check_in', 'reminder', 'recommendation')", name=op.f("ck_followups_kind")),
        sa.CheckConstraint(
            "status IN ('scheduled', 'sent', 'completed', 'cancelled')", name=op.f("ck_followups_status")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_followups_business_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_followups_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_followups_deal_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_followups_task_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("followups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followups_business_id"), ["business_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followups_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followups_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_followups_status_scheduled_at"), ["status", "scheduled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_followups_task_id"), ["task_id"], unique=False)

    op.create_table(
        "time_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("started_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("billed_at", app.models.types.UtcDateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("created_at", app.models.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", app.models.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_time_entries_project_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_time_entries_task_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entries")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("time_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_time_entries_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_time_entries_project_id_started_at"), ["project_id", "started_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_time_entries_started_at"), ["started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_time_entries_task_id"), ["task_id"], unique=False)

    op.execute(
        "CREATE VIRTUAL TABLE search_text USING fts5"
        "(title, body, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4', detail=column, columnsize=0)"
    )
    op.execute("CREATE VIRTUAL TABLE search_fragments USING fts5(fragment, tokenize='trigram', columnsize=0)")
    for table in ("search_text", "search_fragments"):
        for setting, value in (("automerge", 16), ("usermerge", 16), ("crisismerge", 64)):
            op.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('{setting}', {value})")
    _add_default_pipeline()


def _add_default_pipeline() -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    stamps = {"created_at": now, "updated_at": now}
    pipelines = sa.table("pipelines", *(sa.column(c) for c in ("id", "name", "position", "created_at", "updated_at")))
    stages = sa.table(
        "stages",
        *(sa.column(c) for c in ("pipeline_id", "name", "position", "kind", "created_at", "updated_at")),
    )
    op.bulk_insert(pipelines, [{"id": 1, "name": "Sales", "position": 0, **stamps}])
    names = (
        ("Lead", "open"),
        ("Qualified", "open"),
        ("Proposal", "open"),
        ("Negotiation", "open"),
        ("Won", "won"),
        ("Lost", "lost"),
    )
    op.bulk_insert(
        stages,
        [
            {"pipeline_id": 1, "name": name, "position": i, "kind": kind, **stamps}
            for i, (name, kind) in enumerate(names)
        ],
    )
