"""A setting is named in its declaration and nowhere on the page that shows it."""

import ast
from pathlib import Path

from app.core import settings
from app.ui.lists import LISTS

APP = Path(__file__).resolve().parents[3] / "app"


def test_no_code_of_the_page_names_a_setting() -> None:
    files = [APP / "ui" / "pages" / "settings.py", *(APP / "ui" / "settings").glob("*.py")]
    named = {
        (file.name, node.value)
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in settings.BY_KEY
    }
    assert len(files) > 4
    assert named == set()


def test_every_list_a_setting_asks_for_is_there_and_holds_its_default() -> None:
    for setting in settings.DECLARED:
        if setting.among:
            values = [value for _name, value in LISTS[setting.among]()]
            assert setting.default in (*values, "")
            assert len(values) == len(set(values))
            assert all(setting.validated(value) == value for value in values)
