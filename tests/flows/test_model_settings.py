"""A language model set up by the keyboard alone: chosen, given a key, tested on a real endpoint, looked at, limited."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import keyring
import pytest
from keyring.backends import fail
from keyring.errors import KeyringLocked
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import compose
from app.clients.llm.ledger import CallRecord
from app.compose import App
from app.core import settings as declared
from app.core.clock import Clock
from app.core.paths import DataFolder
from app.crm import preferences
from app.crm.exporting import export
from app.ops import usage
from app.ui.desk import Desk
from app.ui.pages.settings import SettingsPage
from app.ui.settings.key_field import KeyRow
from app.ui.settings.model_connection import ConnectionRow
from app.ui.settings.model_usage import UsageRow
from app.ui.settings.part import Part
from app.ui.settings.preview import EXAMPLE, PreviewRow
from app.ui.theme.look import Look
from app.ui.window import Window
from tests import model_server
from tests.conftest import NOW
from tests.fakes import Wallet
from tests.model_server import ModelServer, text

P = TypeVar("P", bound=Part)
SECRET = "sk-very-secret-0815"


@pytest.fixture
def wallet() -> Iterator[Wallet]:
    before, made = keyring.get_keyring(), Wallet()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def kept_for(server: ModelServer, key: str) -> str:
    return f"{server.address.split('/')[2]}|{key}"


@pytest.fixture
def no_wallet() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server.running(key=SECRET) as made:
        yield made


def opened(window: Window) -> SettingsPage:
    assert window.frame is not None
    window.activateWindow()
    page = window.frame.show_page("settings")
    assert isinstance(page, SettingsPage)
    return page


def choose(window: Window, **values: declared.Value) -> SettingsPage:
    page = opened(window)
    at = page.desk.now
    page.desk.write(lambda session: [preferences.change(session, key, value, at=at) for key, value in values.items()])
    return page


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focused(), key)


def go(page: SettingsPage, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    assert found.isVisibleTo(page), name
    found.setFocus()
    return found


def part(page: SettingsPage, kind: type[P]) -> P:
    return next(found for found in page.parts.values() if isinstance(found, kind))


def key_row(page: SettingsPage) -> KeyRow:
    return part(page, KeyRow)


def connection(page: SettingsPage) -> ConnectionRow:
    return part(page, ConnectionRow)


def test_none_is_quiet_and_says_that_nothing_leaves(window: Window) -> None:
    page = opened(window)
    assert page.parts["reach"].title.text().startswith("Nothing leaves this computer: no model is chosen")
    hidden = [name for name, row in page.parts.items() if row.isHidden()]
    assert hidden == ["key", "connection", "usage", "preview"]
    assert page.rows["model_address"].isHidden()
    assert page.rows["model_name"].isHidden()


def test_choosing_another_address_shows_what_it_needs(window: Window, wallet: Wallet) -> None:
    page = opened(window)
    go(page, "model_preset")
    press(Qt.Key.Key_End, Qt.Key.Key_Return)
    assert page.desk.settings["model_preset"] == "custom"
    assert not page.rows["model_address"].isHidden()
    assert "address of the model is missing" in page.parts["reach"].title.text()
    go(page, "model_address")
    QTest.keyClicks(focused(), "https://models.example.com/v1")
    press(Qt.Key.Key_Return)
    assert page.parts["reach"].title.text() == (
        "Questions go to models.example.com, with what you allow below and nothing else."
    )


def test_models_on_this_computer_take_no_key(window: Window) -> None:
    page = choose(window, model_preset="ollama")
    assert page.parts["key"].isHidden()
    assert page.rows["model_address"].isHidden()
    assert page.parts["reach"].title.text() == "Nothing leaves this computer: questions go to 127.0.0.1:11434 on it."


def test_a_key_is_kept_in_the_keyring_and_nowhere_else(
    window: Window, app: App, wallet: Wallet, qtbot: QtBot, tmp_path: Path
) -> None:
    page = choose(window, model_preset="openai")
    field = key_row(page).field
    qtbot.waitUntil(lambda: not field.isHidden())
    go(page, "model key field")
    QTest.keyClicks(field, f" {SECRET} ")
    assert SECRET not in field.displayText()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wallet.kept == {"openai_api_key": SECRET})
    qtbot.waitUntil(lambda: not key_row(page).replace.isHidden())
    assert field.isHidden()
    assert field.text() == ""
    assert key_row(page).note.text().startswith("Kept. ")
    assert "api.openai.com alone" in key_row(page).note.text()
    export(app.db, app.folder, tmp_path / "out", NOW)
    app.db.close()
    for file in (*app.folder.root.rglob("*"), *(tmp_path / "out").rglob("*")):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes(), file


def test_a_key_is_replaced_and_removed(window: Window, wallet: Wallet, qtbot: QtBot) -> None:
    wallet.kept["openai_api_key"] = "old"
    page = choose(window, model_preset="openai")
    row = key_row(page)
    qtbot.waitUntil(lambda: not row.replace.isHidden())
    go(page, "model key replace")
    press(Qt.Key.Key_Space)
    assert focused() is row.field
    press(Qt.Key.Key_Escape)
    assert focused() is row.replace
    assert wallet.kept == {"openai_api_key": "old"}
    press(Qt.Key.Key_Space)
    QTest.keyClicks(row.field, "new")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wallet.kept == {"openai_api_key": "new"})
    qtbot.waitUntil(lambda: not row.remove.isHidden())
    go(page, "model key remove")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wallet.kept == {})
    qtbot.waitUntil(lambda: not row.field.isHidden())
    assert row.remove.isHidden()


class Locked(Wallet):
    """Until it is opened."""

    opened = False

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self.opened:
            raise KeyringLocked
        super().set_password(service, username, password)


def test_a_locked_keyring_says_so_and_the_key_stays_typed(window: Window, qtbot: QtBot) -> None:
    before, locked = keyring.get_keyring(), Locked()
    keyring.set_keyring(locked)
    page = choose(window, model_preset="openai")
    row = key_row(page)
    qtbot.waitUntil(lambda: not row.field.isHidden())
    go(page, "model key field")
    QTest.keyClicks(row.field, SECRET)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not row.trouble.isHidden())
    assert "Unlock it and try again" in row.trouble.sentence.text()
    assert row.field.text() == SECRET
    locked.opened = True
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: locked.kept == {"openai_api_key": SECRET})
    qtbot.waitUntil(lambda: not row.replace.isHidden())
    assert row.field.text() == ""
    assert row.trouble.isHidden()
    keyring.set_keyring(before)


@pytest.mark.usefixtures("no_wallet")
def test_without_a_keyring_a_key_has_nowhere_to_be_kept(window: Window, qtbot: QtBot) -> None:
    page = choose(window, model_preset="openai")
    row = key_row(page)
    qtbot.waitUntil(lambda: not row.trouble.isHidden())
    assert "no keyring" in row.trouble.sentence.text()
    assert not row.field.isHidden()


@pytest.mark.usefixtures("no_wallet")
def test_a_window_without_a_keyring_keeps_it_until_it_closes(
    folder: DataFolder, clock: Clock, look: Look, qtbot: QtBot
) -> None:
    app = compose.wire(folder, clock, in_memory=True)
    desk = Desk(app, look)
    with app.db.write() as session:
        preferences.change(session, "model_preset", "openai", at=NOW)
    desk.load_settings()
    row = KeyRow(desk)
    qtbot.addWidget(row)
    row.show()
    row.refresh()
    qtbot.waitUntil(lambda: "only until Rainmaker closes" in row.note.text())
    row.field.setFocus()
    QTest.keyClicks(row.field, SECRET)
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not row.replace.isHidden())
    assert app.secrets.get("openai_api_key") == SECRET
    desk.close()
    desk.deleteLater()
    app.close()


def test_a_key_of_the_environment_is_named_and_not_kept(
    window: Window, wallet: Wallet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    page = choose(window, model_preset="openai")
    qtbot.waitUntil(lambda: key_row(page).note.text() == "From OPENAI_API_KEY, for this run. It is not kept.")
    assert key_row(page).field.isHidden()
    assert wallet.kept == {}


def test_an_address_of_the_environment_is_named(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://192.168.7.7:8000/v1")
    page = opened(window)
    page.refresh({})
    told = page.parts["reach"].title.text()
    assert told.startswith("Questions go to 192.168.7.7:8000 in your own network")
    assert told.endswith("For this run OPENAI_BASE_URL says so, whatever is chosen here.")
    assert not page.parts["connection"].isHidden()


def test_the_connection_is_tested_and_its_models_can_be_picked(
    window: Window, server: ModelServer, wallet: Wallet, app: App, qtbot: QtBot
) -> None:
    wallet.kept["custom_api_key"] = kept_for(server, SECRET)
    page = choose(window, model_preset="custom", model_address=server.address)
    row = connection(page)
    go(page, "model test")
    press(Qt.Key.Key_Return)
    assert row.button.text() == "Stop"
    qtbot.waitUntil(lambda: not row.verdict.isHidden(), timeout=20_000)
    assert "works: large answered in" in row.verdict.sentence.text()
    assert row.models.text() == "Offered: large, small"
    assert row.button.text() == "Test connection"
    field = page.rows["model_name"].control.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    picked = page.rows["model_name"].control.findChild(QComboBox)
    assert isinstance(picked, QComboBox)
    assert [picked.itemText(place) for place in range(picked.count())] == ["large", "small"]
    field.setFocus()
    QTest.keyClicks(field, "SMALL")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.desk.settings["model_name"] == "small")
    assert row.verdict.isHidden(), "what was found counted for other settings"
    month = part(page, UsageRow)
    qtbot.waitUntil(lambda: month.note.text().startswith("1 question, "))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("wrong", ""), "does not accept the key. Enter it again in Settings."),
        ((SECRET, "smal"), "has no model called smal. Choose another in Settings. Did you mean small?"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(  # noqa: PLR0917 - fixtures
    window: Window, server: ModelServer, wallet: Wallet, qtbot: QtBot, given: tuple[str, str], says: str
) -> None:
    key, name = given
    wallet.kept["custom_api_key"] = kept_for(server, key)
    page = choose(window, model_preset="custom", model_address=server.address, model_name=name)
    go(page, "model test")
    press(Qt.Key.Key_Return)
    verdict = connection(page).verdict
    qtbot.waitUntil(lambda: not verdict.isHidden(), timeout=20_000)
    assert verdict.sentence.text().endswith(says)
    assert verdict.sentence.accessibleName().startswith("Error: ")


def test_an_endpoint_that_is_down_is_said(window: Window, wallet: Wallet, qtbot: QtBot) -> None:
    page = choose(window, model_preset="custom", model_address="http://127.0.0.1:9/v1")
    go(page, "model test")
    press(Qt.Key.Key_Return)
    verdict = connection(page).verdict
    qtbot.waitUntil(lambda: not verdict.isHidden(), timeout=30_000)
    assert "cannot be reached. Is the program that runs the model started?" in verdict.sentence.text()


def test_a_test_is_stopped_by_the_same_button(
    window: Window, server: ModelServer, wallet: Wallet, qtbot: QtBot
) -> None:
    wallet.kept["custom_api_key"] = kept_for(server, SECRET)
    server.then(text("ready", pause=8.0))
    page = choose(window, model_preset="custom", model_address=server.address)
    go(page, "model test")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(server.asked), timeout=20_000)
    press(Qt.Key.Key_Return)
    row = connection(page)
    assert row.button.text() == "Test connection"
    qtbot.waitUntil(lambda: not page.desk.workers.busy, timeout=4_000)
    assert row.verdict.isHidden()


def test_a_test_waits_for_the_key_that_was_just_typed(
    window: Window, server: ModelServer, wallet: Wallet, qtbot: QtBot
) -> None:
    page = choose(window, model_preset="custom", model_address=server.address)
    qtbot.waitUntil(lambda: not key_row(page).field.isHidden())
    go(page, "model key field")
    QTest.keyClicks(focused(), SECRET)
    go(page, "model test")
    press(Qt.Key.Key_Return)
    verdict = connection(page).verdict
    qtbot.waitUntil(lambda: not verdict.isHidden(), timeout=20_000)
    assert "works: " in verdict.sentence.text()


def test_use_stands_beside_its_limits(window: Window, app: App, wallet: Wallet, qtbot: QtBot) -> None:
    for cost, error in ((250_000, None), (150_000, None), (None, "busy")):
        usage.keep(app.db, CallRecord(NOW, "chat", "x", 900, 100, False, cost, 5, error))
    page = choose(window, model_preset="ollama", model_month_tokens=4_000, model_month_cents=40)
    row = part(page, UsageRow)
    told = "3 questions, 3,000 tokens, $0.40. 1 failed. The price of 1 is not known."
    qtbot.waitUntil(lambda: row.note.text() == told)
    assert row.tokens.words.text() == "75 % of 4,000 tokens used"
    assert row.money.words.text() == "100 % of $0.40 used: the model is not asked any more this month."


def test_what_is_sent_can_be_read_and_copied_to_the_letter(
    window: Window, wallet: Wallet, server: ModelServer, qtbot: QtBot
) -> None:
    page = choose(window, model_preset="custom", model_address=server.address, model_name="small")
    go(page, "model preview")
    press(Qt.Key.Key_Return)
    row = part(page, PreviewRow)
    qtbot.waitUntil(lambda: row.dialog is not None, timeout=20_000)
    dialog = row.dialog
    assert dialog is not None
    assert EXAMPLE in dialog.readable.toPlainText()
    assert server.asked == []
    exact = dialog.exact.toPlainText()
    assert json.loads(exact)["messages"][-1]["content"].endswith(EXAMPLE)
    dialog.copy.setFocus()
    QTest.keyClick(dialog.copy, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == exact
    dialog.views.buttons[0].setFocus()
    QTest.keyClick(dialog.views.buttons[0], Qt.Key.Key_Right)
    assert dialog.seen.currentWidget() is dialog.exact
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_every_switch_says_what_it_sends(window: Window) -> None:
    page = opened(window)
    rows = [row for row in page.rows.values() if row.setting.group == declared.SENT]
    assert len(rows) == 9
    for row in rows:
        assert row.title.text().startswith("Send ")
        assert row.note.text()
        assert isinstance(page.findChild(QAbstractButton, row.setting.key), QAbstractButton)


def test_a_key_of_another_host_is_said_and_a_new_one_asked_for(window: Window, wallet: Wallet, qtbot: QtBot) -> None:
    wallet.kept["custom_api_key"] = f"mine.example|{SECRET}"
    page = choose(window, model_preset="custom", model_address="https://other.example/v1")
    row = key_row(page)
    qtbot.waitUntil(lambda: "was entered for mine.example" in row.note.text())
    assert not row.field.isHidden()
    row.field.setFocus()
    QTest.keyClicks(row.field, "new")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wallet.kept == {"custom_api_key": "other.example|new"})
    qtbot.waitUntil(lambda: row.note.text().endswith("It is sent to other.example alone."))
