"""Clients by their last contact."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contacts_clients", ["last_contact_at"], unique=False, sqlite_where=sa.text("status = 'client'")
        )
