"""Starting from nothing: the command line, and how much memory it holds."""

import os
import subprocess
import sys
from collections.abc import Iterator

from app.bench.line import Line, repeated
from app.bench.stand import Stand

SQLALCHEMY = ("-c", "import sqlalchemy.orm")
MEMORY = """
import pathlib
{work}
pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
print(pages * {page} / 1e6)
"""
WORK = """
import sys
from app.compose import open_app
from app.crm import listing, search
app = open_app(sys.argv[1])
with app.db.read() as session:
    listing.fetch(session, "contact", listing.find_ids(session, "contact")[:100])
    search.find(session, "anna")
"""


def lines(stand: Stand) -> Iterator[Line]:
    stand.close()
    command = ("-m", "app", "--data-dir", str(stand.data.root), "--json", "list", "contacts", "--limit", "1")
    ours = repeated(lambda: _run(stand, *command), 5)
    plain = repeated(lambda: _run(stand, *SQLALCHEMY), 5)
    yield Line("start of the command line", ours.p50, "ms", None, plain.p50, "python -c 'import sqlalchemy.orm'")
    if sys.platform.startswith("linux"):
        page = os.sysconf("SC_PAGE_SIZE")
        held = float(_run(stand, "-c", MEMORY.format(work=WORK, page=page), str(stand.data.root)))
        bare = float(_run(stand, "-c", MEMORY.format(work="import sqlalchemy.orm", page=page)))
        yield Line("memory without a window", held, "MB", 170, bare, "python -c 'import sqlalchemy.orm'")


def _run(stand: Stand, *arguments: str) -> str:
    """With compiled modules kept, as an installed program has them."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(stand.folder / "compiled")
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
