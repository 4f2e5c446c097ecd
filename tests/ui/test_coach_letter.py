"""A message that the coach drafts: into the owner's mail program, and out of it again where there is none."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, QUrlQuery, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.ui.desk import Desk
from tests import build
from tests.coach import stored

BODY = "Thank you, Zoë & Bo.\nIs 5 % + tax fine? #3"


class MailProgram(QObject):
    """Takes what it is asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url)


@pytest.fixture
def mail() -> Iterator[MailProgram]:
    program = MailProgram()
    QDesktopServices.setUrlHandler("mailto", program, "open")
    yield program
    QDesktopServices.unsetUrlHandler("mailto")


def a_draft(app: App, email: str | None) -> int:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz", email=email)
        params = {"contact_id": ana.id, "subject": "Your site & more?", "body": BODY}
        return stored.insight(session, action_params={"kind": "draft", "label": "Write now", "params": params})


def test_a_draft_opens_in_the_mail_program_whole(app: App, desk: Desk, mail: MailProgram, qtbot: QtBot) -> None:
    insight_id = a_draft(app, "ana+work@example.org")
    with qtbot.waitSignal(desk.said) as told:
        assert desk.coach.act(insight_id)
    [url] = mail.asked
    parts = QUrlQuery(url)
    whole = QUrl.ComponentFormattingOption.FullyDecoded
    assert url.path(whole) == "ana+work@example.org"
    assert [name for name, _text in parts.queryItems()] == ["subject", "body"]
    assert parts.queryItemValue("subject", whole) == "Your site & more?"
    assert BODY.replace("\n", "\r\n") in parts.queryItemValue("body", whole), "lines break as mail wants it"
    assert b"+" not in bytes(url.toEncoded().data()), "which some programs read as a space"
    assert told.args[0] == "The message to Ana Ruiz opens in your mail program."


def test_where_no_mail_program_answers_the_text_can_still_be_had(
    app: App, desk: Desk, mail: MailProgram, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(desk.said) as told:
        desk.coach.act(a_draft(app, "ana@example.org"))
    assert QGuiApplication.clipboard().text() == "", "what the owner had copied is left alone"
    label, copy = told.args[2]
    assert label == "Copy it instead"
    copy()
    assert BODY in QGuiApplication.clipboard().text()


def test_without_an_address_it_is_copied(app: App, desk: Desk, mail: MailProgram, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.said) as told:
        desk.coach.act(a_draft(app, None))
    assert mail.asked == []
    assert BODY in QGuiApplication.clipboard().text()
    assert told.args[0] == "The message to Ana Ruiz is copied: paste it where you write."
