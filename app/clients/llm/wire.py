"""One request over the `openai` package, and the answer collected from it. A connection per request, so that stopping
one can end its socket without touching another."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.clients.llm import failures
from app.clients.llm.endpoint import Endpoint
from app.clients.llm.failures import Failure
from app.clients.llm.talk import Hear, Stop, Usage

if TYPE_CHECKING:
    import ssl

    import httpx2
    import openai

PATH = "/chat/completions"
TO_CONNECT = 5.0
"""Seconds."""
AT_LEAST, SILENCES = 300.0, 5
"""A whole answer may take so many seconds, or so many times what the endpoint may be silent."""
LONGEST_ANSWER = 4_000_000
"""Characters."""
CHATTY = ("openai", "httpx2", "httpcore2")
"""Their loggers: at their most talkative they write down what was asked."""


class AttemptError(Exception):
    """An attempt that went wrong."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure


@dataclass
class Collected:
    """An answer as it arrives. wanted: place -> [id, name, arguments] of tools."""

    pieces: list[str] = field(default_factory=list)
    wanted: dict[int, list[str]] = field(default_factory=dict)
    finish: str = ""
    refusal: str = ""
    usage: Usage | None = None
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def take(self, chunk: object) -> str:
        """Add a chunk, or a whole answer, and give its text. Errors: ValueError when it is none."""
        if not isinstance(chunk, dict):
            raise ValueError("not an object")
        self._count(chunk.get("usage"))
        choices = chunk.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, dict):
            return ""
        self.finish = _text(first.get("finish_reason")) or self.finish
        said = first.get("delta") or first.get("message")
        return self._said(said) if isinstance(said, dict) else ""

    def _said(self, said: Mapping[str, Any]) -> str:
        for place, call in enumerate(_dicts(said.get("tool_calls"))):
            self._want(call, place)
        self.refusal += _text(said.get("refusal"))
        text = _text(said.get("content")) or "".join(_text(part.get("text")) for part in _dicts(said.get("content")))
        if text:
            self.pieces.append(text)
            self.length += len(text)
        return text

    def _want(self, call: Mapping[str, Any], place: int) -> None:
        index = call.get("index")
        parts = self.wanted.setdefault(index if isinstance(index, int) else place, ["", "", ""])
        function = call.get("function")
        given = function if isinstance(function, dict) else {}
        parts[0] = parts[0] or _text(call.get("id"))
        parts[1] = parts[1] or _text(given.get("name"))
        parts[2] += _text(given.get("arguments"))
        self.length += len(_text(given.get("arguments")))

    def _count(self, usage: object) -> None:
        if isinstance(usage, dict):
            sent, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
            if type(sent) is int and type(written) is int and min(sent, written) >= 0:
                self.usage = Usage(sent, written)


class Sockets:
    """The connections of one request."""

    def __init__(self) -> None:
        self._open: list[socket.socket] = []
        self._lock, self._shut = threading.Lock(), False

    def heard(self, event: str, info: Mapping[str, Any]) -> None:
        """Told by the connection pool of each of its steps."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._open.append(found)
            if self._shut:
                self.shut()

    def shut(self) -> None:
        """Wake whoever reads from them: closing alone would not. Also ends those that are opened later."""
        with self._lock:
            self._shut, ended = True, tuple(self._open)
        for one in ended:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class Wire:
    """Sends requests. Safe from several threads."""

    def send(self, endpoint: Endpoint, body: dict[str, Any], into: Collected, hear: Hear, stop: Stop) -> None:
        """Ask and collect. Errors: AttemptError. After a stop it returns, with what has arrived until then."""
        with contextlib.closing(self._pieces(endpoint, body, into, stop)) as pieces:
            for piece in pieces:
                if piece:
                    hear(piece)
        if stop.asked() or into.finish:
            return
        if body["stream"] or not (into.length or into.wanted):
            raise AttemptError(failures.cut(endpoint.name) if into.length else failures.unreadable(endpoint.name))

    def models(self, endpoint: Endpoint, stop: Stop) -> list[str]:
        """The names of the models there. Errors: AttemptError."""
        answered: object = None
        with self._asking(endpoint, endpoint.model, Collected(), stop) as client:
            answered = client.get("/models", cast_to=object)
        listed = answered.get("data") if isinstance(answered, dict) else None
        if not isinstance(listed, list) and not stop.asked():
            raise AttemptError(failures.unreadable(endpoint.name))
        return sorted({_text(one.get("id")) for one in _dicts(listed)} - {""})

    def _pieces(self, endpoint: Endpoint, body: dict[str, Any], into: Collected, stop: Stop) -> Generator[str]:
        until = time.monotonic() + max(AT_LEAST, SILENCES * endpoint.seconds)
        with self._asking(endpoint, body["model"], into, stop) as client:
            for chunk in _chunks(client, body):
                yield into.take(chunk)
                if stop.asked():
                    return
                if time.monotonic() > until:
                    raise AttemptError(failures.slow(endpoint.name))
                if into.length > LONGEST_ANSWER:
                    raise AttemptError(failures.cut(endpoint.name))

    @contextlib.contextmanager
    def _asking(self, endpoint: Endpoint, model: str, into: Collected, stop: Stop) -> Iterator["openai.OpenAI"]:
        """A client for one request. What goes wrong inside turns into AttemptError, and into nothing after a stop."""
        sockets = Sockets()
        try:
            with stop.ending(sockets.shut), self._client(endpoint, sockets) as client:
                yield client
        except AttemptError:
            raise
        except Exception as error:
            if stop.asked():
                return
            raise AttemptError(_failure(error, endpoint, model, into)) from None

    @contextlib.contextmanager
    def _client(self, endpoint: Endpoint, sockets: Sockets) -> Iterator["openai.OpenAI"]:
        import httpx2  # noqa: PLC0415
        import openai  # noqa: PLC0415

        for name in CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)

        def watch(request: "httpx2.Request") -> None:
            request.extensions["trace"] = sockets.heard

        key = endpoint.key or "none"
        limits = httpx2.Timeout(endpoint.seconds, connect=TO_CONNECT)
        with (
            httpx2.Client(
                verify=self._trust, timeout=limits, trust_env=not endpoint.loopback, follow_redirects=False,
                event_hooks={"request": [watch]},
            ) as http,
            openai.OpenAI(
                api_key=key, base_url=endpoint.address, max_retries=0, timeout=limits, http_client=http,
                default_headers={"Authorization": f"Bearer {key}"},
            ) as client,
        ):  # fmt: skip
            yield client

    @cached_property
    def _trust(self) -> "ssl.SSLContext":
        """Made once: reading the certificates of the system takes 20 ms."""
        import httpx2  # noqa: PLC0415

        made: ssl.SSLContext = httpx2.create_ssl_context()
        return made


def _chunks(client: "openai.OpenAI", body: dict[str, Any]) -> Iterator[object]:
    """What comes back, as plain JSON values: endpoints are not exact about what the package expects."""
    import openai  # noqa: PLC0415 - half a second

    if not body["stream"]:
        yield client.post(PATH, body=body, cast_to=object)
        return
    with client.post(PATH, body=body, cast_to=object, stream=True, stream_cls=openai.Stream[object]) as stream:
        yield from stream


def _failure(error: Exception, endpoint: Endpoint, model: str, into: Collected) -> Failure:
    """Errors: the error itself, when it is a mistake of ours."""
    import httpx2  # noqa: PLC0415
    import openai  # noqa: PLC0415

    if isinstance(error, openai.APIStatusError):
        return failures.of_status(error.status_code, error.response.headers, error.body, endpoint.name, model)
    if not isinstance(error, openai.APIError | httpx2.HTTPError | ValueError | OSError):
        raise error
    if into.length:
        return failures.cut(endpoint.name)
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError | OSError):
        return failures.of_no_answer(error, endpoint.name, local=endpoint.local)
    if isinstance(error, openai.APIError):  # told in the middle of a stream
        return failures.troubled(endpoint.name)
    return failures.unreadable(endpoint.name)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dicts(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
