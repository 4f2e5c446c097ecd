"""Who should hear from the owner."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contacts_birthdays", ["birthday"], unique=False, sqlite_where=sa.text("birthday IS NOT NULL")
        )
        batch_op.create_index(
            "ix_contacts_refusing", ["do_not_contact"], unique=False, sqlite_where=sa.text("do_not_contact IS 1")
        )
        batch_op.create_index(
            "ix_contacts_rhythms",
            [
                "keep_in_touch_days",
                "keep_in_touch_max_days",
                "last_contact_at",
                "created_at",
                "status",
                "do_not_contact",
            ],
            unique=False,
            sqlite_where=sa.text("keep_in_touch_days IS NOT NULL OR keep_in_touch_max_days IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_contacts_status_do_not_contact_last_contact_at_created_at"),
            ["status", "do_not_contact", "last_contact_at", "created_at"],
            unique=False,
        )
