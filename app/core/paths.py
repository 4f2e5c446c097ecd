"""Where the owner's data lies: one folder, readable by nobody else."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.core.errors import CrmError

ENVIRONMENT = "RAINMAKER_DATA_DIR"
WATCHED = "RAINMAKER_WATCHED"
"""In the environment of a start that `--profile-startup` times."""


@dataclass(frozen=True)
class DataFolder:
    """The data folder and what lies in it."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "rainmaker.db"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def window_lock(self) -> Path:
        """Held while a window (or a command that must be alone) uses the folder."""
        return self.root / "window.lock"

    def prepare(self) -> None:
        """Create the folder for the owner alone, or say in one sentence why it cannot be used."""
        os.umask(0o077)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.root.chmod(0o700)
        except (NotADirectoryError, FileExistsError) as error:
            raise CrmError(f"{self.root} is not a folder.", kind="storage", where=str(self.root)) from error
        except OSError as error:
            raise CrmError(
                f"The data folder {self.root} cannot be used: {error.strerror}.",
                kind="storage",
                where=str(self.root),
            ) from error
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise CrmError(f"The data folder {self.root} is read-only.", kind="storage", where=str(self.root))


def data_folder(chosen: str | Path | None = None) -> DataFolder:
    """The folder chosen on the command line, else by the environment, else the platform's own."""
    place = chosen or os.environ.get(ENVIRONMENT) or platformdirs.user_data_dir("rainmaker", appauthor=False)
    return DataFolder(Path(place).expanduser().absolute())


def source_tree(name: str) -> Path:
    """A folder shipped with the program, such as `resources` or `migrations`."""
    return Path(__file__).resolve().parents[2] / name
