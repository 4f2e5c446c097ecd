"""What a command is: how it is declared, what it is given, what it gives back."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from app.core.clock import Clock

if TYPE_CHECKING:
    from app.compose import App

WindowMode = Literal["open", "demo", "self-test", "gallery"]
OpenWindow = Callable[[WindowMode, str | None], int]
"""Shows the window on a data folder (None: the platform's own) and returns the exit code.

The gallery needs no data; the folder is where its pictures go, None: show it.
"""
Fields = Sequence[tuple[str, str | None]]
"""`--first-name Ann` as ("first_name", "Ann"), in the order typed; None where no value follows."""


@dataclass(frozen=True)
class Call:
    """One command as it was typed. args: the values of its declared arguments, under their lower-case names."""

    args: Namespace
    fields: Fields
    data_dir: str | None
    clock: Clock
    wants_json: bool

    @contextmanager
    def open(self) -> Iterator["App"]:
        """The data folder, opened for the command; made when it is not there, and then said so."""
        from app.cli import opening  # noqa: PLC0415 - SQLAlchemy takes half a second

        with opening.opened(self) as app:
            yield app


@dataclass(frozen=True)
class Answer:
    """data: the JSON document. lines: the same for a person, made only when one reads it. code: the exit code."""

    data: Mapping[str, Any]
    lines: Callable[[], Iterable[str]]
    code: int = 0


class Encoded(list[str]):
    """Items of a JSON list, each a JSON text already: 100,000 rows as dictionaries take a gigabyte."""


Handler = Callable[[Call], Answer]
Handlers = Mapping[str, Handler]


@dataclass(frozen=True)
class Argument:
    """One `add_argument` of argparse."""

    flags: tuple[str, ...]
    options: Mapping[str, Any]


def arg(*flags: str, **options: Any) -> Argument:
    """A positional is written in capitals; its value is kept in lower case."""
    if not flags[0].startswith("-"):
        options["metavar"], flags = flags[0], (flags[0].lower(),)
    return Argument(flags, options)


@dataclass(frozen=True)
class Command:
    """One command. name: one word or two (`deal move`). load: imports the commands of its group and gives them by name.

    takes_fields: every `--name value` that is not declared is a field of a record. more_help: what else to say when
    help is asked for behind these words.
    """

    name: str
    summary: str
    load: Callable[[], Handlers]
    arguments: tuple[Argument, ...] = ()
    takes_fields: bool = False
    details: str = ""
    examples: tuple[str, ...] = ()
    more_help: Callable[[Sequence[str]], str] | None = None
