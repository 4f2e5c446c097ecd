"""The tags of a record: chips that a click takes off, and a field that puts one on."""

from typing import Any

from PySide6.QtCore import Slot

from app.crm import tags
from app.ui.desk import Desk
from app.ui.widgets.chips import Chips


class TagRow(Chips):
    """Of one record at a time; every change is one undoable step."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, "tag")
        self._desk, self._kind, self._id = desk, "", 0
        self.added.connect(self._add_tags)
        self.removed.connect(self._remove_tag)

    def show_record(self, session: Any, kind: str, record_id: int) -> None:
        if (kind, record_id) != (self._kind, self._id):
            self.field.setText("")  # not clear(): Ctrl+Z would bring back the words, not undo the step
        self._kind, self._id = kind, record_id
        self.show_words(tags.of(session, kind, [record_id]).get(record_id, []))
        self.offer(tags.names_in_use(session))

    @Slot(str)
    def _add_tags(self, text: str) -> None:
        wanted, kind, record_id, at = tags.split(text), self._kind, self._id, self._desk.now

        def work(session: Any) -> bool:
            for name in wanted:
                tags.add(session, kind, record_id, name, at=at)
            return True

        if self._desk.write(work):
            self.field.setText("")  # not clear(): Ctrl+Z would bring back the words, not undo the step

    @Slot(str)
    def _remove_tag(self, name: str) -> None:
        kind, record_id, at = self._kind, self._id, self._desk.now

        def work(session: Any) -> bool:
            tags.remove(session, kind, record_id, name, at=at)
            return True

        if self._desk.write(work):
            self._desk.say(f"The tag {name[:60]} is taken off. Ctrl+Z brings it back.")
