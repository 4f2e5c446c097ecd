"""Duplicates: what is one person or company under two names, and what only looks like it."""

from typing import Any

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import alike, businesses, contacts, duplicate_records, duplicates
from tests.conftest import NOW


def pairs(db: Database, *people: dict[str, Any]) -> list[tuple[float, str]]:
    with db.write() as session:
        for person in people:
            contacts.create(session, at=NOW, **person)
    with db.read() as session:
        return [(pair.score, pair.reason) for pair in duplicates.find(session)]


def business(db: Database, **fields: Any) -> int:
    with db.write() as session:
        return businesses.create(session, at=NOW, **fields).id


def person(first: str | None, last: str | None, **fields: Any) -> dict[str, Any]:
    return {"first_name": first, "last_name": last, **fields}


def test_the_same_e_mail_is_nearly_sure(db: Database) -> None:
    found = pairs(db, person("Ana", "Ruiz", email="Ana@Ruiz.example"), {"email": "ana@ruiz.example"})
    assert found == [(0.98, "same e-mail ana@ruiz.example")]


def test_the_same_phone_in_another_spelling_is_nearly_sure(db: Database) -> None:
    found = pairs(db, person("Bob", "Lee", phone="+49 176 1234567"), person("Robert", "Lee", phone="0176/1234567"))
    assert found == [(0.95, "same phone in another spelling (0176/1234567)")]


def test_the_same_name_at_the_same_business_is_nearly_sure_also_when_turned_around(db: Database) -> None:
    acme = business(db, name="Acme")
    found = pairs(db, person("José", "Ruiz", business_id=acme), person("Ruiz", "Jose", business_id=acme))
    assert found == [(0.95, "same name and business")]


@pytest.mark.parametrize(("one", "other"), [("Bob", "Robert"), ("Liz", "Elizabeth"), ("Paco", "Francisco")])
def test_a_nickname_at_the_same_business_or_domain_is_likely(db: Database, one: str, other: str) -> None:
    found = pairs(
        db, person(one, "Smith", email=f"{one}@acme.test"), person(other, "Smith", email=f"{other}.s@acme.test")
    )
    assert [score for score, _ in found] == [0.88]
    assert f"{one} and {other} are one name" in found[0][1]


def test_close_spelling_comes_lower_and_an_initial_lower_still(db: Database) -> None:
    acme = business(db, name="Acme")
    found = pairs(
        db, person("Katarina", "Novak", business_id=acme), person("Katrina", "Novak", business_id=acme),
        person("P", "Moreau", business_id=acme), person("Pierre", "Moreau", business_id=acme),
    )  # fmt: skip
    assert [score for score, _ in found] == [0.80, 0.70]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Karl", "Weber", phone="030 1234567"), person("Jonas", "Weber", phone="+49 30 1234567")),
        (person("Ana", "Ruiz", email="info@acme.test"), person("Max", "Bauer", email="info@acme.test")),
        (person("Ana", "Ruiz", email="a@gmail.com"), person("Anna", "Ruiz", email="b@gmail.com")),
        (person("John", "Lee", phone="030123456"), person("John", "Lee Jr", phone="030123456", birthday="1990-01-01")),
        (person("Bob", "Smith"), person("Robert", "Smith")),
        (person("Ana", "Ruiz", phone="12345"), person("Max", "Bauer", phone="12345")),
        (person("Ann", "Lee", email="x@one.test"), person("Ann", "Lee", email="y@two.test")),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_no_pair(db: Database, one: dict[str, Any], other: dict[str, Any]) -> None:
    if one["last_name"] == "Lee" and "birthday" in other:
        one = {**one, "birthday": "1960-05-05"}
    assert pairs(db, one, other) == []


def test_colleagues_with_the_companys_phone_score_low_and_the_reason_says_so(db: Database) -> None:
    acme = business(db, name="Acme", phone="+49 30 999000")
    found = pairs(
        db, person("Ana", "Ruiz", business_id=acme, phone="+4930999000"),
        person("Max", "Bauer", business_id=acme, phone="+4930999000"),
    )  # fmt: skip
    assert [score for score, _ in found] == [0.5]
    assert "the company's phone" in found[0][1]


def test_a_couple_with_one_e_mail_is_asked_about_and_never_sure(db: Database) -> None:
    found = pairs(db, person("Ana", "Ruiz", email="us@ruiz.test"), person("Max", "Ruiz", email="us@ruiz.test"))
    assert found[0][0] < duplicates.SURE
    assert "other names" in found[0][1]


def test_two_records_make_one_pair_and_the_fuller_one_is_kept(db: Database) -> None:
    acme = business(db, name="Acme", domain="acme.test")
    same = {"email": "ana@acme.test", "business_id": acme}
    pairs(db, person(None, "Ruiz", **same), person("Ana", "Ruiz", phone="0301234567", **same))
    with db.read() as session:
        (pair,) = duplicates.find(session)
    assert (pair.keep_id, pair.drop_id, pair.score) == (2, 1, 0.98)


def test_businesses_are_one_by_domain_or_by_name_without_legal_form(db: Database) -> None:
    business(db, name="Acme, Inc.", domain="acme.test")
    business(db, name="ACME Incorporated")
    business(db, name="Acme Holding", domain="www.acme.test")
    business(db, name="Blue Harbour Yoga")
    business(db, name="Blue Harbor Yoga GmbH & Co. KG")
    business(db, name="Studio 7")
    business(db, name="Studio 8")
    with db.read() as session:
        found = {(pair.keep_id, pair.drop_id): pair for pair in duplicates.find(session, "business")}
    assert {ids: pair.score for ids, pair in found.items()} == {(1, 3): 0.95, (1, 2): 0.92, (4, 5): 0.80}
    assert found[1, 2].reason == "same name, other legal form"


def test_other_kinds_are_refused_with_a_sentence(db: Database) -> None:
    with db.read() as session, pytest.raises(CrmError, match="contacts and businesses"):
        duplicates.find(session, "task")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acme gmbh & co. kg", "acme"),
        ("the bright company ltd.", "bright"),
        ("s.l. ruiz s.l.", "sl ruiz"),
        ("co", "co"),
    ],
)
def test_a_legal_form_says_nothing_about_a_name(one: str, other: str) -> None:
    assert alike.firm_key(one) == other


def test_ten_thousand_people_at_one_company_take_seconds_not_hours(db: Database) -> None:
    crowd = [
        duplicate_records.Person(
            i, alike.name_of(f"first{i % 1000}", f"last{i % 997}"), "", 1, (f"p{i}@x.test",), (), ((1, 1),)
        )
        for i in range(10_000)
    ]
    assert len(duplicates._best(duplicates._contact_pairs(crowd, set()))) < 100_000
