"""What all components share: colours, spaces, type, icons, buttons, marks."""

from dataclasses import fields

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QWidget

from app.ui.gallery.stage import Group, Specimen, Stage, below, side_by_side
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.basic import Elided, Plain, button, column, ground, icon_button, label, rule
from app.ui.widgets.check import Check
from app.ui.widgets.link import Link
from app.ui.widgets.segments import Segments
from app.ui.widgets.switch import Switch

TONES = ("page", "title", "lead", "figure", "strong", "", "muted", "meta", "error", "accent", "coach")
SPACES = (tokens.S0, tokens.S1, tokens.S2, tokens.S3, tokens.S4, tokens.S5, tokens.S6)
PARTS = ("panel", "inline-form", "notice", "banner", "drop", "popup", "message", "coach", "toast")
ICONS = (
    "sun-horizon", "columns", "user", "buildings", "check-square", "folder", "chart-bar", "gear-six", "question",
    "magnifying-glass", "x", "plus", "minus", "trash", "caret-down", "check", "warning-circle", "phone", "note",
    "envelope-simple", "users", "chat", "calendar-blank", "arrows-in", "user-plus", "dots-three", "circle",
)  # fmt: skip
IN_LINE = 4
LONG = "Elided where it does not fit: Maximiliane Theodora Ernestine von und zu Hohenlohe-Schillingsfürst-Waldenburg"


class Patch(QWidget):
    """A colour of the palette, with its name."""

    def __init__(self, look: Look, name: str, size: QSize) -> None:
        super().__init__()
        self._look, self._name = look, name
        self.setFixedSize(size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.color("line"))
        painter.setBrush(self._look.color(self._name))
        radius = self._look.px(tokens.CHIP_RADIUS)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)


def _colours(stage: Stage) -> QWidget:
    size = QSize(stage.look.px(tokens.SIDEBAR_NARROW), stage.look.px(tokens.S6))
    names = [field.name for field in fields(stage.look.palette)]
    patches = [below(stage.look, (Patch(stage.look, name, size), label(name, "meta"))) for name in names]
    lines = [patches[start : start + 2 * IN_LINE] for start in range(0, len(patches), 2 * IN_LINE)]
    return below(stage.look, [side_by_side(stage.look, line, tokens.S1) for line in lines])


def _spaces(stage: Stage) -> QWidget:
    px = stage.look.px
    return side_by_side(
        stage.look,
        [below(stage.look, (Patch(stage.look, "accent", QSize(px(space), px(tokens.S4))), label(str(space), "meta")))
         for space in SPACES],
        tokens.S4,
    )  # fmt: skip


def _type(stage: Stage) -> QWidget:
    return below(stage.look, [label(f"{tone or 'body'}: Gypsum, 1,234.50 €", tone) for tone in TONES])


def _elided(stage: Stage) -> QWidget:
    return below(stage.look, (Elided(LONG), Elided("נעמה כהן (A), 1234", "strong"), Elided("👩‍👩‍👧 Zoë 🌟", "muted")))


def _icons(stage: Stage) -> QWidget:
    made = [icon_button(stage.look, name, name) for name in ICONS]
    half = len(made) // 2
    return below(stage.look, (side_by_side(stage.look, made[:half], 0), side_by_side(stage.look, made[half:], 0)))


def _avatars(stage: Stage) -> QWidget:
    made = []
    for name in ("Ana Ruiz", "Björn Å", "نجمة الحسيني", "🌟 Zoë", "Mia", "Olaf P", "Kim Q", "Ute R", "Ida T"):
        avatar = Avatar(stage.look)
        avatar.show_name(name)
        made.append(avatar)
    return side_by_side(stage.look, made)


def _button(kind: str) -> Specimen:
    def make(_stage: Stage) -> QWidget:
        return button("Log time" if kind != "danger" else "Delete", kind)

    return Specimen(f"Button, {kind or 'usual'}", make, states=True)


def _icon_button(stage: Stage) -> QWidget:
    return icon_button(stage.look, "trash", "Delete")


def _link(stage: Stage) -> QWidget:
    made = Link(stage.look)
    made.show_text("Acme GmbH", "client")
    return made


def _check(stage: Stage) -> QWidget:
    made = Check(stage.look, "Billable")
    made.setChecked(True)
    return made


def _radio(_stage: Stage) -> QWidget:
    made = QRadioButton("Keep this")
    made.setChecked(True)
    return made


def _switch(stage: Stage) -> QWidget:
    made = Switch(stage.look, "Reduced motion")
    made.setChecked(True)
    return made


def _segments(stage: Stage) -> QWidget:
    made = Segments(stage.look, "Theme", [("Light", "light"), ("Dark", "dark")])
    made.show_value("dark")
    return made


def _parts(stage: Stage) -> QWidget:
    made = []
    for name in PARTS:
        part = ground(name, key="part")
        column(stage.look, 0, (tokens.S3, tokens.S2, tokens.S3, tokens.S2), part).addWidget(label(name))
        made.append(part)
    lines = (made[:IN_LINE], made[IN_LINE:])
    return below(stage.look, [side_by_side(stage.look, line) for line in lines], tokens.S2)


def _rule(stage: Stage) -> QWidget:
    holder = Plain()
    stack = column(stage.look, tokens.S2, parent=holder)
    for part in (label("above"), rule(), label("below")):
        stack.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
    return holder


GROUPS = (
    Group("Ground", (
        Specimen("Colours", _colours), Specimen("Spaces", _spaces), Specimen("Type", _type),
        Specimen("One line of text", _elided), Specimen("Icons", _icons), Specimen("Avatars", _avatars),
        Specimen("Grounds", _parts), Specimen("Rule", _rule),
    )),
    Group("Buttons", (
        *(_button(kind) for kind in ("", "primary", "danger", "coach", "plain")),
        Specimen("Icon button", _icon_button, states=True), Specimen("Link", _link, states=True),
        Specimen("Tick", _check, states=True), Specimen("Radio button", _radio, states=True),
        Specimen("Switch", _switch, states=True), Specimen("Segments", _segments, states=True),
    )),
)  # fmt: skip
