"""`ask` without a model: the numbers of the rows, what is offered, and what is not understood."""

from tests.cli.conftest import Typing


def test_a_question_is_answered_from_the_rows(run: Typing) -> None:
    run.json("add", "deal", "--title", "Acme website", "--value", "4500", "--stage", "Won")
    run.json("add", "deal", "--title", "Blue shop", "--value", "1000", "--stage", "Lost")
    told = run.json("ask", "What did I win this year?")
    assert "You won 1 deal this year, worth €4,500." in told["reply"]
    assert [one["title"] for one in told["used"]] == ["Acme website"]
    assert "You lost 1 deal in the last 12 months" in run.json("ask", "why did I lose deals?")["reply"]


def test_an_offered_task_is_made_on_demand_and_taken_back(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Ana", "--last-name", "Ruiz")
    told = run.json("ask", "Remind me to call Ana Ruiz tomorrow")
    [action] = told["proposed_actions"]
    assert action["text"] == "Create a task: Call Ana Ruiz, due tomorrow"
    assert run.json("list", "tasks")["total"] == 0
    run.json("ask", "--do", "0", "--conversation", str(told["conversation"]))
    [task] = run.json("list", "tasks")["rows"]
    assert (task["title"], task["due_on"]) == ("Call Ana Ruiz", "2026-03-03")
    run.json("undo")
    assert run.json("list", "tasks")["total"] == 0


def test_what_is_not_understood_is_told_with_questions_that_fit(run: Typing) -> None:
    run.json("add", "deal", "--title", "Acme website", "--value", "4500")
    reply = run.json("ask", "How do I become rich?")["reply"]
    assert "How is my pipeline?" in reply
    assert "Why did I lose deals" not in reply, "none was lost"


def test_money_in_a_stage_and_what_is_owed_are_told_and_a_lone_later_is_not(run: Typing) -> None:
    run.json("add", "deal", "--title", "Acme website", "--value", "4500", "--stage", "Negotiation")
    told = run.json("ask", "How much is in negotiation?")
    assert told["reply"].count("1 open deal is in Negotiation, worth €4,500") == 1
    assert "1 deal is open, worth €4,500." in run.json("ask", "Wie steht es um meine Pipeline?")["reply"]
    assert "Rainmaker keeps no invoices" in run.json("ask", "who owes me money")["reply"]
    assert "overdue" not in run.json("ask", "later")["reply"]
