"""Stand-ins for the outside world; our own code is never faked."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from app.clients.notifications import Hear, Notice


class Wallet(KeyringBackend):
    """A keyring of the outside world that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop(username, None) is None:
            raise PasswordDeleteError


class NoNotifications:
    """A desktop without a notification service."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def show(self, notice: Notice, hear: Hear) -> None:
        self.asked.append(notice.text)
        hear(notice.key, "failed", 0)

    def clear(self, key: int) -> None:
        """Nothing is there."""

    def close(self) -> None:
        """Nothing was opened."""
