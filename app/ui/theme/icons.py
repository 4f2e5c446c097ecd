"""Icons of the one set, Phosphor regular, drawn from the font that the package qtawesome carries.

The package itself is not imported: it would bring eleven more fonts and a tenth of the start (docs/decisions/0037).
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPixmap

from app.core.errors import CrmError

FILL = 0.875
"""Of the side, taken by the glyph: as the set's own program draws it."""


def draw(name: str, color: str, side: int, ratio: float) -> QPixmap:
    """A square icon. side: device-independent pixels; ratio: device pixels for each. Errors: KeyError for the name."""
    pixels = round(side * ratio)
    family, glyphs = _loaded()
    font = QFont(family)
    font.setPixelSize(round(FILL * pixels))
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(QRect(0, 0, pixels, pixels), Qt.AlignmentFlag.AlignCenter, glyphs[name])
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@cache
def _loaded() -> tuple[str, dict[str, str]]:
    """The font's family, and the character of every icon."""
    package = find_spec("qtawesome")
    folder = Path(package.origin).with_name("fonts") if package and package.origin else None
    fonts = sorted(folder.glob("phosphor-[0-9]*.ttf")) if folder else []
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(fonts[-1]))) if fonts else []
    if folder is None or not families:
        raise CrmError("The icons are missing. Install Rainmaker again.", where="qtawesome")
    codes = json.loads(next(folder.glob("phosphor-charmap-*.json")).read_text(encoding="utf-8"))
    return families[0], {name: chr(int(code, 16)) for name, code in codes.items()}
