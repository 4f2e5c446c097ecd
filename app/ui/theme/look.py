"""The look in force: palette, scale, fonts, icons. One object, handed to whatever paints."""

from functools import cached_property

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.theme import tokens
from app.ui.theme.sheet import sheet
from app.ui.theme.tokens import DARK, LIGHT, Palette


class Look(QObject):
    """Follows the system and the settings `theme`, `ui_scale` and `reduced_motion`; `changed` when any of it does."""

    changed = Signal()

    def __init__(self, application: QApplication, whole: QApplication | QWidget | None = None) -> None:
        """whole: what is dressed in it, all windows unless given."""
        super().__init__(whole or application)
        self._application, self._whole = application, whole or application
        self._theme, self.scale, self.reduced_motion = "system", 1.0, False
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._shown: object = None
        if whole is None:
            application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    def set(self, theme: str, ui_scale: int, reduced_motion: bool) -> None:
        """Take over the settings; ui_scale in percent."""
        self._theme, self.scale, self.reduced_motion = theme, ui_scale / 100, reduced_motion
        self._apply()

    @property
    def dark(self) -> bool:
        if self._theme == "system":
            return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._theme == "dark"

    @property
    def palette(self) -> Palette:
        return DARK if self.dark else LIGHT

    def px(self, size: int) -> int:
        """A token in device-independent pixels at the present scale."""
        return round(size * self.scale)

    def color(self, name: str) -> QColor:
        return QColor(getattr(self.palette, name))

    def font(self, size: int = tokens.BODY, *, strong: bool = False, figures: bool = False) -> QFont:
        """The system's font at a token size. figures: digits of one width, for columns of numbers."""
        font = QFont(self._family)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(tokens.SEMIBOLD if strong else tokens.REGULAR))
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def icon(self, name: str, color: str = "muted") -> QIcon:
        """An icon of the one set (Phosphor, regular weight) in a colour of the palette."""
        made = QIcon()
        for ratio in (1.0, 2.0):
            made.addPixmap(self._drawn(name, tokens.ICON, color, ratio))
        return made

    def pixmap(self, name: str, size: int = tokens.ICON, color: str = "muted") -> QPixmap:
        return self._drawn(name, size, color, self._application.devicePixelRatio())

    def _drawn(self, name: str, size: int, color: str, ratio: float) -> QPixmap:
        """Drawn once: afterwards no icon engine written in Python stands between Qt and its pixels."""
        key = (name, getattr(self.palette, color), self.px(size), ratio)
        if key not in self._pixmaps:
            from app.ui.theme import icons  # noqa: PLC0415 - not needed for the first paint

            self._pixmaps[key] = icons.draw(name, key[1], key[2], ratio)
        return self._pixmaps[key]

    def duration(self, milliseconds: int = tokens.MOTION) -> int:
        return 0 if self.reduced_motion else milliseconds

    @cached_property
    def _family(self) -> str:
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()

    @Slot()
    def _follow_system(self) -> None:
        self._apply()

    def _apply(self) -> None:
        wanted = (self.palette, self.scale, self.reduced_motion)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._whole.setFont(self.font())
        self._whole.setPalette(_system_palette(self.palette))
        self._whole.setStyleSheet(sheet(self.palette, self.px))
        self.changed.emit()


class PartLook(Look):
    """One look for a part of a window, beside another: it follows neither the system nor the settings."""

    def __init__(self, application: QApplication, part: QWidget, theme: str, ui_scale: int) -> None:
        """theme: light or dark; ui_scale in percent."""
        super().__init__(application, part)
        super().set(theme, ui_scale, True)

    def set(self, theme: str, ui_scale: int, reduced_motion: bool) -> None:
        """Nothing: the settings speak of the whole window."""


def _system_palette(c: Palette) -> QPalette:
    """For what no style sheet reaches: native dialogs, disabled text, links."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.background, QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.surface, QPalette.ColorRole.AlternateBase: c.hover,
        QPalette.ColorRole.Text: c.text, QPalette.ColorRole.PlaceholderText: c.muted,
        QPalette.ColorRole.Button: c.surface, QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.Highlight: c.accent, QPalette.ColorRole.HighlightedText: c.background,
        QPalette.ColorRole.ToolTipBase: c.surface, QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.Link: c.accent, QPalette.ColorRole.Mid: c.line, QPalette.ColorRole.Dark: c.line,
    }  # fmt: skip
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    return palette
