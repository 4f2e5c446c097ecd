"""undo, redo and history, as typed."""

from tests.cli.conftest import Typing


def test_undo_takes_back_the_latest_step_and_redo_does_it_again(run: Typing) -> None:
    run.json("settings", "stale_lead_days", "10")
    undone = run.json("undo")
    assert undone["undone"] > 0
    assert run.json("settings", "stale_lead_days")["value"] == 7
    run.json("redo")
    assert run.json("settings", "stale_lead_days")["value"] == 10
    assert [step["kind"] for step in run.json("history")["steps"]] == ["redo", "undo", "edit"]


def test_undo_with_nothing_to_undo_is_refused(run: Typing) -> None:
    assert run.refused("undo")["kind"] == "not_found"
    assert run.refused("redo")["kind"] == "not_found"
    assert run.refused("undo", "7")["where"] == "import 7"
