"""What the conversation says about itself: what was looked at, how an answer ended, when it was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.chat.shapes import Details, Noted, Used
from app.ui import words

CALLED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "business": ("business", "businesses"), "interaction": ("entry of your log", "entries of your log"),
})  # fmt: skip
"""One and many, where that is more than the word for the kind."""
ICONS: Mapping[str, str] = MappingProxyType({
    "contact": "user", "business": "buildings", "deal": "columns", "task": "check-square", "project": "folder",
    "event": "calendar-blank", "insight": "tray", "report": "chart-bar", "memory": "brain",
    "interaction": "chat", "note": "note",
})  # fmt: skip
TOOLS: Mapping[str, str] = MappingProxyType({
    "create_task": "check-square", "complete_task": "check-square", "log_interaction": "phone", "move_deal": "columns",
    "draft_message": "envelope-simple", "remember": "brain", "plan_followup": "calendar-blank",
})  # fmt: skip
ENDED: Mapping[str, str] = MappingProxyType({
    "stopped": "You stopped this answer.", "length": "Cut off, it grew too long. Ask for the rest.",
    "offline": "From your own figures.",
})  # fmt: skip


def looked_at(used: Sequence[Used]) -> str:
    """Looked at 4 deals and 2 memories."""
    counts = Counter(one.kind for one in used)
    parts = [words.many(count, *CALLED.get(kind, (kind.replace("_", " "),))) for kind, count in counts.items()]
    return f"Looked at {', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else f"Looked at {''.join(parts)}"


def icon(kind: str) -> str:
    return ICONS.get(kind, "file")


def tool_icon(tool: str) -> str:
    return TOOLS.get(tool, "star-four")


def ended(details: Details) -> str:
    """How it ended, where that is worth a word."""
    return ENDED.get(details.finish, "")


def noted(one: Noted) -> str:
    return f"Noted: {one.title[:1].lower()}{one.title[1:]} {one.value}"
