"""What waits is counted in indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deals_closed_at_won"))
        batch_op.create_index(
            "ix_deals_by_close",
            [
                "closed_at",
                "won",
                "currency",
                "value_cents",
                "expected_close_on",
                "next_step_on",
                "stage_id",
                "stage_entered_at",
                "contact_id",
            ],
            unique=False,
        )

    with op.batch_alter_table("interactions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interactions_at"))
        batch_op.drop_index(batch_op.f("ix_interactions_contact_id_at"))
        batch_op.create_index("ix_interactions_by_time", ["at", "direction", "contact_id"], unique=False)
        batch_op.create_index(
            "ix_interactions_of_contact", ["contact_id", "at", "direction", "kind", "duration_minutes"], unique=False
        )

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_status_due_on_due_at_priority"))
        batch_op.create_index(
            "ix_tasks_by_day", ["status", "due_on", "due_at", "priority", "contact_id", "deal_id"], unique=False
        )

    with op.batch_alter_table("time_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_time_entries_project_id_started_at"))
        batch_op.drop_index(
            batch_op.f("ix_time_entries_to_bill"), sqlite_where=sa.text("billable = 1 AND billed_at IS NULL")
        )
        batch_op.create_index(
            "ix_time_entries_to_bill",
            ["project_id", "ended_at", "duration_minutes", "billable", "billed_at"],
            unique=False,
            sqlite_where=sa.text("billable = 1 AND billed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_time_entries_of_project",
            ["project_id", "started_at", "duration_minutes", "billable", "billed_at"],
            unique=False,
        )
