"""Bad, damaged and hostile files: one sentence, or one row left out; nothing else suffers."""

import json
import threading
from pathlib import Path

import pytest

from app.core.errors import CrmError
from app.crm import importing, search_index, undo
from tests.crm.importing.conftest import Desk

WRONG = {
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "workbook": b"PK\x03\x04" + bytes(200),
    "empty": b"",
    "blank": b" \n\n ",
    "head only": b"First Name,Last Name,Email\n",
    "products": b"product,series,sales_price\nGTX,G,550\n",
    "products by id": b"Product ID,Product name,SKU,Unit price\n1,A,B,5\n",
    "tickets": b"Ticket ID,Ticket name,Ticket status,Associated Contact Email\n1,Broken,New,a@x.example\n",
    "no words": b"alpha,beta,gamma\n1,2,3\n",
    "prose": b"Dear reader,\nthis is a letter and nothing else.\nYours\n",
    "long line": b"name,email\n" + b"x" * (17 << 20),
    "web page": b"<!doctype html><html></html>",
    "cut card": b"BEGIN:VCARD\n",
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_one_sentence_and_changes_nothing(desk: Desk, content: bytes) -> None:
    before = desk.dump()
    with pytest.raises(CrmError) as refused:
        desk.take(content)
    assert refused.value.message.endswith(".")
    assert "\n" not in refused.value.message
    assert desk.dump() == before


def test_missing_files_and_folders_are_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="no file"):
        desk.take(tmp_path / "none.csv")
    with pytest.raises(CrmError):
        desk.take(tmp_path, kind="contacts")
    with pytest.raises(CrmError):
        desk.take("a,b\n1,2\n", kind="planets")


@pytest.mark.parametrize(
    "raw",
    [
        "Vorname;Nachname;E-Mail\nJürgen;Größe;j@x.example\n".encode("cp1252"),
        "\ufeffVorname,Nachname,E-Mail\nJürgen,Größe,j@x.example\n".encode(),
        "Vorname\tNachname\tE-Mail\nJürgen\tGröße\tj@x.example\n".encode("utf-16"),
        "sep=;\r\nVorname;Nachname;E-Mail\r\nJürgen;Größe;j@x.example\r\n".encode(),
        b"Vorname,Nachname,E-Mail\nJ\xc3\xbcrgen,Gr\xc3\xb6\xc3\x9fe,j@x.example\nBad,L\xe4tin,k@x.example\n",
        "Vorname|Nachname|E-Mail\nJür\x00gen|Größe|j@x.example\n".encode(),
    ],
)
def test_encodings_marks_and_delimiters_are_found(desk: Desk, raw: bytes) -> None:
    desk.take(raw)
    assert desk.rows("SELECT first_name, last_name, email FROM contacts")[0] == ("Jürgen", "Größe", "j@x.example")


def test_one_bad_row_never_stops_the_others(desk: Desk) -> None:
    done = desk.take(
        "Deal ID,Deal Name,Deal Stage,Amount,Create Date\n"
        "1,Good,Proposal,10,2024-01-01\n"
        f"2,Huge,Proposal,{10**30},2024-01-01\n"
        "3,Wrong,Proposal,abc,2024-01-01\n"
        "4,Late,Proposal,5,the other day\n"
        "5,Below,Proposal,-5,2024-01-01\n\n"
        "6,=HYPERLINK(1),Proposal,7,2024-01-02\n"
    )
    assert (done.rows, done.created) == (6, 2)
    assert [(e["row"], e["field"]) for e in done.errors] == [
        (3, "value"),
        (4, "value"),
        (5, "created_at"),
        (6, "value"),
    ]
    assert desk.rows("SELECT title FROM deals ORDER BY id") == [("Good",), ("=HYPERLINK(1)",)]


def test_strange_texts_wide_and_ragged_rows_are_kept(desk: Desk) -> None:
    long, arabic, face = "N" * 300, "\u0645\u0631\u062d\u0628\u0627", "\U0001f600"
    heads = ",".join(f"Extra {n}" for n in range(10_000))
    done = desk.take(
        f"First Name,Email,Email,{heads}\n{long},a@x.example,b@x.example,1\n{arabic},c@x.example\n"
        f"{face},d@x.example,,{',' * 10_000}beyond\n"
    )
    assert (done.created, done.errors) == (3, [])
    assert desk.rows("SELECT first_name FROM contacts ORDER BY id") == [(long,), (arabic,), (face,)]
    assert desk.one("SELECT count(*) FROM contact_points WHERE contact_id = 1") == 2
    assert "beyond" in desk.one("SELECT custom FROM contacts WHERE id = 3")


def test_an_unclosed_quote_swallows_no_rows(desk: Desk) -> None:
    done = desk.take('First Name,Email\n"Ann,a@x.example\nBo,b@x.example\nCy,c@x.example\n')
    assert done.rows == 3
    assert desk.one("SELECT count(*) FROM contacts WHERE email IN ('b@x.example', 'c@x.example')") == 2


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("13/02/2024", "01/02/2024"), ["2024-02-13", "2024-02-01"]),
        (("02/13/2024", "01/02/2024"), ["2024-02-13", "2024-01-02"]),
        (("13.02.2024", "01.02.2024"), ["2024-02-13", "2024-02-01"]),
        (("12 Mar 2021", "Mar 5, 2021"), ["2021-03-12", "2021-03-05"]),
        (("2024-02-13T10:00:00Z", "20240201"), ["2024-02-13", "2024-02-01"]),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(
    desk: Desk, cells: tuple[str, str], expected: list[str]
) -> None:
    rows = "\n".join(f'D{n},Deal {n},Lead,5,"{cell}"' for n, cell in enumerate(cells))
    desk.take(f"Deal ID,Deal Name,Deal Stage,Amount,Create Date\n{rows}\n")
    assert [row[0] for row in desk.rows("SELECT date(created_at) FROM deals ORDER BY id")] == expected


def test_what_nothing_tells_is_asked_and_not_guessed(desk: Desk) -> None:
    content = "Deal ID,Deal Name,Deal Stage,Amount,Create Date\nD1,Site,Lead,5,03/04/2024\n"
    with pytest.raises(CrmError, match="day or the month") as asked:
        desk.take(content)
    assert (asked.value.kind, desk.rows("SELECT * FROM deals")) == ("question", [])
    assert importing.preview(desk.db, importing.read(desk.file(content))).questions == ["Create Date: 03/04/2024"]
    desk.take(content, mapping={"day_first": False})
    assert desk.one("SELECT date(created_at) FROM deals") == "2024-03-04"


def test_a_preview_and_a_dry_run_say_what_would_happen_and_write_nothing(desk: Desk) -> None:
    desk.take("First Name,Last Name,Email\nAnn,Lee,ann@x.example\n")
    before = desk.dump()
    content = (
        "First Name,Last Name,Email,Phone,Job\n"
        "Ann,Lee,ANN@x.example,+1 650 253 0000,\nBo,Ray,bo@x.example,,\n,,,,\n,,,,x\n"
    )
    shown = importing.preview(desk.db, importing.read(desk.file(content)))
    assert shown.result is not None
    assert (shown.result.created, shown.result.updated, len(shown.result.errors)) == (1, 1, 1)
    assert [(row, reason) for row, _table, _id, reason in shown.duplicates] == [(2, "same person")]
    assert shown.mapping["columns"]["Email"] == "email"
    tried = desk.take(content, dry_run=True)
    assert (tried.created, tried.batch_id, desk.dump() == before) == (1, None, True)


def test_the_same_person_is_completed_and_two_people_stay_two(desk: Desk) -> None:
    desk.take("First Name,Last Name,Email,Phone\nAnn,Lee,ann@x.example,\nTom,Ray,,+1 650 253 0000\n")
    done = desk.take(
        "First Name,Last Name,Email,Phone,City\n"
        "Annie,Other,ANN@X.example,+1 650 253 0001,Bonn\n"
        "Zoe,Kim,,+1 (650) 253-0000,\n"
        "T,Ray,,001 650 253 0000,Rome\n"
    )
    assert (done.created, done.updated) == (1, 2)
    assert desk.rows("SELECT first_name, last_name, city FROM contacts ORDER BY id") == [
        ("Ann", "Lee", "Bonn"), ("Tom", "Ray", "Rome"), ("Zoe", "Kim", None),
    ]  # fmt: skip


def test_a_contact_without_a_name_takes_the_first_it_is_given(desk: Desk) -> None:
    content = "First Name,Last Name,Email\n,,a@x.example\nZoe,Kim,a@x.example\nBob,Ray,a@x.example\n"
    desk.take("Email\nb@x.example\n", "bare.csv")
    desk.take("First Name,Last Name,Email\nCy,Dee,b@x.example\n", "named.csv")
    assert desk.take(content).created == 2
    again = desk.take(content)
    assert (again.created, again.updated) == (0, 0)
    found = desk.rows("SELECT name, sort_name FROM contacts ORDER BY id")
    assert found == [("Cy Dee", "dee cy"), ("Zoe Kim", "kim zoe"), ("Bob Ray", "ray bob")]


@pytest.mark.parametrize(
    "rules",
    [
        {"kind": "planets"}, {"columns": {"No such column": "email"}},
        {"kind": "contacts", "columns": {"Email": "shoe_size"}},
        {"colums": {}}, {"day_first": "yes"}, ["a"],
    ],
    ids=repr,
)  # fmt: skip
def test_a_wrong_mapping_is_refused(desk: Desk, rules: object) -> None:
    with pytest.raises(CrmError, match="mapping"):
        desk.take("First Name,Email\nAnn,a@x.example\n", mapping=desk.file(json.dumps(rules), "map.json"))
    assert desk.rows("SELECT * FROM contacts") == []


MANY = "First Name,Last Name,Email,Company\n" + "".join(
    f"F{n},L{n},p{n}@x.example,Firm {n % 50}\n" for n in range(1500)
)


def test_an_import_cut_off_is_found_and_can_be_undone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.dump()
    _cut_off(desk, monkeypatch)
    with desk.db.read() as session:
        found = importing.interrupted(session)
        step = undo.batch_step(session, found[0].id)
    assert 0 < desk.one("SELECT count(*) FROM contacts") < 1500
    undo.undo(desk.db, step)
    assert desk.dump() == before
    with desk.db.read() as session:
        assert importing.interrupted(session) == []


def test_an_import_cut_off_can_be_resumed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _cut_off(desk, monkeypatch)
    with desk.db.read() as session:
        batch = importing.interrupted(session)[0].id
    done = importing.resume(desk.db, batch)
    assert done.created + done.skipped + done.updated == 1500
    assert desk.one("SELECT count(*) FROM contacts") == 1500
    with desk.db.read() as session:
        assert importing.interrupted(session) == []
        assert search_index.check(session).ok


def test_the_same_file_again_finishes_an_import_that_was_cut_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    _cut_off(desk, monkeypatch)
    desk.take(MANY)
    with desk.db.read() as session:
        assert importing.interrupted(session) == []
        assert search_index.check(session).ok


def test_what_a_cancelled_import_brought_can_be_found(desk: Desk) -> None:
    total: list[float] = []
    desk.take(
        MANY, progress=lambda done, of: total.append(done / of), cancelled=lambda: bool(total) and total[-1] > 0.6
    )
    assert 0 < desk.one("SELECT count(*) FROM contacts") < 1500
    with desk.db.read() as session:
        assert search_index.check(session).ok


def _cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the process died in the middle: nothing after the fatal write runs."""

    def die(done: int, total: int) -> None:
        if done > total * 0.6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.take(MANY, progress=die)


def test_a_cancelled_import_stops_and_can_be_undone(desk: Desk) -> None:
    before = desk.dump()
    seen: list[int] = []
    done = desk.take(MANY, progress=lambda n, _total: seen.append(n), cancelled=lambda: len(seen) > 3)
    assert done.cancelled
    if done.batch_id:
        desk.undo(done)
    assert desk.dump() == before


def test_the_window_can_write_while_an_import_runs(desk: Desk) -> None:
    result: list[importing.Result] = []
    path = desk.file(MANY)
    worker = threading.Thread(target=lambda: result.append(importing.run_path(desk.db, path)))
    worker.start()
    for n in range(20):
        with desk.db.write() as session:
            session.connection().exec_driver_sql(
                "INSERT INTO tags (name, created_at, updated_at) VALUES (?, '2026-01-01', '2026-01-01')", (f"t{n}",)
            )
    worker.join()
    assert result[0].created == 1500
    assert desk.one("SELECT count(*) FROM tags") == 20
    desk.undo(result[0])
    assert desk.one("SELECT count(*) FROM contacts") == 0
    assert desk.one("SELECT count(*) FROM tags") == 20
