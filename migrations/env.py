"""How migrations run: on the connection the program hands over, with foreign keys off while they do."""

from alembic import context

from app.models import Base

VIRTUAL = ("search_", "memory_vec")
"""FTS5 and vector tables and their shadow tables are made by hand, never compared."""


def _include(name: str | None, type_: str, _parents: object) -> bool:
    return type_ != "table" or not (name or "").startswith(VIRTUAL)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=_include,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
