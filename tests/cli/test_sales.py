"""Deals, tasks, the timer, search, duplicates and merge, as typed."""

from tests.cli.conftest import Typing


def test_a_deal_moves_closes_and_opens_again(run: Typing) -> None:
    run.json("add", "deal", "--title", "Website", "--value", "1000")
    assert run.json("deal", "move", "1", "negotiation")["stage"] == "Negotiation"
    won = run.json("deal", "close", "1", "--won", now="2026-03-09T10:00+01:00")
    assert (won["won"], won["stage"], won["closed_at"], won["insights"]) == (
        True, "Won", "2026-03-09T09:00:00+00:00", [],
    )  # fmt: skip
    logged = run.json("list", "activities", "--action", "deal_closed")["rows"]
    assert logged[0]["metadata"] == {"won": True, "value": 100000, "cost": None, "days_to_close": 7, "source": None}
    assert run.json("deal", "reopen", "1")["won"] is None
    lost = run.json("deal", "close", "1", "--lost", "--reason", "too dear")
    assert (lost["won"], lost["lost_reason"], lost["stage"]) == (False, "too dear", "Lost")
    assert run.refused("deal", "close", "1", "--lost")["kind"] == "conflict"
    assert run.json("deal", "move", "1", "1")["closed_at"] is None, "a stage by its id; out of Lost means open"


def test_a_task_is_done_once(run: Typing) -> None:
    run.json("add", "task", "--title", "Call", "--due-on", "2026-03-02")
    assert run.json("task", "done", "1")["status"] == "completed"
    assert run.refused("task", "done", "1")["message"] == "Call is already done."


def test_the_timer_counts_by_the_clock_of_the_command(run: Typing) -> None:
    assert run.json("timer", "status") == {"running": False, "minutes": 0, "entry": None}
    run.json("add", "project", "--name", "Relaunch")
    run.json("timer", "start", "--project-id", "1", "--note", "Draft", now="2026-03-02T09:00+01:00")
    status = run.json("timer", "status", now="2026-03-02T10:30+01:00")
    assert (status["running"], status["minutes"], status["entry"]["note"]) == (True, 90, "Draft")
    assert "90 minutes" in run.text("timer", "status", now="2026-03-02T10:30+01:00").out
    assert run.json("timer", "status", now="2026-03-01T00:00")["minutes"] == 0, "a clock set back"
    assert run.json("timer", "stop", now="2026-03-02T10:30+01:00")["duration_minutes"] == 90
    assert run.json("timer", "status")["running"] is False


def test_search_finds_beginnings_of_words_in_all_records(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Zoë", "--last-name", "Quast")
    run.json("add", "note", "--body", "Zoe likes tea", "--contact-id", "1")
    results = run.json("search", "zoe", "qu")["results"]
    assert results == [{"kind": "contact", "id": 1, "title": "Zoë Quast", "snippet": results[0]["snippet"]}]
    assert {hit["kind"] for hit in run.json("search", "zo")["results"]} == {"contact", "note"}
    assert len(run.json("search", "zo", "--limit", "1")["results"]) == 1
    assert run.text("search", "nobody").out == "Nothing was found.\n"


def test_duplicates_are_named_with_a_reason_and_merged(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Ann", "--last-name", "Lee", "--email", "ann@lee.example")
    run.json("add", "contact", "--first-name", "A.", "--last-name", "Lee", "--email", "ANN@lee.example")
    run.json("add", "deal", "--title", "Website", "--contact-id", "2")
    (pair,) = run.json("duplicates")["pairs"]
    assert {pair["keep_id"], pair["drop_id"]} == {1, 2}
    assert (pair["score"], {pair["keep"], pair["drop"]}) == (0.98, {"Ann Lee", "A. Lee"})
    assert pair["reason"]
    assert pair["reason"] in run.text("duplicates").out
    assert run.json("merge", "contact", "1", "2")["id"] == 1
    assert run.json("show", "deal", "1")["contact_id"] == 1
    assert run.json("duplicates")["pairs"] == []
    run.json("undo")
    assert run.json("show", "deal", "1")["contact_id"] == 2
