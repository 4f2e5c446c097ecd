"""The program's own log: one JSON object a line, rotated, without the owner's data."""

import json
import logging
import platform
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

import app

SIZE, FILES = 1_000_000, 5
FILE = "rainmaker.log"


class JsonLines(logging.Formatter):
    """time, level, logger, message and, for errors, the stack."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def start(folder: Path) -> None:
    """Log to `folder`; a folder that cannot be written costs us the log, not the program."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / FILE, maxBytes=SIZE, backupCount=FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(JsonLines())
    for old in root.handlers:
        if isinstance(old, RotatingFileHandler):
            old.close()
    root.handlers = [handler]
    logging.raiseExceptions = False


def report(error: BaseException) -> str:
    """What the owner can copy and send: versions, system and the stack, no records."""
    return "\n".join(
        (
            f"Rainmaker {app.__version__}, Python {platform.python_version()}, {platform.platform()}",
            "".join(traceback.format_exception(error)).rstrip(),
            f"Started as: {Path(sys.argv[0]).name}",
        )
    )
