"""Scenarios of planted facts: read from the YAML files beside this one, played through the command line.

A scenario is a list of steps `[moment, command, what must be said]` in an empty data folder. The third part names the
rules that must speak then, each with facts that its message, rows, buttons or reason must hold; nothing else may speak.
Without a third part a step is only history. An integer in its place repeats the step with {n} = 1, 2, ... and
{nn} = 01, 02, ...

A fact is a text that must be there, `~text` one that must not, `=shown`, `=inboxed`, `=critical`, `=calm` (not
critical) say how it is told. `optional` instead of the facts: it may speak, and is not counted.
What is withheld has not spoken.
"""

import contextlib
import io
import json
import shlex
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from app import cli

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Scenario:
    name: str
    steps: list[list[Any]]
    files: dict[str, str] = field(default_factory=dict)
    briefing: bool = False


@dataclass
class Tally:
    """Per rule: said rightly, said wrongly, missed. wrong: one sentence for each failure."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.right += other.right
        self.false += other.false
        self.missed += other.missed
        self.wrong += other.wrong

    def precision(self, rule: str = "") -> float:
        return _share(_of(self.right, rule), _of(self.false, rule))

    def recall(self, rule: str = "") -> float:
        return _share(_of(self.right, rule), _of(self.missed, rule))

    def table(self) -> str:
        rules = sorted(self.right.keys() | self.false.keys() | self.missed.keys())
        lines = [
            f"{rule or 'all':24}{_of(self.right, rule):6}{_of(self.false, rule):7}{_of(self.missed, rule):8}"
            f"{self.precision(rule):11.3f}{self.recall(rule):8.3f}"
            for rule in (*rules, "")
        ]
        return "\n".join([f"{'rule':24}{'right':>6}{'false':>7}{'missed':>8}{'precision':>11}{'recall':>8}", *lines])


def read() -> list[Scenario]:
    files = [yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in sorted(HERE.glob("*.yaml"))]
    return [Scenario(**one | {"briefing": one.get("briefing") == "yes"}) for one in chain.from_iterable(files)]


def prepare(folder: Path) -> None:
    """An owner who works alone, in euros, and reads no briefing."""
    _run(folder, "2025-01-01 09:00", "settings show_morning_briefing off")


def play(scenario: Scenario, folder: Path) -> Tally:
    """In a data folder of its own, that `prepare` has seen."""
    tally = Tally()
    if scenario.briefing:
        _run(folder, "2025-01-01 09:00", "settings show_morning_briefing on")
    for step in scenario.steps:
        for moment, command, wanted in _unrolled(step):
            said = _said(_run(folder, moment, _with_files(command, scenario.files)))
            if wanted is not None:
                _compare(f"{scenario.name}: {moment} {command}", said, wanted, tally)
    return tally


def _unrolled(step: list[Any]) -> list[tuple[str, str, dict[str, Any] | None]]:
    moment, command, *rest = step
    if not rest:
        return [(moment, command, None)]
    if isinstance(rest[0], dict):
        return [(moment, command, rest[0])]
    return [(_filled(moment, n), _filled(command, n), None) for n in range(1, int(rest[0]) + 1)]


def _filled(text: str, n: int) -> str:
    return text.replace("{nn}", f"{n:02}").replace("{n}", str(n))


def _with_files(command: str, files: dict[str, str]) -> str:
    for name, kept in files.items():
        command = command.replace(name, shlex.quote(str(HERE / "files" / kept)))
    return command


def _run(folder: Path, moment: str, command: str) -> dict[str, Any]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(["--data-dir", str(folder), "--json", "--now", moment, *shlex.split(command)])
    assert code == 0, f"{moment} {command}: {err.getvalue()}"
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


def _said(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in document.get("insights", ()) if one["decision"] != "withheld"]


def _compare(where: str, said: list[dict[str, Any]], wanted: dict[str, Any], tally: Tally) -> None:
    for one in said:
        facts = wanted.get(one["rule"])
        if facts is None:
            tally.false[one["rule"]] += 1
            tally.wrong.append(f"{where}\n    false alarm of {one['rule']}: {one['message']}")
        elif facts != "optional":
            _judge(where, one, facts, tally)
    for rule in wanted.keys() - {one["rule"] for one in said}:
        if wanted[rule] != "optional":
            tally.missed[rule] += 1
            tally.wrong.append(f"{where}\n    {rule} is missing")


def _judge(where: str, one: dict[str, Any], facts: list[str], tally: Tally) -> None:
    off = [fact for fact in facts if not _holds(one, fact)]
    if not off:
        tally.right[one["rule"]] += 1
        return
    tally.false[one["rule"]] += 1
    tally.missed[one["rule"]] += 1
    told = f"{one['message']} ({one['decision']} {one['reason']}{' critical' if one['critical'] else ''}) {_text(one)}"
    tally.wrong.append(f"{where}\n    {one['rule']} is not {off}: {told}")


def _holds(one: dict[str, Any], fact: str) -> bool:
    if fact in ("=critical", "=calm"):
        return bool(one["critical"]) is (fact == "=critical")
    if fact.startswith("="):
        return bool(one["decision"] == fact[1:])
    return fact[1:] not in _text(one) if fact.startswith("~") else fact in _text(one)


def _text(one: dict[str, Any]) -> str:
    evidence = json.dumps(one["evidence"], ensure_ascii=False)
    lines = [one["message"], evidence, one["reason"], *(button["label"] for button in one["actions"])]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _of(counted: Counter[str], rule: str) -> int:
    return counted[rule] if rule else counted.total()


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 1.0
