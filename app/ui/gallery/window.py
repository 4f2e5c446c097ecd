"""The gallery: one group of specimens at a time, light at the left, dark at the right, at a scale of choice."""

from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QWidget

from app.compose import App
from app.ui.desk import Desk
from app.ui.gallery.registry import GROUPS
from app.ui.gallery.stage import Group, Posed, Stage, shown
from app.ui.theme import tokens
from app.ui.theme.look import Look, PartLook
from app.ui.widgets.basic import Plain, clear, column, ground, label, row
from app.ui.widgets.segments import Segments

THEMES = ("light", "dark")
SCALES = (100, 150, 200)


class Half(QWidget):
    """Specimens in one theme. Owns the desk they work with."""

    def __init__(self, application: QApplication, app: App, contact_id: int, theme: str, scale: int) -> None:
        super().__init__()
        self._look = PartLook(application, self, theme, scale)
        self._desk = Desk(app, self._look, self)
        self._stage = Stage(self._desk, contact_id)
        inner = ground("background")
        margin = tokens.S4
        column(self._look, 0, parent=self).addWidget(inner)
        self._stack = column(self._look, tokens.S1, (margin, margin, margin, margin), inner)
        self.setFixedWidth(self._look.px(tokens.HALF))

    def show_group(self, group: Group) -> None:
        self._stack.addWidget(label(group.title, "page"))
        for specimen in group.specimens:
            self._stack.addWidget(shown(self._stage, specimen))
        self._stack.addStretch(1)

    def close_desk(self) -> None:
        self._desk.close()


class Gallery(QWidget):
    """Two halves, made anew for another group or scale."""

    def __init__(self, look: Look, application: QApplication, app: App, contact_id: int) -> None:
        super().__init__()
        self._application, self._app, self._contact_id = application, app, contact_id
        self.setWindowTitle("Components")
        self.setProperty("ground", "background")
        self._group, self._scale = GROUPS[0], SCALES[0]
        self.groups = Segments(look, "Group", [(group.title, group) for group in GROUPS])
        self.scales = Segments(look, "Scale", [(f"{scale} %", scale) for scale in SCALES])
        self.halves: list[Half] = []
        stack = column(look, tokens.S2, parent=self)
        head = row(look, tokens.S4, (tokens.S4, tokens.S2, tokens.S4, 0))
        head.addWidget(self.groups)
        head.addStretch(1)
        head.addWidget(self.scales)
        stack.addLayout(head)
        holder = QScrollArea()
        holder.setWidgetResizable(True)
        self._both = Plain()
        self._row: QHBoxLayout = row(look, 0, parent=self._both)
        holder.setWidget(self._both)
        stack.addWidget(holder, 1)
        self.groups.chosen.connect(self.show_group)
        self.scales.chosen.connect(self.show_scale)
        self._posing = QTimer(self)
        self._posing.setSingleShot(True)
        self._posing.setInterval(tokens.MOTION)
        self._posing.timeout.connect(self.pose)
        self.resize(2 * look.px(tokens.HALF) + look.px(tokens.S4), look.px(tokens.WINDOW[1]))
        self._fill()

    @Slot(object)
    def show_group(self, group: Group) -> None:
        self._group = group
        self._fill()

    @Slot(object)
    def show_scale(self, scale: int) -> None:
        self._scale = scale
        self._fill()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._posing.start()
        return super().event(event)

    @Slot()
    def pose(self) -> None:
        """Give each in turn the focus that is to be shown with it; only the window in front has it to give."""
        if self.isActiveWindow():
            back = self._application.focusWidget()
            for half in self.halves:
                for posed in half.findChildren(Posed):
                    posed.pose()
            if back is not None:
                back.setFocus()

    def picture(self, group: Group, scale: int) -> QPixmap:
        """Both halves as they are now, whole."""
        self._group, self._scale = group, scale
        self._fill()
        self._posing.stop()
        self._both.adjustSize()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        for _settling in range(SETTLING):
            self._application.processEvents()
        self.pose()
        self._application.processEvents()
        return self._both.grab()

    def close_desks(self) -> None:
        for half in self.halves:
            half.close_desk()
        self.halves = []

    def _fill(self) -> None:
        self.groups.show_value(self._group)
        self.scales.show_value(self._scale)
        self.close_desks()
        clear(self._row)
        for theme in THEMES:
            half = Half(self._application, self._app, self._contact_id, theme, self._scale)
            self.halves.append(half)
            self._row.addWidget(half)
            half.show_group(self._group)
        self._posing.start()


SETTLING = 5
"""Rounds of the event loop after which all sizes are final."""


def save_pictures(gallery: Gallery, folder: Path) -> list[Path]:
    """A picture of every group at 100 % and 200 %, light beside dark. Returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for group in GROUPS:
        for scale in (SCALES[0], SCALES[-1]):
            path = folder / f"{group.title.lower().replace(' ', '_')}_{scale}.png"
            gallery.picture(group, scale).save(str(path))
            files.append(path)
    return files
