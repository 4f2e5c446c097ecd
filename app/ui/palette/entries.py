"""Everything that can be asked for by name or by keys: pages, what they offer, and what holds everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.crm.names import fold
from app.ui.pages.page import Command, PageDeclaration

NUMBERED = 9
"""Pages that Ctrl and a digit open."""
SMALL = frozenset(("a", "as", "on", "the", "this", "to"))


@dataclass(frozen=True)
class Entry:
    """run: is given the frame of the window. group: where it belongs, for the list of shortcuts.

    words: plain ones by which it is found too, with spaces between.
    """

    title: str
    icon: str
    keys: str
    group: str
    run: Callable[[Any], object]
    words: str = ""

    def fits(self, typed: str) -> bool:
        """Each word typed begins a word of the title that says something, or is one of the other words.

        Those only in full: else the beginning of a name would ask for something before it finds the name.
        """
        known, others = [word for word in fold(self.title).split() if word not in SMALL], self.words.split()
        return all(part in others or any(word.startswith(part) for word in known) for part in fold(typed).split())


def entries(pages: Sequence[PageDeclaration]) -> list[Entry]:
    """In the order in which they are offered."""
    found = [*EVERYWHERE]
    for place, page in enumerate(pages, start=1):
        found.append(
            Entry(f"Go to {page.title}", page.icon, keys_of(page, place), "Pages", _opens(page.key), page.words)
        )
        found += [_of_page(page, command) for command in page.commands]
    return found


def keys_of(page: PageDeclaration, place: int) -> str:
    """place: of the page in the sidebar, from 1."""
    return page.keys or (f"Ctrl+{place}" if place <= NUMBERED else "")


def _of_page(page: PageDeclaration, command: Command) -> Entry:
    def run(frame: Any) -> None:
        shown = frame.show_page(page.key)
        shown.show_content()
        command.act(shown)

    return Entry(command.title, command.icon, command.keys, page.title, run, command.words)


def _opens(key: str) -> Callable[[Any], object]:
    return lambda frame: frame.show_page(key)


EVERYWHERE: tuple[Entry, ...] = (
    Entry("New lead", "user-plus", "Ctrl+L", "Everywhere", lambda frame: frame.new_lead()),
    Entry("New on this page", "plus", "Ctrl+N", "Everywhere", lambda frame: frame.primary()),
    Entry("Search everything", "magnifying-glass", "Ctrl+K", "Everywhere", lambda frame: frame.search(), "find"),
    Entry(
        "Go to the coach's toast", "sparkle", "F8", "Everywhere", lambda frame: frame.desk.coach.toast_wanted.emit(),
        "suggestion notification",
    ),
    Entry(
        "Talk to the coach", "chat-teardrop-dots", "Ctrl+J", "Everywhere", lambda frame: frame.chat.toggle(),
        "chat ask conversation assistant",
    ),
    Entry("Undo", "arrow-u-up-left", "Ctrl+Z", "Everywhere", lambda frame: frame.undoing.undo(), "back"),
    Entry("Redo", "arrow-u-up-right", "Ctrl+Shift+Z", "Everywhere", lambda frame: frame.undoing.redo()),
    Entry("Start or stop the timer", "timer", "Ctrl+T", "Everywhere", lambda frame: frame.timer.toggle(), "clock time"),
    Entry(
        "Import a file", "upload-simple", "Ctrl+I", "Everywhere", lambda frame: frame.open_import(None),
        "csv excel google outlook hubspot vcard calendar upload",
    ),
)  # fmt: skip
