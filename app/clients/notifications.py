"""Notifications of the system, with buttons: a D-Bus service on Linux, the notification centres elsewhere.

The library behind is asyncio, so it has a loop on a thread of its own, which begins with the first notification.
"""

import asyncio
import html
import logging
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

log = logging.getLogger(__name__)
PATIENCE = 5.0
"""Seconds: a system that has not taken a notification by then is given up for it."""
Answer = Literal["shown", "failed", "pressed", "opened"]
"""It is there; it cannot be shown; a button was pressed; its text was clicked."""
Hear = Callable[[int, Answer, int], object]
"""key of the notice, what happened, which button; called on any thread"""


@dataclass(frozen=True)
class Notice:
    """key: tells it apart from others. text: plain. urgent: it stays until it is answered, where the system can."""

    key: int
    title: str
    text: str
    buttons: tuple[str, ...]
    urgent: bool = False


class Notifications(Protocol):
    """Where notifications go. Nothing here raises: what cannot be shown is told as `failed`."""

    def show(self, notice: Notice, hear: Hear) -> None: ...
    def clear(self, key: int) -> None: ...
    def close(self) -> None: ...


class DesktopNotifications:
    """Those of the system. Closing one without a button says nothing: many people sweep them all away."""

    def __init__(self, name: str = "Rainmaker") -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._notifier: Any = None

    def show(self, notice: Notice, hear: Hear) -> None:
        if not _may_work():
            hear(notice.key, "failed", 0)
            return
        self._run(self._show(notice, hear))

    def clear(self, key: int) -> None:
        """Take it away, if it still shows."""
        if self._loop is not None:
            self._run(self._clear(key))

    def close(self) -> None:
        """Take all of them away, since nobody would hear their buttons, and end the thread."""
        if self._loop is None or self._thread is None:
            return
        cleared = self._run(self._end())
        with suppress(TimeoutError):
            cleared.result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop = self._thread = None

    def _run(self, work: Coroutine[Any, Any, None]) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_turn, args=(self._loop,), name="notifications", daemon=True)
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _show(self, notice: Notice, hear: Hear) -> None:
        try:
            taken = await asyncio.wait_for(self._send(notice, hear), PATIENCE)
        except Exception as error:
            log.info("no notification: %s", type(error).__name__)
            taken = False
        if not taken:
            self._let_go()  # its connection may be gone: the next one begins anew
        hear(notice.key, "shown" if taken else "failed", 0)

    async def _send(self, notice: Notice, hear: Hear) -> bool:
        """Whether the system has it."""
        from desktop_notifier import Button, DesktopNotifier, Notification, Urgency  # noqa: PLC0415 - seldom needed

        if self._notifier is None:
            self._notifier = DesktopNotifier(self._name, app_icon=None)
        if not await self._notifier.get_capabilities():
            return False
        pressed = [Button(title, _telling(hear, notice.key, "pressed", n)) for n, title in enumerate(notice.buttons)]
        made = Notification(
            notice.title, _body(notice.text), buttons=tuple(pressed), identifier=str(notice.key),
            urgency=Urgency.Critical if notice.urgent else Urgency.Normal,
            on_clicked=_telling(hear, notice.key, "opened", 0),
        )  # fmt: skip
        await self._notifier.send_notification(made)
        return made.identifier in await self._notifier.get_current_notifications()

    async def _clear(self, key: int) -> None:
        if self._notifier is not None and str(key) in await self._notifier.get_current_notifications():
            with suppress(Exception):
                await asyncio.wait_for(self._notifier.clear(str(key)), PATIENCE)

    async def _end(self) -> None:
        if self._notifier is not None:
            with suppress(Exception):
                await asyncio.wait_for(self._notifier.clear_all(), PATIENCE / 2)
            self._let_go()

    def _let_go(self) -> None:
        """The library never closes its connection to the bus."""
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        self._notifier = None
        if bus is not None:
            bus.disconnect()


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


def _telling(hear: Hear, key: int, answer: Answer, place: int) -> Callable[[], object]:
    return lambda: hear(key, answer, place)


def _may_work() -> bool:
    """Asked before anything is loaded: without a session bus there is nobody to talk to."""
    if sys.platform != "linux":
        return True
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    return bool(told) or Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), "bus").exists()


def _body(text: str) -> str:
    """Desktops on Linux read the text as markup; names are full of ampersands."""
    return html.escape(text, quote=False) if sys.platform == "linux" else text
