"""Rows of the Help page: keys, a backup, a finding of the doctor."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.core.copies import Copy
from app.crm.doctor import Finding
from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, Plain, button, label, row


def size_words(bytes_of: int) -> str:
    """ "2.3 MB", as the locale writes it."""
    from babel.numbers import format_decimal  # noqa: PLC0415

    return f"{format_decimal(round(bytes_of / 1e6, 1), locale=words.locale())} MB"


def reason_words(reason: str) -> str:
    """before-import: "Before import"."""
    return reason.replace("-", " ").capitalize()


class Keys(Plain):
    """What is done, and the keys for it."""

    def __init__(self, look: Look, title: str, keys: str) -> None:
        super().__init__()
        self.setAccessibleName(f"{title}: {keys}")
        line = row(look, tokens.S3, (0, tokens.S1 + tokens.S0, 0, tokens.S1 + tokens.S0), self)
        line.addWidget(Elided(title), 1)
        line.addWidget(label(keys.replace("+", " ").replace("Meta", "Cmd"), "muted"))


class BackupLine(Plain):
    """When, why, how large, and the way back to it."""

    wanted = Signal(object)

    def __init__(self, look: Look, copy: Copy, when: str) -> None:
        super().__init__()
        self.copy = copy
        self.restore = button("Restore", hint="Asks before anything is replaced")
        self.restore.setAccessibleName(f"Restore the backup of {when}")
        line = row(look, tokens.S3, (0, tokens.S2, 0, tokens.S2), self)
        for text, share in ((when, 2), (reason_words(copy.reason), 2), (_size_of(copy.path), 1)):
            line.addWidget(Elided(text, "" if text is when else "muted"), share)
        line.addWidget(self.restore)
        self.restore.clicked.connect(self._want)

    @Slot()
    def _want(self) -> None:
        self.wanted.emit(self.copy)


class FindingLine(Plain):
    """A mark, what was looked at, what was found."""

    def __init__(self, look: Look, finding: Finding) -> None:
        super().__init__()
        mark, what, found = label(), label(finding.check.capitalize()), label(finding.message, "muted")
        icon, color = ("check", "green") if finding.ok else ("warning-circle", "amber")
        mark.setPixmap(look.pixmap(icon, color=color))
        mark.setAccessibleName("In order" if finding.ok else "Not in order")
        what.setFixedWidth(look.px(tokens.WORD_WIDE))
        found.setWordWrap(True)
        found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = row(look, tokens.S3, (0, tokens.S2, 0, tokens.S2), self)
        for part in (mark, what):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(found, 1)


class Ways(Plain):
    """Buttons side by side, at the right of a row."""

    def __init__(self, look: Look, *buttons: QWidget) -> None:
        super().__init__()
        line = row(look, tokens.S2, parent=self)
        for part in buttons:
            line.addWidget(part)


def _size_of(path: Path) -> str:
    try:
        return size_words(path.stat().st_size)
    except OSError:
        return "gone"
