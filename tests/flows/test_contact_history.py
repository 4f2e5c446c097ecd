"""What happened with a person: notes and calls in the timeline, files, long notes and long histories."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import attachments, interactions, listing, notes
from app.ui.contacts.contact_detail import ContactDetail
from app.ui.window import Window
from tests import build
from tests.conftest import NOW
from tests.flows.test_contacts import CTRL, activate, moments, opened, press, said


def test_a_note_is_edited_and_deleted_in_the_timeline_by_keys(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = build.contact(session)
        note = build.note(session, person, "Likes tea").id
    activate(window, qtbot)
    contact = opened(window, person.id)
    contact.feed.setFocus()
    press(Qt.Key.Key_Return)
    editor = QApplication.focusWidget()
    assert editor.accessibleName() == "Words of this entry"
    QTest.keyClicks(editor, "Likes coffee")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Likes coffee" in moments(contact))
    with app.db.read() as session:
        assert notes.get(session, note).body == "Likes coffee"
    contact.feed.setFocus()
    contact.feed.setCurrentIndex(contact.feed.moments.index(moments(contact).index("Likes coffee")))
    press(Qt.Key.Key_Delete)
    assert "Likes coffee" not in moments(contact)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: "Likes coffee" in moments(contact))


def test_the_timeline_is_read_a_part_at_a_time_and_by_kind(window: Window, app: App) -> None:
    with app.db.write() as session:
        person = build.contact(session, at=NOW - timedelta(days=400))
        for day in range(150):
            build.interaction(session, person.id, happened_at=NOW - timedelta(days=day + 1), summary=f"Call {day}")
        build.note(session, person, "The only note", at=NOW - timedelta(days=300))
    contact = opened(window, person.id)
    first = len(moments(contact))
    assert first == 30
    assert contact.timeline.older.isVisible()
    contact.timeline.older.click()
    assert len(moments(contact)) == first + 100
    contact.timeline.part.show_value("note")
    contact.timeline.part.activated.emit(2)
    assert moments(contact) == ["The only note"]
    assert not contact.timeline.older.isVisible()
    QTest.keyClick(contact.feed, Qt.Key.Key_Down)


def test_files_are_dropped_refused_one_by_one_and_removed(
    window: Window, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    with app.db.write() as session:
        ana = build.contact(session).id
    contact = opened(window, ana)
    good, empty, huge, folder = (tmp_path / name for name in ("offer.txt", "empty.txt", "huge.bin", "folder"))
    good.write_text("an offer")
    empty.write_bytes(b"")
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    folder.mkdir()
    drop(contact, [good, empty, huge, folder, tmp_path / "gone.txt"])
    qtbot.waitUntil(lambda: contact.files.heading.text() == "Files  1")
    for words in ("empty.txt is empty", "huge.bin is larger than", "folder is a folder", "no file"):
        assert words in said(window)
    with app.db.read() as session:
        assert [file.filename for file in attachments.on(session, "contact", ana)] == ["offer.txt"]
    away = next(part for part in contact.files._links if part.accessibleName() == "Remove offer.txt")
    away.click()  # type: ignore[attr-defined]
    assert contact.files.heading.text() == "Files"
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: contact.files.heading.text() == "Files  1")


def test_a_file_that_cannot_be_copied_to_be_opened_is_told(
    window: Window, app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.db.write() as session:
        ana = build.contact(session).id
    contact = opened(window, ana)
    good = tmp_path / "offer.txt"
    good.write_text("an offer")
    drop(contact, [good])
    qtbot.waitUntil(lambda: contact.files.heading.text() == "Files  1")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    link = next(part for part in contact.files._links if part.accessibleName().startswith("Open offer.txt"))
    link.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "offer.txt cannot be used" in said(window))


def test_a_contact_with_2000_calls_opens_by_reading_a_part_of_them(window: Window, app: App) -> None:
    with app.db.write() as session:
        person = build.contact(session, at=NOW - timedelta(days=3000))
        for hour in range(2000):
            session.add(
                interactions.Interaction(
                    contact_id=person.id,
                    kind="call",
                    direction="outbound",
                    at=NOW - timedelta(hours=hour + 1),
                    summary=f"Call {hour}",
                    custom={},
                )
            )
    contact = opened(window, person.id)
    assert len(moments(contact)) == 30
    assert moments(contact)[0] == "Call: Call 0"


def drop(contact: ContactDetail, paths: list[Path]) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, content, buttons, keys)
    contact.dropEvent(event)


def test_a_long_pasted_note_is_kept_whole_and_one_too_long_is_refused_in_words(window: Window, app: App) -> None:
    with app.db.write() as session:
        person = build.contact(session, "Ana Ruiz").id
    assert window.frame is not None
    page = window.frame.show_page("contacts")
    page.open_record("contact", person)
    field = page.pane.log.field  # type: ignore[attr-defined]
    field.setText("n" * 50_000)
    field.returnPressed.emit()
    with app.db.read() as session:
        (note,) = listing.fetch(session, "note", listing.find_ids(session, "note")).values()
    assert len(note["body"]) == 50_000
    field.setText("n" * 1_000_000)
    field.returnPressed.emit()
    assert "takes at most" in window.frame.message.text.text()
    assert len(field.text()) == 1_000_000
