"""A model over a real endpoint on this machine, with a ledger and settings that a test can look into."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import keyring
import pytest

from app.clients.llm.client import OpenAIModel
from app.clients.llm.ledger import CallRecord, Spent
from app.clients.llm.talk import Stop
from app.clients.secrets import KeyringSecrets
from app.core.clock import fixed
from app.core.settings import DECLARED, Value
from tests.conftest import NOW
from tests.fakes import Wallet
from tests.model_server import ModelServer, running


@dataclass
class Desk:
    """What stands around a model. waited: seconds it slept between attempts, which take no time here."""

    server: ModelServer
    secrets: KeyringSecrets
    settings: dict[str, Value]
    rows: list[CallRecord] = field(default_factory=list)
    spent: Spent = field(default_factory=lambda: Spent(0, 0))
    waited: list[float] = field(default_factory=list)

    def model(self) -> OpenAIModel:
        return OpenAIModel(
            lambda: self.settings, self.secrets, fixed(NOW), record_call=self.rows.append, spent=lambda: self.spent,
            wait=self._sleep,
        )  # fmt: skip

    def _sleep(self, _stop: Stop, seconds: float) -> None:
        self.waited.append(seconds)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def secrets() -> Iterator[KeyringSecrets]:
    before = keyring.get_keyring()
    keyring.set_keyring(Wallet())
    yield KeyringSecrets()
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running() as started:
        yield started


@pytest.fixture
def desk(server: ModelServer, secrets: KeyringSecrets) -> Desk:
    settings = {one.key: one.default for one in DECLARED}
    chosen = {"model_preset": "custom", "model_address": server.address, "model_name": "small"}
    return Desk(server, secrets, settings | chosen)
