"""An export makes the same database again, or joins another one; nothing hostile gets in."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.compose import App, open_app
from app.core.clock import Clock
from app.core.errors import CrmError
from app.crm import contacts, preferences, search, undo
from app.crm.exporting import export
from app.crm.exporting.taking_back import TakenBack, take_back
from app.models import ActivityLog, Base, ChecklistItem, Contact, Deal, Goal, ImportBatch, Message, Note, Stage, Tagging
from tests import build
from tests.conftest import NOW
from tests.crm.everything import fill
from tests.crm.test_export import contents


@pytest.fixture(scope="session")
def other_fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other") / "data"
    open_app(folder).close()
    return folder


@pytest.fixture
def other(other_fresh: Path, tmp_path: Path, clock: Clock) -> Iterator[App]:
    """A database made at another moment, with nothing in it."""
    opened = open_app(shutil.copytree(other_fresh, tmp_path / "other"), clock)
    yield opened
    opened.close()


@pytest.fixture
def exported(app: App, tmp_path: Path) -> Path:
    fill(app, tmp_path)
    export(app.db, app.folder, tmp_path / "out", NOW)
    return tmp_path / "out"


def take(app: App, folder: Path, **options: Any) -> TakenBack:
    return take_back(app.db, app.folder, folder, **options)


def export_of(app: App, target: Path) -> dict[str, bytes]:
    export(app.db, app.folder, target, NOW)
    return contents(target)


def count(app: App, model: type[Base]) -> int:
    with app.db.read() as session:
        return session.query(model).count()


def test_an_empty_file_becomes_the_same_and_one_undo_makes_it_empty_again(
    exported: Path, other: App, tmp_path: Path
) -> None:
    before = export_of(other, tmp_path / "before")
    done = take(other, exported)
    assert (done.kind, done.created, done.skipped, done.errors) == ("rainmaker", done.rows, 0, [])
    assert export_of(other, tmp_path / "again") == contents(exported)
    with other.db.read() as session:
        assert [hit.kind for hit in search.find(session, "ann@acme.example")] == ["contact"]
        assert session.get_one(ImportBatch, done.batch_id).status == "done"
    undo.undo(other.db)
    assert export_of(other, tmp_path / "after") == before


def test_taking_it_back_twice_creates_nothing_the_second_time(exported: Path, other: App, tmp_path: Path) -> None:
    take(other, exported)
    again = take(other, exported)
    assert (again.created, again.skipped) == (0, again.rows)
    assert export_of(other, tmp_path / "again") == contents(exported)


def test_its_own_export_changes_nothing(exported: Path, app: App, tmp_path: Path) -> None:
    with app.db.write() as session:
        contacts.edit(session, 1, at=NOW + timedelta(days=1), first_name="Anna")
    before = export_of(app, tmp_path / "before")
    assert take(app, exported, dry_run=True).created == 0
    assert take(app, exported).created == 0
    assert export_of(app, tmp_path / "after") == before


def test_another_file_gets_new_ids_and_every_reference_follows(exported: Path, other: App) -> None:
    with other.db.write() as session:
        for name in ("Bo", "Cy", "Di"):
            contacts.create(session, at=NOW, first_name=name)
    planned = take(other, exported, dry_run=True)
    done = take(other, exported)
    assert (done.created, done.skipped) == (planned.created, planned.skipped)
    with other.db.read() as session:
        ann = session.query(Contact).filter_by(first_name="Ann").one()
        deal = session.query(Deal).one()
        assert ann.id > 3
        assert deal.contact_id == ann.id
        assert session.get_one(Stage, deal.stage_id).name == "Lead"
        assert session.query(Stage).count() == 6
        assert session.query(Note).one().entity_id == deal.id
        assert session.query(Tagging).one().entity_id == ann.id
        created = session.query(ActivityLog).filter_by(action="deal_created").one()
        assert (created.entity_id, created.details["contact_id"]) == (deal.id, ann.id)
        deleted = session.query(ActivityLog).filter_by(action="contact_created", entity_type="contact").all()
        assert min(row.entity_id for row in deleted) < 0
        assert [hit.id for hit in search.find(session, "website")] == [deal.id]
    assert take(other, exported).created == 0


def test_an_answer_from_elsewhere_names_the_records_of_here_and_offers_nothing(exported: Path, other: App) -> None:
    with other.db.write() as session:
        for name in ("Bo", "Cy"):
            contacts.create(session, at=NOW, first_name=name)
    take(other, exported)
    with other.db.read() as session:
        ann = session.query(Contact).filter_by(first_name="Ann").one()
        [details] = [row.details for row in session.query(Message) if row.role == "coach"]
    [offer] = details["cards"]
    assert details["used"][0]["id"] == offer["params"]["contact_id"] == ann.id
    assert offer["state"] == "declined"
    assert "step" not in offer


def coach_details(app: App) -> dict[str, Any]:
    with app.db.read() as session:
        [details] = [row.details for row in session.query(Message) if row.role == "coach"]
        return details


HOSTILE_DETAILS = {
    "cards": [
        {"tool": "create_task", "text": "Harmless", "params": {"title": "other"}, "state": "open", "step": 1},
        {"tool": "create_task", "text": "Done", "params": {"step": 1}, "state": "done", "step": 1},
    ],
    "noted": [{"business_id": 1, "field": "close_rate", "title": "", "value": "3", "confidence": 1, "step": 1}],
    "step": 1,
}  # fmt: skip


@pytest.mark.parametrize("empty", [True, False])
def test_no_file_brings_an_undo_step_or_an_offer_to_click(exported: Path, other: App, *, empty: bool) -> None:
    def harm(whole: dict[str, Any]) -> None:
        for row in whole["tables"]["messages"]:
            row["metadata"] = HOSTILE_DETAILS if row["role"] == "coach" else {}

    rewritten(harm)(exported)
    if not empty:
        with other.db.write() as session:
            contacts.create(session, at=NOW, first_name="Bo")
    take(other, exported)
    details = coach_details(other)
    assert [card["state"] for card in details["cards"]] == ["declined", "done"]
    assert '"step"' not in json.dumps(details)
    assert details["noted"][0]["value"] == "3"


def test_what_was_asked_elsewhere_is_the_same_question_here(exported: Path, other: App) -> None:
    """Ids of items, below zero of goals; what is not in the export is nobody's question."""

    def harm(whole: dict[str, Any]) -> None:
        [row] = [row for row in whole["tables"]["messages"] if row["role"] == "coach"]
        row["metadata"] = {"asked": [1, 999, "1", 2**70, -1, True, None]}
        whole["tables"]["checklist_items"][1]["params"] = {"contacts": [1, 999]}

    with other.db.write() as session:
        contacts.create(session, at=NOW, first_name="Bo")
        business = build.business(session, "Here", kind="client")
        goal = Goal(business_id=business.id, rule="here", goal_type="custom", goal_description="Here")
        session.add(goal)
        session.flush()
        here = {"goal_id": goal.id, "business_id": business.id, "item_type": "question", "ask": "Here?"}
        session.add(ChecklistItem(key="here", checklist_item="Here", **here))
    rewritten(harm)(exported)
    take(other, exported)
    with other.db.read() as session:
        asked = coach_details(other)["asked"]
        assert [session.get_one(ChecklistItem, asked[0]).ask, len(asked)] == ["How many say yes?", 2]
        assert session.get_one(Goal, -asked[1]).rule != "here"
        [item] = session.query(ChecklistItem).filter(ChecklistItem.key == "tell")
        [ann] = item.params["contacts"]
        assert session.get_one(Contact, ann).first_name == "Ann"


def set_up(app: App, **values: Any) -> None:
    with app.db.write() as session:
        for key, value in values.items():
            preferences.change(session, key, value, at=NOW)


ELSEWHERE = {"model_preset": "custom", "model_address": "https://evil.example/v1", "model_sends_addresses": True}


def with_model(exported: Path) -> None:
    def harm(whole: dict[str, Any]) -> None:
        rows = whole["tables"]["user_settings"]
        for number, (key, value) in enumerate((ELSEWHERE | {"model_sends_names": False}).items(), 900):
            rows.append({**rows[0], "id": number, "key": key, "value": json.dumps(value)})

    rewritten(harm)(exported)


@pytest.mark.parametrize("empty", [True, False])
def test_no_file_chooses_where_questions_are_sent_or_what_may_leave(exported: Path, other: App, *, empty: bool) -> None:
    with_model(exported)
    if not empty:
        with other.db.write() as session:
            contacts.create(session, at=NOW, first_name="Bo")
    planned, done = take(other, exported, dry_run=True), take(other, exported)
    with other.db.read() as session:
        values = preferences.all_values(session)
    assert {key: values[key] for key in ELSEWHERE} == {
        "model_preset": "none", "model_address": "", "model_sends_addresses": False,
    }  # fmt: skip
    assert values["model_sends_names"] is not empty, "into an empty file, what may not leave stays so"
    assert [error["message"] for error in done.errors] == [
        "The language model of the export is left out, and what it may see. Choose both in Settings."
    ]
    assert planned.errors == done.errors
    assert planned.created == done.created


def test_the_model_that_is_chosen_here_stays_and_no_export_holds_it(exported: Path, other: App, tmp_path: Path) -> None:
    mine = {"model_preset": "custom", "model_address": "https://mine.example/v1", "model_sends_people": False}
    set_up(other, **mine)
    with_model(exported)
    take(other, exported)
    with other.db.read() as session:
        values = preferences.all_values(session)
    assert {key: values[key] for key in mine} == mine
    whole = json.loads(export_of(other, tmp_path / "again")["rainmaker.json"])
    kept = [row["key"] for row in whole["tables"]["user_settings"]]
    assert [key for key in kept if key.startswith("model_")] == ["model_sends_people"]


def test_a_goal_that_is_pursued_here_is_not_pursued_twice(exported: Path, other: App) -> None:
    take(other, exported)
    with other.db.read() as session:
        own = session.query(Goal).one()
    setting("goals", "created_at", "2026-01-01T08:00:00Z")(exported)
    take(other, exported)
    with other.db.read() as session:
        assert [goal.id for goal in session.query(Goal)] == [own.id]


def test_a_merge_is_one_undo_step(exported: Path, other: App, tmp_path: Path) -> None:
    with other.db.write() as session:
        contacts.create(session, at=NOW, first_name="Bo", external_id="17", source_system="hubspot")
    before = export_of(other, tmp_path / "before")
    take(other, exported)
    undo.undo(other.db)
    assert export_of(other, tmp_path / "after") == before


def test_a_contact_with_the_same_id_elsewhere_is_the_same_contact(exported: Path, other: App) -> None:
    with other.db.write() as session:
        mine = contacts.create(
            session, at=NOW, first_name="Annie", emails=["annie@x.example"], external_id="17", source_system="hubspot"
        ).id
    take(other, exported)
    with other.db.read() as session:
        assert {contact.name for contact in session.query(Contact)} == {"Annie", "+cmd@x.example"}
        assert session.query(Deal).one().contact_id == mine
        found = contacts.points(session, mine)
        assert [point.value for point in found if point.is_primary and point.kind == "email"] == ["annie@x.example"]
        assert session.get_one(Contact, mine).last_outbound_at == NOW
        assert [hit.id for hit in search.find(session, "ann@home.example")] == [mine]


def test_cancelling_leaves_everything_as_it_was(exported: Path, other: App, tmp_path: Path) -> None:
    before = export_of(other, tmp_path / "before")
    told: list[tuple[int, int]] = []
    with pytest.raises(CrmError, match="Cancelled") as stopped:
        take(other, exported, progress=lambda done, total: told.append((done, total)), cancelled=lambda: len(told) > 9)
    assert stopped.value.kind == "cancelled"
    assert told == sorted(told)
    assert export_of(other, tmp_path / "after") == before


def test_a_file_laid_out_anew_by_an_editor_is_taken(exported: Path, other: App, tmp_path: Path) -> None:
    before = contents(exported)
    file = exported / "rainmaker.json"
    file.write_text(json.dumps(json.loads(file.read_text()), indent=2))
    take(other, exported)
    assert export_of(other, tmp_path / "again") == before


def rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        file = folder / "rainmaker.json"
        whole = json.loads(file.read_text())
        change(whole)
        file.write_text(json.dumps(whole))

    return harm


def setting(table: str, field: str, value: object) -> Callable[[Path], None]:
    return rewritten(lambda whole: whole["tables"][table][0].update({field: value}))


def cut(folder: Path) -> None:
    file = folder / "rainmaker.json"
    content = file.read_bytes()
    file.write_bytes(content[: content.rindex(b'"first_name"')])


def cut_between_rows(folder: Path) -> None:
    file = folder / "rainmaker.json"
    file.write_text("\n".join(file.read_text().split("\n")[:20]) + "\n")


def altered_attachment(folder: Path) -> None:
    next((folder / "attachments").iterdir()).write_text("something else")


def folder_for_file(folder: Path) -> None:
    (folder / "rainmaker.json").unlink()
    (folder / "rainmaker.json").mkdir()


HOSTILE: dict[str, Callable[[Path], None]] = {
    "no json": lambda folder: (folder / "rainmaker.json").unlink(),
    "a folder for a file": folder_for_file,
    "binary": lambda folder: (folder / "rainmaker.json").write_bytes(b"\xff\xfe\x00") and None,
    "empty": lambda folder: (folder / "rainmaker.json").write_bytes(b"") and None,
    "other json": lambda folder: (folder / "rainmaker.json").write_text('{"format": "songs"}') and None,
    "deep json": lambda folder: (folder / "rainmaker.json").write_text("[" * 200_000) and None,
    "a list": lambda folder: (folder / "rainmaker.json").write_text("[]") and None,
    "cut in a row": cut,
    "cut between rows": cut_between_rows,
    "altered attachment": altered_attachment,
    "missing table": rewritten(lambda whole: whole["tables"].pop("notes")),
    "unknown table": rewritten(lambda whole: whole["tables"].update(undo_rows=[])),
    "table no list": rewritten(lambda whole: whole["tables"].update(notes={})),
    "row no record": rewritten(lambda whole: whole["tables"].update(notes=[5])),
    "tables missing": rewritten(lambda whole: whole.pop("tables")),
    "version is text": rewritten(lambda whole: whole.update(version="1")),
    "unknown field": setting("notes", "evil", 1),
    "text for number": setting("deals", "value_cents", "1"),
    "bool for number": setting("deals", "value_cents", True),
    "huge number": setting("deals", "value_cents", 10**30),
    "number for text": setting("contacts", "name", 5),
    "null name": setting("contacts", "name", None),
    "naive moment": setting("contacts", "created_at", "2026-03-02 08:00:00"),
    "impossible moment": setting("contacts", "created_at", "2026-13-02T08:00:00Z"),
    "text for date": setting("tasks", "due_on", "tomorrow"),
    "list for object": setting("contacts", "custom", []),
    "not a choice": setting("contacts", "status", "friend"),
    "dangling reference": setting("deals", "contact_id", 999),
    "negative id": setting("notes", "id", -1),
    "giant id": setting("notes", "id", 2**62),
    "id missing": rewritten(lambda whole: whole["tables"]["notes"][0].pop("id")),
    "same id twice": rewritten(lambda whole: whole["tables"]["notes"].extend(whole["tables"]["notes"])),
    "surrogate": setting("notes", "body", "\ud800"),
    "path as name": setting("attachments", "filename", "../../evil"),
    "path as hash": setting("attachments", "sha256", "../../../etc/passwd"),
    "two own businesses": rewritten(lambda whole: [row.update(kind="own") for row in whole["tables"]["businesses"]][1]),
}


@pytest.mark.parametrize("harm", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_or_damaged_export_is_refused_with_a_sentence(
    exported: Path, other: App, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    before = export_of(other, tmp_path / "before")
    harm(exported)
    with pytest.raises(CrmError, match="cannot be taken back"):
        take(other, exported)
    assert export_of(other, tmp_path / "after") == before
    assert count(other, ImportBatch) == 0
    assert not list(other.folder.root.glob(".taking-back-*"))


def test_a_newer_export_is_refused_as_newer(exported: Path, other: App) -> None:
    for change in ({"version": 2}, {"revision": "9999"}):
        rewritten(lambda whole, change=change: whole.update(change))(exported)  # type: ignore[misc]
        with pytest.raises(CrmError, match="newer Rainmaker") as refused:
            take(other, exported)
        assert refused.value.kind == "unsupported"


def test_a_link_among_the_attachments_is_not_followed(exported: Path, other: App) -> None:
    file = next((exported / "attachments").iterdir())
    file.unlink()
    file.symlink_to("/etc/hostname")
    done = take(other, exported)
    assert [error["field"] for error in done.errors] == ["sha256"]
    assert not list(other.folder.attachments.glob("*/*"))
