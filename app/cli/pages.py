"""The help texts: an overview of everything, and one page for each command."""

from collections.abc import Iterator, Mapping, Sequence

from app.cli.command import Command
from app.cli.parser import Parser

USAGE = """\
Rainmaker: a CRM for people who run a business alone. Everything lies in one folder on this computer.

  rainmaker                    open the window
  rainmaker --demo             open the window on a sample business, in a folder that is thrown away
  rainmaker --gallery          show every component of the window, light beside dark; --shot FOLDER saves pictures
  rainmaker --self-test        check this installation and quit
  rainmaker --profile-startup  time the window's start, beside a bare window
  rainmaker COMMAND ...        do one thing without a window; `rainmaker COMMAND --help` says more"""
OPTIONS = (
    ("--data-dir DIR", "the data folder; else $RAINMAKER_DATA_DIR, else the platform's own. Made when missing"),
    ("--json", "print one JSON document and nothing else"),
    ("--now MOMENT", "the clock for this command, as 2026-03-02T09:00+01:00; a day alone is its first moment here, "),
    ("", "a moment without an offset is local time, one with Z is that instant in local time"),
    ("--help, --version", "this text; the version"),
)
EXAMPLES = (
    "rainmaker import contacts.csv",
    "rainmaker add contact --first-name Ann --last-name Lee --email ann@lee.example --source referral",
    'rainmaker add deal --title "New website" --contact-email ann@lee.example --value 4500',
    "rainmaker list deals --stage Proposal --sort value --desc",
    "rainmaker deal move 12 Proposal",
    'rainmaker task done 7 --now "2026-03-02 18:00"',
    "rainmaker undo",
    "rainmaker list contacts --search berlin --json --data-dir ./work",
)
ENDING = """\
Global options may stand anywhere before a `--`. Exit code 0: done; 1: a finding (doctor); 2: wrong use or bad input,
with one sentence on standard error and nothing changed."""


def overview(groups: Mapping[str, Sequence[Command]]) -> str:
    """Everything there is, on one page."""
    return "\n".join(_overview(groups))


def of(command: Command) -> str:
    """The page of one command."""
    return Parser(command).format_help().rstrip()


def asked_for(command: Command, words: Sequence[str]) -> str:
    """The page of one command, with what its words ask for besides."""
    more = command.more_help(words) if command.more_help else ""
    return f"{of(command)}\n\n{more}".rstrip()


def _overview(groups: Mapping[str, Sequence[Command]]) -> Iterator[str]:
    yield USAGE
    for title, commands in groups.items():
        yield f"\n{title}:"
        for command in commands:
            yield f"  {command.name:<14} {command.summary}"
    yield "\nOptions:"
    for name, text in OPTIONS:
        yield f"  {name:<18} {text}".rstrip()
    yield "\nExamples:"
    yield from (f"  {example}" for example in EXAMPLES)
    yield f"\n{ENDING}"
