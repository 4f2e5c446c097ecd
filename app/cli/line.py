"""Reading the command line: global options, the command, its arguments and the fields of a record."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.cli.command import Argument, Command, Fields
from app.cli.parser import Parser
from app.cli.usage import UsageError, nearest, shown
from app.core import clock
from app.core.clock import Clock

GLOBAL_WITH_VALUE = ("--data-dir", "--now", "--shot")
GLOBAL_SWITCHES = ("--json", "--help", "-h", "--version", "--demo", "--self-test", "--profile-startup", "--gallery")
YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Line:
    """The line without its global options. flags: the switches given; rest: what is left, in order."""

    rest: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    data_dir: str | None = None
    now: str | None = None
    shot: str | None = None


@dataclass(frozen=True)
class Typed:
    """A command with its arguments, or (command None) a line that holds none."""

    command: Command | None = None
    args: argparse.Namespace = field(default_factory=argparse.Namespace)
    fields: Fields = ()


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
    return Line(tuple(rest), frozenset(switches), values.get("--data-dir"), values.get("--now"), values.get("--shot"))


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
