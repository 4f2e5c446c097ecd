"""What stops work in the background reaches the owner in words, or is seen as a fault."""

from pytestqt.qtbot import QtBot

from app.core.errors import CrmError
from app.ui.background import Handle
from app.ui.desk import Desk


def test_a_refusal_of_background_work_is_told_in_its_own_words(desk: Desk, qtbot: QtBot) -> None:
    def refused(_handle: Handle) -> None:
        raise CrmError("The disk is full.", kind="storage")

    with qtbot.waitSignal(desk.said) as told:
        desk.start("Copying", refused).failed.connect(desk.tell_failure)
    assert told.args == ["The disk is full.", True, None]


def test_a_fault_of_the_program_is_not_told_as_if_it_were_for_the_owner(desk: Desk, qtbot: QtBot) -> None:
    def broken(_handle: Handle) -> None:
        raise KeyError("title")

    with qtbot.assertNotEmitted(desk.said), qtbot.captureExceptions() as seen:
        task = desk.start("Copying", broken)
        task.failed.connect(desk.tell_failure)
        with qtbot.waitSignal(task.ended):
            pass
    assert [kind for kind, _error, _trace in seen] == [KeyError]
