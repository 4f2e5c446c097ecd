"""Talking with the coach by the keyboard: asked, streamed, stopped, failed, carried out, taken back, found again."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.chat import conversations, unsent
from app.chat.drafts import Drafts
from app.chat.shapes import Details
from app.coach.engine import Engine
from app.coach.rules.coach_question import RULE
from app.compose import App
from app.crm import businesses, preferences
from app.models import CoachMessage, Conversation, Task
from app.ui.chat.coach_turn import CoachTurn
from app.ui.chat.conversation import Conversation as View
from app.ui.chat.owner_turn import OwnerTurn
from app.ui.chat.panel import Panel
from app.ui.chat.talk import Talk
from app.ui.desk import Desk
from app.ui.pages.chat import ChatPage
from app.ui.theme.look import Look
from app.ui.window import Window
from tests import build, model_server
from tests.chat.conftest import answer
from tests.goals.making import made
from tests.model_server import ModelServer, refuses, said, wants

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLENTY = 20_000


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model is set up, by the address in the environment."""
    with model_server.running() as found:
        monkeypatch.setenv("OPENAI_BASE_URL", found.address)
        yield found


@pytest.fixture
def ana(app: App) -> int:
    with app.db.write() as session:
        businesses.own(session, session.info["at"])
        who = build.contact(session, "Ana Ruiz", email="ana@acme.example")
        build.deal(session, "Acme website", contact_id=who.id, value_cents=450_000)
        return who.id


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(focused(), key, held)


def panel_of(window: Window) -> Panel:
    """Opened by its keys."""
    assert window.frame is not None
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    panel = window.frame.chat.panel
    assert panel is not None
    return panel


def ended(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.talk.run is None, timeout=PLENTY)
    qtbot.wait(20)


def ask(qtbot: QtBot, view: View, text: str) -> CoachTurn:
    """Type it, send it, wait for the answer. Returns its view."""
    view.focus()
    QTest.keyClicks(focused(), text)
    press(Qt.Key.Key_Return)
    ended(qtbot, view._desk)
    return newest(view)


def newest(view: View) -> CoachTurn:
    shown = view.transcript.turn_view(view._talk.turns[-1].id)
    assert isinstance(shown, CoachTurn)
    return shown


def first(view: View) -> OwnerTurn:
    shown = view.transcript.turn_view(view._talk.turns[0].id)
    assert isinstance(shown, OwnerTurn)
    return shown


def _listed(app: App) -> list[int]:
    with app.db.read() as session:
        return [row.id for row in conversations.listed(session)]


def contents(app: App, conversation: int) -> list[str]:
    with app.db.read() as session:
        return [turn.content for turn in conversations.turns(session, conversation)]


def kept(app: App, *contents: str, details: Details | None = None) -> int:
    """A conversation of the owner and the coach in turn."""
    with app.db.write() as session:
        at = session.info["at"]
        known = conversations.begin(session, contents[0], at=at)
        for place, content in enumerate(contents):
            role, more = ("coach", details) if place % 2 else ("owner", None)
            conversations.add(session, known, role, content, at=at, details=more)
        return known


def test_the_keys_open_it_and_esc_gives_the_focus_back(window: Window) -> None:
    assert window.frame is not None
    window.frame.show_page("contacts")
    window.frame.title.search.field.setFocus()
    before = focused()
    panel = panel_of(window)
    assert focused() is panel.conversation.composer.field
    assert window.frame.chat.bubble.isHidden()
    press(Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert focused() is before
    assert window.frame.chat.bubble.isVisible()
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    assert panel.isHidden(), "the same keys close it"


def test_an_answer_is_streamed_and_tells_what_it_rests_on(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, ana: int
) -> None:
    server.then(wants("find_records", {"kind": "deal", "text": "Acme"}))
    server.then(answer("**One deal** is open. " * 30, pieces=30, _pause=0.05))
    view = panel_of(window).conversation
    QTest.keyClicks(focused(), "How is it")
    press(Qt.Key.Key_Return, held=SHIFT)
    QTest.keyClicks(focused(), "going?")
    press(Qt.Key.Key_Return)
    assert view.composer.text == ""
    lengths: set[int] = set()

    def grown() -> bool:
        run = desk.talk.run
        lengths.add(len(run.text) if run is not None else 0)
        return run is None

    qtbot.waitUntil(grown, timeout=PLENTY)
    assert len(lengths) > 3
    qtbot.wait(20)
    shown = newest(view)
    assert shown.prose.views[0].toPlainText().startswith("One deal is open.")
    assert desk.talk.turns[0].content == "How is it\ngoing?"
    assert shown.used.fold.text() == "Looked at 1 deal"
    shown.used.fold.setFocus()
    press(Qt.Key.Key_Return, Qt.Key.Key_Tab)
    assert focused().toolTip() == "Acme website"
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert window.frame.current == "pipeline"


def test_the_record_in_view_goes_along(qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, ana: int) -> None:
    assert window.frame is not None
    window.frame.open_record("contact", ana)
    panel = panel_of(window)
    assert window.frame.chat.in_view() == (("contact", ana),)
    server.then(answer("She is fine."))
    ask(qtbot, panel.conversation, "And her?")
    assert "Ana Ruiz" in said(server.asked[-1]["messages"])


def test_esc_stops_first_and_what_was_written_stays(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App
) -> None:
    server.then(answer("One sentence is there. " * 40, pieces=80, _pause=0.05))
    panel = panel_of(window)
    QTest.keyClicks(focused(), "Tell me")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.talk.run is not None and bool(desk.talk.run.text), timeout=PLENTY)
    assert panel.conversation.composer.stop.isVisible()
    press(Qt.Key.Key_Escape)
    ended(qtbot, desk)
    turn = desk.talk.turns[-1]
    assert turn.details.finish == "stopped"
    assert turn.content.startswith("One sentence is")
    assert turn.content.count("there.") < 40
    assert newest(panel.conversation).feedback.ended.text() == "You stopped this answer."
    assert panel.isVisible()
    press(Qt.Key.Key_Escape)
    assert panel.isHidden()


def test_a_failure_keeps_the_words_and_can_be_tried_again(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer
) -> None:
    server.script = lambda _body: refuses(401, "Incorrect API key provided.", "invalid_api_key")
    view = panel_of(window).conversation
    shown = ask(qtbot, view, "Who should wait?")
    assert shown.turn is not None
    assert shown.turn.details.finish == "failed"
    assert shown.error.isVisible()
    assert shown.error.text() == shown.turn.details.error != ""
    assert first(view).prose.text == "Who should wait?"
    assert shown.mend.isVisible(), "the door to Settings"
    server.script = lambda _body: answer("Nobody.")
    shown.try_again.setFocus()
    press(Qt.Key.Key_Return)
    ended(qtbot, desk)
    assert [turn.content for turn in desk.talk.turns] == ["Who should wait?", "Nobody."]
    assert not newest(view).error.isVisible()


def test_a_card_does_nothing_before_the_click_and_is_taken_back(
    qtbot: QtBot, window: Window, server: ModelServer, app: App, ana: int
) -> None:
    server.then(wants("create_task", {"title": "Call Ana", "contact_id": ana}), answer("Shall I?"))
    shown = ask(qtbot, panel_of(window).conversation, "Plan a call with Ana")
    card = shown.cards[0]
    with app.db.read() as session:
        assert session.query(Task).count() == 0
    card.do_it.setFocus()
    press(Qt.Key.Key_Return)
    with app.db.read() as session:
        assert session.query(Task).one().title == "Call Ana"
    assert card.said.text() == "Task created."
    assert focused() is card.undo
    press(Qt.Key.Key_Return)
    with app.db.read() as session:
        assert session.query(Task).count() == 0
    assert card.said.text() == "Taken back."
    assert card.undo.isHidden()


def test_ctrl_z_elsewhere_is_seen_on_the_card(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, ana: int
) -> None:
    server.then(wants("create_task", {"title": "Call Ana", "contact_id": ana}), answer("Shall I?"))
    shown = ask(qtbot, panel_of(window).conversation, "Plan a call with Ana")
    shown.cards[0].do_it.click()
    assert shown.cards[0].undo.isVisible()
    desk.undo()
    qtbot.waitUntil(lambda: shown.cards[0].said.text() == "Taken back.")


def test_a_card_that_cannot_be_done_says_why_and_one_is_left_alone(
    qtbot: QtBot, window: Window, server: ModelServer, ana: int
) -> None:
    server.then(wants("log_interaction", {"contact_id": ana, "kind": "call"}), answer("Log it?"))
    shown = ask(qtbot, panel_of(window).conversation, "I called Ana")
    assert shown.turn is not None
    shown.cards[0].not_now.setFocus()
    press(Qt.Key.Key_Return)
    assert shown.cards[0].said.text() == "Left alone."
    assert shown.cards[0].do_it.isHidden()
    shown.card_wanted.emit(shown.turn, 0)
    assert shown.cards[0].said.property("tone") == "error"


def test_a_value_the_owner_told_is_noted_and_taken_back(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, ana: int
) -> None:
    value = {"field": "team_size", "value": "3", "confidence": 0.9, "quote": "we are three people"}
    server.then(answer("Good to know.", collected=[value]))
    shown = ask(qtbot, panel_of(window).conversation, "By now we are three people")
    assert [line.words.text() for line in shown.notes] != []
    assert shown.notes[0].words.text().startswith("Noted: team size")
    shown.notes[0].undo.setFocus()
    press(Qt.Key.Key_Return)
    assert shown.notes[0].isHidden()
    assert focused() is panel_of(window).conversation.composer.field


def test_without_a_model_it_answers_from_the_figures_and_shows_the_door(
    qtbot: QtBot, window: Window, desk: Desk, ana: int
) -> None:
    panel = panel_of(window)
    question = panel.conversation.beginning.questions[2]
    assert question.isVisible()
    qtbot.waitUntil(panel.conversation.beginning.set_up.isVisible)
    question.setFocus()
    press(Qt.Key.Key_Return)
    ended(qtbot, desk)
    shown = newest(panel.conversation)
    assert "4,500" in shown.prose.text
    assert shown.feedback.ended.text() == "From your own figures."
    QTest.keyClicks(focused(), "What is the meaning of it all?")
    press(Qt.Key.Key_Return)
    ended(qtbot, desk)
    shown = newest(panel.conversation)
    assert shown.door.isVisible()
    shown.door.setFocus()
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert window.frame.current == "settings"


def test_the_window_closes_in_the_middle_of_an_answer(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App
) -> None:
    server.then(answer("A long sentence stands here. " * 60, pieces=60, _pause=1.0))
    panel_of(window)
    QTest.keyClicks(focused(), "Tell me everything")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(server.asked), timeout=PLENTY)
    QTest.keyClicks(focused(), "and this is half")
    began = time.monotonic()
    window.close()
    desk.close()
    assert time.monotonic() - began < 10, "not the minute the answer would take"
    with app.db.read() as session:
        known = session.query(Conversation).one().id
    assert contents(app, known)[0] == "Tell me everything"
    with app.db.read() as session:
        assert conversations.turns(session, known)[-1].details.finish in ("stopped", "failed")
    assert Drafts(app.folder.root).get(str(known)) == "and this is half"


def test_another_look_in_the_middle_of_an_answer(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, look: Look
) -> None:
    server.then(answer("A sentence stands here. " * 20, pieces=20, _pause=0.05))
    panel_of(window)
    QTest.keyClicks(focused(), "Tell me")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.talk.run is not None and bool(desk.talk.run.text), timeout=PLENTY)
    QTest.keyClicks(focused(), "half a thought")
    look.set("dark", 150, True)
    qtbot.wait(20)
    assert window.frame is not None
    assert window.frame.chat.panel is not None
    view = window.frame.chat.panel.conversation
    assert view.isVisible()
    assert focused() is view.composer.field
    assert view.composer.text == "half a thought"
    ended(qtbot, desk)
    assert newest(view).prose.text == desk.talk.turns[-1].content
    assert newest(view).prose.text.count("A sentence stands here.") == 20


def test_what_is_typed_is_kept_for_each_conversation_and_over_a_crash(
    window: Window, desk: Desk, app: App, qtbot: QtBot
) -> None:
    one = kept(app, "First", "Yes")
    panel = panel_of(window)
    QTest.keyClicks(focused(), "a new thought")
    desk.talk.open(one)
    assert panel.conversation.composer.text == ""
    QTest.keyClicks(panel.conversation.composer.field, "an old thought")
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: Drafts(app.folder.root).get(str(one)) == "an old thought")
    panel_of(window)
    assert panel.conversation.composer.text == "an old thought"
    desk.talk.open(0)
    assert panel.conversation.composer.text == "a new thought"
    desk.talk.open(one)
    again = Talk(desk)
    again.begin_where_left()
    assert again.conversation == one, "where something was typed last"
    desk.talk.open(0)
    QTest.keyClicks(panel.conversation.composer.field, ", longer")
    qtbot.waitUntil(lambda: Drafts(app.folder.root).get("0") == "a new thought, longer")


def test_a_message_is_put_in_other_words_and_what_followed_folds_away(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App
) -> None:
    known = kept(app, "Hwo is it", "Unclear", "And now?", "Still")
    desk.talk.open(known)
    view = panel_of(window).conversation
    QTest.keyClicks(focused(), "something else")
    first(view).edit.setFocus()
    press(Qt.Key.Key_Space)
    assert focused() is view.composer.field
    assert view.composer.text == "Hwo is it"
    press(Qt.Key.Key_Escape)
    assert view.composer.text == "something else"
    first(view).edit.click()
    view.composer.field.selectAll()
    QTest.keyClicks(focused(), "How is it")
    server.then(answer("Fine."))
    press(Qt.Key.Key_Return)
    ended(qtbot, desk)
    assert [turn.content for turn in desk.talk.turns] == ["How is it", "Fine."]
    assert view.composer.text == "something else"
    assert not view.composer.editing


def test_thumbs_and_a_line_of_words(qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App) -> None:
    server.then(answer("Call Ana."))
    shown = ask(qtbot, panel_of(window).conversation, "Whom?")
    shown.feedback.down.setFocus()
    press(Qt.Key.Key_Space)
    assert focused() is shown.feedback.words
    QTest.keyClicks(focused(), "Ana has left")
    press(Qt.Key.Key_Return)
    with app.db.read() as session:
        row = session.query(CoachMessage).filter_by(kind="chat").one()
        assert (row.helpfulness_rating, row.feedback_text) == (1, "Ana has left")
    shown.feedback.down.click()
    with app.db.read() as session:
        assert session.query(CoachMessage).filter_by(kind="chat").one().helpfulness_rating is None
    assert shown.feedback.words.isHidden()


def test_an_answer_is_copied_as_it_was_written(window: Window, desk: Desk, app: App) -> None:
    desk.talk.open(kept(app, "So?", "**Yes**, [here](https://example.org)."))
    shown = newest(panel_of(window).conversation)
    shown.feedback.copy.setFocus()
    press(Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "**Yes**, [here](https://example.org)."


def test_earlier_conversations_are_found_opened_renamed_and_deleted(
    qtbot: QtBot, window: Window, desk: Desk, app: App
) -> None:
    map_id, _other = kept(app, "The map of the village", "It is late"), kept(app, "Wrapping paper", "It is fine")
    assert window.frame is not None
    page = window.frame.show_page("chat")
    assert isinstance(page, ChatPage)
    window.activateWindow()
    page.seek()
    QTest.keyClicks(focused(), "village")
    qtbot.waitUntil(lambda: page.history.view.rows.rowCount() == 1)
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.talk.conversation == map_id
    assert focused() is page.conversation.composer.field
    page.head.begin_rename()
    page.head.name.selectAll()
    QTest.keyClicks(focused(), "The map")
    press(Qt.Key.Key_Return)
    assert desk.talk.title == page.head.title.text() == "The map"
    page.history.around.line.clear()
    assert page.history.view.rows.rowCount() == 2
    page.history.view.setFocus()
    page.history.view.setCurrentIndex(page.history.view.rows.index(page.history.view.rows.place_of(map_id)))
    press(Qt.Key.Key_Delete)
    assert page.history.view.rows.rowCount() == 1
    assert desk.talk.conversation == 0
    desk.undo()
    qtbot.waitUntil(lambda: page.history.view.rows.rowCount() == 2)
    assert contents(app, map_id) == ["The map of the village", "It is late"]


def test_a_conversation_opens_where_the_words_stand(qtbot: QtBot, window: Window, desk: Desk, app: App) -> None:
    known = kept(app, *(f"Turn {number} {'of many words ' * 20}" for number in range(60)))
    kept(app, "Something else", "Yes")
    assert window.frame is not None
    page = window.frame.show_page("chat")
    assert isinstance(page, ChatPage)
    window.activateWindow()
    page.seek()
    QTest.keyClicks(focused(), "turn 12 ")
    qtbot.waitUntil(lambda: page.history.view.rows.rowCount() == 1)
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    transcript = page.conversation.transcript
    assert desk.talk.conversation == known
    hit = next(turn.id for turn in desk.talk.turns if turn.content.startswith("Turn 12 "))
    qtbot.waitUntil(lambda: transcript.turn_view(hit) is not None)

    def seen() -> bool:
        shown = transcript.turn_view(hit)
        assert shown is not None
        return 0 <= shown.mapTo(transcript.viewport(), QPoint()).y() < 40

    qtbot.waitUntil(seen)
    qtbot.wait(100)
    assert seen(), "and it stays there"
    transcript.setFocus()
    press(Qt.Key.Key_End)
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()


def test_older_turns_come_when_they_are_asked_for(qtbot: QtBot, window: Window, desk: Desk, app: App) -> None:
    known = kept(app, *(f"Turn {number}" for number in range(100)))
    desk.bridge.flush()
    desk.talk.open(known)
    view = panel_of(window).conversation
    assert 0 < len(view.transcript.findChildren(CoachTurn)) < 8, "first those that are seen"
    qtbot.waitUntil(lambda: len(view.transcript.findChildren(CoachTurn)) == 8)
    qtbot.waitUntil(lambda: not view._laying.isActive())
    assert view.transcript.older.isVisible()
    view.transcript.older.click()
    assert len(view.transcript.findChildren(CoachTurn)) == 16
    while view.transcript.older.isVisible():
        view.transcript.older.click()
    assert [turn.content for turn in desk.talk.turns] == [f"Turn {number}" for number in range(100)]
    qtbot.wait(300)
    tops = [view.transcript.turn_view(turn.id).y() for turn in desk.talk.turns]  # type: ignore[union-attr]
    assert tops == sorted(tops)


def test_a_megabyte_is_laid_out_in_pieces(window: Window, desk: Desk, app: App) -> None:
    whole = "".join(f"## Part {part}\n\n{'words ' * 60}\n\n" for part in range(2_800))
    assert len(whole) > 1_000_000
    desk.talk.open(kept(app, whole, whole))
    view = panel_of(window).conversation
    QApplication.processEvents()
    shown = newest(view).prose
    assert len(shown.views) == len(first(view).prose.views) == 4
    assert shown.further.isVisible()
    shown.further.click()
    assert len(shown.views) == 8
    newest(view).feedback.copy.click()
    assert QGuiApplication.clipboard().text() == whole


def test_a_huge_paste_is_kept_to_the_letter(qtbot: QtBot, window: Window, desk: Desk, server: ModelServer) -> None:
    view = panel_of(window).conversation
    QGuiApplication.clipboard().setText("A line of it.\n" * 70_000)
    press(Qt.Key.Key_V, held=CTRL)
    press(Qt.Key.Key_Return)
    ended(qtbot, desk)
    assert desk.talk.turns[0].content == "A line of it.\n" * 70_000
    assert newest(view).error.isVisible()
    first(view).edit.click()
    assert view.composer.text == "A line of it.\n" * 70_000


def test_one_answer_at_a_time_and_no_word_lost(qtbot: QtBot, window: Window, desk: Desk, server: ModelServer) -> None:
    server.then(answer("A sentence stands here. " * 20, pieces=20, _pause=0.05))
    view = panel_of(window).conversation
    QTest.keyClicks(focused(), "One")
    press(Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "Two")
    press(Qt.Key.Key_Return)
    assert view.composer.text == "Two"
    qtbot.waitUntil(lambda: desk.talk.conversation != 0)
    view.begin()
    QTest.keyClicks(focused(), "Three")
    press(Qt.Key.Key_Return)
    assert view.composer.text == "Three"
    ended(qtbot, desk)
    with desk.read() as session:
        listed = conversations.listed(session)
    assert [row.title for row in listed] == ["One"]
    desk.talk.open(listed[0].id)
    assert view.composer.text == "Two"


def test_a_link_leads_where_it_says(window: Window, desk: Desk, app: App, ana: int) -> None:
    opened: list[QUrl] = []

    class Browser(QObject):
        @Slot(QUrl)
        def open(self, url: QUrl) -> None:
            opened.append(url)

    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    view = panel_of(window).conversation
    for address in ("https://example.org/x", "file:///etc/passwd", "javascript:alert(1)"):
        view.transcript.link_wanted.emit(QUrl(address))
    QDesktopServices.unsetUrlHandler("https")
    assert opened == [QUrl("https://example.org/x")]
    view.transcript.link_wanted.emit(QUrl(f"record:contact/{ana}"))
    assert window.frame is not None
    assert window.frame.current == "contacts"


def test_the_page_and_the_panel_are_one_conversation(window: Window, desk: Desk, app: App) -> None:
    known = kept(app, "So?", "Yes")
    desk.talk.open(known)
    panel = panel_of(window)
    QTest.keyClicks(focused(), "half")
    panel.page.setFocus()
    press(Qt.Key.Key_Space)
    assert window.frame is not None
    page = window.frame.pages["chat"]
    assert isinstance(page, ChatPage)
    assert window.frame.current == "chat"
    assert panel.isHidden()
    assert window.frame.chat.bubble.isHidden()
    assert focused() is page.conversation.composer.field
    assert page.conversation.composer.text == "half"
    assert newest(page.conversation).prose.text == "Yes"


def test_words_are_a_draft_until_they_are_kept(qtbot: QtBot, window: Window, desk: Desk, app: App) -> None:
    """Enter, and the program ends before the message is in the file."""
    panel_of(window)
    QTest.keyClicks(focused(), "Remember this")
    press(Qt.Key.Key_Return)
    assert "Remember this" in (app.folder.root / "drafts.json").read_text(encoding="utf-8")
    again = Talk(desk)
    assert again.drafts.get("0") == "Remember this", "as after a power cut"
    ended(qtbot, desk)
    assert "Remember this" not in (app.folder.root / "drafts.json").read_text(encoding="utf-8")


def test_words_sent_at_the_last_moment_are_there_the_next_time(window: Window, desk: Desk, app: App) -> None:
    panel_of(window)
    QTest.keyClicks(focused(), "Remember this")
    press(Qt.Key.Key_Return)
    window.close()
    desk.close()
    said = [turn for row in _listed(app) for turn in contents(app, row)]
    assert "Remember this" in (Drafts(app.folder.root).get("0"), *said)


def test_words_that_arrived_before_a_power_cut_are_no_draft(desk: Desk, app: App) -> None:
    drafts = Drafts(app.folder.root)
    with app.db.read() as session:
        _known, after = unsent.newest(session)
    unsent.hold(drafts, 0, after, "Arrived")
    unsent.hold(drafts, 0, after, "Lost")
    drafts.keep("sending 0 7", "Lost as well")
    drafts.keep("0", "typed since")
    kept(app, "Arrived")
    again = Talk(desk)
    assert again.drafts.get("0") == "Lost as well\nLost\ntyped since"


def test_words_that_could_not_be_kept_go_back_to_their_own_conversation(
    qtbot: QtBot, window: Window, desk: Desk, app: App
) -> None:
    one, other = kept(app, "First", "Yes"), kept(app, "Second", "No", "And", "Well")
    desk.talk.open(one)
    view = panel_of(window).conversation
    QTest.keyClicks(focused(), "These are lost")
    with app.db.write() as session:
        session.execute(text("CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'full'); END"))
    with qtbot.captureExceptions() as raised:
        press(Qt.Key.Key_Return)
        desk.talk.open(other)
        QTest.keyClicks(view.composer.field, "typed here")
        ended(qtbot, desk)
    assert raised
    assert view.composer.text == "typed here"
    desk.talk.open(one)
    assert view.composer.text == "These are lost"


def test_a_question_that_was_never_answered_is_asked_again(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App
) -> None:
    desk.talk.open(kept(app, "First", "Yes", "And then?"))
    view = panel_of(window).conversation
    asked = view.transcript.turn_view(desk.talk.turns[-1].id)
    assert isinstance(asked, OwnerTurn)
    assert [part.try_again.isVisible() for part in (first(view), asked)] == [False, True]
    server.then(answer("Then we wait."))
    asked.try_again.setFocus()
    press(Qt.Key.Key_Return)
    assert asked.try_again.isHidden()
    ended(qtbot, desk)
    assert [turn.content for turn in desk.talk.turns] == ["First", "Yes", "And then?", "Then we wait."]
    assert asked.try_again.isHidden()


def test_an_answer_that_nobody_saw_is_marked_on_the_bubble(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App
) -> None:
    other = kept(app, "First", "Yes")
    server.then(answer("A sentence stands here. " * 5, pieces=5, _pause=0.1))
    panel = panel_of(window)
    QTest.keyClicks(focused(), "Tell me")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.talk.conversation != 0, timeout=PLENTY)
    begun = desk.talk.conversation
    desk.talk.open(other)
    panel.close_it()
    assert window.frame is not None
    assert not window.frame.chat.bubble.unseen
    ended(qtbot, desk)
    assert window.frame.chat.bubble.unseen
    desk.look.set("dark", 100, True)
    qtbot.wait(20)
    bubble = window.frame.chat.bubble
    assert bubble.unseen, "also in another look"
    assert bubble.accessibleName() == "Talk to the coach: an answer is there"
    bubble.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.talk.conversation == begun
    assert not bubble.unseen
    assert bubble.accessibleName() == "Talk to the coach"


def test_a_new_conversation_is_not_taken_for_another_that_was_written_meanwhile(
    qtbot: QtBot, window: Window, desk: Desk, server: ModelServer, app: App
) -> None:
    other = kept(app, "First", "Yes")
    server.then(answer("Well."))
    panel_of(window)
    QTest.keyClicks(focused(), "Tell me")
    press(Qt.Key.Key_Return)
    with app.db.write() as session:
        conversations.rename(session, other, "Renamed", at=app.clock())
    desk.bridge.flush()
    assert desk.talk.conversation == 0
    ended(qtbot, desk)
    assert [turn.content for turn in desk.talk.turns] == ["Tell me", "Well."]


def test_a_question_in_a_toast_is_answered_in_the_chat(qtbot: QtBot, window: Window, desk: Desk, app: App) -> None:
    own = made(app.db, kind="own", focus_areas=["Finding clients"])
    engine = Engine(app.db, app.clock, (RULE,))
    [insight] = engine.run_checks().insights
    engine.close()
    assert desk.coach.act(insight.id)
    qtbot.waitUntil(lambda: bool(desk.talk.turns), timeout=PLENTY)
    assert [turn.content for turn in desk.talk.turns] == ["What is your close rate right now?"]
    assert window.frame is not None
    page = window.frame.pages["chat"]
    assert isinstance(page, ChatPage)
    window.activateWindow()
    assert focused() is page.conversation.composer.field
    QTest.keyClicks(focused(), "About 30 %")
    press(Qt.Key.Key_Return)
    ended(qtbot, desk)
    assert [(one.field, one.business_id) for one in desk.talk.turns[-1].details.noted] == [("close_rate", own)]


def test_the_bubble_can_be_hidden(window: Window, desk: Desk) -> None:
    assert window.frame is not None
    assert window.frame.chat.bubble.isVisible()
    desk.write(lambda session: preferences.change(session, "chat_bubble", False, at=desk.now))
    assert window.frame.chat.bubble.isHidden()
    assert panel_of(window).isVisible()


def test_a_deleted_conversation_leaves_an_empty_one(window: Window, desk: Desk, app: App) -> None:
    known = kept(app, "So?", "Yes")
    desk.talk.open(known)
    view = panel_of(window).conversation
    with app.db.write() as session:
        conversations.delete(session, known, at=app.clock())
    desk.bridge.flush()
    assert desk.talk.turns == []
    assert view.beginning.isVisible()


def test_what_is_sent_can_be_seen_before(qtbot: QtBot, window: Window, desk: Desk, server: ModelServer) -> None:
    panel = panel_of(window)
    QTest.keyClicks(focused(), "A question of mine")
    panel.head.preview.trigger()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=PLENTY)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert server.asked == []
    assert panel.conversation.composer.text == "A question of mine"
    press(Qt.Key.Key_Escape)
