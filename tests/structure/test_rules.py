"""Every rule is one file, listed, tested, documented and worded; a new one comes with a test that fails."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from app.coach import actions, wording
from app.coach.rule import Every, OnActivity, OnPattern, Rule
from app.coach.rules import RULES
from app.core import settings
from tests.structure import new_rule
from tests.structure.rules import FORM, docstring, module_name

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path.stem for path in (ROOT / "app/coach/rules").glob("*.py") if path.stem != "__init__")
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def test_every_file_is_listed_once() -> None:
    assert sorted(module_name(rule.id) for rule in RULES) == FILES


@each_rule
def test_it_has_a_test_and_a_docstring_in_the_form(rule: Rule) -> None:
    assert (ROOT / f"tests/coach/rules/test_{module_name(rule.id)}.py").exists()
    assert FORM.fullmatch(docstring(rule).strip()), docstring(rule)


@each_rule
def test_it_is_declared_in_known_words(rule: Rule) -> None:
    assert rule.level in (2, 3)
    assert all(isinstance(when, OnActivity | Every | OnPattern) for when in rule.when)
    assert not rule.wanted or rule.wanted in settings.BY_KEY


@each_rule
def test_its_words_are_complete(rule: Rule) -> None:
    words = wording.messages(rule.id)
    assert words["name"]
    assert words["formula"].endswith(".")
    for text in words["text"].values():
        assert "successfully" not in text
        assert text.count("!") <= 1
    assert len(words.get("actions", {})) <= 6
    assert all("label" in action for action in words.get("actions", {}).values())


def test_no_message_file_is_without_its_rule() -> None:
    written = {path.stem for path in (ROOT / "resources/messages").glob("*.yaml")}
    assert written == {rule.id for rule in RULES}


def test_a_scaffolded_rule_has_a_test_that_fails_until_it_is_written(tmp_path: Path) -> None:
    for folder in ("app", "resources", "migrations", "tests"):
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("__pycache__"))
    rule, _messages, test = new_rule.main("moon-phase", tmp_path)
    assert "moon_phase.RULE" in (tmp_path / "app/coach/rules/__init__.py").read_text()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "2 failed" in ran.stdout or "1 failed" in ran.stdout
    assert rule.exists()
    with pytest.raises(SystemExit, match="already"):
        new_rule.main("moon-phase", tmp_path)


@pytest.mark.parametrize("name", ["", "Moon", "moon phase", "../x"])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        new_rule.main(name, tmp_path)


def test_every_kind_of_button_has_words_to_tell_what_it_did() -> None:
    assert {"create_task", "open", "log", "draft", "move_stage", "start_timer", "stop_timer"} <= actions.KINDS.keys()
    assert {"snooze_record", "set_rhythm", "change_setting"} <= actions.KINDS.keys()
