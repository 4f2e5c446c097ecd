"""Both pages of the house: names for screen readers, and room for what is long."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import contacts, custom_fields, tags
from app.ui.pages.help import HelpPage
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.conftest import NOW
from tests.ui.test_window import nameless

LONG = "Donaudampfschifffahrtsgesellschaft🎨 שלום" * 2


def fill(app: App) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana")
        tags.add(session, "contact", person.id, LONG, at=NOW)
        custom_fields.create(
            session,
            at=NOW,
            entity_type="contact",
            label=LONG,
            value_type="choice",
            choices=[f"{LONG}{n}" for n in "ab"],
        )


def pages(window: Window, qtbot: QtBot) -> tuple[SettingsPage, HelpPage]:
    assert window.frame is not None
    settings, help_page = window.frame.show_page("settings"), window.frame.show_page("help")
    assert isinstance(settings, SettingsPage)
    assert isinstance(help_page, HelpPage)
    help_page.backups.back_up()
    qtbot.waitUntil(lambda: bool(help_page.backups.lines), timeout=20_000)
    help_page.care.check.click()
    qtbot.waitUntil(lambda: bool(help_page.care.findings), timeout=20_000)
    qtbot.waitUntil(lambda: bool(settings.tags.model.rows))
    return settings, help_page


def test_every_control_has_a_name(window: Window, app: App, qtbot: QtBot) -> None:
    fill(app)
    for page in pages(window, qtbot):
        assert nameless(page) == []


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("size", [(1000, 640), (1280, 720), (3840, 2160)])
def test_everything_stays_inside_the_page(
    window: Window, app: App, qtbot: QtBot, scale: int, size: tuple[int, int]
) -> None:
    fill(app)
    assert window.frame is not None
    window.resize(*size)
    window.frame.desk.look.set("dark", scale, True)
    for page in pages(window, qtbot):
        assert window.frame is not None
        window.frame.show_page(page._name)
        qtbot.waitUntil(page.isVisible)
        qtbot.waitUntil(lambda page=page: page.inner.width() <= page.area.viewport().width())  # type: ignore[misc]
        assert outside(page.inner) == []


def outside(inner: QWidget) -> list[str]:
    """Buttons and texts that reach beyond the right edge of what scrolls."""
    return [
        f"{type(part).__name__} {part.text()}"
        for part in inner.findChildren(QWidget)
        if isinstance(part, QAbstractButton | QLabel)
        and part.isVisibleTo(inner)
        and part.mapTo(inner, part.rect().topRight()).x() > inner.width()
    ]
