"""Tags, own fields, and facts about a business."""

from datetime import timedelta

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, custom_fields, profile_facts, tags, tasks, undo
from tests import build
from tests.conftest import NOW


def test_tags_that_differ_only_in_case_or_accents_are_one(db: Database) -> None:
    with db.write() as session:
        ana, ben = build.contact(session), build.contact(session, "Ben")
        first = build.tag(session, "contact", ana.id, "Café")
        assert build.tag(session, "contact", ben.id, "cafe").id == first.id
        build.tag(session, "contact", ben.id, "CAFÉ")
        assert tags.of(session, "contact", [ana.id, ben.id]) == {ana.id: ["Café"], ben.id: ["Café"]}
        with pytest.raises(CrmError, match="There is a tag"):
            tags.create(session, at=NOW, name="CAFÉ")


def test_setting_all_tags_puts_on_the_missing_and_takes_off_the_others(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session)
        tags.set_all(session, "contact", ana.id, ["a", "b"], at=NOW)
        tags.set_all(session, "contact", ana.id, ["B", "c"], at=NOW)
        assert tags.of(session, "contact", [ana.id]) == {ana.id: ["b", "c"]}
        assert [tag.name for tag in tags.unused(session)] == ["a"]


def test_merging_tags_leaves_each_record_with_one_and_can_be_undone(db: Database) -> None:
    with db.write() as session:
        ana, ben = build.contact(session), build.contact(session, "Ben")
        keep = build.tag(session, "contact", ana.id, "vip")
        drop = build.tag(session, "contact", ana.id, "important")
        build.tag(session, "contact", ben.id, "important")
    with db.write() as session:
        tags.merge(session, keep.id, drop.id, at=NOW)
        assert tags.of(session, "contact", [ana.id, ben.id]) == {ana.id: ["vip"], ben.id: ["vip"]}
    undo.undo(db)
    with db.read() as session:
        assert tags.of(session, "contact", [ana.id, ben.id]) == {ana.id: ["important", "vip"], ben.id: ["important"]}


@pytest.mark.parametrize("name", ["", "  ", "a,b", "x" * 101])
def test_a_tag_needs_a_proper_name(db: Database, name: str) -> None:
    with db.write() as session:
        with pytest.raises(CrmError, match="A tag is a word"):
            tags.create(session, at=NOW, name=name)
        vip = tags.create(session, at=NOW, name="vip")
        with pytest.raises(CrmError, match="A tag is a word"):
            tags.edit(session, vip.id, at=NOW, name=name)


def test_tags_go_only_on_records_that_are_there(db: Database) -> None:
    with db.write() as session:
        for kind, record_id in (("contact", 9), ("stage", 1), ("nothing", 1)):
            with pytest.raises(CrmError):
                tags.add(session, kind, record_id, "vip", at=NOW)
        with pytest.raises(CrmError, match="has no tag"):
            tags.remove(session, "contact", 9, "vip", at=NOW)
        assert tags.unused(session) == []


@pytest.mark.parametrize(
    ("value_type", "given", "kept"),
    [
        ("text", "  big\x00 ", "big"), ("number", "12.50", 12.5), ("number", 3.0, 3), ("yes_no", "Yes", True),
        ("date", "2026-05-17", "2026-05-17"), ("choice", "red", "red"),
    ],
)  # fmt: skip
def test_an_own_field_keeps_values_of_its_type(db: Database, value_type: str, given: object, kept: object) -> None:
    choices = ["red", "blue"] if value_type == "choice" else []
    with db.write() as session:
        field = custom_fields.create(
            session, at=NOW, entity_type="task", label="Größe des Dings", value_type=value_type, choices=choices
        )
        task = build.task(session, custom={field.key: given})
        assert task.custom == {"grosse_des_dings": kept}
        tasks.edit(session, task.id, at=NOW, custom={field.key: ""})
        assert task.custom == {}


@pytest.mark.parametrize(
    ("value_type", "given"),
    [
        ("number", "many"),
        ("number", "nan"),
        ("number", True),
        ("date", "17.5.26"),
        ("yes_no", "maybe"),
        ("choice", "green"),
    ],
)
def test_an_own_field_refuses_other_values(db: Database, value_type: str, given: object) -> None:
    choices = ["red", "blue"] if value_type == "choice" else []
    with db.write() as session:
        custom_fields.create(session, at=NOW, entity_type="task", label="F", value_type=value_type, choices=choices)
        with pytest.raises(CrmError, match="F cannot be"):
            build.task(session, custom={"f": given})


def test_values_of_a_forgotten_field_may_stay(db: Database) -> None:
    with db.write() as session:
        old = custom_fields.create(session, at=NOW, entity_type="task", label="Old")
        custom_fields.create(session, at=NOW, entity_type="task", label="New")
        task = build.task(session, custom={"old": "x"})
        custom_fields.delete(session, old.id, at=NOW)
        tasks.edit(session, task.id, at=NOW, custom={"old": "x", "new": "y"})
        assert task.custom == {"old": "x", "new": "y"}
        with pytest.raises(CrmError, match="no own field old"):
            tasks.edit(session, task.id, at=NOW, custom={"old": "z"})


def test_a_field_is_defined_once_and_properly(db: Database) -> None:
    with db.write() as session:
        custom_fields.create(session, at=NOW, entity_type="deal", label="Size")
        for wrong in (
            {"label": "size"}, {"label": ""}, {"label": "A", "value_type": "colour"}, {"label": "A", "choices": ["x"]},
            {"label": "A", "value_type": "choice"}, {"label": "A", "entity_type": "tag"},
        ):  # fmt: skip
            with pytest.raises(CrmError):
                custom_fields.create(session, at=NOW, **{"entity_type": "deal", **wrong})


def test_the_owners_word_holds_against_what_was_learned_later(db: Database) -> None:
    with db.write() as session:
        acme = build.business(session).id
        profile_facts.learn(session, acme, "close_rate", "20 %", source="chat", at=NOW - timedelta(days=9))
        profile_facts.learn(session, acme, "close_rate", "30 %", source="owner", at=NOW - timedelta(days=8))
        profile_facts.learn(session, acme, "close_rate", "25 %", source="chat", at=NOW, confidence=0.6)
        profile_facts.learn(session, acme, "hiring_timeline", "spring", source="chat", at=NOW)
        shown = {field: fact.value for field, fact in profile_facts.current(session, acme).items()}
        assert shown == {"close_rate": "30 %", "hiring_timeline": "spring"}
        again = profile_facts.learn(session, acme, "hiring_timeline", "spring", source="chat", at=NOW, confidence=0.9)
        assert len(profile_facts.facts(session, acme)) == 4
        assert again.confidence == 0.9
        profile_facts.forget(session, again.id, at=NOW)
        assert list(profile_facts.current(session, acme)) == ["close_rate"]
        for wrong in ({"confidence": 1.5}, {"value": ""}, {"field": " "}, {"business_id": 99}):
            given = {"business_id": acme, "field": "f", "value": "v", "source": "s", **wrong}
            with pytest.raises(CrmError):
                profile_facts.learn(session, at=NOW, **given)


def test_deleting_a_contact_takes_its_tags_along(db: Database) -> None:
    with db.write() as session:
        ana = build.contact(session)
        build.tag(session, "contact", ana.id)
        contacts.delete(session, ana.id, at=NOW)
        assert [tag.name for tag in tags.unused(session)] == ["vip"]
