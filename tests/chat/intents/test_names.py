"""Records by their names: found, told apart, and pointed at by what the owner looks at."""

from datetime import timedelta

import pytest

from app.chat import intents
from app.chat.intents import Offline
from app.core.db import Database
from app.crm import stages
from tests import build
from tests.chat.intents.conftest import Raw, Said, euro
from tests.conftest import NOW


@pytest.fixture
def people(db: Database) -> dict[str, int]:
    with db.write() as session:
        acme = build.business(session, "Acme GmbH", kind="client", phone="+49 30 1234567")
        ana = build.contact(session, "Ana Ruiz", business_id=acme.id, email="ana@acme.example", birthday="1980-03-05")
        other = build.contact(session, "Ana Silva")
        silent = build.contact(session, "Bo Chen", do_not_contact=True)
        deal = build.deal(session, "Acme website", contact_id=ana.id, business_id=acme.id, value_cents=450_000)
        build.deal(session, "Shop in dollars", contact_id=ana.id, business_id=acme.id, value_cents=100, currency="USD",
                   stage="Won")  # fmt: skip
        build.interaction(session, ana.id, "call", NOW - timedelta(days=3), summary="Wants a *quote*")
        build.task(session, "Send the offer", contact_id=ana.id, due_on=NOW.date())
        build.event(session, NOW + timedelta(days=1), "Lunch", contact_id=ana.id)
        build.note(session, ana)
        return {"ana": ana.id, "other": other.id, "silent": silent.id, "deal": deal.id, "acme": acme.id}


def asked(db: Database, text: str, *view: tuple[str, int]) -> Offline:
    with db.read() as session:
        found = intents.answer(session, text, NOW, view=view)
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["Tell me about Ana Ruiz", "who is ana ruiz?", "what do you know about Ana Ruiz"])
def test_a_person_is_told_of_in_one_card(text: str, db: Database, people: dict[str, int]) -> None:
    found = asked(db, text)
    for part in (
        "Ana Ruiz, lead, Acme GmbH.",
        r"Last contact 3 days ago (Feb 27, 2026): you called: Wants a \*quote\*",
        "Open deal: Acme website, €4,500, in Lead",
        "Closed deals: 1 won, worth 1 in USD, and 0 lost",
        "Task: Send the offer, today",
        "Appointment: Lunch, tomorrow at 09:00",
        "Birthday in 3 days",
        "1 note",
    ):
        assert part in found.text
    assert {(used.kind, used.id) for used in found.used} >= {("contact", people["ana"]), ("deal", people["deal"])}
    assert [card.text for card in found.cards] == ["Create a task: Call Ana Ruiz, due today"]
    assert found.cards[0].params["contact_id"] == people["ana"]


def test_several_of_a_name_are_listed_and_asked_about(db: Database, people: dict[str, int]) -> None:
    found = asked(db, "phone number of Ana")
    assert found.text.startswith("2 are called Ana. Which one do you mean?")
    assert {used.id for used in found.used} == {people["ana"], people["other"]}


@pytest.mark.parametrize(
    "text", ["When did I last speak to Ana Ruis?", "last contact with ruiz, ana", "When did I call Ana Riuz"]
)
def test_a_misspelt_name_is_found_and_said_as_it_is(text: str, db: Database, people: dict[str, int]) -> None:
    found = asked(db, text)
    assert found.text.startswith("Ana Ruiz:")
    assert "3 days ago" in found.text


@pytest.mark.parametrize(
    "text", ["email of Ana Ruiz", "What's Ana Ruiz's phone number?", "how do I reach Ana Ruiz", "call Ana Ruiz"]
)
def test_how_to_reach_somebody(text: str, db: Database, people: dict[str, int]) -> None:
    assert "ana@acme.example" in asked(db, text).text


def test_nobody_of_a_name_is_said_and_not_guessed(db: Database, people: dict[str, int]) -> None:
    assert asked(db, "When did I last speak to Zed Quux?").text == "Nobody and nothing here is called Zed Quux."
    with db.read() as session:
        assert intents.answer(session, "how is Zed Quux", NOW) is None


@pytest.mark.parametrize("text", ["when did I last speak to her", "tell me about this contact", "phone of this client"])
def test_what_is_looked_at_can_be_pointed_to(text: str, db: Database, people: dict[str, int]) -> None:
    found = asked(db, text, ("deal", people["deal"]), ("contact", people["ana"]))
    assert ("contact", people["ana"]) in {(used.kind, used.id) for used in found.used}
    assert "No such record is open" in asked(db, "when did I last speak to her").text


def test_who_must_not_be_contacted_is_not_offered_a_call(db: Database, people: dict[str, int]) -> None:
    found = asked(db, "tell me about Bo Chen")
    assert "not to be contacted" in found.text
    assert found.cards == ()


def test_a_told_task_becomes_a_card(db: Database, people: dict[str, int]) -> None:
    [card] = asked(db, "Remind me to call Ana Ruiz tomorrow").cards
    assert card.params["title"] == "Call Ana Ruiz"
    assert (card.params["due_on"], card.params["contact_id"]) == ("2026-03-03", people["ana"])


def test_money_of_a_client_is_what_sql_adds_up(said: Said, raw: Raw) -> None:
    sql = """SELECT b.id, b.name, sum(d.value_cents), count(*) FROM deals d JOIN businesses b ON b.id = d.business_id
        WHERE d.won = 1 GROUP BY 1 ORDER BY 3 DESC LIMIT 1"""
    [(business_id, name, cents, n)] = raw.rows(sql)
    for text in (f"how much did I earn from {name}?", f"tell me about {name}", f"deals with {name}"):
        found = said(text)
        assert f"{n} won, worth {euro(cents)}" in found.text
        assert ("business", business_id) in {(used.kind, used.id) for used in found.used}


def test_the_last_contact_is_the_one_of_the_log(said: Said, raw: Raw) -> None:
    sql = """SELECT c.name, date(i.at, '+1 hour') FROM contacts c JOIN interactions i ON i.contact_id = c.id
        WHERE (SELECT count(*) FROM contacts o WHERE o.sort_name = c.sort_name) = 1 AND i.at < '2026-02-20'
        AND NOT EXISTS (SELECT 1 FROM interactions x WHERE x.contact_id = c.id AND x.at > i.at)
        ORDER BY i.at DESC LIMIT 3"""
    for name, day in raw.rows(sql):
        shown = f"{int(day[8:])}, {day[:4]}"
        for text in (f"when did I last speak to {name}?", f"last contact with {name}", f"tell me about {name}"):
            assert shown in said(text).text


def test_hours_of_a_project_are_what_sql_adds_up(said: Said, raw: Raw) -> None:
    sql = """SELECT p.name, sum(t.duration_minutes) FROM projects p JOIN time_entries t ON t.project_id = p.id
        WHERE p.status = 'active' GROUP BY p.id ORDER BY 2 DESC LIMIT 2"""
    for name, minutes in raw.rows(sql):
        for text in (f"hours on {name}", f"how much time did I spend on {name}?", f"how long did I work on {name}"):
            assert f"{round(minutes / 60, 1):g} h logged so far" in said(text).text


def test_a_number_that_is_not_known_is_said_to_be_missing(db: Database, people: dict[str, int]) -> None:
    told = asked(db, "phone number of Ana Ruiz").text
    assert told.startswith("No phone number of Ana Ruiz is known. Ana Ruiz:")
    assert "ana@acme.example" in told
    assert "No e-mail" not in asked(db, "email of Ana Ruiz").text


def test_a_stage_is_found_by_the_name_that_its_owner_gave_it(db: Database) -> None:
    with db.write() as session:
        stages.edit(session, build.stage(session, "Proposal").id, at=NOW, name="Angebot ist raus")
        build.deal(session, "Acme website", value_cents=450_000, stage="Angebot ist raus")
    assert asked(db, "how much is in angebot ist raus?").text.startswith(
        "1 open deal is in Angebot ist raus, worth €4,500"
    )
    with db.read() as session:
        assert intents.answer(session, "how much is in proposal?", NOW) is None


def test_follow_ups_of_who_must_not_be_contacted_are_not_due(db: Database, people: dict[str, int]) -> None:
    with db.write() as session:
        for key in ("ana", "silent"):
            build.followup(session, NOW - timedelta(days=2), contact_id=people[key])
        build.followup(session, NOW + timedelta(days=1), contact_id=people["other"])
    told = asked(db, "which follow-ups are due?").text
    assert told.startswith("1 planned follow-up is due today:\n\n- Ana Ruiz, 2 days late")
    assert "1 more is planned for later." in told
    assert "- Ana Silva, tomorrow at" in asked(db, "what is due tomorrow").text


def test_the_next_follow_up_is_named_where_none_is_due(db: Database, people: dict[str, int]) -> None:
    with db.write() as session:
        build.followup(session, NOW + timedelta(days=4), contact_id=people["ana"])
        build.followup(session, NOW + timedelta(days=9), contact_id=people["other"])
    told = asked(db, "when is my next follow-up?").text
    assert told.startswith("No planned follow-up is due today. The next one:\n\n- Ana Ruiz, in 4 days at")
    assert "Silva" not in told
