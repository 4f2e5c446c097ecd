"""What a desktop's notification service does, as D-Bus names it. Its types stand in the annotations."""

# mypy: ignore-errors
# ruff: noqa: F722, F821, N802
from typing import Any

from dbus_fast.service import ServiceInterface, method, signal


class Interface(ServiceInterface):
    def __init__(self, shown: dict[int, list[Any]]) -> None:
        super().__init__("org.freedesktop.Notifications")
        self._shown, self._count = shown, 0

    @method()
    def GetCapabilities(self) -> "as":
        return ["actions", "body", "body-markup"]

    @method()
    def GetServerInformation(self) -> "ssss":
        return ["test", "test", "1", "1.2"]

    @method()
    def Notify(  # noqa: PLR0917 - as the service is called
        self, app: "s", replaces: "u", icon: "s", title: "s", text: "s", actions: "as", hints: "a{sv}", time: "i"
    ) -> "u":
        self._count += 1
        self._shown[self._count] = [app, replaces, icon, title, text, actions, hints, time]
        return self._count

    @method()
    def CloseNotification(self, number: "u"):
        self._shown.pop(number, None)
        self.NotificationClosed(number, 3)

    @signal()
    def NotificationClosed(self, number, reason) -> "uu":
        return [number, reason]

    @signal()
    def ActionInvoked(self, number, key) -> "us":
        return [number, key]
