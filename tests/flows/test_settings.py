"""The settings by the keyboard alone: found, changed, refused, undone, brought back to the default."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.core import settings as declared
from app.core.settings import Setting
from app.crm import contacts, custom_fields, preferences, tags
from app.ui.pages.settings import SettingsPage
from app.ui.theme.look import Look
from app.ui.window import Window
from tests.conftest import NOW


def page_of(window: Window) -> SettingsPage:
    """The page as it is now: a change of the look makes it anew."""
    assert window.frame is not None
    page = window.frame.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def opened(window: Window) -> SettingsPage:
    assert window.frame is not None
    window.activateWindow()
    window.frame.show_page("settings")
    return page_of(window)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(focused(), key, held)


def write(text: str) -> None:
    QTest.keyClicks(focused(), text)


def undo(window: Window) -> None:
    QTest.keyClick(focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def stored(app: App, key: str) -> object:
    with app.db.read() as session:
        return preferences.get(session, key)


def find(window: Window, words: str) -> None:
    """Type words into the filter and go to the first control it leaves."""
    press(Qt.Key.Key_F, held=Qt.KeyboardModifier.ControlModifier)
    write(words)
    press(Qt.Key.Key_Down)


def test_the_theme_is_found_changed_and_undone_without_a_mouse(
    window: Window, app: App, look: Look, qtbot: QtBot
) -> None:
    page = opened(window)
    assert focused() is page.filter
    find(window, "theme")
    assert [key for key, row in page.rows.items() if not row.isHidden()] == ["theme"]
    assert focused().objectName() == "theme light"
    press(Qt.Key.Key_Right)
    assert look.dark
    assert stored(app, "theme") == "dark"
    anew = page_of(window)
    assert anew is not page, "the window is made anew in the other colours"
    assert focused() is anew.findChild(QWidget, "theme dark"), "and the owner is where they were"
    assert anew.filter.text() == "theme"
    qtbot.waitUntil(anew.isVisible)
    undo(window)
    qtbot.waitUntil(lambda: not look.dark)
    assert stored(app, "theme") == "light"


def test_a_wrong_number_says_so_beside_its_field_and_stays(window: Window, app: App) -> None:
    page = opened(window)
    find(window, "stuck")
    row = page.rows["stuck_deal_days"]
    press(Qt.Key.Key_Tab)
    write("0")
    press(Qt.Key.Key_Return)
    assert "between 1 and 365" in row.sentence.text()
    assert row.trouble.isVisible()
    assert focused().property("text") == "0"
    press(Qt.Key.Key_Escape)
    assert row.trouble.isHidden()
    assert focused().property("text") == "14"
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("21 days")
    press(Qt.Key.Key_Return)
    assert stored(app, "stuck_deal_days") == 21
    assert focused().property("text") == "21"


def test_undo_in_a_field_that_was_saved_takes_back_the_setting(window: Window, app: App, qtbot: QtBot) -> None:
    page = opened(window)
    find(window, "stuck")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("30")
    press(Qt.Key.Key_Return)
    undo(window)
    qtbot.waitUntil(lambda: stored(app, "stuck_deal_days") == 14)
    qtbot.waitUntil(lambda: page.rows["stuck_deal_days"].control.findChild(QWidget, "stuck_deal_days").text() == "14")  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["", "abc", "1e9", "9" * 900, "[" * 900, "-3", "3.5", "true", "½"])
def test_whatever_is_typed_is_refused_in_one_sentence(window: Window, app: App, typed: str) -> None:
    page = opened(window)
    find(window, "stale")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Delete)
    focused().insert(typed)  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)
    sentence = page.rows["stale_lead_days"].sentence.text()
    assert sentence.startswith("Notify about leads not contacted for: ")
    assert len(sentence) < 200
    assert stored(app, "stale_lead_days") == 7


def test_the_scale_takes_effect_at_once_and_the_typed_rest_survives(
    window: Window, app: App, look: Look, qtbot: QtBot
) -> None:
    page = opened(window)
    find(window, "undo")
    press(Qt.Key.Key_Tab)
    write("x")
    press(Qt.Key.Key_Return)
    assert page.rows["undo_days"].control.draft == "x"
    find(window, "size")
    press(Qt.Key.Key_Tab, Qt.Key.Key_Up)
    assert look.scale == 1.25
    anew = page_of(window)
    assert focused().objectName() == "ui_scale"
    assert anew.rows["undo_days"].control.draft == "x"
    assert "whole number" in anew.rows["undo_days"].sentence.text()
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("137 %")
    press(Qt.Key.Key_Return)
    assert look.scale == 1.37
    qtbot.waitUntil(page_of(window).isVisible)
    undo(window)
    qtbot.waitUntil(lambda: look.scale == 1.25)


def test_the_page_stays_scrolled_where_it_was(window: Window, look: Look, qtbot: QtBot) -> None:
    page = opened(window)
    window.resize(1000, 640)
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(180)
    page.rows["theme"].control.given.emit("dark")
    assert look.dark
    assert page_of(window).area.verticalScrollBar().value() == 180


def test_a_currency_is_found_by_its_name_and_one_that_is_none_is_kept_to_be_mended(window: Window, app: App) -> None:
    page = opened(window)
    find(window, "currency")
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("swiss")
    press(Qt.Key.Key_Return)
    assert stored(app, "currency") == "CHF"
    row = page.rows["currency"]
    assert focused().property("currentText") == "Swiss Franc (CHF)"
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("bananas")
    press(Qt.Key.Key_Return)
    assert "EUR or USD" in row.sentence.text()
    assert row.control.draft == "bananas"
    assert stored(app, "currency") == "CHF"


def test_back_to_the_default_is_there_for_what_was_changed(window: Window, app: App) -> None:
    page = opened(window)
    row = page.rows["backup_daily"]
    assert row.back.isHidden()
    find(window, "every day")
    press(Qt.Key.Key_Space)
    assert stored(app, "backup_daily") is False
    assert not row.back.isHidden()
    press(Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert stored(app, "backup_daily") is True
    assert row.back.isHidden()
    assert focused().objectName() == "backup_daily"


def test_a_text_with_quotes_and_emoji_stays_as_it_was_typed(window: Window, app: App) -> None:
    page = opened(window)
    find(window, "what you do")
    page.rows["trade"].control.findChild(QLineEdit).insert('"Signs" & 🎨 שלט')  # type: ignore[union-attr]
    press(Qt.Key.Key_Return)
    assert stored(app, "trade") == '"Signs" & 🎨 שלט'


def test_a_setting_that_is_declared_shows_up_with_its_control(
    window: Window, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = (
        Setting("tea", True, "Tea at five", "Kitchen"),
        Setting("cups", 2, "Cups", "Kitchen", unit="cups", check=declared.between(1, 9)),
        Setting("kind", "green", "Kind of tea", "Kitchen", choices={"green": "Green", "black": "Black"}),
        Setting("sort", "a", "Sort", "Kitchen", choices={letter: letter.upper() for letter in "abcdefgh"}),
        Setting("guest", "", "Guest", "Kitchen"),
    )
    monkeypatch.setattr(declared, "DECLARED", (*declared.DECLARED, *new, replace(new[0], key="own", group="Internal")))
    monkeypatch.setattr(declared, "BY_KEY", {setting.key: setting for setting in declared.DECLARED})
    assert window.frame is not None
    window.frame.desk.load_settings()
    page = opened(window)
    for setting in new:
        control = page.rows[setting.key].control
        given = {"tea": False, "cups": 5, "kind": "black", "sort": "h", "guest": "Ana"}[setting.key]
        control.given.emit(given)
        assert stored(app, setting.key) == given
    assert "own" not in page.rows
    assert page.sections[-3].title == "Kitchen"


def test_no_words_match(window: Window) -> None:
    page = opened(window)
    write("zebra")
    assert page.nothing.text() == "No setting has the words “zebra”."
    assert page.nothing.isVisible()
    press(Qt.Key.Key_Escape)
    assert page.nothing.isHidden()
    assert not page.rows["theme"].isHidden()


def test_an_own_field_is_added_renamed_and_deleted(window: Window, app: App, qtbot: QtBot) -> None:
    page = opened(window)
    own = page.own_fields
    own.new.name.setFocus()
    write("Shoe size")
    press(Qt.Key.Key_Return)
    with app.db.read() as session:
        made = custom_fields.definitions(session, "contact")["shoe_size"]
        field_id = made.id
    line = own.lines[field_id]
    line.name.setFocus()
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("Size of shoe")
    press(Qt.Key.Key_Return)
    with app.db.read() as session:
        assert custom_fields.get(session, field_id).label == "Size of shoe"
    line.delete.setFocus()
    press(Qt.Key.Key_Space)
    assert own.lines == {}
    undo(window)
    qtbot.waitUntil(lambda: list(own.lines) == [field_id])


def test_a_field_without_a_name_is_not_added(window: Window, app: App) -> None:
    page = opened(window)
    page.own_fields.new.name.setFocus()
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert "needs a name" in window.frame.message.text.text()
    assert page.own_fields.lines == {}


@pytest.mark.parametrize("labels", [("%", "&"), ("שלום 🎨", "Größe"), ("x" * 99 + "a", "x" * 99 + "b")])
def test_any_name_makes_a_field_and_the_same_twice_does_not(window: Window, app: App, labels: tuple[str, str]) -> None:
    page = opened(window)
    for label in (*labels, labels[0]):
        page.own_fields.new.name.setText(label)
        page.own_fields.new.name.setFocus()
        press(Qt.Key.Key_Return)
    with app.db.read() as session:
        found = [field.label for field in custom_fields.definitions(session, "contact").values()]
    assert found == list(labels)
    assert window.frame is not None
    assert "already" in window.frame.message.text.text()


def test_a_tag_is_renamed_merged_and_deleted(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana")
        for name in ("Late", "late payer", "Café"):
            tags.add(session, "contact", person.id, name, at=NOW)
    page = opened(window)
    part = page.tags
    qtbot.waitUntil(lambda: [row[1] for row in part.model.rows] == ["Café", "Late", "late payer"])
    part.table.setFocus()
    press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    write("Coffee")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [row[1] for row in part.model.rows] == ["Coffee", "Late", "late payer"])
    part.table.setFocus()
    press(Qt.Key.Key_End)
    part.into.setFocus()
    write("late")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [row[1] for row in part.model.rows] == ["Coffee", "Late"])
    part.table.setFocus()
    press(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(part.model.rows) == 1)
    undo(window)
    qtbot.waitUntil(lambda: [row[1:] for row in part.model.rows] == [("Coffee", 1), ("Late", 1)])
