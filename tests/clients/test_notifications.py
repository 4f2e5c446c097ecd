"""Notifications over a real bus, to a service of ours; and no word where there is none."""

import asyncio
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.clients.notifications import DesktopNotifications, Notice, Notifications

NOTICE = Notice(7, "Coach: deal won", "Ask Smith & Sons <b>now</b>", ("Ask for a referral", "Dismiss"), urgent=True)
on_a_bus = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="there is no D-Bus here"
)


class Ears:
    """What was heard, and the wait for it."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str, int]] = []
        self._new = threading.Condition()

    def __call__(self, key: int, what: str, place: int) -> None:
        with self._new:
            self.heard.append((key, what, place))
            self._new.notify_all()

    def wait(self, count: int) -> list[tuple[int, str, int]]:
        with self._new:
            assert self._new.wait_for(lambda: len(self.heard) >= count, 10), self.heard
        return self.heard


@pytest.fixture
def notifications() -> Iterator[Notifications]:
    made = DesktopNotifications()
    yield made
    made.close()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    address = f"unix:path={tmp_path}/bus"
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        assert daemon.stdout is not None
        assert daemon.stdout.readline()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


class Service:
    """The notification service of a desktop, on a thread of its own."""

    def __init__(self, address: str) -> None:
        self.shown: dict[int, list[Any]] = {}
        self.loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(address,), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def press(self, key: str) -> None:
        """On the newest: "default" is its text."""
        number = max(self.shown)
        self.loop.call_soon_threadsafe(self._interface.ActionInvoked, number, key)

    def actions(self) -> list[str]:
        found: list[str] = self.shown[max(self.shown)][5]
        return found

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._bus.disconnect)
        self._thread.join(10)

    def _run(self, address: str) -> None:
        self.loop.run_until_complete(self._serve(address))
        self.loop.close()

    async def _serve(self, address: str) -> None:
        from dbus_fast.aio import MessageBus  # noqa: PLC0415 - on Linux only

        from tests.clients.notification_service import Interface  # noqa: PLC0415

        self._bus = await MessageBus(address).connect()
        self._interface = Interface(self.shown)
        self._bus.export("/org/freedesktop/Notifications", self._interface)
        await self._bus.request_name("org.freedesktop.Notifications")
        self._ready.set()
        await self._bus.wait_for_disconnect()


@pytest.fixture
def service(bus: str) -> Iterator[Service]:
    made = Service(bus)
    yield made
    made.stop()


@on_a_bus
def test_a_button_comes_back_with_its_place(service: Service, notifications: Notifications) -> None:
    ears = Ears()
    notifications.show(NOTICE, ears)
    assert ears.wait(1) == [(7, "shown", 0)]
    name, _replaces, _icon, title, text, actions, hints, _time = service.shown[1]
    assert (name, title) == ("Rainmaker", "Coach: deal won")
    assert text == "Ask Smith &amp; Sons &lt;b&gt;now&lt;/b&gt;", "desktops read it as markup"
    assert actions[3::2] == ["Ask for a referral", "Dismiss"]
    assert hints["urgency"].value == 2
    service.press(service.actions()[4])
    assert ears.wait(2)[1] == (7, "pressed", 1)


@on_a_bus
def test_so_does_a_click_on_its_text(service: Service, notifications: Notifications) -> None:
    ears = Ears()
    notifications.show(NOTICE, ears)
    ears.wait(1)
    service.press("default")
    assert ears.wait(2)[1] == (7, "opened", 0)


@on_a_bus
def test_what_is_cleared_is_taken_away(service: Service, notifications: Notifications) -> None:
    ears = Ears()
    notifications.clear(7)
    notifications.show(NOTICE, ears)
    ears.wait(1)
    notifications.clear(99)
    notifications.clear(7)
    until = time.monotonic() + 10
    while service.shown and time.monotonic() < until:
        time.sleep(0.01)
    assert service.shown == {}


@on_a_bus
def test_closing_leaves_nothing_behind(service: Service) -> None:
    notifications, ears = DesktopNotifications(), Ears()
    notifications.show(NOTICE, ears)
    ears.wait(1)
    notifications.close()
    notifications.close()
    assert service.shown == {}
    assert "notifications" not in [thread.name for thread in threading.enumerate()]


@on_a_bus
def test_a_bus_without_the_service_is_told_and_tried_again(bus: str, notifications: Notifications) -> None:
    ears = Ears()
    notifications.show(NOTICE, ears)
    assert ears.wait(1) == [(7, "failed", 0)]
    service = Service(bus)
    notifications.show(NOTICE, ears)
    assert ears.wait(2)[1] == (7, "shown", 0)
    service.stop()


def test_without_a_bus_no_thread_begins(monkeypatch: pytest.MonkeyPatch, notifications: Notifications) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    ears = Ears()
    notifications.show(NOTICE, ears)
    assert ears.heard == [(7, "failed", 0)]
    assert "notifications" not in [thread.name for thread in threading.enumerate()]


def test_nothing_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, app.clients.notifications as n; n.DesktopNotifications(); print('desktop_notifier' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
