"""A version of the program that comes after this one: the real migrations and one more."""

import shutil
from pathlib import Path

import pytest

from app.core import schema

LATER = '''"""{number}: give contacts a nickname."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None


def upgrade() -> None:
    with op.batch_alter_table("contacts") as batch:
        batch.add_column(sa.Column("nickname", sa.String()))
    op.execute("UPDATE contacts SET nickname = 'Mr ' || name")
    {more}
'''


def with_a_later_version(place: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> str:
    """From here on the program ships one more migration; returns its number. more: a last line of it."""
    before = schema.newest_revision()
    number = f"{int(before) + 1:04d}"
    real = schema.source_tree("migrations")
    shutil.copytree(real, place / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (place / "migrations" / "versions" / f"{number}_later.py").write_text(
        LATER.format(number=number, before=before, more=more)
    )
    monkeypatch.setattr(schema, "source_tree", lambda name: place / name)
    return number
