"""Search: what people type finds what they mean, and nothing they type breaks it."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import businesses, contacts, deals, search, search_index, tasks
from app.crm.undo import undo
from tests.conftest import NOW


def find(db: Database, typed: str, **how: object) -> list[tuple[str, str]]:
    with db.read() as session:
        return [(hit.kind, hit.title) for hit in search.find(session, typed, **how)]  # type: ignore[arg-type]


@pytest.fixture
def people(db: Database) -> Database:
    with db.write() as session:
        acme = businesses.create(session, at=NOW, name="Acme Bäckerei GmbH", domain="acme.example")
        ana = contacts.create(
            session, at=NOW, first_name="Anna", last_name="Müller", business_id=acme.id,
            emails=[("Anna.M@acme.example", "work")], phones=[("0176 1234-5678", None)], notes="met in Porto",
        )  # fmt: skip
        contacts.create(session, at=NOW, first_name="Łukasz", last_name="O'Brien-Sørensen")
        contacts.create(session, at=NOW, last_name="이순신", emails=["yi@navy.example"])
        deals.create(session, at=NOW, title="Website for Acme", contact_id=ana.id, business_id=acme.id)
        tasks.create(session, at=NOW, title="Call Anna about the website")
    return db


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("mull", "Anna Müller"), ("MÜLL", "Anna Müller"), ("anna mu", "Anna Müller"), ("muller porto", "Anna Müller"),
        ("ulle", "Anna Müller"), ("a.m@ac", "Anna Müller"), ("lukasz", "Łukasz O'Brien-Sørensen"),
        ("o'brien", "Łukasz O'Brien-Sørensen"), ("sorensen", "Łukasz O'Brien-Sørensen"),
        ("이순", "이순신"), ("backerei", "Acme Bäckerei GmbH"), ("cme.exam", "Acme Bäckerei GmbH"),
        ("a", "Anna Müller"), ("Łuk", "Łukasz O'Brien-Sørensen"),
    ],
)  # fmt: skip
def test_words_beginnings_and_parts_find_the_record_with_or_without_accents(
    people: Database, typed: str, title: str
) -> None:
    assert title in [found for _, found in find(people, typed)]


@pytest.mark.parametrize(
    "typed",
    ["017612345678", "0176 1234", "0176/1234-5678", "+49 176 12345678", "0049 176 1234 5678", "+49 (0)176 1234 5678",
     "(0176) 1234 56 78", "12345678", "0176 1234 5678 ext. 12", "234567"],
)  # fmt: skip
def test_a_phone_number_is_found_in_any_spelling(people: Database, typed: str) -> None:
    assert find(people, typed)[0] == ("contact", "Anna Müller")


def test_titles_come_before_other_text_and_people_before_tasks(people: Database) -> None:
    assert find(people, "acme") == [
        ("business", "Acme Bäckerei GmbH"), ("deal", "Website for Acme"), ("contact", "Anna Müller"),
    ]  # fmt: skip
    assert find(people, "anna") == [
        ("contact", "Anna Müller"), ("task", "Call Anna about the website"), ("deal", "Website for Acme"),
    ]  # fmt: skip
    assert find(people, "anna", kinds=["task"]) == [("task", "Call Anna about the website")]


def test_many_contacts_do_not_hide_the_one_deal(db: Database) -> None:
    with db.write() as session:
        deals.create(session, at=NOW, title="Zebra crossing")
        for number in range(60):
            contacts.create(session, at=NOW, first_name="Zebra", last_name=f"No {number}")
    found = find(db, "zeb")
    assert len(found) == 50
    assert ("deal", "Zebra crossing") in found
    assert found[0] == ("contact", "Zebra No 59")


def test_a_hit_in_the_text_shows_where_the_word_stands(people: Database) -> None:
    with people.read() as session:
        (hit,) = search.find(session, "porto")
    assert "met in Porto" in hit.snippet


def test_a_filter_gets_every_id_of_one_kind(people: Database) -> None:
    with people.read() as session:
        assert search.matching_ids(session, "contact", "brien") == [2]
        assert search.matching_ids(session, "contact", "00491761") == [1]
        assert search.matching_ids(session, "contact", "anna") == [1]
        assert search.matching_ids(session, "task", "website anna") == [1]
        assert search.matching_ids(session, "task", "?!") == []
        with pytest.raises(CrmError, match="can be searched"):
            search.matching_ids(session, "stage", "x")


@pytest.mark.parametrize(
    "typed",
    ["", " ", '"', "'", "*", "^anna", "title:", "a NEAR b", "NEAR(", "AND", "OR NOT", "-", "(", "{x}:", "\0", "😀😀😀",
     "%", "_",
     "a" * 10_000, "a b " * 3_000, "\ud800", "\u202e",
     "कुमार", "ﬁn", "\uff21\uff4e\uff4e\uff41", "a\u0301", ";DROP TABLE x",
     "\U0001e900\U0001e922\U0001e943", "٠١٢٣٤٥", "+", "00", "0", "x12"],
)  # fmt: skip
def test_nothing_typed_is_an_error(people: Database, typed: str) -> None:
    find(people, typed)
    with people.read() as session:
        search.matching_ids(session, "contact", typed)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=30) | st.text(alphabet=string.punctuation + " aN0", max_size=20))
def test_no_text_at_all_is_an_error(people: Database, typed: str) -> None:
    find(people, typed)


def test_the_index_follows_edits_deletions_and_undo(people: Database) -> None:
    def state() -> search_index.State:
        with people.read() as session:
            return search_index.check(session)

    with people.write() as session:
        contacts.edit(session, 1, at=NOW, last_name="Bauer", phones=["030 999888"])
    assert find(people, "muller") == []
    assert ("deal", "Website for Acme") in find(people, "bauer")
    assert find(people, "030999888")[0] == ("contact", "Anna Bauer")
    assert state().ok
    undo(people)
    assert ("contact", "Anna Müller") in find(people, "muller")
    with people.write() as session:
        businesses.edit(session, 1, at=NOW, name="Zeta")
    assert ("contact", "Anna Müller") in find(people, "zeta")
    with people.write() as session:
        contacts.delete(session, 1, at=NOW)
    assert "Anna Müller" not in [title for _, title in find(people, "muller")]
    assert state().ok
    undo(people)
    assert find(people, "0176 1234")
    assert state().ok


def test_an_index_filled_in_parts_is_tidied_in_small_writes(people: Database) -> None:
    for number in range(20):
        with people.write() as session:
            tasks.create(session, at=NOW, title=f"Task {number}")
    for _ in range(100):
        with people.write() as session:
            if not search_index.tidy(session, 1):
                break
    else:
        pytest.fail("there was always more to do")
    assert len(find(people, "task", kinds=["task"])) == 20


def test_the_doctor_sees_and_mends_an_index_that_differs(people: Database) -> None:
    with people.write() as session:
        connection = session.connection()
        first = search_index.BY_KIND["contact"].first
        connection.execute(text(f"DELETE FROM search_text WHERE rowid = {first + 1}"))
        connection.execute(text(f"UPDATE search_text SET body = 'old' WHERE rowid = {first + 2}"))
        connection.execute(text(f"INSERT INTO search_fragments (rowid, fragment) VALUES ({first + 99}, 'gone')"))
        assert search_index.check(session) == search_index.State(missing=1, stale=1, orphans=1)
        search_index.rebuild(connection)
        assert search_index.check(session).ok
    assert find(people, "porto")
