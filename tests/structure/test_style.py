"""Every colour and every size of the window stands in app/ui/theme."""

from pathlib import Path

import pytest

from app.ui.theme import tokens
from app.ui.theme.sheet import sheet
from tests.structure.style import names, written

UI = Path(__file__).parents[2] / "app" / "ui"
NATIVE = (
    "QSpinBox", "QDoubleSpinBox", "QSlider", "QDial", "QTabWidget", "QTabBar", "QGroupBox", "QDateEdit", "QTimeEdit",
    "QDateTimeEdit", "QCalendarWidget", "QCheckBox", "QRadioButton", "QTreeView", "QTreeWidget", "QListWidget",
    "QTextBrowser", "QTextEdit", "QMenuBar", "QToolBar", "QStatusBar", "QDialogButtonBox", "QMessageBox",
    "QInputDialog", "QColorDialog", "QFontDialog", "QProgressDialog", "QLCDNumber", "QMdiArea", "QDockWidget",
)  # fmt: skip
"""Widgets that look foreign until the style sheet, or a class of our own, dresses them."""
OWN = {"QCheckBox": {"check.py", "switch.py"}}
"""Painted by ourselves there, and nowhere else."""


def sources() -> list[Path]:
    return [path for path in sorted(UI.rglob("*.py")) if path.parent.name != "theme"]


def test_colours_and_sizes_stand_in_the_tokens_alone() -> None:
    found = [f"{path.relative_to(UI)}:{line}: {what}" for path in sources() for line, what in written(path.read_text())]
    assert not found, "\n".join(found)


def test_nothing_is_taken_from_qt_that_the_sheet_does_not_dress() -> None:
    dressed = sheet(tokens.LIGHT, round)
    found = [
        f"{path.relative_to(UI)}: {name}"
        for path in sources()
        for name in sorted(names(path.read_text()) & set(NATIVE))
        if f"{name} {{" not in dressed and path.name not in OWN.get(name, ())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x.setFixedWidth(12)", 1), ("x.setFixedWidth(look.px(tokens.S2))", 0), ("x.setFixedWidth(2 * a)", 0),
        ("x.setFixedWidth(a + 3)", 1), ("look.px(9)", 1), ("x.adjusted(0, 1, -1, -4)", 1), ("QColor(1, 2, 3)", 1),
        ('QColor("#fff")', 1), ("Qt.GlobalColor.red", 1), ("Qt.GlobalColor.transparent", 0), ('"#12345678"', 1),
        ('"# a heading"', 0), ('x.setStyleSheet("")', 1), ("QPen(color, 2)", 1), ("QSize(a, 30 if b else c)", 1),
    ],
)  # fmt: skip
def test_what_counts_as_written_by_hand(source: str, count: int) -> None:
    assert len(list(written(source))) == count
