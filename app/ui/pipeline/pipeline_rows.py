"""The pipelines there are: renamed, added, deleted when empty, one of them shown."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from app.crm import figures, pipelines
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, clear, column, icon_button, label, row
from app.ui.widgets.fields import InlineText


class PipelineRows(QWidget):
    chosen = Signal(object)
    """Show this one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: list[tuple[int, str]] = []
        self._shown = 0
        self.names: dict[int, InlineText] = {}
        self._buttons: dict[QToolButton, int] = {}
        self.new = QLineEdit()
        self.new.setPlaceholderText("Add a pipeline")
        self.new.setAccessibleName("Name of a new pipeline")
        look, holder = desk.look, Plain(self)
        self._stack = column(look, 0, parent=holder)
        stack = column(look, tokens.S2, parent=self)
        stack.addWidget(label("Pipelines", "title"))
        stack.addWidget(holder)
        stack.addWidget(self.new)
        self.new.returnPressed.connect(self._add)

    def show_pipelines(self, session: Any, shown: int) -> None:
        known = figures.find_pipelines(session)
        if [key for key, _name in known] != [key for key, _name in self._known] or shown != self._shown:
            self._known, self._shown = known, shown
            self._build()
        for pipeline_id, name in known:
            self.names[pipeline_id].show_text(name)

    def _build(self) -> None:
        clear(self._stack)
        self.names, self._buttons = {}, {}
        for pipeline_id, name in self._known:
            holder = Plain(self)
            field = InlineText(str(pipeline_id), f"Name of the pipeline {name}")
            field.setAlignment(Qt.AlignmentFlag.AlignLeft)
            field.saved.connect(self._rename)
            self.names[pipeline_id] = field
            line = row(self._desk.look, tokens.S1, parent=holder)
            line.addWidget(field, 1)
            if pipeline_id != self._shown:
                line.addWidget(self._button("eye", f"Show {name}", pipeline_id, self._choose))
            if len(self._known) > 1:
                line.addWidget(self._button("trash", f"Delete the pipeline {name}", pipeline_id, self._remove))
            self._stack.addWidget(holder)
            holder.show()

    def _button(self, icon: str, name: str, pipeline_id: int, act: Any) -> QToolButton:
        made = icon_button(self._desk.look, icon, name)
        made.clicked.connect(act)
        self._buttons[made] = pipeline_id
        return made

    def _asked(self) -> int:
        return next(pipeline_id for made, pipeline_id in self._buttons.items() if made is self.sender())

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self._asked())

    @Slot()
    def _remove(self) -> None:
        pipeline_id, at = self._asked(), self._desk.now

        def work(session: Any) -> str:
            name = pipelines.get(session, pipeline_id).name
            pipelines.delete(session, pipeline_id, at=at)
            return name

        name = self._desk.write(work)
        if name:
            self._desk.say(f"The pipeline {name[:60]} is deleted. Ctrl+Z brings it back.")

    @Slot(str, object)
    def _rename(self, key: str, name: str) -> None:
        at = self._desk.now
        if self._desk.write(lambda session: pipelines.edit(session, int(key), at=at, name=name)) is None:
            self.names[int(key)].refuse()

    @Slot()
    def _add(self) -> None:
        name, at = self.new.text().strip(), self._desk.now
        made = self._desk.write(lambda session: pipelines.create(session, at=at, name=name).id) if name else None
        if made is not None:
            self.new.clear()
            self.chosen.emit(made)
