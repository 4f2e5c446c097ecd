"""A model on this machine, and an owner's business to talk about."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.compose import App
from app.crm import businesses
from tests import build, model_server
from tests.model_server import ModelServer, Reply


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model is set up, by the address in the environment."""
    with model_server.running() as found:
        monkeypatch.setenv("OPENAI_BASE_URL", found.address)
        yield found


@pytest.fixture
def ana(app: App) -> int:
    """A contact of Acme, with a deal and a note."""
    with app.db.write() as session:
        businesses.own(session, session.info["at"])
        acme = build.business(session, "Acme GmbH", kind="client")
        contact = build.contact(session, "Ana Ruiz", business_id=acme.id, email="ana@acme.example")
        build.deal(session, "Acme website", contact_id=contact.id, business_id=acme.id, value_cents=450_000)
        build.note(session, contact, "Prefers calls before noon")
        return contact.id


def answer(reply: str, *, pieces: int = 1, **more: Any) -> Reply:
    """The answer in the form that is asked for, streamed in so many pieces. more: the other parts of the form, and
    options of the server's reply behind `_`."""
    options = {key.removeprefix("_"): more.pop(key) for key in list(more) if key.startswith("_")}
    text = json.dumps({"reply": reply, **more})
    size = max(1, len(text) // pieces)
    return model_server.text(*(text[at : at + size] for at in range(0, len(text), size)), **options)


def system_of(body: dict[str, Any]) -> str:
    """The system message of a question."""
    return str(body["messages"][0]["content"])
