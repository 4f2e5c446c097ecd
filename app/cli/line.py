"""Reading the command line: global options, the command, its arguments and the fields of a record."""

import argparse
import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from app.cli.command import Argument, Command, Fields
from app.core import clock
from app.core.clock import Clock
from app.core.errors import CrmError

GLOBAL_WITH_VALUE = ("--data-dir", "--now")
GLOBAL_SWITCHES = ("--json", "--help", "-h", "--version", "--demo", "--self-test")
YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Line:
    """The line without its global options. flags: the switches given; rest: what is left, in order."""

    rest: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    data_dir: str | None = None
    now: str | None = None


@dataclass(frozen=True)
class Typed:
    """A command with its arguments, or (command None) a line that holds none."""

    command: Command | None = None
    args: argparse.Namespace = field(default_factory=argparse.Namespace)
    fields: Fields = ()


class UsageError(CrmError):
    """Wrong use of the command line."""

    def __init__(self, message: str, where: str | None = None) -> None:
        super().__init__(message, kind="usage", where=where)


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


def globals_of(argv: Sequence[str]) -> Line:
    """Take the global options out of the line, wherever they stand before a `--`."""
    rest: list[str] = []
    switches: set[str] = set()
    values: dict[str, str] = {}
    tokens = iter(argv)
    for token in tokens:
        name, has_value, value = token.partition("=")
        if token == "--":
            rest += [token, *tokens]
        elif name in GLOBAL_WITH_VALUE:
            values[name] = _needed(name, value if has_value else next(tokens, ""))
        elif token in GLOBAL_SWITCHES:
            switches.add("--help" if token == "-h" else token)
        else:
            rest.append(token)
    return Line(tuple(rest), frozenset(switches), values.get("--data-dir"), values.get("--now"))


def clock_of(line: Line) -> Clock:
    """The clock of `--now`, else the system's. A day alone is its first moment here."""
    if line.now is None:
        return clock.local_now
    try:
        moment = datetime.fromisoformat(line.now.strip())
        if moment.year not in YEARS:
            raise ValueError
        return clock.fixed(moment)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"--now takes a moment such as 2026-03-02 or 2026-03-02T09:00+01:00, not {shown(line.now)}.", where="--now"
        ) from error


def find_command(rest: Sequence[str], commands: Iterable[Command]) -> tuple[Command | None, list[str]]:
    """The command of the line and what follows its name. Errors: UsageError that names the nearest one."""
    known = {command.name: command for command in commands}
    words = [*rest]
    if not words:
        return None, []
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in known:
            return known[name], words[length:]
    raise UsageError(_unknown_command(words, list(known)), where="command")


def read(command: Command, words: Sequence[str]) -> Typed:
    """The values of a command's arguments. Errors: UsageError in one sentence."""
    _refuse_unreadable(words)
    parser = Parser(command)
    plain, fields = split_fields(words, command.arguments) if command.takes_fields else (list(words), ())
    args, left = parser.parse_known_args(plain)
    if left:
        parser.error(f"unrecognized arguments: {left[0]}")
    return Typed(command, args, fields)


def split_fields(words: Sequence[str], declared: Sequence[Argument]) -> tuple[list[str], Fields]:
    """Part `--name value` and `--name=value` of a record from the command's own arguments."""
    own = {flag: argument for argument in declared for flag in argument.flags if flag.startswith("-")}
    plain: list[str] = []
    fields: list[tuple[str, str | None]] = []
    tokens = list(words)
    while tokens:
        token = tokens.pop(0)
        name, has_value, value = token.partition("=")
        if token == "--":
            plain += [token, *tokens]
            break
        follows = tokens.pop(0) if not has_value and _takes_next(name, own) and _is_value(tokens) else None
        if not token.startswith("--") or name in own:
            plain += [token] if follows is None else [token, follows]
        else:
            fields.append((name[2:].replace("-", "_"), value if has_value else follows))
    return plain, tuple(fields)


def shown(text: str) -> str:
    """A typed value inside a sentence: quoted, short, and printable."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"  # noqa: PLR2004 - enough to recognise it by


def nearest(name: str, known: Iterable[str]) -> str:
    """ " Did you mean X?", or nothing when nothing is near."""
    near = difflib.get_close_matches(name[:60], list(known), n=1, cutoff=0.55)
    return f" Did you mean {near[0]}?" if near else ""


def _needed(name: str, value: str) -> str:
    if not value:
        raise UsageError(f"{name} needs a value.", where=name)
    return value


def _takes_next(name: str, own: dict[str, Argument]) -> bool:
    return name.startswith("--") and (name not in own or "action" not in own[name].options)


def _is_value(tokens: Sequence[str]) -> bool:
    return bool(tokens) and not tokens[0].startswith("--")


def _refuse_unreadable(words: Iterable[str]) -> None:
    for word in words:
        if "\0" in word:
            raise UsageError("An argument holds a NUL character, which no field can keep.")
        if any("\ud800" <= c <= "\udfff" for c in word):
            raise UsageError(f"{shown(word)} holds bytes that are not text.")


def _unknown_command(words: Sequence[str], known: Sequence[str]) -> str:
    belonging = [name.split()[1] for name in known if name.startswith(f"{words[0]} ")]
    if belonging and len(words) == 1:
        return f"`rainmaker {words[0]}` needs one of {', '.join(belonging)}."
    if belonging:
        return f"`rainmaker {words[0]}` takes {', '.join(belonging)}, not {shown(words[1])}."
    if words[0].startswith("-"):
        return f"There is no option {shown(words[0])}.{nearest(words[0], GLOBAL_SWITCHES + GLOBAL_WITH_VALUE)}"
    return f"There is no command {shown(words[0])}.{nearest(words[0], known)} See `rainmaker --help`."


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
