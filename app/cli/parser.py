"""The arguments of one command: argparse, with our own sentences and pages."""

import argparse
import re
from collections.abc import Callable, Sequence
from typing import NoReturn

from app.cli.command import Command
from app.cli.usage import UsageError, nearest, shown


class Parser(argparse.ArgumentParser):
    """argparse whose complaints are ours, and which never ends the process."""

    def __init__(self, command: Command) -> None:
        super().__init__(
            prog=f"rainmaker {command.name}",
            description=command.summary,
            epilog=_epilog(command),
            add_help=False,
            allow_abbrev=False,
            formatter_class=_page,
        )
        self.known: list[str] = []
        for argument in command.arguments:
            self.add_argument(*argument.flags, **argument.options)
            self.known += [flag for flag in argument.flags if flag.startswith("-")]

    def error(self, message: str) -> NoReturn:
        raise UsageError(_sentence(self.prog, message, self.known), where=self.prog.removeprefix("rainmaker "))


def _sentence(prog: str, message: str, known: Sequence[str]) -> str:
    """argparse's complaint in our words."""
    for pattern, words in _COMPLAINTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words(prog, found, known)
    return f"{message[:1].upper()}{message[1:].rstrip('.')}."


_TAKES = {"int": "a whole number", "float": "a number"}
_COMPLAINTS: tuple[tuple[str, Callable[[str, re.Match[str], Sequence[str]], str]], ...] = (
    (
        r"the following arguments are required: (.*)",
        lambda prog, found, _known: f"`{prog}` needs {found[1]}; see `{prog} --help`.",
    ),
    (
        r"unrecognized arguments: (.*)",
        lambda prog, found, known: (
            f"`{prog}` does not take {shown(found[1])}.{nearest(found[1].partition('=')[0], known)}"
        ),
    ),
    (r"argument (.*?): expected .*argument.*", lambda _prog, found, _known: f"{found[1]} needs a value."),
    (
        r"argument (.*?): invalid (\w+) value: '(.*)'",
        lambda _prog, found, _known: f"{found[1]} takes {_TAKES[found[2]]}, not {shown(found[3])}.",
    ),
    (
        r"argument (.*?): invalid choice: '(.*)' \(choose from (.*)\)",
        lambda _prog, found, _known: f"{found[1]} takes one of {found[3].replace(chr(39), '')}, not {shown(found[2])}.",
    ),
    (
        r"argument (.*?): not allowed with argument (.*)",
        lambda _prog, found, _known: f"{found[1]} and {found[2]} exclude each other.",
    ),
    (
        r"one of the arguments (.*) is required",
        lambda prog, found, _known: f"`{prog}` needs one of {found[1].replace(' ', ', ')}.",
    ),
)


def _page(prog: str) -> argparse.HelpFormatter:
    """Help of one width everywhere, so that docs/cli.md does not follow somebody's terminal."""
    return argparse.RawDescriptionHelpFormatter(prog, width=100, max_help_position=24)


def _epilog(command: Command) -> str:
    parts = [command.details.strip()] if command.details else []
    if command.examples:
        parts.append("Examples:\n" + "\n".join(f"  {example}" for example in command.examples))
    return "\n\n".join(parts)
