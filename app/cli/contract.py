"""What every command keeps to, whatever happens.

With --json exactly one JSON document stands on standard output. Exit code 0: done; 1: a finding; 2: wrong use or bad
input, with one sentence on standard error and, with --json, {"error": {"kind", "message", "where"}} on standard
output. Never a traceback: what we did not foresee goes into a report file in the log folder.
"""

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import app
from app.cli import grammar, line, pages
from app.cli.command import Answer, Call, Encoded, OpenWindow, WindowMode
from app.cli.usage import UsageError
from app.core.errors import CrmError

DONE, WRONG, INTERRUPTED = 0, 2, 130
REMOVE_CONTROL = {c: None for c in range(32) if c not in (9, 10)} | {127: None} | dict.fromkeys(range(128, 160))


def answer(argv: list[str], open_window: OpenWindow | None) -> int:
    """Read the line, do what it says, print the answer. Returns the exit code."""
    wants_json = "--json" in argv[: argv.index("--")] if "--" in argv else "--json" in argv
    try:
        return _carry_out(argv, wants_json, open_window)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_is_gone()
    except CrmError as error:
        return _refuse(error, wants_json)
    except Exception as error:
        return _refuse(_unforeseen(error, argv), wants_json)


def _carry_out(argv: list[str], wants_json: bool, open_window: OpenWindow | None) -> int:
    given = line.globals_of(argv)
    command, words = line.find_command(given.rest, grammar.COMMANDS)
    if "--help" in given.flags:
        text = pages.asked_for(command, words) if command else pages.overview(grammar.GROUPS)
        return _print(Answer({"help": text}, lambda: [text]), wants_json)
    if "--version" in given.flags:
        return _print(Answer({"version": app.__version__}, lambda: [f"Rainmaker {app.__version__}"]), wants_json)
    clock = line.clock_of(given)
    if given.shot is not None and "--gallery" not in given.flags:
        raise UsageError("--shot FOLDER goes with --gallery: it saves pictures of it.", where="--shot")
    if command is None and "--profile-startup" in given.flags:
        return _print(_profile(given), wants_json)
    if command is None:
        return _print(_window(given, open_window), wants_json)
    if alone := given.flags & {"--demo", "--self-test", "--profile-startup", "--gallery"}:
        raise UsageError(f"{min(alone)} opens the window and takes no command.", where=min(alone))
    typed = line.read(command, words)
    call = Call(typed.args, typed.fields, given.data_dir, clock, wants_json)
    return _print(command.load()[command.name](call), wants_json)


def _window(given: line.Line, open_window: OpenWindow | None) -> Answer:
    """Show the window until it is closed. The answer is empty for a person, who has seen it."""
    if open_window is None:
        raise UsageError("The window is opened by the program itself: run `rainmaker`.")
    modes: tuple[WindowMode, ...] = ("self-test", "gallery", "demo")
    mode: WindowMode = next((mode for mode in modes if f"--{mode}" in given.flags), "open")
    code = open_window(mode, given.shot if mode == "gallery" else given.data_dir)
    return Answer({"mode": mode, "ok": code == DONE}, list, code)


def _profile(given: line.Line) -> Answer:
    from app.bench import profile  # noqa: PLC0415 - needed now and then

    found = profile.profile(given.data_dir)
    return Answer(found, lambda: profile.told(found))


def _print(answer: Answer, wants_json: bool) -> int:
    try:
        if wants_json:
            _write_json(answer.data)
        else:
            _set_errors(sys.stdout)
            for text in answer.lines():
                print(readable(text))
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _let_go_of_output()
        raise CrmError(f"The answer could not be written: {error.strerror}.", kind="storage", where="output") from error
    return answer.code


def readable(text: str) -> str:
    """Without the control characters by which a record could repaint the owner's terminal."""
    return text.translate(REMOVE_CONTROL)


def encoded(value: Any, indent: int | None = None) -> str:
    """As JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def _write_json(data: Mapping[str, Any]) -> None:
    """One document. A lone surrogate in a file name comes out as its JSON escape."""
    _set_errors(sys.stdout, encoding="utf-8")
    sys.stdout.writelines(_document(data))
    sys.stdout.flush()


def _document(data: Mapping[str, Any]) -> Iterator[str]:
    """Indented, but a long list stands with one item a line."""
    if not any(isinstance(value, Encoded) for value in data.values()):
        yield f"{encoded(data, indent=2)}\n"
        return
    for number, (name, value) in enumerate(data.items()):
        yield f"{',' if number else '{'}\n  {encoded(name)}: "
        if isinstance(value, Encoded):
            yield "["
            yield from (f"{',' if place else ''}\n    {item}" for place, item in enumerate(value))
            yield "\n  ]" if value else "]"
        else:
            yield encoded(value)
    yield "\n}\n"


def _plain(value: object) -> Any:
    """What JSON does not know: dates as ISO text, paths as text, sets and tuples as lists."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


def _set_errors(stream: Any, encoding: str | None = None) -> None:
    """A character the terminal cannot show is no reason to stop."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding or stream.encoding, errors="backslashreplace")


def _refuse(error: CrmError, wants_json: bool) -> int:
    try:
        _set_errors(sys.stderr)
        print(readable(" ".join(error.message.split())), file=sys.stderr)
        if wants_json:
            _write_json({"error": {"kind": error.kind, "message": error.message, "where": error.where}})
    except OSError:
        _let_go_of_output()
    return WRONG


def _reader_is_gone(code: int = DONE) -> int:
    """`rainmaker list contacts | head` is no error."""
    _let_go_of_output()
    return code


def _let_go_of_output() -> None:
    """What is still in Python's buffer goes nowhere; at its end Python would complain about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception, argv: list[str]) -> CrmError:
    """Write a report into the log folder and say where it lies."""
    from app.core import log, paths  # noqa: PLC0415 - only when something broke

    try:
        folder = paths.data_folder(_data_dir(argv)).logs
        folder.mkdir(parents=True, exist_ok=True)
        report = folder / f"report-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
        report.write_text(log.report(error), encoding="utf-8", errors="backslashreplace")
    except (OSError, CrmError, ValueError):
        return CrmError(f"Rainmaker made a mistake ({type(error).__name__}) and could not note it down.", kind="bug")
    if logging.getLogger().handlers:
        logging.getLogger(__name__).error("unforeseen", exc_info=error)
    return CrmError(f"Rainmaker made a mistake; what happened stands in {report}.", kind="bug", where=str(report))


def _data_dir(argv: list[str]) -> str | None:
    try:
        return line.globals_of(argv).data_dir
    except CrmError:
        return None
