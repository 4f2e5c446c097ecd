"""What may be typed: every command, in the order of the help. Imports nothing slow."""

from app.cli.grammar import care, finding, history, settings

GROUPS = {
    "Finding": finding.COMMANDS,
    "Undo": history.COMMANDS,
    "Settings": settings.COMMANDS,
    "Care for the data": care.COMMANDS,
}
COMMANDS = tuple(command for group in GROUPS.values() for command in group)
