"""Write the next migration: `python .ci/migration.py "what changes"`.

A throw-away database is brought to the newest revision and compared with the models.
Read the written file before it goes in.
"""

import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, create_engine

from app.core import schema, sqlite
from app.core.paths import DataFolder, source_tree


def main(message: str) -> None:
    """Compare and write `migrations/versions/NNNN_message.py`."""
    slug = re.sub(r"\W+", "_", message.lower()).strip("_")
    if not slug:
        raise SystemExit('Say what changes: make migration MSG="add a birthday to contacts"')
    with tempfile.TemporaryDirectory() as folder:
        data = DataFolder(Path(folder))
        schema.bring_up_to_date(data, datetime.now(UTC))
        engine = create_engine(URL.create("sqlite", database=str(data.database)), module=sqlite.driver())
        config = Config()
        config.set_main_option("script_location", str(source_tree("migrations")))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            number = int(schema.newest_revision()) + 1
            command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
