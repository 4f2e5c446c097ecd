"""check, insights, insight act, dismiss and snooze, mute and unmute: as typed."""

from datetime import timedelta

import pytest

from app.coach import hold_out
from app.compose import wire
from tests.cli.conftest import Typing
from tests.coach.stored import tell
from tests.conftest import NOW

LATER, TOMORROW = "2026-03-20T09:00+01:00", "2026-03-21T09:00+01:00"
FRIDAY = "2026-03-20T09:05+01:00"


def lead(run: Typing, name: str = "Ana") -> int:
    return int(run.json("add", "contact", "--first-name", name, "--status", "lead")["id"])


def test_a_check_says_what_is_stale_and_a_second_one_is_quiet(run: Typing) -> None:
    run.json("settings", "show_morning_briefing", "off")
    contact = lead(run)
    first = run.json("check", now=LATER)
    [insight] = [one for one in first["insights"] if one["rule"] == "stale-leads"]
    assert insight["message"].startswith("Ana is a lead and has not been contacted in")
    assert [(row["kind"], row["id"], row["title"]) for row in insight["evidence"]["rows"]] == [
        ("contact", contact, "Ana")
    ]
    assert first["considered"] == first["shown"] + first["inboxed"] + first["withheld"] == len(first["insights"])
    assert run.json("check", now=FRIDAY)["considered"] == 0


def test_off_asks_nothing_and_stores_nothing(run: Typing) -> None:
    lead(run)
    assert run.json("check", "--level", "0", now=LATER)["considered"] == 0
    run.json("settings", "coach_enabled", "off")
    before = run.json("insights", "--all", now=LATER)
    assert run.json("check", now=LATER)["considered"] == 0
    lead(run, "Bo")
    assert run.json("insights", "--all", now=LATER) == before


def test_a_dry_run_and_a_clock_before_the_newest_row_store_nothing(run: Typing) -> None:
    lead(run)
    before = run.json("insights", "--all", now=LATER)
    assert run.json("check", "--dry-run", now=LATER)["considered"] > 0
    assert run.json("insights", "--all", now=LATER) == before
    assert run.json("check", now="2026-03-01T09:00+01:00")["stored"] is False


def test_a_won_deal_comes_back_with_a_button_that_makes_a_task(run: Typing) -> None:
    contact = lead(run)
    deal = run.json("add", "deal", "--title", "Website", "--contact-id", str(contact))["id"]
    won = run.json("deal", "close", str(deal), "--won")
    [insight] = [one for one in won["insights"] if one["rule"] == "deal-won"]
    assert insight["decision"] == "shown"
    assert insight["actions"][0] == {"n": 0, "label": "Ask for a referral", "kind": "create_task"}
    done = run.json("insight", "act", str(insight["id"]))
    assert done["said"] == "Task created."
    assert [row["origin"] for row in run.json("list", "tasks")["rows"]] == ["coach"]
    run.json("undo")
    assert run.json("list", "tasks")["total"] == 0
    [after] = [one for one in run.json("insights", "--all")["insights"] if one["id"] == insight["id"]]
    assert after["outcome"] == "undone"


def test_dismiss_snooze_and_mute(run: Typing) -> None:
    run.json("settings", "show_morning_briefing", "off")
    lead(run)
    [insight] = [one for one in run.json("check", now=LATER)["insights"] if one["rule"] == "stale-leads"]
    number = str(insight["id"])
    assert run.json("insight", "snooze", number, TOMORROW, now=LATER)["snoozed"] == insight["id"]
    assert all(one["id"] != insight["id"] for one in run.json("insights", now=LATER)["insights"])
    assert any(one["id"] == insight["id"] for one in run.json("check", now="2026-03-23T09:00+01:00")["insights"])
    assert run.json("insight", "dismiss", number, now="2026-03-23T09:01+01:00") == {
        "dismissed": insight["id"], "lowered": None,
    }  # fmt: skip
    assert run.json("mute", "stale-leads") == {"muted": "stale-leads"}
    assert run.json("settings", "muted_rules")["value"] == ["stale-leads"]
    run.json("unmute", "stale-leads")
    assert run.json("settings", "muted_rules")["value"] == []


def test_why_opens_an_insight_down_to_its_rows(run: Typing) -> None:
    run.json("settings", "show_morning_briefing", "off")
    contact = lead(run)
    [insight] = [one for one in run.json("check", now=LATER)["insights"] if one["rule"] == "stale-leads"]
    told = run.json("insight", "why", str(insight["id"]), now=LATER)
    assert told["insight"] == insight
    assert [(row["kind"], row["id"], row["title"], row["there"]) for row in told["rows"]] == [
        ("contact", contact, "Ana", True)
    ]
    assert told["count"] == 1
    assert told["rule"]["id"] == "stale-leads"
    assert "Silent when" in told["rule"]["doc"]
    assert [line["decision"] for line in told["ledger"]] == ["shown", "queued"]
    run.json("delete", "contact", str(contact))
    [row] = run.json("insight", "why", str(insight["id"]), now=LATER)["rows"]
    assert row["there"] is False
    assert "(deleted)" in run.text("insight", "why", str(insight["id"])).out


def test_a_trial_is_reported_and_what_it_stopped_is_brought_back(run: Typing) -> None:
    assert run.json("insights", "--trial") == {"trials": []}
    assert "begins a trial" in run.text("insights", "--trial").out
    app = wire(run.folder, lambda: NOW)
    for shown in (True, False):
        tell(app.db, shown, 50, 20, NOW - timedelta(days=10))
    hold_out.stop_what_does_not_help(app.db, NOW)
    app.close()
    [trial] = run.json("insights", "--trial")["trials"]
    assert trial == {
        "rule": "stale-leads", "reminded": {"n": 50, "followed": 20}, "held": {"n": 50, "followed": 20},
        "low": pytest.approx(-0.18, abs=0.01), "high": pytest.approx(0.18, abs=0.01), "enough": True, "helps": False,
        "stopped": True,
    }  # fmt: skip
    told = run.text("insights", "--trial").out
    assert "Stale leads: Contacted or taken up within 2 days: 40 % of 50 reminded" in told
    assert "`rainmaker unmute stale-leads` undoes that" in told
    run.json("unmute", "stale-leads")
    assert run.json("insights", "--trial")["trials"][0]["stopped"] is False
    assert run.json("insight", "why", "1")["trial"]["reminded"] == {"n": 50, "followed": 20}


def test_what_cannot_be_done_is_said(run: Typing) -> None:
    assert "no insight 7" in run.refused("insight", "act", "7")["message"]
    assert "no insight 7" in run.refused("insight", "why", "7")["message"]
    assert "no rule called moon" in run.refused("mute", "moon")["message"]
    assert run.refused("check", "--level", "9")["kind"] == "usage"
