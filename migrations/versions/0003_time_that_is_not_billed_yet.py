"""Time that is not billed yet, by project."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("time_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_time_entries_to_bill",
            ["project_id", "ended_at", "duration_minutes"],
            unique=False,
            sqlite_where=sa.text("billable = 1 AND billed_at IS NULL"),
        )
