"""Where a link in a text may lead: the web, a mail, a record of the owner's, and nowhere else."""

import re

from PySide6.QtCore import QUrl

OUTSIDE = ("http", "https", "mailto")
RECORD = re.compile(r"record:([a-z_]{1,40})/(\d{1,18})")
"""A link to a record of the owner's: record:deal/12."""
SAFE = re.compile(rf"(https?://[^\s]+|mailto:[^\s]+|{RECORD.pattern})\Z", re.IGNORECASE)
LONGEST_HOST = 40


def leads_outside(url: QUrl) -> bool:
    return url.scheme().lower() in OUTSIDE


def record_of(url: QUrl) -> tuple[str, int] | None:
    """Kind and id of the record a link leads to."""
    found = RECORD.fullmatch(url.toString())
    return (found[1], int(found[2])) if found else None


def may_be_linked(address: str) -> bool:
    """One whose host cannot be told is none."""
    return SAFE.match(address) is not None and (address.startswith("record:") or bool(host(address)))


def host(address: str) -> str:
    """As it is asked for: other scripts than Latin in their coded form, so that no letter passes for another."""
    url = QUrl(address)
    found = url.path() if url.scheme() == "mailto" else url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    return found if len(found) <= LONGEST_HOST else f"…{found[-LONGEST_HOST:]}"
