"""list, add, show, edit and delete, as typed."""

import pytest

from app.cli.grammar.records import KINDS
from app.cli.records import COLUMNS
from app.crm import listing, records
from tests.cli.conftest import Typing
from tests.cli.test_contract import content


def test_the_kinds_of_the_grammar_are_those_of_the_program() -> None:
    known = {kind.word: kind.plural for kind in records.KINDS.values()}
    assert known == {**KINDS, "activity": "activities"}
    assert COLUMNS.keys() == known.keys()
    for kind, columns in COLUMNS.items():
        assert set(columns) <= {"id", *listing.fields(kind)}, kind


def test_a_contact_from_its_first_day_to_its_last(run: Typing) -> None:
    added = run.json(
        "add", "contact", "--first-name", "Ann", "--last-name=Lee", "--source", "referral", "--tags", "vip, berlin",
        "--email", "Ann@Lee.example", "--email", "ann@home.example", "--phone", "+49 171 1234567",
        "--external-id", "A-7", "--notes=--urgent", "--do-not-contact",
    )  # fmt: skip
    assert added["insights"] == []
    assert (added["name"], added["source"], added["email"]) == ("Ann Lee", "referral", "ann@lee.example")
    assert [point["value"] for point in added["emails"]] == ["ann@lee.example", "ann@home.example"]
    assert (added["tags"], added["notes"], added["do_not_contact"]) == (["berlin", "vip"], "--urgent", True)
    assert added["created_at"] == "2026-03-02T08:00:00+00:00"
    assert list(added["external_ids"].values()) == ["A-7"]
    number = str(added["id"])
    changed = run.json("edit", "contact", number, "--status", "client", "--notes", "")
    assert (changed["status"], changed["notes"]) == ("client", None)
    shown = run.json("show", "contact", number)
    assert {**changed, "insights": []} == {**shown, "insights": []}
    assert run.json("list", "contacts")["rows"] == [shown]
    assert run.json("delete", "contacts", number) == {"deleted": added["id"], "kind": "contact", "title": "Ann Lee"}
    assert run.refused("show", "contact", number)["kind"] == "not_found"
    run.json("undo")
    assert run.json("show", "contact", number) == shown


def test_the_readme_way_of_adding_a_deal(run: Typing) -> None:
    run.json("add", "business", "--name", "Lee Ltd", "--domain", "lee.example")
    ann = run.json(
        "add", "contact", "--first-name", "Ann", "--email", "ann@lee.example", "--business-domain", "lee.example"
    )
    deal = run.json(
        "add", "deal", "--title", "Website", "--contact-email", "ann@lee.example", "--value", "4500.50",
        "--expected-close-on", "2026-05-17", "--stage", "Proposal",
    )  # fmt: skip
    assert (deal["contact_id"], deal["business_id"], deal["value_cents"]) == (ann["id"], ann["business_id"], 450050)
    assert (deal["stage"], deal["expected_close_on"], deal["currency"]) == ("Proposal", "2026-05-17", "EUR")
    assert run.json("add", "deal", "--title", "Logo", "--value-cents", "90000")["value_cents"] == 90000


@pytest.mark.parametrize(
    "words",
    [
        ("task", "--title", "Call", "--due-on", "tomorrow", "--priority", "high"),
        ("project", "--name", "Relaunch", "--budget", "9000", "--hourly-rate", "90"),
        ("time_entry", "--started-at", "2026-03-02T07:00+01:00", "--ended-at", "2026-03-02T08:30+01:00"),
        ("interaction", "--kind", "call", "--contact-id", "1", "--duration-minutes", "5", "--summary", "Quote"),
        ("note", "--body", "Likes tea", "--contact-id", "1"),
        ("event", "--title", "Workshop", "--starts-at", "2026-03-04 10:00"),
        ("followup", "--contact-id", "1", "--scheduled-at", "2026-03-09 10:00"),
        ("tag", "--name", "vip"),
        ("pipeline", "--name", "Partners"),
        ("stage", "--name", "Trial"),
        ("custom-field", "--label", "Shoe size", "--entity-type", "contact", "--value-type", "number"),
    ],
    ids=lambda words: words[0],
)
def test_every_kind_is_added_listed_shown_and_undone(run: Typing, words: tuple[str, ...]) -> None:
    run.json("add", "contact", "--first-name", "Ann")
    before, kind = content(run.folder), words[0]
    added = run.json("add", *words)
    assert added.pop("insights") == []
    assert run.json("show", kind, str(added["id"])) == added
    plural = KINDS[kind.replace("-", "_")]
    assert added in run.json("list", plural)["rows"]
    assert run.text("list", plural.replace("_", "-")).out.count("\n") >= 2
    run.json("undo")
    after = content(run.folder)
    for table in ("contacts", "deals", "tasks", "projects", "time_entries", "notes", "tags", "stages", "activity_logs"):
        assert after[table] == before[table]


@pytest.fixture
def five(run: Typing) -> Typing:
    """Five contacts, three of them leads."""
    for first, last, status in (
        ("Ann", "Lee", "lead"), ("Bo", "Berg", "client"), ("Cy", "Lee", "lead"), ("Di", "Dorn", "lost"),
        ("Ed", "Ems", "lead"),
    ):  # fmt: skip
        run.json("add", "contact", "--first-name", first, "--last-name", last, "--status", status)
    return run


@pytest.mark.parametrize(
    ("words", "total", "firsts"),
    [
        ((), 5, "BoDiEdAnnCy"),
        (("--sort", "first-name", "--desc"), 5, "EdDiCyBoAnn"),
        (("--sort", "first_name", "--limit", "2"), 5, "AnnBo"),
        (("--sort", "first_name", "--limit", "2", "--offset", "4"), 5, "Ed"),
        (("--limit", "0"), 5, ""),
        (("--offset", "99"), 5, ""),
        (("--search", "lee", "--sort", "first_name"), 2, "AnnCy"),
        (("--status", "lead", "--sort", "first_name"), 3, "AnnCyEd"),
        (("--status", "lead", "--status", "lost", "--sort", "first_name"), 4, "AnnCyDiEd"),
        (("--status-is-not", "lead", "--sort", "first_name"), 2, "BoDi"),
        (("--last-name-contains", "e", "--status=lead", "--sort", "first_name"), 3, "AnnCyEd"),
        (("--created-at-in-last-days", "1", "--id", "2"), 1, "Bo"),
        (("--source", ""), 5, "BoDiEdAnnCy"),
        (("--source-not-empty",), 0, ""),
        (("--created-at-before", "2026-03-02"), 0, ""),
        (("--do-not-contact",), 0, ""),
    ],
)
def test_lists_are_searched_filtered_sorted_and_cut(
    five: Typing, words: tuple[str, ...], total: int, firsts: str
) -> None:
    found = five.json("list", "contacts", *words)
    assert found["total"] == total
    assert "".join(row["first_name"] for row in found["rows"]) == firsts


def test_filters_by_other_records_and_money(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Ann", "--email", "ann@lee.example", "--tags", "vip")
    run.json("add", "deal", "--title", "Big", "--value", "5000", "--contact-id", "1", "--stage", "Proposal")
    run.json("add", "deal", "--title", "Small", "--value", "50")
    for words in (
        ("--contact-email", "ann@lee.example"), ("--contact", "1"), ("--contact", "Ann"), ("--contact-id", "1"),
        ("--stage", "proposal"), ("--value-at-least", "100"), ("--value-cents-at-least", "10000"), ("--value", "5,000"),
    ):  # fmt: skip
        assert [row["title"] for row in run.json("list", "deals", *words)["rows"]] == ["Big"], words
    assert run.json("list", "contacts", "--tag", "VIP")["total"] == 1


def test_tasks_overdue_follow_the_clock_of_the_command(run: Typing) -> None:
    run.json("add", "task", "--title", "Call", "--due-on", "2026-03-05")
    assert run.json("list", "tasks", "--overdue", now="2026-03-05T23:59+01:00")["total"] == 0
    assert run.json("list", "tasks", "--overdue", now="2026-03-06")["total"] == 1
    assert run.json("list", "tasks", "--overdue", "no", now="2026-03-06")["total"] == 0


def test_a_list_for_people_is_aligned_and_says_what_it_leaves_out(run: Typing) -> None:
    for number in range(1, 53):
        run.json("add", "deal", "--title", f"Deal {number:02} 日本", "--value", str(number))
    lines = run.text("list", "deals", "--sort", "value").out.splitlines()
    assert len(lines) == 1 + 50 + 1
    assert lines[0].split() == [
        "id",
        "title",
        "stage",
        "value",
        "contact",
        "business",
        "expected",
        "close",
        "next",
        "step",
    ]
    assert lines[1].rstrip() == " 1  Deal 01 日本  Lead    1.00 EUR"
    assert lines[-1] == "50 of 52"


WRONG = (
    ("list", "cats"),
    ("list",),
    ("list", "contacts", "--limit", "x"),
    ("list", "contacts", "--limit", str(2**80)),
    ("list", "contacts", "--sort", "shoe"),
    ("list", "contacts", "--staus", "lead"),
    ("list", "contacts", "--status", "nobody"),
    ("list", "contacts", "--status"),
    ("list", "contacts", "--created-at-before", "soon"),
    ("list", "contacts", "--created-at-in-last-days", "-1"),
    ("list", "deals", "--value-at-least", "much"),
    ("list", "deals", "--contact-email", "nobody@x.example"),
    ("list", "contacts", "extra"),
    ("add",),
    ("add", "contact"),
    ("add", "unicorn", "--name", "x"),
    ("add", "contact", "--frist-name", "Ann"),
    ("add", "contact", "--first-name"),
    ("add", "contact", "--first-name", "Ann", "--status", "friend"),
    ("add", "contact", "--first-name", "Ann", "--email", "nonsense"),
    ("add", "contact", "--first-name", "Ann", "--phone", "none"),
    ("add", "contact", "--first-name", "Ann", "--first-name", "Bo"),
    ("add", "contact", "--first-name", "Ann", "--business-id", "99"),
    ("add", "contact", "--first-name", "Ann", "--business-id", str(2**80)),
    ("add", "contact", "--first-name", "Ann", "--id", "7"),
    ("add", "contact", "--first-name", "A" * 10_000),
    ("add", "contact", "--first-name", "A\0nn"),
    ("add", "contact", "--first-name", "A\udcffnn"),
    ("add", "contact", "--first-name", "Ann", "--created-at", "2020-01-01"),
    ("add", "contact", "--first-name", "Ann", "Lee"),
    ("add", "deal", "--title", "Web", "--value", "-5"),
    ("add", "deal", "--title", "Web", "--value", "a lot"),
    ("add", "deal", "--title", "Web", "--value", "1e400"),
    ("add", "deal", "--title", "Web", "--value-cents", str(2**80)),
    ("add", "deal", "--title", "Web", "--currency", "XYZZY"),
    ("add", "deal", "--title", "Web", "--stage", "Limbo"),
    ("add", "deal", "--title", "Web", "--contact-email", "nobody@x.example"),
    ("add", "deal", "--title", "Web", "--expected-close-on", "2026-02-30"),
    ("add", "deal", "--value", "5"),
    ("add", "task", "--title", "Call", "--repeat", "sometimes"),
    ("add", "interaction", "--kind", "smoke", "--contact-id", "1"),
    ("add", "event", "--title", "Talk", "--starts-at", "whenever"),
    ("add", "activity", "--action", "x"),
    ("add", "attachment", "--filename", "x"),
    ("show", "contact"),
    ("show", "contact", "99"),
    ("show", "contact", "0"),
    ("show", "contact", "-1"),
    ("show", "contact", "1e3"),
    ("show", "contact", str(2**80)),
    ("show", "contact", "one"),
    ("show", "contact", "\uff11"),
    ("show", "cat", "1"),
    ("edit", "contact", "99", "--notes", "x"),
    ("edit", "contact", "1", "--shoe", "x"),
    ("edit", "contact", "1", "--status", ""),
    ("edit", "contact", "1", "--external-id", "x"),
    ("delete", "contact", "99"),
    ("delete", "business", "99"),
    ("delete", "contact", "1", "2"),
    ("merge", "contact", "1", "1"),
    ("merge", "contact", "1", "99"),
    ("merge", "note", "1", "2"),
    ("merge", "contact", "1"),
    ("duplicates", "task"),
    ("deal", "move", "99", "Won"),
    ("deal", "move", "1"),
    ("deal", "move", "1", "Limbo"),
    ("deal", "close", "1"),
    ("deal", "close", "1", "--won", "--lost"),
    ("deal", "close", "1", "--won", "--reason", "x"),
    ("deal", "close", "99", "--won"),
    ("deal", "reopen", "1"),
    ("deal", "reopen", "99"),
    ("task", "done", "99"),
    ("task", "done"),
    ("timer", "stop"),
    ("timer", "start", "--project-id", "99"),
    ("timer", "start", "--project-id", "x"),
    ("timer",),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: ascii(" ".join(words))[:60])
def test_bad_input_is_one_sentence_and_changes_nothing(run: Typing, words: tuple[str, ...]) -> None:
    run.json("add", "contact", "--first-name", "Ann")
    run.json("add", "deal", "--title", "Website", "--contact-id", "1")
    before = content(run.folder)
    error = run.refused(*words)
    assert error["message"][-1] in ".?`", error
    assert len(error["message"]) < 600
    assert content(run.folder) == before


def test_a_line_of_the_log_can_be_shown(run: Typing) -> None:
    run.json("add", "contact", "--first-name", "Ann", "--source", "referral")
    logged = run.json("show", "activity", "1")
    assert (logged["action"], logged["details"]) == ("contact_created", {"source": "referral", "status": "lead"})
    assert run.refused("delete", "activity", "1")["kind"] == "usage"


def test_unknown_fields_name_the_nearest(run: Typing) -> None:
    assert "first_name" in run.refused("add", "contact", "--frist-name", "Ann")["message"]
    for typed, near in (("--staus", "--status"), ("--limt", "--limit"), ("--shoe", "")):
        message = run.refused("list", "contacts", typed, "x")["message"]
        assert message.startswith(f"There is no field or option “{typed}”.")
        assert message.endswith(f"Did you mean {near}?") == bool(near)
    for line in (["list", "contacts"], ["add", "contact", "--first-name", "A"]):
        assert run.refused(*line, "--jsn")["message"].endswith("Did you mean --json?")
        assert run.refused(*line, "--source")["message"] == "--source needs a value."
    assert run.refused("add", "contakt", "--first-name", "A")["message"].endswith("Did you mean contact?")


def test_the_help_of_add_lists_the_fields_of_the_kind(run: Typing) -> None:
    assert "--keep-in-touch-days" in run.exactly("add", "contact", "--help").out
    assert "--keep-in-touch-days" not in run.exactly("add", "--help").out
