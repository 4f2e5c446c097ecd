"""What the coach said lately."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("coach_insights", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coach_insights_by_answer",
            ["outcome", "acted_at", "rule_id", "entity_type", "entity_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_coach_insights_told", ["shown_at"], unique=False, sqlite_where=sa.text("shown_at IS NOT NULL")
        )
