"""What may be typed: every command, in the order of the help. Imports nothing slow."""

from app.cli.grammar import asking, care, coaching, finding, goals, history, moving, records, reports, sales, settings

GROUPS = {
    "Records": records.COMMANDS,
    "Finding": finding.COMMANDS,
    "Work": sales.COMMANDS,
    "Coach": (*coaching.COMMANDS, *asking.COMMANDS, *goals.COMMANDS),
    "Reports": reports.COMMANDS,
    "Import and export": moving.COMMANDS,
    "Undo": history.COMMANDS,
    "Settings": settings.COMMANDS,
    "Care for the data": care.COMMANDS,
}
COMMANDS = tuple(command for group in GROUPS.values() for command in group)
