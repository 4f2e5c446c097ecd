"""goals generate, list and agenda: as typed."""

from tests.cli.conftest import Typing


def acme(run: Typing) -> int:
    return int(run.json("add", "business", "--name", "Acme Ltd", "--kind", "client")["id"])


def test_every_business_gets_goals_and_a_second_call_adds_none(run: Typing) -> None:
    client = acme(run)
    first = run.json("goals", "generate")
    assert first["looked_over"] == 2
    for business in {goal["business_id"] for goal in first["goals"]}:
        assert 2 <= sum(goal["business_id"] == business for goal in first["goals"]) <= 4
    assert client in {goal["business_id"] for goal in first["goals"]}
    assert all(2 <= len(goal["items"]) <= 5 for goal in first["goals"])
    assert run.json("goals", "generate") == first
    assert run.json("goals", "list") == {"goals": first["goals"], "gaps": first["gaps"]}


def test_one_business_by_its_id_or_its_name(run: Typing) -> None:
    client = acme(run)
    made = run.json("goals", "generate", "acme ltd")
    assert {goal["business"] for goal in made["goals"]} == {"Acme Ltd"}
    assert run.json("goals", "list", str(client))["goals"] == made["goals"]
    assert run.json("goals", "list")["goals"] == made["goals"]
    [first, *_others] = made["goals"]
    assert {"goal_type", "goal_description", "priority_score", "current_progress", "status", "data_gaps"} <= set(first)
    assert {"checklist_item", "item_type", "ask", "status", "trigger_condition"} <= set(first["items"][0])
    assert {"field", "title", "ask", "weight", "business_id"} == set(made["gaps"][0])


def test_the_agenda_is_of_your_own_business_and_at_most_two(run: Typing) -> None:
    assert run.refused("goals", "agenda")["kind"] == "not_found"
    run.json("goals", "generate")
    found = run.json("goals", "agenda")
    assert found["name"] == "My business"
    assert 1 <= len(found["due"]) <= 2
    assert found["due"][0]["ask"].endswith("?")
    assert run.text("goals", "agenda").out.startswith("My business\n")


def test_people_read_lines(run: Typing) -> None:
    assert run.text("goals", "list").out.startswith("There are no goals yet")
    acme(run)
    out = run.text("goals", "generate", "Acme Ltd").out
    assert out.startswith("Acme Ltd (business 1)\n")
    assert "[pending] " in out


def test_what_is_not_there_is_refused(run: Typing) -> None:
    for words in (("list", "99"), ("agenda", "Nobody"), ("generate", "99999999999999999999"), ("list", "")):
        assert run.refused("goals", *words)["kind"] == "not_found"


def test_nothing_is_made_while_the_coach_is_off(run: Typing) -> None:
    run.json("settings", "coach_enabled", "off")
    assert run.refused("goals", "generate")["kind"] == "conflict"
    assert run.json("goals", "list") == {"goals": [], "gaps": []}


def test_a_call_before_the_newest_row_stores_no_time_to_come(run: Typing) -> None:
    acme(run)
    run.json("goals", "generate")
    again = run.text("--json", "goals", "generate", now="2025-03-02T09:00+01:00")
    assert again.code == 0
    assert len(again.data["goals"]) == len(run.json("goals", "list")["goals"])
