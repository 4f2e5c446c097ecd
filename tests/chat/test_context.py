"""What a model is told: records in view and named, within a budget, under the owner's switches, whatever they hold."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chat import naming, telling
from app.chat.asked import Asked, View
from app.chat.context import Context
from app.chat.replying import Replier
from app.clients.llm.talk import Stop, about_tokens
from app.compose import App
from app.crm import contacts, preferences, tasks
from tests import build
from tests.chat.conftest import answer
from tests.conftest import NOW
from tests.model_server import ModelServer, refuses, wants


def context(app: App, text: str = "How are things?", view: View = (), conversation: int = 0) -> Context:
    asked = Asked(conversation, 0, text, view, None, Stop(), NOW)
    return Replier(app.db, app.bus, lambda: app.model).context(asked)


def told(found: Context) -> str:
    return "\n".join(part.text for part in found.system)


def change(app: App, **values: object) -> None:
    with app.db.write() as session:
        for key, value in values.items():
            preferences.change(session, key, value, at=session.info["at"])  # type: ignore[arg-type]


def test_everything_from_records_is_fenced(app: App, ana: int) -> None:
    found = context(app, view=(("contact", ana), ("deal", 1), ("business", 2)))
    for part in found.system[1:]:
        first, *lines, last = part.text.split("\n")
        assert first.startswith("<record ")
        assert last.startswith("</record ")
        assert all(line.startswith("| ") for line in lines)


def test_each_piece_has_its_switch(app: App, ana: int) -> None:
    found = context(app, view=(("contact", ana), ("deal", 1)))
    kinds = {part.text.split("\n")[0].split()[2]: part.kind for part in found.system[1:]}
    assert kinds == {
        "contact": "people", "notes": "notes", "deal": "work", "profile": "profile", "figures": "figures",
        "today": "people",
    }  # fmt: skip


def test_the_strictest_switch_counts_for_mixed_lines(app: App, ana: int) -> None:
    change(app, model_sends_work=False)
    found = context(app)
    assert next(part.kind for part in found.system if "today of the owner" in part.text) == "work"


def test_a_record_that_is_gone_is_left_out(app: App, ana: int) -> None:
    with app.db.write() as session:
        contacts.delete(session, ana, at=session.info["at"])
    found = context(app, view=(("contact", ana), ("deal", 2**70), ("deal", -1), ("nonsense", 1), ("contact", 99)))
    assert found.used == ()


def test_the_budget_holds_and_the_nearest_stays(app: App, ana: int) -> None:
    with app.db.write() as session:
        for n in range(40):
            build.note(session, contacts.get(session, ana), f"Long note {n} " + "word " * 400)
    change(app, model_context_tokens=2_000)
    found = context(app, "What about Ana Ruiz?")
    whole = sum(about_tokens(part.text) for part in found.system) + about_tokens(found.hidden.section)
    assert whole <= 2_000
    assert "Name: Ana Ruiz" in told(found)


def test_long_turns_leave_room_for_records(app: App, ana: int) -> None:
    conversation = app.chat.say("word " * 3_000).conversation_id
    for _ in range(5):
        app.chat.say("word " * 1_000, conversation=conversation)
    found = context(app, "What about Ana Ruiz?", conversation=conversation)
    assert "Name: Ana Ruiz" in told(found)
    assert "figures of today" in told(found)


def test_numbers_follow_the_records(app: App) -> None:
    replier = Replier(app.db, app.bus, lambda: app.model)

    def numbers() -> str:
        return told(replier.context(Asked(0, 0, "Hi", (), None, Stop(), NOW)))

    with app.db.write() as session:
        task = build.task(session, "Send the offer", due_on=NOW.date()).id
    assert "Tasks due by tonight: 1" in numbers()
    with app.db.write() as session:
        tasks.complete(session, task, at=NOW)
    until = time.monotonic() + 20
    while "Tasks due by tonight: 0" not in numbers():
        assert time.monotonic() < until, "counted again on a thread, in a moment"
        time.sleep(0.01)
    replier.close()


def test_what_was_kept_about_the_business_is_told(app: App, server: ModelServer) -> None:
    server.then(wants("remember", {"text": "We close in August."}), answer("One click keeps it."))
    turn = app.chat.say("Remember that we close in August")
    assert "| We close in August." not in told(context(app))
    app.chat.carry_out(turn.id, 0)
    part = next(part for part in context(app).system if "We close in August." in part.text)
    assert part.kind == "memories"


def test_the_owner_and_the_coach_take_turns(app: App, server: ModelServer) -> None:
    server.then(refuses(401, "No"), refuses(401, "No"), answer("Yes."))
    first = app.chat.say("One")
    app.chat.say("Two", conversation=first.conversation_id)
    app.chat.say("Three", conversation=first.conversation_id)
    roles = [one["role"] for one in server.asked[-1]["messages"]]
    assert roles == ["system", "user"]
    assert server.asked[-1]["messages"][-1]["content"] == "One\n\nTwo\n\nThree"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("When did I last talk to Ana Ruiz?", ("contact", 1)),
        ("ana ruiz, what now", ("contact", 1)),
        ("What about Ruiz?", ("contact", 1)),
        ("How is Ana?", ("contact", 1)),
        ("And Acme GmbH?", ("business", 2)),
        ("anything new at acme?", ("business", 2)),
        ("Where does Acme website stand?", ("deal", 1)),
        ("What about Jean-Luc O'Neill-Ångström?", ("contact", 2)),
        ("Wie geht es Åsa?", ("contact", 3)),
    ],
)
@pytest.mark.usefixtures("ana")
def test_names_in_a_question_are_found(app: App, text: str, found: tuple[str, int]) -> None:
    with app.db.write() as session:
        build.contact(session, "Jean-Luc O'Neill-Ångström")
        build.contact(session, "Åsa 山田")
    with app.db.read() as session:
        assert found in naming.named(session, text)


def test_a_name_of_many_names_nobody(app: App) -> None:
    with app.db.write() as session:
        for n in range(5):
            build.contact(session, f"Ana Number{n}")
    with app.db.read() as session:
        assert naming.named(session, "How is Ana?") == []


@given(text=st.text(max_size=300))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_through_for_names(app: App, text: str) -> None:
    with app.db.read() as session:
        assert len(naming.named(session, text)) <= naming.MOST


@given(name=st.text(min_size=1, max_size=300), note=st.text(min_size=1, max_size=3_000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_record_can_be_told(app: App, name: str, note: str) -> None:
    with app.db.write() as session:
        try:
            made = build.contact(session, "x")
            contacts.edit(session, made.id, at=session.info["at"], last_name=name)
            build.note(session, made, note)
        except Exception:  # what the records do not take is no matter of this test
            return
    with app.db.read() as session:
        found = telling.record(session, "contact", made.id, NOW)
    assert found is not None
    for part in found.parts:
        assert all(line.startswith("| ") for line in part.text.split("\n")[1:-1])


def test_only_what_is_sent_counts_as_used(app: App, ana: int) -> None:
    view = (("contact", ana),)
    assert [one.id for one in context(app, view=view).used] == [ana]
    change(app, model_sends_people=False, model_sends_work=False, model_sends_notes=False, model_sends_figures=False)
    found = context(app, view=view)
    assert found.used == ()
    assert [one.id for one in found.about] == [ana], "whose words it is about is known all the same"


def test_what_no_budget_was_left_for_is_not_used(app: App, ana: int) -> None:
    change(app, model_context_tokens=1_000)
    assert context(app, "Why? " * 1000, view=(("contact", ana),)).used == ()
